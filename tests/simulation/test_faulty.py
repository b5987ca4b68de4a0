"""The faults are what they are called, or the simulation proves nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from shared.errors import OutcomeUnknown, TransientError
from tests.simulation.faulty import Controller, Crash, Fault, TooManyCalls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Shelf:
    def __init__(self) -> None:
        self.books: list[str] = []

    def put(self, book: str) -> None:
        self.books.append(book)

    def get(self) -> list[str]:
        return self.books


@pytest.mark.parametrize(
    ("fault", "raised", "is_done"),
    [
        (Fault.CRASH_BEFORE, Crash, False),
        (Fault.CRASH_AFTER, Crash, True),
        (Fault.LOST_ANSWER, OutcomeUnknown, True),
        (Fault.REFUSED, TransientError, False),
    ],
)
def test_only_the_ordered_call_goes_wrong(
    fault: Fault, raised: type[BaseException], is_done: bool
) -> None:
    shelf, process = Shelf(), Controller({2: fault})
    faulty = process.wrap("memory", shelf)
    faulty.put("one")
    with pytest.raises(raised):
        faulty.put("two")
    assert shelf.books == (["one", "two"] if is_done else ["one"])
    assert process.calls == ["memory.put", "memory.put"]


def test_the_lost_answer_of_a_read_may_be_asked_for_again() -> None:
    with pytest.raises(TransientError):
        Controller({1: Fault.LOST_ANSWER}).wrap("memory", Shelf()).get()


@contextmanager
def closing_with(last_words: Callable[[], object]) -> Iterator[None]:
    try:
        yield
    finally:
        last_words()


def test_a_dead_process_reaches_no_port_even_from_its_finally() -> None:
    shelf, process = Shelf(), Controller({1: Fault.CRASH_BEFORE})
    faulty = process.wrap("memory", shelf)
    with pytest.raises(Crash), closing_with(lambda: faulty.put("from beyond")):
        faulty.get()
    assert shelf.books == []


def test_a_run_that_never_ends_is_cut_off() -> None:
    faulty = Controller(at_most=3).wrap("memory", Shelf())
    for _ in range(3):
        faulty.get()
    with pytest.raises(TooManyCalls):
        faulty.get()
