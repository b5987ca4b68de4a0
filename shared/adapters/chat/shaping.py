"""A notice made fit for any chat product: clean text, bounded in length, right-to-left marked.

What is common to all; a product's renderer does its escaping and knows its limits.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from shared.domain.acting.notice import Link, Notice, NoticeItem

TITLE_CHARS, LINE_CHARS, LABEL_CHARS = 140, 1_000, 60
TEXT_CHARS, ITEM_LINE_CHARS, ITEM_LINES = 4_000, 300, 6
ITEMS, LINKS = 30, 5
URL_CHARS = 2_000
RIGHT_TO_LEFT_MARK = "\u200f"
URGENT = "\U0001f534 "

# Controls, line and paragraph separators, embeddings and overrides of direction, lone surrogates.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_BREAKS = re.compile(r"\s*\n\s*")


def clean(text: str) -> str:
    """Give text that prints as one line and turns the direction of nothing around it."""
    line = _BREAKS.sub(" ", _UNPRINTABLE.sub("", text.replace("\t", " "))).strip()
    return line if _is_balanced(line) else _ISOLATES.sub("", line)


def cut(text: str, most: int, escape: Callable[[str], str] = str) -> str:
    """Escape text and keep it within `most` characters; what was cut ends with an ellipsis."""
    whole = escape(text)
    if len(whole) <= most:
        return whole
    kept, size = [], 1
    for sign in text:
        size += len(escape(sign))
        if size > most:
            break
        kept.append(sign)
    return escape(_ISOLATES.sub("", "".join(kept)).rstrip()) + "…"


def lines_of(notice: Notice) -> tuple[str, ...]:
    """Give the notice's own lines, its footer last."""
    return (*notice.lines, *filter(None, [notice.footer]))


def item_lines(item: NoticeItem) -> tuple[str, ...]:
    """Give what stands below an item's title."""
    return tuple(filter(None, [item.record, *item.lines]))


def shaped(notice: Notice) -> Notice:
    """Give the notice cleaned and capped, each line marked with its direction."""
    mark = RIGHT_TO_LEFT_MARK if notice.language == "ar" else ""
    return replace(
        notice,
        title=_line(notice.title, TITLE_CHARS, mark) or "-",
        lines=tuple(_within(_lines(notice.lines, LINE_CHARS, mark), TEXT_CHARS)),
        items=tuple(_item(item, mark) for item in notice.items[:ITEMS]),
        links=_links(notice.links, mark),
        footer=_line(notice.footer, LINE_CHARS, mark),
    )


def shrinking(notice: Notice) -> Iterator[Notice]:
    """Give the shaped notice, then ever smaller ones, each with how many items it leaves out."""
    whole = bare = shaped(notice)
    given = len(notice.items)
    if len(whole.items) == given:
        yield whole
    for kept in range(min(len(whole.items), given - 1), -1, -1):
        more = f"… +{given - kept}"
        bare = replace(whole, items=whole.items[:kept], footer=f"{whole.footer} {more}".strip())
        yield bare
    bare = replace(bare, links=whole.links[:1])
    yield bare
    while bare.lines:
        bare = replace(bare, lines=bare.lines[: len(bare.lines) // 2])
        yield bare


def _item(item: NoticeItem, mark: str) -> NoticeItem:
    urgent = URGENT if item.is_urgent else ""
    return replace(
        item,
        title=_line(urgent + item.title, TITLE_CHARS, mark) or "-",
        record=_line(item.record, TITLE_CHARS, mark),
        lines=tuple(_lines(item.lines, ITEM_LINE_CHARS, mark))[:ITEM_LINES],
        links=_links(item.links, mark),
    )


def _lines(texts: Iterable[str], most: int, mark: str) -> Iterator[str]:
    for text in texts:
        yield from filter(
            None, (_line(part, most, mark) for part in text[:TEXT_CHARS].splitlines())
        )


def _line(text: str, most: int, mark: str) -> str:
    line = cut(clean(text[: most * 4]), most)
    return mark + line if line else ""


def _within(lines: Iterable[str], most: int) -> Iterator[str]:
    size = 0
    for line in lines:
        size += len(line)
        if size > most:
            yield "…"
            return
        yield line


def _links(links: Iterable[Link], mark: str) -> tuple[Link, ...]:
    good = [link for link in links if _leads_to_a_page(link.url)]
    return tuple(replace(link, label=_line(link.label, LABEL_CHARS, mark) or "-") for link in good)[
        :LINKS
    ]


def _leads_to_a_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url
    return (
        parts.scheme in {"https", "http"}
        and bool(parts.netloc)
        and is_plain
        and len(url) <= URL_CHARS
    )


def _is_balanced(line: str) -> bool:
    depth = 0
    for sign in _ISOLATES.findall(line):
        depth += -1 if sign == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0
