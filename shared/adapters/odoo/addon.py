"""Odoo's addon `g_assistant_connector`: whether it is there, asked hourly and not for each lead."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared import log
from shared.errors import OutcomeUnknown as NotAllAnswered
from shared.odoo_client import (
    AccessDenied,
    BadReply,
    NoAnswer,
    NoSuchMethod,
    OdooClientError,
    OutcomeUnknown,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.odoo_client import OdooClient
    from shared.ports import Clock

RECEIPT = "g.assistant.receipt"
"""The model that takes leads in and says that the addon is there."""
BY_US = "g_assistant_by_us"
"""Key of Odoo's context: the addon does not report such a change as a person's. Without the addon
nobody reads it."""
OUR_WRITE = {BY_US: True}
SCORES_SINCE = (19, 0, 1, 1)
"""Earlier versions have the fields and not the method."""
ALERTS_SINCE = (19, 0, 1, 2)
"""Earlier versions neither take alerts by a method nor tell what people say of them."""
_LASTS = timedelta(hours=1)
_LASTS_UNANSWERED = timedelta(minutes=1)
"""So long the former answer goes on when nobody could be asked: not each lead asks a dead Odoo."""
_NO_TIME = timedelta(0)


class GateShut(Exception):
    """The addon does not take anything from us (any more); nothing was written."""


@dataclass(frozen=True, slots=True)
class AddonAnswer:
    """What the addon says of itself; `version` as in its manifest, `19.0.1.1.0`."""

    version: str
    is_sending: bool
    """It reports changes to us: address and secret are set and its job is active."""

    @property
    def takes_scores(self) -> bool:
        """It has `assistant_write_scores`."""
        return self._numbers >= SCORES_SINCE

    @property
    def shows_alerts(self) -> bool:
        """It has `assistant_show` of `g.assistant.alert`."""
        return self._numbers >= ALERTS_SINCE

    @property
    def _numbers(self) -> tuple[int, ...]:
        parts = self.version.split(".")
        return tuple(int(part) if part.isdecimal() else 0 for part in parts)


@dataclass(frozen=True, slots=True)
class _Known:
    answer: AddonAnswer | None
    since: datetime
    lasts: timedelta = _LASTS

    def holds(self, now: datetime) -> bool:
        return _NO_TIME <= now - self.since < self.lasts


class Addon:
    """The answer of the last hour; safe between threads.

    An addon that is installed is noticed within the hour, one that is gone at once (`is_gone`).
    """

    def __init__(self, client: OdooClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: _Known | None = None
        self._asking = threading.Lock()
        self._told_of_denial = False

    def answer(self) -> AddonAnswer | None:
        """Give what the addon said last, None where there is none for us; ask when it is time.

        On first need an error that decides nothing (Odoo is down, the key is wrong) is raised as
        the client's; later the former answer is kept then.
        """
        known = self._known
        if known is not None and (known.holds(self._clock.now()) or self._asking.locked()):
            return known.answer
        with self._asking:
            if self._known is known:  # else another thread has asked meanwhile
                self._known = self._asked(known)
            return self._known.answer if self._known else None

    def take(
        self, model: str, method: str, name: str, rows: Sequence[Mapping[str, object]]
    ) -> list[object]:
        """Have it take rows, as its argument `name`, in one call; gives its answer for each.

        The call may be repeated. Raises GateShut where there is no such method any more or none
        for our user, OutcomeUnknown (shared/errors.py) where it did not answer for each.
        """
        named: dict[str, Any] = {name: rows}
        try:
            said = self._client.call(model, method, **named, context=OUR_WRITE, idempotent=True)
        except NoSuchMethod as error:
            self.is_gone()
            raise GateShut from error
        except AccessDenied as error:
            self.is_denied()
            raise GateShut from error
        if not isinstance(said, list) or len(said) != len(rows):
            raise NotAllAnswered("the addon did not answer for each lead")
        return said

    def is_gone(self) -> None:
        """Note that it has no such model or method any more."""
        self._known = _Known(None, self._clock.now())

    def is_denied(self) -> None:
        """Note that it does not serve our user; told once, and tried again in an hour."""
        self._known = _Known(None, self._clock.now())
        if not self._told_of_denial:
            self._told_of_denial = True
            log.warning("Odoo's addon does not serve our user; leads go in without it")

    def _asked(self, former: _Known | None) -> _Known:
        now = self._clock.now()
        try:
            return _Known(_understood(self._probe()), now)
        except NoSuchMethod:
            return _Known(None, now)
        except AccessDenied:
            self.is_denied()
            return _Known(None, now)
        except OdooClientError:
            if former is None:
                raise
            return _Known(former.answer, now, _LASTS_UNANSWERED)

    def _probe(self) -> object:
        try:
            return self._client.call(RECEIPT, "probe", idempotent=True)
        except OutcomeUnknown as error:
            # The client cannot know that this is only a question.
            raise NoAnswer("no usable answer to the addon's probe()") from error


def _understood(said: object) -> AddonAnswer:
    """Read the answer to `probe`.

    What only later versions can do is a question of `version`: see `takes_scores`.
    """
    if not isinstance(said, dict) or not isinstance(said.get("version"), str):
        raise BadReply("the addon's answer to probe() has no version")
    return AddonAnswer(said["version"], said.get("is_sending") is True)
