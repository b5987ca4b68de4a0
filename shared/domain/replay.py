"""Sending dead leads and messages again: which, by whom, and what came of each."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from collections.abc import Mapping


class Selection(StoredValue):
    """What shall be sent again: one thing, or all that is dead within bounds."""

    item: str | None = None
    """A lead's key, Meta's lead id, or a dead letter's id."""
    cause: str | None = None
    """Leads that died of this error code."""
    since: Moment | None = None
    """Leads announced, or messages given up, at this moment or later."""
    until: Moment | None = None
    """... and before this one."""
    leads: bool = True
    letters: bool = False
    """Event messages that no function took."""


class Outcome(StrEnum):
    """What came of one thing."""

    SENT_AGAIN = "sent_again"
    UNDER_WAY = "under_way"
    """Somebody has it sent already, or it is being worked on."""
    CLOSED = "closed"
    """Somebody has sent or discarded this message already."""
    DONE = "done"
    ERASED = "erased"
    """The person asked for erasure: it is never brought back."""
    GONE = "gone"
    """There is nothing under this name."""
    UNREADABLE = "unreadable"
    """Newer code wrote it, its data is not whole, or nobody knows where it came from."""
    DISCARDED = "discarded"
    """A person has said that it is of no use."""
    FAILED = "failed"
    """The bus or the memory did not take it this time; it can be sent once more."""


class Item(StoredValue):
    """One thing and what came of it. `id` is ours (a key), or what was asked for and is not there."""

    id: str
    outcome: Outcome
    leadgen_id: str | None = None
    """For the eyes of who asked; not kept."""
    is_letter: bool = False


class Run(StoredValue):
    """One run in the collection `audit`. A run without an end was cut off."""

    id: str
    at: Moment
    tenant: str
    who: str
    what: str
    selection: Selection
    dry_run: bool
    finished_at: Moment | None = None
    items: tuple[Item, ...] = ()
    left: int = 0
    """How many more the selection holds than one run takes."""

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """Give how many things came to which outcome."""
        return Counter(item.outcome for item in self.items)
