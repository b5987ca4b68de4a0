"""One action: an order with who asked, why and under which key; and the trail of what became of it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NewType

from pydantic import Field

from shared.domain.acting.orders import Order
from shared.domain.happened import Event
from shared.domain.ids import hashed
from shared.domain.values import Moment, StoredValue

if TYPE_CHECKING:
    from datetime import datetime

LEASE = timedelta(seconds=90)
"""Longer than one attempt takes. It saves repeats of the same work; what keeps an order from being
carried out twice is its key, or the mark of a sending."""
ActionKey = NewType("ActionKey", str)
"""Our id of an action: 32 hex digits, made of its natural key."""


def action_key(tenant: str, natural_key: str) -> ActionKey:
    """Give the key under which this action is carried out once, however often it is ordered."""
    return ActionKey(hashed(tenant, "action", natural_key))


class Asker(StoredValue):
    """Who ordered it: `id` is an alert's or a rule's id, or a person as pages name one."""

    kind: Literal["alert", "rule", "assistant", "person"]
    id: str


class ActionRequested(Event):
    """Somebody wants this done. The same `natural_key` is the same action."""

    tenant: str
    natural_key: str
    order: Order
    asked_by: Asker
    why: str = ""
    """A code, such as an alert's cause: pages put it into words."""
    requested_at: Moment
    expires_at: Moment | None = None
    """Not begun later than this: a call to make now is no use tomorrow."""


class ActionState(StrEnum):
    """How far an action has come."""

    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"
    """It cannot be done, ever, as it is; `reason` says why."""
    EXPIRED = "expired"
    OBSOLETE = "obsolete"
    """Nothing was left to do when its turn came: the alert was closed, the lead is gone."""
    UNDONE = "undone"


class Sending(StoredValue):
    """A channel that knows no key was called, and what came of it is not recorded yet."""

    channel: str
    at: Moment


class Delivered(StoredValue):
    """One channel that took a message."""

    channel: str
    at: Moment
    reference: str = ""
    """The other side's id of it, where it gave one."""


class Result(StoredValue):
    """What carrying it out gave; whatever is needed to undo it."""

    activity_id: int | None = None
    activity_made_at: Moment | None = None
    """By the clock of which revisions are made."""
    before_id: int | None = None
    """Stage or owner before; None with `had_before` False: there was none or it is not known."""
    before_value: str | None = None
    had_before: bool = False
    is_unchanged: bool = False
    """It stood so already: there is nothing to undo."""
    delivered: tuple[Delivered, ...] = ()
    refused: dict[str, str] = Field(default_factory=dict)
    """Channels that did not take it and never will, with the code of why."""


class Action(StoredValue):
    """One document of the collection `actions`: the audit trail of one action."""

    key: ActionKey
    tenant: str
    natural_key: str
    order: Order
    asked_by: Asker
    why: str = ""
    state: ActionState
    reason: str = ""
    """Code of why it was refused, or why it was tried again."""
    attempts: int = 0
    requested_at: Moment
    begun_at: Moment | None = None
    """None as long as nothing can have come of it: then it may still expire."""
    leased_until: Moment | None = None
    finished_at: Moment | None = None
    undone_at: Moment | None = None
    undone_by: str = ""
    sending: tuple[Sending, ...] = ()
    result: Result = Result()

    @property
    def is_settled(self) -> bool:
        """Carrying it out again would change nothing."""
        return self.state is not ActionState.RUNNING

    def is_leased(self, now: datetime) -> bool:
        """Somebody may be at it at this moment."""
        return self.leased_until is not None and now < self.leased_until

    def claimed(self, now: datetime) -> Action:
        """Somebody sets to work on it."""
        update = {
            "attempts": self.attempts + 1,
            "begun_at": self.begun_at or now,
            "leased_until": now + LEASE,
        }
        return self.model_copy(update=update)

    def failed(self, reason: str, claimed_at: datetime, *, is_unclear: bool) -> Action:
        """This attempt came to nothing (or nobody knows): it is free for the next one."""
        is_untouched = self.begun_at == claimed_at and not (
            is_unclear or self.sending or self.result.delivered
        )
        update = {
            "reason": reason,
            "leased_until": None,
            "begun_at": None if is_untouched else self.begun_at,
        }
        return self.model_copy(update=update)

    def ended(self, state: ActionState, now: datetime, code: str = "") -> Action:
        """Nothing more is to be done; the runbook tells each `code`."""
        update = {
            "state": state,
            "reason": code,
            "finished_at": now,
            "leased_until": None,
            "sending": (),
        }
        return self.model_copy(update=update)

    def undone(self, now: datetime, who: str) -> Action:
        """What it did was taken back."""
        update = {"state": ActionState.UNDONE, "undone_at": now, "undone_by": who}
        return self.model_copy(update=update)

    def sent_since(self, channel: str) -> datetime | None:
        """Since when a channel's answer is awaited; None: it was not called, or has answered."""
        return next((one.at for one in self.sending if one.channel == channel), None)

    def has_delivered(self, channel: str) -> bool:
        """The channel has taken it."""
        return any(one.channel == channel for one in self.result.delivered)

    def begins(self, channel: str, now: datetime) -> Action:
        """The channel is called next; a crash from here on leaves this mark."""
        return self.model_copy(
            update={"sending": (*self._others(channel), Sending(channel=channel, at=now))}
        )

    def unsent(self, channel: str) -> Action:
        """The channel was called, and nothing came of it for certain."""
        return self.model_copy(update={"sending": self._others(channel)})

    def delivered(self, channel: str, now: datetime, reference: str) -> Action:
        """The channel has taken it."""
        taken = Delivered(channel=channel, at=now, reference=reference)
        result = self.result.model_copy(update={"delivered": (*self.result.delivered, taken)})
        return self.unsent(channel).model_copy(update={"result": result})

    def refused_by(self, channel: str, code: str) -> Action:
        """The channel does not take it, and never will."""
        refused = {**self.result.refused, channel: code}
        return self.model_copy(
            update={"result": self.result.model_copy(update={"refused": refused})}
        )

    def _others(self, channel: str) -> tuple[Sending, ...]:
        return tuple(one for one in self.sending if one.channel != channel)
