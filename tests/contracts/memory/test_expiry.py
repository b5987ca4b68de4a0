"""What is past its `expires_at` is absent to every method, though the store may still hold it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from shared.domain.document import Write
from shared.errors import AlreadyThere, BadInput, VersionConflict
from tests.contracts.memory.stores import (
    BY_AT,
    BY_AT_IN_STATE,
    MICROSECOND,
    START,
    THINGS,
    GivenClock,
    all_ids,
)

if TYPE_CHECKING:
    from shared.ports import Memory

END = START + timedelta(hours=1, microseconds=123_457)


def lapsed(memory: Memory, clock: GivenClock, doc_id: str = "a") -> str:
    """Store a document and let it expire; gives the version it was read at."""
    version = memory.create(THINGS, doc_id, {"at": 1, "old": True}, expires_at=END).version
    clock.moment = END
    return version


def test_a_document_is_there_until_its_moment_and_absent_from_it_on(
    memory: Memory, clock: GivenClock
) -> None:
    created = memory.create(THINGS, "a", {"at": 1}, expires_at=END)

    clock.moment = END - MICROSECOND
    assert memory.get(THINGS, "a") == created
    assert all_ids(memory, BY_AT) == ["a"]
    assert memory.count(BY_AT) == 1

    clock.moment = END
    assert memory.get(THINGS, "a") is None
    assert all_ids(memory, BY_AT) == []
    assert memory.count(BY_AT) == 0


def test_the_zone_of_the_moment_does_not_matter(memory: Memory, clock: GivenClock) -> None:
    in_riyadh = END.astimezone(timezone(timedelta(hours=3)))
    memory.create(THINGS, "a", {}, expires_at=in_riyadh)

    clock.moment = END - MICROSECOND
    assert memory.get(THINGS, "a") is not None
    clock.moment = END
    assert memory.get(THINGS, "a") is None


def test_a_moment_without_zone_is_refused(memory: Memory) -> None:
    naive = datetime(2026, 3, 1, 13)  # noqa: DTZ001 - the fault under test

    with pytest.raises(BadInput):
        memory.create(THINGS, "a", {}, expires_at=naive)
    with pytest.raises(BadInput):
        memory.put(THINGS, "a", {}, expires_at=naive)
    with pytest.raises(BadInput):
        memory.batch([Write(THINGS, "a", {}, expires_at=naive)])

    assert memory.get(THINGS, "a") is None


def test_an_expired_document_can_be_created_anew(memory: Memory, clock: GivenClock) -> None:
    lapsed(memory, clock)

    created = memory.create(THINGS, "a", {"new": [1]})

    assert memory.get(THINGS, "a") == created
    with pytest.raises(AlreadyThere):
        memory.create(THINGS, "a", {})


def test_an_expired_document_is_at_no_version(memory: Memory, clock: GivenClock) -> None:
    version = lapsed(memory, clock)

    with pytest.raises(VersionConflict):
        memory.put(THINGS, "a", {"n": 1}, if_version=version)
    with pytest.raises(VersionConflict):
        memory.batch([Write(THINGS, "a", None, version)])

    assert memory.get(THINGS, "a") is None


def test_put_over_an_expired_document_stores(memory: Memory, clock: GivenClock) -> None:
    lapsed(memory, clock)
    put = memory.put(THINGS, "a", {"n": 1})
    assert memory.get(THINGS, "a") == put

    lapsed_again = memory.put(THINGS, "b", {"n": 1}, expires_at=END)
    assert memory.get(THINGS, "b") is None
    stored = memory.put(THINGS, "b", {"n": 2}, if_version="")
    assert memory.get(THINGS, "b") == stored
    assert stored.version != lapsed_again.version


def test_a_batch_creates_over_expired_documents(memory: Memory, clock: GivenClock) -> None:
    lapsed(memory, clock, "a")
    memory.create(THINGS, "b", {}, expires_at=END)
    seen = memory.create(THINGS, "c", {"n": 1})

    memory.batch(
        [
            Write(THINGS, "a", {"n": 1}, ""),
            Write(THINGS, "b", {"n": 2}, ""),
            Write(THINGS, "c", {"n": 3}, seen.version),
            Write(THINGS, "d", {"n": 4}, ""),
        ]
    )

    found = [memory.get(THINGS, doc_id) for doc_id in "abcd"]
    assert [document and document.data for document in found] == [{"n": n} for n in (1, 2, 3, 4)]


def test_a_batch_over_expired_documents_still_keeps_its_other_preconditions(
    memory: Memory, clock: GivenClock
) -> None:
    lapsed(memory, clock, "a")
    old = memory.create(THINGS, "b", {"n": 1})
    memory.put(THINGS, "b", {"n": 2})

    with pytest.raises(VersionConflict):
        memory.batch([Write(THINGS, "a", {}, ""), Write(THINGS, "b", {}, old.version)])
    with pytest.raises(AlreadyThere):
        memory.batch([Write(THINGS, "a", {}, ""), Write(THINGS, "b", {}, "")])

    assert memory.get(THINGS, "a") is None


def test_counting_on_an_expired_document_starts_at_nothing_and_stays(
    memory: Memory, clock: GivenClock
) -> None:
    memory.create(THINGS, "a", {"n": 7, "old": True}, expires_at=END)
    clock.moment = END

    memory.increment(THINGS, "a", "n")
    memory.increment(THINGS, "a", "n")

    found = memory.get(THINGS, "a")
    assert found is not None
    assert found.data == {"n": 2}


def test_counting_keeps_the_expiry(memory: Memory, clock: GivenClock) -> None:
    memory.create(THINGS, "a", {"n": 7}, expires_at=END)
    memory.increment(THINGS, "a", "n")

    found = memory.get(THINGS, "a")
    assert found is not None
    assert found.data == {"n": 8}
    clock.moment = END
    assert memory.get(THINGS, "a") is None


def test_put_replaces_the_expiry_too(memory: Memory, clock: GivenClock) -> None:
    first = memory.create(THINGS, "a", {}, expires_at=END)
    memory.put(THINGS, "a", {}, if_version=first.version, expires_at=END + MICROSECOND)
    memory.create(THINGS, "b", {}, expires_at=END)
    memory.put(THINGS, "b", {})

    clock.moment = END
    assert memory.get(THINGS, "a") is not None
    assert memory.get(THINGS, "b") is not None

    clock.moment = END + MICROSECOND
    assert memory.get(THINGS, "a") is None
    assert memory.get(THINGS, "b") is not None


def test_removing_an_expired_document_is_no_error(memory: Memory, clock: GivenClock) -> None:
    lapsed(memory, clock)

    memory.delete(THINGS, "a")

    assert memory.get(THINGS, "a") is None


def test_pages_are_full_though_expired_documents_lie_between(
    memory: Memory, clock: GivenClock
) -> None:
    for number in range(30):
        ends = None if number % 10 == 9 else END
        state = "x" if number < 20 else "y"
        data = {"at": number, "state": state}
        memory.create(THINGS, f"{number:02}", data, expires_at=ends)
    clock.moment = END

    page = memory.query(BY_AT, limit=2)

    assert [document.id for document in page.documents] == ["09", "19"]
    assert all_ids(memory, BY_AT, limit=1) == ["09", "19", "29"]
    assert all_ids(memory, BY_AT, limit=1, descending=True) == ["29", "19", "09"]
    assert memory.count(BY_AT) == 3
    assert memory.count(BY_AT, at_least=10) == 2
    assert memory.count(BY_AT_IN_STATE, equals={"state": "x"}) == 2
    assert memory.count(BY_AT_IN_STATE, equals={"state": "x"}, below=15) == 1
