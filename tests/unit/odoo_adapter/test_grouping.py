"""Group commit: items that come together travel together, and nobody waits alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from shared.adapters.odoo.grouping import Grouped, _Slot
from shared.errors import OutcomeUnknown, TransientError


def test_a_lone_item_is_run_at_once() -> None:
    grouped: Grouped[int, int] = Grouped(lambda items: [item * 2 for item in items], at_most=10)
    assert grouped(21) == 42


def test_items_that_gather_during_a_flight_go_together_at_most_so_many() -> None:
    flights: list[list[int]] = []
    first_flies, others_wait = threading.Event(), threading.Event()

    def run(items: Sequence[int]) -> list[int]:
        flights.append(list(items))
        first_flies.set()
        others_wait.wait(5)
        return list(items)

    grouped: Grouped[int, int] = Grouped(run, at_most=4)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(grouped, 0)
        first_flies.wait(5)
        others = [pool.submit(grouped, number) for number in range(1, 10)]
        while len(grouped._waiting) < 9:
            pass
        others_wait.set()
        assert [future.result() for future in (first, *others)] == list(range(10))
    assert [len(flight) for flight in flights] == [1, 4, 4, 1]


def test_an_items_own_error_is_raised_to_its_caller_only() -> None:
    def run(items: Sequence[int]) -> list[int | Exception]:
        return [ValueError("three") if item == 3 else item for item in items]

    grouped: Grouped[int, int] = Grouped(run, at_most=10)
    assert grouped(1) == 1
    with pytest.raises(ValueError, match="three"):
        grouped(3)


def test_a_failed_flight_fails_all_its_items_and_the_next_one_flies() -> None:
    broken = True

    def run(items: Sequence[int]) -> list[int]:
        if broken:
            raise ConnectionError
        return list(items)

    grouped: Grouped[int, int] = Grouped(run, at_most=10)
    with pytest.raises(ConnectionError):
        grouped(1)
    broken = False
    assert grouped(2) == 2


Answer = Callable[[Sequence[int]], Sequence[int | Exception]]


def together(answer: Answer, count: int, *, at_most: int = 10) -> list[Future[int]]:
    """Give what `count` threads get whose items gathered while another one was on its way."""
    first_flies, others_wait = threading.Event(), threading.Event()

    def run(items: Sequence[int]) -> Sequence[int | Exception]:
        if list(items) == [-1]:
            first_flies.set()
            others_wait.wait(5)
            return items
        return answer(items)

    grouped: Grouped[int, int] = Grouped(run, at_most=at_most)
    with ThreadPoolExecutor(count + 1) as pool:
        pool.submit(grouped, -1)
        first_flies.wait(5)
        others = [pool.submit(grouped, number) for number in range(count)]
        while len(grouped._waiting) < count:
            pass
        others_wait.set()
    assert not grouped._waiting
    return others


class Parting(Exception):
    """An error that cannot be copied."""

    def __init__(self, *, why: str) -> None:
        super().__init__()
        self.why = why


def test_each_thread_of_a_failed_flight_gets_an_error_object_of_its_own() -> None:
    broken = TransientError("down", code="odoo_unreachable", retry_after_s=7.0)

    def answer(_items: Sequence[int]) -> list[int]:
        raise broken

    errors = [future.exception(5) for future in together(answer, 5)]
    assert len({id(error) for error in (broken, *errors)}) == 6
    for error in errors:
        assert isinstance(error, TransientError)
        assert (str(error), error.code, error.retry_after_s) == ("down", "odoo_unreachable", 7.0)
        assert error.__cause__ is broken


def test_the_place_of_the_fault_is_seen_in_every_thread() -> None:
    def answer(_items: Sequence[int]) -> list[int]:
        raise ConnectionError

    for future in together(answer, 3):
        error = future.exception(5)
        assert error is not None
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        assert trace is not None
        assert trace.tb_frame.f_code is answer.__code__


def test_an_error_that_cannot_be_copied_ends_each_wait_all_the_same() -> None:
    def answer(_items: Sequence[int]) -> list[int]:
        raise Parting(why="CANARY")

    errors = [future.exception(5) for future in together(answer, 3)]
    assert [type(error) for error in errors] == [OutcomeUnknown] * 3
    assert {str(error) for error in errors} == {"the call ended with Parting"}
    assert len({id(error) for error in errors}) == 3


@pytest.mark.parametrize("stop", [SystemExit, KeyboardInterrupt])
def test_what_stops_the_flying_thread_lets_the_others_go_on(stop: type[BaseException]) -> None:
    def answer(_items: Sequence[int]) -> list[int]:
        raise stop

    errors = [future.exception(5) for future in together(answer, 5)]
    assert sorted(type(error).__name__ for error in errors) == sorted(
        [stop.__name__, *["OutcomeUnknown"] * 4]
    )


def test_a_thread_that_is_stopped_leaves_nothing_behind_to_be_done_for_nobody() -> None:
    def run(_items: Sequence[int]) -> list[int]:
        raise SystemExit

    grouped: Grouped[int, int] = Grouped(run, at_most=1)
    another: _Slot[int, int] = _Slot(7)
    grouped._waiting.append(another)
    with pytest.raises(SystemExit):
        grouped(8)
    assert isinstance(another.outcome, OutcomeUnknown)
    assert not grouped._waiting


@pytest.mark.parametrize("answers", [[], [1], [1, 2, 3, 4]])
def test_a_wrong_number_of_answers_is_handed_to_nobody(answers: list[int]) -> None:
    errors = [future.exception(5) for future in together(lambda _items: answers, 3)]
    assert [type(error) for error in errors] == [OutcomeUnknown] * 3


def test_no_answer_at_all_ends_each_wait() -> None:
    errors = [future.exception(5) for future in together(lambda _items: None, 3)]  # type: ignore[arg-type,return-value]
    assert sorted(type(error).__name__ for error in errors) == [
        *["OutcomeUnknown"] * 2,
        "TypeError",
    ]
