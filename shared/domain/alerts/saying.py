"""What people say of an alert: in hand, later, no problem, somebody else, done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from shared.domain.alerts.alert import Acted
from shared.domain.alerts.cause import Rung, Standing, Urgency
from shared.domain.alerts.episodes import closed
from shared.domain.alerts.ladder import held_by, stopped
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shared.domain.alerts.alert import Alert

WordKind = Literal["acknowledge", "snooze", "dismiss", "delegate", "done", "reopen"]
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody said."""

    kind: WordKind
    by: str
    """Who, as pages name a person."""
    reason: str = ""
    until: datetime | None = None
    """Of `snooze`."""
    to: int | None = None
    """Of `delegate`: the CRM's user."""


def said(alert: Alert, word: Word, now: datetime) -> Alert:
    """Give the alert after a person's word; the same one where it says nothing new.

    Of one that is closed everything is too late but nothing is wrong: it comes back as it is.
    Raises BadInput for a snooze without a later moment and a delegation to nobody.
    """
    _check(word, now)
    if not alert.is_live:
        return alert
    spoken = alert.model_copy(
        update={"said_by": word.by, "said_reason": word.reason[:LONGEST_REASON]}
    )
    after = _WORDS[word.kind](spoken, word, now)
    return alert if after == alert else after


def _check(word: Word, now: datetime) -> None:
    if word.kind == "snooze" and (word.until is None or word.until <= now):
        raise BadInput("must be a later moment", path="until")
    if word.kind == "delegate" and word.to is None:
        raise BadInput("must name a user of the CRM", path="to")


def _acknowledged(alert: Alert, word: Word, now: datetime) -> Alert:
    acted = alert.acted or Acted(at=now, how="button")
    update = {"standing": Standing.ACKNOWLEDGED, "acted": acted, "snoozed_until": None}
    return stopped(alert).model_copy(update=update)


def _snoozed(alert: Alert, word: Word, now: datetime) -> Alert:
    """The ladder pauses; where it stood it goes on."""
    update = {"standing": Standing.SNOOZED, "snoozed_until": word.until}
    return alert.model_copy(update=update)


def _dismissed(alert: Alert, word: Word, now: datetime) -> Alert:
    return closed(alert, Standing.DISMISSED, now)


def _done(alert: Alert, word: Word, now: datetime) -> Alert:
    acted = alert.acted or Acted(at=now, how="button")
    return closed(alert.model_copy(update={"acted": acted}), Standing.DONE, now)


def _delegated(alert: Alert, word: Word, now: datetime) -> Alert:
    """The other one is told as an owner is, however far the ladder has come; each only once."""
    update = {"standing": Standing.OPEN, "snoozed_until": None, "delegated_to": word.to}
    given = held_by(alert.model_copy(update=update), word.to)
    if given.was_told(Rung.OWNER):
        return given
    is_normal = alert.urgency is Urgency.NORMAL
    telling = {"rung": Rung.OWNER, "tell_at": now, "awaits_digest": is_normal}
    return given.model_copy(update=telling | {"reader_id": word.to})


def _reopened(alert: Alert, word: Word, now: datetime) -> Alert:
    if alert.standing is Standing.OPEN:
        return alert
    tell_at = None if alert.rung is None else now
    update = {"standing": Standing.OPEN, "snoozed_until": None, "tell_at": tell_at}
    return alert.model_copy(update=update)


_WORDS: dict[WordKind, Callable[[Alert, Word, datetime], Alert]] = {
    "acknowledge": _acknowledged,
    "snooze": _snoozed,
    "dismiss": _dismissed,
    "delegate": _delegated,
    "done": _done,
    "reopen": _reopened,
}
