"""A notice as an e-mail: plain text, and HTML that mail programs of all ages show alike.

Tables and inline styles, since Outlook and Gmail take little else; nothing is loaded from anywhere.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shared.domain.acting.notice import Mail
from shared.texts.isolation import bare
from shared.texts.language import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.acting.notice import Notice, NoticeItem

FOLDER = Path(__file__).parent


def mail_of(notice: Notice, to: str, message_id: str) -> Mail:
    """Give the e-mail of a notice."""
    return Mail(
        message_id=message_id,
        to=to,
        subject=_subject(notice),
        text=("\n".join(_text(notice)).strip() or notice.title) + "\n",
        html=_html(notice),
        language=notice.language,
    )


def _subject(notice: Notice) -> str:
    """Give the title, and of a single record its name."""
    records = [item.record for item in notice.items if item.record]
    is_of_one = len(notice.items) == 1 and not notice.items[0].group
    return bare(f"{notice.title}: {records[0]}" if is_of_one and records else notice.title)


def _html(notice: Notice) -> str:
    language = Language(notice.language)
    start, end = ("right", "left") if language.direction == "rtl" else ("left", "right")
    return (
        _environment()
        .get_template("mail.html")
        .render(
            notice=notice,
            groups=[(name, [*items]) for name, items in groupby(notice.items, _group)],
            language=language.value,
            direction=language.direction,
            start=start,
            end=end,
            style=(FOLDER / "mail.css").read_text(encoding="utf-8"),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(notice: Notice) -> Iterator[str]:
    """Give all but the title: it is the subject, which stands above the text already."""
    yield from notice.lines
    for group, items in groupby(notice.items, _group):
        yield from ("", f"== {group} ==") if group else ()
        for item in items:
            yield from ("", f"{item.title}: {item.record}" if item.record else item.title)
            yield from (f"  {line}" for line in item.lines)
            yield from (f"  {link.label}: {link.url}" for link in item.links)
    yield from ("", *(f"{link.label}: {link.url}" for link in notice.links))
    yield from ("-- ", notice.footer) if notice.footer else ()


def _group(item: NoticeItem) -> str:
    return item.group
