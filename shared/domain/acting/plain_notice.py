"""A notice as plain text, for where there are no buttons; and plain text as a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from shared.domain.acting.notice import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4000


def plain(notice: Notice) -> str:
    """Write a notice without its links: those are signed for one reader, and others read this."""
    return "\n".join(line for line in _lines(notice) if line)[:LONGEST]


def noticed(text: str, language: Literal["ar", "en"], title: str = "") -> Notice:
    """Make a notice of a text; without a title its first line is the title."""
    lines = tuple(line.rstrip() for line in text.splitlines())
    if not title and lines:
        title, lines = lines[0], lines[1:]
    return Notice(language=language, title=title, lines=lines)


def _lines(notice: Notice) -> Iterator[str]:
    """Give the title and what follows; of a single alert the title is its own already."""
    items = notice.items
    alone = items[0] if len(items) == 1 and items[0].title in notice.title else None
    yield _headed(notice.title, alone.record if alone else "")
    yield from notice.lines
    for item in items:
        yield "" if item is alone else f"- {_headed(item.title, item.record)}"
        yield from (f"  {line}" for line in item.lines)
    yield notice.footer


def _headed(title: str, record: str) -> str:
    return f"{title}: {record}" if record else title
