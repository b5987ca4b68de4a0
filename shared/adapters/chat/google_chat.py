"""A notice as a Google Chat card.

Text paragraphs take simple HTML, so all text is escaped; they take no Markdown unless told to. A
message holds 32,000 bytes, its cards 100 widgets (developers.google.com, Chat API, messages.create
and Cards v2, read 2026-11).
"""

from __future__ import annotations

import json
from html import escape as escape_html
from typing import TYPE_CHECKING, Any

from shared.adapters.chat.shaping import cut, item_lines, lines_of, shrinking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.domain.acting.notice import Link, Notice

Json = dict[str, Any]
MESSAGE_BYTES = 30_000
WIDGETS = 100
FALLBACK_CHARS = 1_000


def render(notice: Notice) -> Json:
    """Give the body of the POST."""
    bodies = (_body(one) for one in shrinking(notice))
    return next(body for body in bodies if _fits(body))


def _body(notice: Notice) -> Json:
    titles = [notice.title, *(item.title for item in notice.items)]
    card = {"sections": list(_sections(notice))}
    return {
        "fallbackText": cut("\n".join(titles), FALLBACK_CHARS),
        "cardsV2": [{"cardId": "notice", "card": card}],
    }


def _fits(body: Json) -> bool:
    sections = body["cardsV2"][0]["card"]["sections"]
    widgets = sum(len(section["widgets"]) for section in sections)
    return (
        widgets <= WIDGETS and len(json.dumps(body, ensure_ascii=False).encode()) <= MESSAGE_BYTES
    )


def _sections(notice: Notice) -> Iterator[Json]:
    yield _section(notice.title, notice.lines, notice.links)
    for item in notice.items:
        yield _section(item.title, item_lines(item), item.links)
    for footer in lines_of(notice)[len(notice.lines) :]:
        yield {"widgets": [{"textParagraph": {"text": _escaped(footer)}}]}


def _section(title: str, lines: Sequence[str], links: Sequence[Link]) -> Json:
    text = "\n".join([f"<b>{_escaped(title)}</b>", *map(_escaped, lines)])
    widgets: list[Json] = [{"textParagraph": {"text": text}}]
    if links:
        buttons = [
            {"text": link.label, "onClick": {"openLink": {"url": link.url}}} for link in links
        ]
        widgets.append({"buttonList": {"buttons": buttons}})
    return {"widgets": widgets}


def _escaped(text: str) -> str:
    return escape_html(text, quote=False)
