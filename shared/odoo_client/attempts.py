"""Attempts of one call: again while it does no harm and time is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from .errors import DeadlineOver, OdooClientError, OutcomeUnknown
from .hooks import CallRecord, Hooks, notify

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from random import Random

    from .deadline import Deadline
    from .retry import RetryPolicy

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Time and chance, as given by the caller."""

    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    rng: Random


@dataclass(frozen=True, slots=True)
class Attempts:
    """Repeats what fails, by a policy."""

    around: Surroundings
    retries: RetryPolicy
    hooks: Hooks

    def run(
        self,
        once: Callable[[CallRecord], _T],
        record: CallRecord,
        deadline: Deadline,
        *,
        repeatable: bool,
    ) -> _T:
        """Give what `once` gives, or raise its last error.

        When any attempt may have been carried out, the error is OutcomeUnknown, whatever the
        later attempts met: the later refusal says nothing about the earlier one.
        """
        if deadline.over:
            raise DeadlineOver("the deadline was over before the call")
        unsure = False
        for attempt in count(1):
            try:
                return once(replace(record, attempt=attempt))
            except OdooClientError as error:
                unsure = unsure or isinstance(error, OutcomeUnknown)
                wait_s = self.retries.wait_s(
                    error,
                    attempt,
                    repeatable=repeatable,
                    left_s=deadline.left_s(),
                    rng=self.around.rng,
                )
                if wait_s is None:
                    raise _final(error, unsure=unsure) from error.__cause__
                self._pause(replace(record, attempt=attempt), error, wait_s)
        raise AssertionError  # pragma: no cover - count() never ends

    def _pause(self, record: CallRecord, error: OdooClientError, wait_s: float) -> None:
        if self.hooks.on_retry:
            notify(
                self.hooks.on_retry,
                replace(record, status=error.status, error_code=error.code, wait_s=wait_s),
            )
        if wait_s > 0:
            self.around.sleep(wait_s)


def _final(error: OdooClientError, *, unsure: bool) -> OdooClientError:
    if not unsure or isinstance(error, OutcomeUnknown):
        return error
    unknown = OutcomeUnknown(
        f"an attempt may have been carried out; the last one: {error.args[0]}",
        status=error.status,
        detail=error.detail,
    )
    unknown.locate(error.model, error.method, error.request_id)
    return unknown
