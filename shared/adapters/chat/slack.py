"""A notice in Slack's Block Kit.

All text is `plain_text`, which knows no markup, with `&`, `<` and `>` escaped, so that no name calls
a channel or a person. Limits: header 150 characters, text 3,000, button label 75, button URL 3,000,
25 elements in `actions`, 50 blocks (docs.slack.dev, Block Kit reference, read 2026-11); blocks of
more than some 13,200 characters in all are refused as `msg_blocks_too_long` (slackapi/bolt-js,
2025-04).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.adapters.chat.shaping import cut, item_lines, lines_of, shrinking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shared.domain.acting.notice import Link, Notice

Json = dict[str, Any]
HEADER_CHARS, TEXT_CHARS, LABEL_CHARS = 150, 3_000, 75
BLOCKS, ALL_CHARS = 50, 12_000
FALLBACK_CHARS = 3_000


def render(notice: Notice) -> Json:
    """Give the body of the POST."""
    bodies = (_body(one) for one in shrinking(notice))
    return next(body for body in bodies if _fits(body))


def escape(text: str) -> str:
    """Slack's three signs with a meaning (docs.slack.dev, Formatting message text)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _body(notice: Notice) -> Json:
    titles = [notice.title, *(item.title for item in notice.items)]
    return {
        "text": cut("\n".join(titles), FALLBACK_CHARS, escape),
        "blocks": _numbered(list(_blocks(notice))),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _fits(body: Json) -> bool:
    size = len(json.dumps(body["blocks"], ensure_ascii=False))
    return len(body["blocks"]) <= BLOCKS and size <= ALL_CHARS


def _blocks(notice: Notice) -> Iterator[Json]:
    yield {"type": "header", "text": _plain(notice.title, HEADER_CHARS)}
    yield from _sections(notice.lines)
    yield from _actions(notice.links)
    for item in notice.items:
        yield {"type": "divider"}
        yield from _sections([item.title, *item_lines(item)])
        yield from _actions(item.links)
    yield from _sections(lines_of(notice)[len(notice.lines) :])


def _sections(lines: Iterable[str]) -> Iterator[Json]:
    """Give the lines in as few sections as hold them."""
    held = ""
    for line in lines:
        longer = f"{held}\n{line}" if held else line
        if len(escape(longer)) > TEXT_CHARS and held:
            yield _section(held)
            longer = line
        held = longer
    if held:
        yield _section(held)


def _section(text: str) -> Json:
    return {"type": "section", "text": _plain(text, TEXT_CHARS)}


def _actions(links: Sequence[Link]) -> Iterator[Json]:
    if links:
        buttons = [
            {"type": "button", "text": _plain(link.label, LABEL_CHARS), "url": link.url}
            for link in links
        ]
        yield {"type": "actions", "elements": buttons}


def _numbered(blocks: list[Json]) -> list[Json]:
    """Give each button the id that Slack wants to be its own."""
    buttons = (one for block in blocks for one in block.get("elements", ()))
    for number, button in enumerate(buttons, 1):
        button["action_id"] = f"open_{number}"
    return blocks


def _plain(text: str, most: int) -> Json:
    return {"type": "plain_text", "text": cut(text, most, escape), "emoji": False}
