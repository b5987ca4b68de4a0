"""Why a person is needed, and how urgently."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What an alert is about; each stands for itself."""

    HOT_NOT_CONTACTED = "hot_not_contacted"
    NEW_NOT_CONTACTED = "new_not_contacted"
    CUSTOMER_WAITS = "customer_waits"
    NO_REPLY = "no_reply"
    NO_NEXT_STEP = "no_next_step"
    STEP_OVERDUE = "step_overdue"
    STAGE_OVERRUN = "stage_overrun"
    IDLE = "idle"
    """Two levels: 1 warming, 2 stale."""
    CLOSE_DATE_PASSED = "close_date_passed"
    CLOSE_DATE_PUSHED = "close_date_pushed"
    SCORE_FELL = "score_fell"
    OWNER_ABSENT = "owner_absent"
    OWNER_OVERLOADED = "owner_overloaded"
    UNASSIGNED = "unassigned"


class Urgency(StrEnum):
    """Urgent ones are told at once, the others in the morning."""

    URGENT = "urgent"
    NORMAL = "normal"


class Rung(StrEnum):
    """The ladder: who is told next while nobody acts."""

    OWNER = "owner"
    REMINDER = "reminder"
    MANAGER = "manager"
    REASSIGN = "reassign"


OF_OWNER = frozenset({Rung.OWNER, Rung.REMINDER})
"""On these the owner is told, or whoever it was delegated to: he once more for himself."""


class Standing(StrEnum):
    """How an alert stands; the first three are live."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    """Somebody has it in hand: nobody else is told, it closes by itself."""
    SNOOZED = "snoozed"
    MENDED = "mended"
    """Its cause is gone."""
    COVERED = "covered"
    """A stronger cause of the same record speaks for it."""
    DONE = "done"
    """A person said so: by the button, or by doing the activity."""
    DISMISSED = "dismissed"
    """A person said that it is no problem."""
    GONE = "gone"
    """The record is not in the CRM any more, or is closed."""


LIVE = frozenset({Standing.OPEN, Standing.ACKNOWLEDGED, Standing.SNOOZED})
