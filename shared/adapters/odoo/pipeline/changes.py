"""Which opportunities changed: passes over a window of time, each in order of id.

crm.lead's `write_date` does not move when somebody writes a message or plans an activity, so one
search asks for all three: leads written, activities written, messages with a higher id (their
`write_date` has no index in Odoo; their ids have). A pass reads what changed since two minutes
before the pass before it began, because a transaction shows its changes late, under the time at
which it began. The window stands still during a pass and the pages go by id: ten thousand leads
with the same timestamp neither stop it nor get lost.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from shared.adapters.odoo.pipeline.rows import EVERY, whole
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.odoo_client import OdooClient

VERSION = 1
OVERLAP_S = 125
"""A transaction may show its changes two minutes late; five seconds are for clocks and rounding."""
_SANE = range(2**37)
"""Ids in Odoo have 31 bits; seconds of 37 bits reach beyond the year 6000."""
_ON_LEADS = ("model", "=", "crm.lead")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where reading stands. Times are whole seconds since 1970 by Odoo's clock."""

    began: int
    """When the pass under way, or the last one, began."""
    since: int
    after: int | None
    """The highest id that the pass has read; None between passes."""
    floor: int
    """Messages up to this id have been read for good."""
    top: int
    """The highest message id that was seen."""
    mark_at: int = 0
    mark_id: int = 0
    """At `mark_at` the top was `mark_id`: what has a lower id and is not seen by two minutes later
    was written too late."""

    @classmethod
    def starting(cls, now: int, latest_message: int) -> Self:
        """Give the cursor that finds what changes from now on."""
        return cls(began=now, since=now, after=None, floor=latest_message, top=latest_message)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a cursor; raises BadInput for anything else."""
        try:
            version, *values = json.loads(text)
            read = cls(*values)
        except (ValueError, TypeError, RecursionError):
            raise _foreign() from None
        if version != VERSION or not read.is_sound:
            raise _foreign()
        return read

    def __str__(self) -> str:
        """Write it as short text."""
        return json.dumps([VERSION, *asdict(self).values()], separators=(",", ":"))

    @property
    def is_between_passes(self) -> bool:
        """The last pass is over and the next has not begun."""
        return self.after is None

    @property
    def is_sound(self) -> bool:
        """Every value is one that a cursor can hold."""
        numbers = asdict(replace(self, after=0 if self.after is None else self.after)).values()
        return all(type(number) is int and number in _SANE for number in numbers)

    def begun(self, now: int) -> Cursor:
        """Begin a pass. `since` never lies behind what the pass before it made sure of."""
        began = replace(self, began=now, since=self.began - OVERLAP_S, after=0)
        if self.mark_id > self.floor and self.began - self.mark_at >= OVERLAP_S:
            began = replace(began, floor=self.mark_id)
        if began.mark_id <= began.floor < began.top:
            began = replace(began, mark_at=now, mark_id=began.top)
        return began


class Changes:
    """Finds ids of what changed."""

    def __init__(self, client: OdooClient) -> None:
        self._client = client

    def page(self, at: Cursor, at_most: int) -> tuple[list[int], Cursor]:
        """Give the next ids of a pass, and the cursor behind them."""
        since = datetime.fromtimestamp(at.since, UTC)
        changed: list[object] = [
            ("id", ">", at.after or 0),
            *("|", "|"),
            ("write_date", ">=", since),
            ("activity_ids.write_date", ">=", since),
            ("message_ids.id", ">", at.floor),
        ]
        rows = self._client.search_read(
            "crm.lead", changed, ["id"], order="id", limit=at_most, context=EVERY
        )
        ids = [whole(row["id"]) for row in rows]
        behind = replace(at, after=ids[-1] if len(ids) == at_most else None)
        return ids, replace(behind, top=max(at.top, self._top(ids, at.floor)))

    def latest_message(self) -> int:
        """Give the highest id of a message on a lead, 0 if there is none."""
        return self._highest([_ON_LEADS])

    def _top(self, ids: Sequence[int], floor: int) -> int:
        if not ids:
            return 0
        # Odoo finds messages first and looks at our rights then, limit or not; what is on a lead
        # that we may read, we may read too, but for notices to single users.
        not_ours = ("message_type", "!=", "user_notification")
        return self._highest([_ON_LEADS, ("res_id", "in", ids), ("id", ">", floor), not_ours])

    def _highest(self, domain: list[object]) -> int:
        rows = self._client.search_read(
            "mail.message", domain, ["id"], order="id desc", limit=1, context=EVERY
        )
        return whole(rows[0]["id"]) if rows else 0


def _foreign() -> BadInput:
    return BadInput("not a cursor of this version", code="bad_cursor")
