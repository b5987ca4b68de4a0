"""Every port of the suite as a gate that reports each call to the process which made it.

The doors are given gates once; which world a call goes to, and what goes wrong with it, is decided
by the process that is running on this thread. Only one runs at a time: the others stand still.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import GeneratorType
from typing import TYPE_CHECKING, Any

from shared.errors import ConnectionDown, OutcomeUnknown, TransientError
from tests.simulation.faulty import READS, Crash, Stop, TooManyCalls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from tests.simulation.proof.world import World

PORTS = ("bus", "memory", "lead_source", "crm", "pipeline")
OUTSIDE = frozenset({"lead_source", "crm", "pipeline"})
CALLS_AT_MOST = 400
CRM_WRITE = -1
"""In place of a number: at the first call that writes a lead into Odoo."""
SLOW = timedelta(seconds=20)
_CRM_WRITES = frozenset({"crm.put_lead", "crm.add_submission"})
_READS = READS | {
    *("reports_changes", "changed_since", "opportunities_after", "read", "directory"),
    *("search_lead", "next"),
}


class Fault(StrEnum):
    """What may go wrong with one call."""

    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"
    LOST_ANSWER = "lost answer"
    """It was carried out, and the caller is told that nobody knows."""
    REFUSED = "refused"
    LATE = "carried out late"
    """The caller gave up waiting; the request lives on and is carried out minutes later."""
    HALF = "half of it"
    """Some of the events were stored, then the call failed."""
    SLOW = "slow"


CRASHES = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
_ACTIVE = threading.local()


def active() -> Process:
    process: Process = _ACTIVE.process
    return process


@contextmanager
def running(process: Process) -> Iterator[None]:
    before = getattr(_ACTIVE, "process", None)
    _ACTIVE.process = process
    try:
        yield
    finally:
        _ACTIVE.process = before


class Gate:
    """One port as the doors see it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            return active().call(self._name, method, args, named)

        setattr(self, method, call)
        return call


class ClockGate:
    """The clock of the instance that asks: it may go wrong by minutes."""

    def now(self) -> datetime:
        process = active()
        return process.world.clock.moment + process.skew


class ChanceGate:
    """Chance, repeatable: the world's own."""

    def __getattr__(self, method: str) -> Any:
        return getattr(active().world.rng, method)


@dataclass
class Process:
    """One invocation: counts its calls over all ports, and lets some go wrong by their number."""

    world: World
    faults: Mapping[int, Fault] = field(default_factory=dict)
    stop: Stop | None = None
    skew: timedelta = timedelta(0)
    calls: list[str] = field(default_factory=list)
    is_dead: bool = False

    def call(self, port: str, method: str, args: tuple, named: Mapping[str, Any]) -> Any:
        """Carry out one call, with what was ordered to go wrong; a dead process makes none."""
        if self.is_dead:
            raise Crash
        try:
            answer = self._call(port, method, args, named)
        except Crash:
            self.is_dead = True
            raise
        return self._page_by_page(port, answer) if isinstance(answer, GeneratorType) else answer

    def _page_by_page(self, port: str, given: Iterator[Any]) -> Iterator[Any]:
        """What is read bit by bit can fail at every bit."""
        end = object()
        while True:
            one = self.call(port, "next", (given, end), {})
            if one is end:
                return
            yield one

    def _call(self, port: str, method: str, args: tuple, named: Mapping[str, Any]) -> Any:
        name = f"{port}.{method}"
        self.calls.append(name)
        number = len(self.calls)
        if number > CALLS_AT_MOST:
            raise TooManyCalls(f"more than {CALLS_AT_MOST} calls in one run: {self.calls[-8:]}")
        self._hold(number, name, after=False)
        fault = self.faults.get(number)
        if fault is not None:
            self.world.tally.faults[fault] += 1
            self._before(fault, port)
        self.world.outages.check(port, method)
        answer = self._carried_out(fault, name, args, named)
        self._hold(number, name, after=True)
        if fault is Fault.CRASH_AFTER:
            raise Crash
        if fault is Fault.LOST_ANSWER:
            raise _lost(name)
        return answer

    def _before(self, fault: Fault, port: str) -> None:
        if fault is Fault.CRASH_BEFORE:
            raise Crash
        if fault is Fault.REFUSED and port in OUTSIDE:
            raise ConnectionDown("no answer", code="simulated", is_certain=False)
        if fault is Fault.REFUSED:
            raise TransientError("refused by the simulation", code="simulated")
        if fault is Fault.SLOW:
            self.world.move(SLOW)

    def _carried_out(
        self, fault: Fault | None, name: str, args: tuple, named: Mapping[str, Any]
    ) -> Any:
        port, _, method = name.partition(".")
        carry_out = next if method == "next" else getattr(self.world.ports[port], method)
        if fault is Fault.LATE and method not in _READS:
            self.world.carry_out_later(name, lambda: carry_out(*args, **named), args)
            raise _lost(name)
        if fault is Fault.HALF and method in {"publish", "republish"}:
            topic, events = args
            carry_out(topic, events[: len(events) // 2])
            raise _lost(name)
        return carry_out(*args, **named)

    def _hold(self, number: int, name: str, *, after: bool) -> None:
        stop = self.stop
        if stop is None or stop.after is not after:
            return
        is_there = name in _CRM_WRITES if stop.at == CRM_WRITE else number == stop.at
        if is_there and not stop.reached.is_set():
            stop.hold()


def _lost(name: str) -> Exception:
    port, _, method = name.partition(".")
    if port == "bus" or method in _READS:
        return TransientError("the answer was lost", code="simulated")
    return OutcomeUnknown("the answer was lost", code="simulated")
