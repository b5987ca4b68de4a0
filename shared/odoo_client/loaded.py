"""What `load()` answered, in our own terms.

`load()` answers HTTP 200 whatever happens. `ids` false is a failure, and a lost race ("could not
serialize access") is one of them: Odoo swallows it, so its own retry never sees it. Measured on
Odoo 19.0 (2026-11); texts of PostgreSQL come in the language of the database server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import BadReply
from .redact import cleaned, technical_names
from .wire import expect_ids, expect_list, expect_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .fields import Field
    from .sheet import SheetRow

_LOST_RACE = re.compile(
    r"could not serialize|concurrent|deadlock|could not obtain lock|lock timeout|lock not available"
    r"|nicht serialisier|sérialiser|Verklemmung|serializar|concurrente",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error message of `load()`."""

    text: str
    row: int | None
    """Index of the row it is said of; a message for the whole batch names the first row."""
    field: str
    raised: bool = False
    """Odoo refused the whole call (422, 500), as against a message of `load()`."""

    @property
    def lost_race(self) -> bool:
        """Somebody else was writing the same: to be tried again."""
        return not self.final and bool(_LOST_RACE.search(self.text))

    @property
    def final(self) -> bool:
        """It is about the values and will not change."""
        return self.raised or bool(self.field)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Either ids, or complaints."""

    ids: tuple[int, ...]
    complaints: tuple[Complaint, ...]


def parse_loaded(answer: object) -> Loaded:
    """Read the answer of `load()`; raises BadReply for another shape."""
    document = expect_object(answer, "the answer of load()")
    ids = document.get("ids")
    messages = expect_list(document.get("messages") or [], "its messages")
    errors = [_complaint(expect_object(message, "a message")) for message in messages]
    complaints = tuple(error for error in errors if error is not None)
    if not ids and not complaints:
        raise BadReply("load() gave neither ids nor an error")
    return Loaded(tuple(expect_ids(ids, "ids")) if ids else (), complaints)


def _complaint(message: dict[str, object]) -> Complaint | None:
    if message.get("type") != "error":
        return None
    row = message.get("record")
    return Complaint(
        text=str(message.get("message") or ""),
        row=row if isinstance(row, int) and not isinstance(row, bool) else None,
        field=str(message.get("field") or ""),
    )


def reason_in_words(
    complaints: tuple[Complaint, ...], row: SheetRow, fields: Mapping[str, Field]
) -> tuple[str, tuple[str, ...]]:
    """Say why a row is refused, without its values; and give the fields Odoo named."""
    named = [complaint.field for complaint in complaints if complaint.field]
    for complaint in complaints:
        named += [name for name in technical_names(complaint.text) if name in fields]
    labels = {field.label for field in fields.values() if field.label}
    keep = {*labels, *fields}
    texts = (cleaned(one.text, sent=row.cells[1:], keep=keep) for one in complaints)
    reason = "; ".join(dict.fromkeys(text for text in texts if text))
    return reason or "Odoo refused the row without saying why", tuple(dict.fromkeys(named))
