"""Ports that fail on order: every call of one worker is counted, and one of them goes wrong.

A `Controller` stands for one process. When it has crashed it stays dead: what Python still runs
while the stack unwinds (`finally`, `except BaseException`) would not run in a killed process, so
it reaches no port either.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.errors import OutcomeUnknown, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PATIENCE_S = 20.0
"""Real seconds until a worker that neither stops nor ends counts as hanging."""
READS = frozenset(
    {"get", "query", "count", "find_person", "read_lead", "read_form", "forms", "leads_since"}
)


class Crash(BaseException):
    """The process dies here: no `except Exception` sees it."""


class TooManyCalls(AssertionError):
    """One run made more calls than any sensible one needs."""


class Fault(StrEnum):
    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    LOST_ANSWER = "lost answer"
    """It was carried out, and the caller is told that nobody knows."""
    REFUSED = "refused"
    """It was not carried out."""


@dataclass
class Stop:
    """Where a worker stops (before or after its call `at`) until it may go on or has died."""

    at: int
    after: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)
    dies: bool = False

    def hold(self) -> None:
        self.reached.set()
        if not self.go.wait(PATIENCE_S):
            raise TooManyCalls("nobody let the stopped worker go")
        if self.dies:
            raise Crash


@dataclass
class Controller:
    """One process: counts its calls over all ports, and lets some go wrong by their number."""

    faults: Mapping[int, Fault] = field(default_factory=dict)
    stop: Stop | None = None
    at_most: int = 100
    calls: list[str] = field(default_factory=list)
    is_dead: bool = False

    def wrap(self, name: str, port: object) -> Any:
        return Faulty(name, port, self)

    def call(self, name: str, carry_out: Callable[[], object]) -> object:
        try:
            return self._call(name, carry_out)
        except Crash:
            self.is_dead = True
            raise

    def _call(self, name: str, carry_out: Callable[[], object]) -> object:
        if self.is_dead:
            raise Crash
        self.calls.append(name)
        number = len(self.calls)
        if number > self.at_most:
            raise TooManyCalls(f"more than {self.at_most} calls in one run: {self.calls[-8:]}")
        self._hold(number, after=False)
        fault = self.faults.get(number)
        if fault is Fault.CRASH_BEFORE:
            raise Crash
        if fault is Fault.REFUSED:
            raise TransientError("refused by the simulation", code="simulated")
        answer = carry_out()
        self._hold(number, after=True)
        if fault is Fault.CRASH_AFTER:
            raise Crash
        if fault is Fault.LOST_ANSWER:
            raise _lost(name)
        return answer

    def _hold(self, number: int, *, after: bool) -> None:
        if self.stop is not None and (self.stop.at, self.stop.after) == (number, after):
            self.stop.hold()


class Faulty:
    """Any port, with every call reported to a controller."""

    def __init__(self, name: str, port: object, controller: Controller) -> None:
        self._name, self._port, self._controller = name, port, controller

    def __getattr__(self, method: str) -> Callable[..., object]:
        carry_out = getattr(self._port, method)

        def call(*args: object, **named: object) -> object:
            return self._controller.call(
                f"{self._name}.{method}", lambda: carry_out(*args, **named)
            )

        return call


class Stopped:
    """A process on a thread of its own that stands still at one port call."""

    def __init__(
        self,
        run: Callable[[Controller], object],
        stop: Stop,
        faults: Mapping[int, Fault] | None = None,
    ) -> None:
        """Return when it stands there, or has come to its end without passing there."""
        self._stop, self._run = stop, run
        self._process = Controller(faults or {}, stop)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        if not stop.reached.wait(PATIENCE_S):
            raise AssertionError("the worker hangs")

    def go_on(self, *, dies: bool = False) -> None:
        """Let it go on to its end, or die where it stands."""
        self._stop.dies = dies
        self._stop.go.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        try:
            self._run(self._process)
        except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
            self._error = error
        finally:
            self._stop.reached.set()


def _lost(name: str) -> Exception:
    port, _, method = name.partition(".")
    if port == "bus" or method in READS:
        return TransientError("the answer was lost", code="simulated")
    return OutcomeUnknown("the answer was lost", code="simulated")
