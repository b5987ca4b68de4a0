"""What the contract tests share: a given clock, threads that start at once, ways to read all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from shared.domain.queries import QueryShape

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import Memory

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

T = TypeVar("T")

THINGS = "things"
BY_AT = QueryShape(THINGS, order_by="at")
BY_AT_IN_STATE = QueryShape(THINGS, order_by="at", equals=("state",))


@dataclass
class GivenClock:
    """A clock that stands until it is moved."""

    moment: datetime = START

    def now(self) -> datetime:
        return self.moment


def at_once(number: int, work: Callable[[int], T]) -> list[T]:
    """Run `work(0) .. work(number - 1)` in threads that start together."""
    gate = threading.Barrier(number, timeout=30)

    def start(index: int) -> T:
        gate.wait()
        return work(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(start, range(number)))


def all_ids(memory: Memory, shape: QueryShape, **asked: Any) -> list[str]:
    """Read a query page by page to its end."""
    ids: list[str] = []
    cursor = None
    while True:
        page = memory.query(shape, cursor=cursor, **asked)
        ids += [document.id for document in page.documents]
        cursor = page.cursor
        if cursor is None:
            return ids
