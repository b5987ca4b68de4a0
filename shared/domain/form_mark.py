"""How far the leads of one form were compared with Meta's, and what is due next.

Three depths, each with its own mark, so that what one run misses a later one finds however late
it comes. Marks move to the start of a pass, never to "now".
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from datetime import datetime

OVERLAP = timedelta(hours=2)
"""Meta may list a lead later than the moment it is created at."""
WEEK, QUARTER = timedelta(days=7), timedelta(days=89)
"""How far back the deep passes look. Meta shows a lead for 90 days."""
WEEK_EVERY, QUARTER_EVERY = timedelta(days=1), timedelta(days=7)
RECENT_AT_MOST = timedelta(days=1)
"""What is older, after a long outage, is the deep pass's: it is read in parts."""
MANY, LONGEST_DAYS = 1_000, 28
"""A window starts with a day and grows while it holds few leads: few calls for quiet forms,
small steps for busy ones."""
SILENT_AFTER = timedelta(days=7)
SILENT_EVERY = timedelta(minutes=55)
"""A form without leads for a week is asked hourly: a Page's quota grows with its leads only."""
HELD_FOR = timedelta(minutes=55)
_NOT_REFUSED: dict[str, object] = {"refused_at": None, "held_until": None}


class Depth(StrEnum):
    """How far back a deep pass looks."""

    WEEK = "week"
    QUARTER = "quarter"


class DeepPass(StoredValue):
    """A deep pass under way: it may take several runs, window by window."""

    depth: Depth
    started_at: Moment
    read_to: Moment
    """Everything before is published."""
    days: int = 1
    """How long the next window is."""

    def after(self, read_to: datetime, leads: int) -> DeepPass:
        """A window with so many leads is published."""
        days = 1 if leads > MANY else min(self.days * 2, LONGEST_DAYS)
        return self.model_copy(update={"read_to": read_to, "days": days})


class FormMark(StoredValue):
    """The marks of one form; None: never done."""

    recent_at: Moment | None = None
    week_at: Moment | None = None
    quarter_at: Moment | None = None
    latest_lead_at: Moment | None = None
    under_way: DeepPass | None = None
    refused_at: Moment | None = None
    """When the form could not be read, if that is so."""
    held_until: Moment | None = None
    """Not asked for before that: each refused call costs quota."""

    @classmethod
    def parse(cls, text: str | None) -> FormMark:
        """Read a mark; what is none begins anew: comparing twice does no harm."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            return cls()

    def __str__(self) -> str:
        """Write it as text."""
        return self.model_dump_json(exclude_none=True)

    @property
    def tried_at(self) -> datetime | None:
        """When it had its last turn."""
        return max(filter(None, (self.recent_at, self.week_at, self.refused_at)), default=None)

    def is_held(self, now: datetime) -> bool:
        """It was refused a short while ago, for a lasting cause."""
        return self.held_until is not None and now < self.held_until

    def refused(self, now: datetime, *, is_lasting: bool) -> FormMark:
        """It could not be read: its turn comes after all others."""
        held_until = now + HELD_FOR if is_lasting else None
        return self.model_copy(update={"refused_at": now, "held_until": held_until})

    def recent_since(self, now: datetime, *, is_archived: bool) -> datetime | None:
        """From when on the latest leads are to be read now; None: not yet, or not at all.

        An archived form takes no leads: the deep passes are enough for it.
        """
        if is_archived:
            return None
        if self.recent_at is None:
            return now - OVERLAP
        is_silent = self.latest_lead_at is None or self.latest_lead_at < now - SILENT_AFTER
        if is_silent and now - self.recent_at < SILENT_EVERY:
            return None
        return max(self.recent_at - OVERLAP, now - RECENT_AT_MOST)

    def deep_due(self, now: datetime) -> DeepPass | None:
        """The deep pass to go on with or to begin; None: none is due."""
        if self.under_way is not None:
            return self.under_way
        if _is_due(self.quarter_at, QUARTER_EVERY, now):
            return DeepPass(depth=Depth.QUARTER, started_at=now, read_to=now - QUARTER)
        if _is_due(self.week_at, WEEK_EVERY, now):
            since = max(min(now - WEEK, (self.week_at or now) - OVERLAP), now - QUARTER)
            return DeepPass(depth=Depth.WEEK, started_at=now, read_to=since)
        return None

    def after_recent(self, started_at: datetime, latest: datetime | None) -> FormMark:
        """The latest leads are published, up to the start of the pass."""
        update = {"recent_at": started_at, "latest_lead_at": self._newer(latest)}
        return self.model_copy(update=update | _NOT_REFUSED)

    def after_window(self, deep: DeepPass, latest: datetime | None) -> FormMark:
        """A window of a deep pass is published; with the last one the pass is done."""
        update: dict[str, object] = {"latest_lead_at": self._newer(latest), **_NOT_REFUSED}
        if deep.read_to < deep.started_at:
            return self.model_copy(update=update | {"under_way": deep})
        update |= {"under_way": None, "week_at": deep.started_at}
        if deep.depth is Depth.QUARTER:
            update["quarter_at"] = deep.started_at
        return self.model_copy(update=update)

    def _newer(self, latest: datetime | None) -> datetime | None:
        return max(filter(None, (self.latest_lead_at, latest)), default=None)


def _is_due(done_at: datetime | None, every: timedelta, now: datetime) -> bool:
    return done_at is None or now - done_at >= every
