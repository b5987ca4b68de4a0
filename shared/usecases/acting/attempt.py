"""One attempt at an action: what carriers know of it, and how each sending is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.errors import OutcomeUnknown, PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.acting.action import Action, ActionKey, Result
    from shared.ports import Clock
    from shared.usecases.acting.action_log import ActionLog, StoredAction

WINDOW = timedelta(minutes=10)
"""So long a channel without keys is not called again after an outcome that nobody knows."""


class Obsolete(PermanentError):
    """Nothing is left to do by now: the alert was closed, the lead is gone."""

    default_code = "obsolete"


@dataclass(slots=True)
class Attempt:
    """An action that this worker has claimed."""

    stored: StoredAction
    log: ActionLog
    clock: Clock
    window: timedelta = WINDOW

    @property
    def action(self) -> Action:
        """The action as it stands now."""
        return self.stored.action

    @property
    def key(self) -> ActionKey:
        """The key for sinks that know keys."""
        return self.action.key

    @property
    def result(self) -> Result:
        """What has come of it so far."""
        return self.action.result

    def now(self) -> datetime:
        """Give the current moment."""
        return self.clock.now()

    def send(self, channel: str, call: Callable[[], str | None], *, is_keyed: bool) -> None:
        """Call a channel and record that it took the message, unless that is recorded already.

        A channel without keys is marked before it is called. Where a mark of an earlier attempt
        stands, it may have taken the message: raises TransientError (`sending_unclear`) until the
        window is over. What the call raises is passed on.
        """
        if self.action.has_delivered(channel):
            return
        if not is_keyed:
            self._mark(channel)
        try:
            reference = call() or ""
        except OutcomeUnknown:
            raise
        except (TransientError, PermanentError):
            if not is_keyed:
                self._put(self.action.unsent(channel))
            raise
        self._record(channel, reference)

    def refused(self, channel: str, code: str) -> None:
        """Record that a channel never takes it: no later attempt calls it again."""
        self._put(self.action.refused_by(channel, code))

    def _mark(self, channel: str) -> None:
        since, now = self.action.sent_since(channel), self.now()
        if since is not None and now < since + self.window:
            raise TransientError(
                "it may have been sent: not again before that is unlikely",
                code="sending_unclear",
                retry_after_s=(since + self.window - now).total_seconds(),
            )
        self._put(self.action.begins(channel, now))

    def _record(self, channel: str, reference: str) -> None:
        """Record even if another worker has moved the action meanwhile: it was sent."""
        now = self.now()
        self.stored = self.log.advance(
            self.stored,
            lambda action: action.has_delivered(channel),
            lambda action: action.delivered(channel, now, reference),
            now,
        )

    def _put(self, after: Action) -> None:
        self.stored = self.log.put(self.stored, after, self.now())
