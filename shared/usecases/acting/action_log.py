"""The audit trail of actions: one document each in `actions`, moved on by compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.acting.action import Action, ActionState, action_key
from shared.domain.acting.orders import record_of
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, Busy, UnknownVersion, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.acting.action import ActionKey, ActionRequested
    from shared.domain.document import Document
    from shared.ports import Memory

ACTIONS = "actions"
KEPT_AT_LEAST = timedelta(days=8)
"""Longer than the bus keeps a message: a late copy must find what became of the first."""
_TRIES = 5
_TIMES = ("requested_at", "begun_at", "leased_until", "finished_at", "undone_at")


@dataclass(frozen=True, slots=True)
class StoredAction:
    """An action as it was read, with the version that a write has to name."""

    action: Action
    version: str


@dataclass(frozen=True, slots=True)
class ActionLog:
    """Read and move actions; each write keeps the document for `kept` from then on."""

    memory: Memory
    kept: timedelta

    def open(self, event: ActionRequested, now: datetime) -> tuple[StoredAction, bool]:
        """Claim a new action, or give the one that is there (False: it is not ours yet)."""
        action = Action(
            key=action_key(event.tenant, event.natural_key),
            tenant=event.tenant,
            natural_key=event.natural_key,
            order=event.order,
            asked_by=event.asked_by,
            why=event.why,
            state=ActionState.RUNNING,
            requested_at=event.requested_at,
        ).claimed(now)
        try:
            document = self.memory.create(
                ACTIONS, action.key, _data(action), expires_at=self._until(now)
            )
        except AlreadyThere:
            found = self.find(action.key)
        else:
            return stored_action(document), True
        if found is None:
            raise Busy("this action's record went away just now")
        return found, False

    def find(self, key: ActionKey) -> StoredAction | None:
        """Read an action, or None; raises UnknownVersion for what is none."""
        document = self.memory.get(ACTIONS, key)
        return stored_action(document) if document else None

    def claim(self, stored: StoredAction, now: datetime) -> StoredAction:
        """Take over an action that nobody is at; raises Busy if somebody is or was first."""
        if stored.action.is_leased(now):
            raise Busy("another worker is at this action")
        return self.put(stored, stored.action.claimed(now), now)

    def put(self, stored: StoredAction, after: Action, now: datetime) -> StoredAction:
        """Write a step of one's own; raises Busy if another worker has moved the action."""
        try:
            document = self.memory.put(
                ACTIONS,
                after.key,
                _data(after),
                if_version=stored.version,
                expires_at=self._until(now),
            )
        except VersionConflict:
            raise Busy("another worker took this action over") from None
        return stored_action(document)

    def advance(
        self,
        stored: StoredAction,
        is_there: Callable[[Action], bool],
        step: Callable[[Action], Action],
        now: datetime,
    ) -> StoredAction:
        """Record what came of it, onto whatever stands there by now, unless that has come already.

        What was carried out is never thrown away because a lease ran out.
        """
        for _ in range(_TRIES):
            if is_there(stored.action):
                return stored
            try:
                return self.put(stored, step(stored.action), now)
            except Busy:
                found = self.find(stored.action.key)
            if found is None:
                raise Busy("this action's record went away just now")
            stored = found
        raise Busy("this action is being changed by several workers at once")

    def _until(self, now: datetime) -> datetime:
        return now + max(self.kept, KEPT_AT_LEAST)


def stored_action(document: Document) -> StoredAction:
    """Read an action with its version; raises UnknownVersion for what is none."""
    try:
        return StoredAction(Action.model_validate(document.data), document.version)
    except ValidationError:
        raise UnknownVersion("an action that this code cannot read") from None


def _data(action: Action) -> dict[str, object]:
    """Write times in one fixed width, so that text order in queries is time order.

    Beside the action stands what only queries ask for: who asked, its record, whom it tells.
    """
    data = action.model_dump(mode="json", exclude_none=True)
    moments = {name: getattr(action, name) for name in _TIMES}
    times = {name: moment_text(moment) for name, moment in moments.items() if moment is not None}
    asked = {
        "crm_lead_id": record_of(action.order),
        "reader_id": getattr(action.order, "reader_id", None),
    }
    named = {name: number for name, number in asked.items() if number is not None}
    return data | times | {"asker": action.asked_by.kind} | named
