"""Insert-or-get through `load()`: whole batches in one transaction, bad rows found by halving.

The call is keyed, so it may be repeated after a time-out: Odoo's own table of external ids has a
UNIQUE index, and `mode=update` with `noupdate` leaves a record that is there as people made it.
Source: Odoo 19.0, odoo/orm/models.py, `load` and `_load_records` (read 2026-11).
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from .call import Call
from .errors import (
    AccessDenied,
    BadCall,
    BadReply,
    Conflict,
    NotFound,
    OutcomeUnknown,
    ValidationFailed,
)
from .keyed import Inserted, Refused
from .loaded import Complaint, Loaded, parse_loaded, reason_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .caller import Caller
    from .deadline import Deadline
    from .fields import Field
    from .sheet import SheetRow

DEFAULT_CONTEXT: Mapping[str, object] = {"tracking_disable": True}
FORCED_CONTEXT: Mapping[str, object] = {"mode": "update", "noupdate": True, "tz": "UTC"}
"""`tz`: load() reads datetimes in the user's zone, and ours are UTC."""

_OLD_ACCESS_QUESTION = {"operation": "create", "raise_exception": False}

_NO_SUCH_FIELD = re.compile(r"^Invalid field name ")
"""`load()` refuses a column that it does not know before it looks at any row (never translated)."""

MAX_RACES = 20
"""Lost races in a row before giving up: with 16 rivals each round has at least one winner."""
MAX_UNCLEAR = 3
"""Tries of a single row whose error names no field and is not known: it may be passing."""


@dataclass(slots=True)
class Loading:
    """One run of insert-or-get over rows with the same columns."""

    caller: Caller
    model: str
    fields: Mapping[str, Field]
    context: Mapping[str, object]
    deadline: Deadline
    outcomes: dict[str, Inserted | Refused] = field(default_factory=dict)
    may_create: bool = False

    def run(self, rows: Sequence[SheetRow]) -> None:
        """Settle every row into `outcomes`.

        Raises TransientError, OutcomeUnknown, AccessDenied, and BadCall for an unknown column.
        After an error some rows may be in and others not: make the same call again.
        """
        parts = deque([list(rows)])
        hinted = False
        while parts:
            part = parts.popleft()
            loaded = self._loaded(part)
            if len(loaded.ids) == len(part):
                self._insert(part, loaded.ids)
            elif len(part) == 1:
                self._refuse(part[0], loaded)
            else:
                parts.extend(_split(part, loaded, hinted=hinted))
                hinted = True

    def _insert(self, part: Sequence[SheetRow], ids: Sequence[int]) -> None:
        for row, record_id in zip(part, ids, strict=True):
            self.outcomes[row.key] = Inserted(row.key, record_id)

    def _refuse(self, row: SheetRow, loaded: Loaded) -> None:
        if not loaded.complaints:
            raise OutcomeUnknown("load() gave another number of ids than rows")
        if not any(complaint.final for complaint in loaded.complaints):
            self._check_access()
        reason, fields = reason_in_words(loaded.complaints, row, self.fields)
        self.outcomes[row.key] = Refused(row.key, reason, fields)

    def _loaded(self, part: Sequence[SheetRow]) -> Loaded:
        """Load until the answer is no lost race, and not a passing error of a single row."""
        unclear = 0
        for attempt in count(1):
            loaded = self._attempt(part)
            if any(complaint.lost_race for complaint in loaded.complaints):
                self._wait(attempt)
                continue
            unclear += 1
            if not _may_pass(part, loaded) or unclear >= MAX_UNCLEAR or not self._wait_if_fits(1):
                return loaded
        raise AssertionError  # pragma: no cover - count() never ends

    def _attempt(self, part: Sequence[SheetRow]) -> Loaded:
        named = {"fields": list(part[0].columns), "data": [list(row.cells) for row in part]}
        call = Call(self.model, "load", context=self.context, named=named, idempotent=True)
        try:
            return parse_loaded(self.caller.perform(call, self.deadline))
        except BadReply as error:
            raise OutcomeUnknown(str(error)) from error
        except (ValidationFailed, BadCall) as error:
            if _NO_SUCH_FIELD.match(error.detail):
                raise
            said = error.detail or str(error.args[0])
            return Loaded((), (Complaint(said, None, "", raised=True),))

    def _wait(self, attempt: int) -> None:
        if attempt >= MAX_RACES or not self._wait_if_fits(attempt):
            error = Conflict("others keep writing the same keys")
            error.locate(self.model, "load", "")
            raise error

    def _wait_if_fits(self, attempt: int) -> bool:
        wait_s = self.caller.retries.jitter_s(attempt, self.caller.around.rng)
        if wait_s + self.caller.retries.min_try_s > self.deadline.left_s():
            return False
        self.caller.around.sleep(wait_s)
        return True

    def _check_access(self) -> None:
        """Tell a missing right, which `load()` reports as if each row were bad, from a bad row."""
        if self.may_create:
            return
        for call in (
            Call(self.model, "has_access", ids=(), named={"operation": "create"}),  # Odoo 18 on
            Call(self.model, "check_access_rights", named=_OLD_ACCESS_QUESTION),
        ):
            try:
                self.may_create = bool(self.caller.perform(call, self.deadline))
                break
            except NotFound:
                continue
        if not self.may_create:
            raise AccessDenied(f"the user of the API key may not create {self.model}")


def _may_pass(part: Sequence[SheetRow], loaded: Loaded) -> bool:
    unclear = [complaint for complaint in loaded.complaints if not complaint.final]
    return len(part) == 1 and bool(unclear) and len(unclear) == len(loaded.complaints)


def _split(part: list[SheetRow], loaded: Loaded, *, hinted: bool) -> list[list[SheetRow]]:
    """Set the rows that Odoo named apart from the rest; if that was tried already, halve.

    The names are only a hint: an error of the whole batch is put down to its first row.
    """
    named = {complaint.row for complaint in loaded.complaints}
    suspects = [index for index in range(len(part)) if index in named]
    if hinted or not suspects or len(suspects) == len(part):
        middle = len(part) // 2
        return [part[:middle], part[middle:]]
    rest = [row for index, row in enumerate(part) if index not in named]
    return [rest, *([part[index]] for index in suspects)]
