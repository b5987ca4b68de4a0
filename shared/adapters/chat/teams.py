"""A notice as an Adaptive Card 1.5 for Microsoft Teams.

All text stands in text runs, which know no Markdown and no HTML (learn.microsoft.com, Adaptive
Cards, TextRun, read 2026-11): a text block would need escaping that not every client of Teams
undoes. A message holds about 28 KB (Teams connector, known limits, read 2026-11), by other people's
trials some 21 KB (msteams_hermes); Teams shows six actions.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from shared.adapters.chat.shaping import item_lines, lines_of, shrinking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.domain.acting.notice import Link, Notice, NoticeItem

Json = dict[str, Any]
MESSAGE_BYTES = 20_000
ACTIONS = 6
CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"


def render(notice: Notice) -> Json:
    """Give the body of the POST."""
    bodies = (_body(one) for one in shrinking(notice))
    return next(body for body in bodies if _fits(body))


def _body(notice: Notice) -> Json:
    card = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": "1.5",
        "rtl": notice.language == "ar",
        "lang": notice.language,
        "fallbackText": _inert(notice.title),
        "msteams": {"width": "Full"},
        "body": list(_elements(notice)),
    }
    attachment = {"contentType": CARD, "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _fits(body: Json) -> bool:
    return len(json.dumps(body, ensure_ascii=False).encode()) <= MESSAGE_BYTES


def _elements(notice: Notice) -> Iterator[Json]:
    yield _text(notice.title, size="large", weight="bolder")
    yield from map(_text, notice.lines)
    yield from _actions(notice.links)
    for item in notice.items:
        yield {"type": "Container", "separator": True, "items": list(_item(item))}
    for footer in lines_of(notice)[len(notice.lines) :]:
        yield _text(footer, isSubtle=True)


def _item(item: NoticeItem) -> Iterator[Json]:
    yield _text(item.title, weight="bolder")
    yield from map(_text, item_lines(item))
    yield from _actions(item.links)


def _actions(links: Sequence[Link]) -> Iterator[Json]:
    if links:
        actions = [
            {"type": "Action.OpenUrl", "title": _inert(link.label), "url": link.url}
            for link in links[:ACTIONS]
        ]
        yield {"type": "ActionSet", "actions": actions}


def _text(text: str, **style: object) -> Json:
    run = {"type": "TextRun", "text": _inert(text), **style}
    return {"type": "RichTextBlock", "inlines": [run]}


def _inert(text: str) -> str:
    """Take their meaning from `{{DATE(...)}}` and `${...}`, which a card would fill in."""
    return text.replace("{{", "{\u2060{").replace("${", "$\u2060{")
