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
    yield notice.title
    yield from notice.lines
    for item in notice.items:
        yield f"- {item.title}: {item.record}"
        yield from (f"  {line}" for line in item.lines)
    yield notice.footer
