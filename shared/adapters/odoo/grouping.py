"""Group commit: calls that come at the same time travel together.

One lead a call costs Odoo about 20 ms, a hundred in one call about 200 ms. While one call is on
its way, the items of other threads gather; whoever flies next takes them all. A lone item never
waits.
"""

from __future__ import annotations

import copy
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.errors import OutcomeUnknown

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class _Slot(Generic[Item, Result]):
    item: Item
    outcome: Result | Exception | None = None
    is_done: bool = False

    def settle(self, outcome: Result | Exception) -> None:
        self.outcome, self.is_done = outcome, True


class Grouped(Generic[Item, Result]):
    """A function of many items, offered as a function of one."""

    def __init__(
        self, run: Callable[[Sequence[Item]], Sequence[Result | Exception]], *, at_most: int
    ) -> None:
        """`run` answers for each item in order; what it raises is every item's outcome."""
        self._run = run
        self._at_most = at_most
        self._waiting: deque[_Slot[Item, Result]] = deque()
        self._flight = threading.Lock()

    def __call__(self, item: Item) -> Result:
        """Give the item's result, or raise its error.

        Raises OutcomeUnknown where the call that carried it was cut off, or did not answer for
        every item.
        """
        slot: _Slot[Item, Result] = _Slot(item)
        self._waiting.append(slot)
        try:
            while not slot.is_done:
                with self._flight:
                    if not slot.is_done:
                        self._fly()
        finally:
            self._withdraw(slot)
        if isinstance(slot.outcome, Exception):
            raise slot.outcome
        return slot.outcome  # type: ignore[return-value]  # done and no error: a Result

    def _withdraw(self, slot: _Slot[Item, Result]) -> None:
        """Take back what nobody waits for any more: its thread was stopped before it flew."""
        if not slot.is_done:
            with suppress(ValueError):
                self._waiting.remove(slot)

    def _fly(self) -> None:
        group: list[_Slot[Item, Result]] = []
        try:
            while self._waiting and len(group) < self._at_most:
                group.append(self._waiting.popleft())
            for slot, outcome in zip(group, self._outcomes(group), strict=True):
                slot.settle(outcome)
        finally:
            # A SystemExit goes on in this thread; the others must not wait for ever.
            for slot in group:
                if not slot.is_done:
                    slot.settle(OutcomeUnknown("the call was cut off on its way"))

    def _outcomes(self, group: Sequence[_Slot[Item, Result]]) -> Sequence[Result | Exception]:
        try:
            outcomes = self._run([slot.item for slot in group])
        except Exception as error:  # noqa: BLE001 - handed to every caller, raised there
            return [_again(error) for _ in group]
        if len(outcomes) == len(group):
            return outcomes
        fault = f"there were {len(outcomes)} answers for {len(group)} items"
        return [OutcomeUnknown(fault) for _ in group]


def halved(
    run: Callable[[Sequence[Item]], Sequence[Result | Exception]],
    items: Sequence[Item],
    refusals: tuple[type[Exception], ...],
) -> Sequence[Result | Exception]:
    """Give each item's outcome; halve where all are refused because of one.

    What refuses a single item is its outcome. `run` is called again for items that it may have
    taken already: that must change nothing.
    """
    try:
        return run(items)
    except refusals as error:
        if len(items) == 1:
            return [error]
    middle = len(items) // 2
    return [*halved(run, items[:middle], refusals), *halved(run, items[middle:], refusals)]


def _again(error: Exception) -> Exception:
    """Give an error of its own to each thread: raising one writes into it."""
    try:
        same = copy.copy(error)
    except Exception:  # noqa: BLE001 - a class that cannot be copied is still only an error
        same = OutcomeUnknown(f"the call ended with {type(error).__name__}")
    same.__cause__ = error
    return same.with_traceback(error.__traceback__)
