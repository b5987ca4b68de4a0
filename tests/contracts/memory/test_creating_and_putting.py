"""One document: created once, replaced with or without a version, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.document import Document
from shared.errors import AlreadyThere, VersionConflict
from tests.contracts.memory.stores import at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import Memory


def test_a_created_document_is_read_as_it_was_given_back(memory: Memory) -> None:
    created = memory.create("leads", "a", {"state": "announced", "attempts": 1})

    assert created == Document("a", {"state": "announced", "attempts": 1}, created.version)
    assert memory.get("leads", "a") == created


def test_what_was_never_stored_is_none(memory: Memory) -> None:
    memory.create("leads", "a", {})

    assert memory.get("leads", "b") is None
    assert memory.get("forms", "a") is None


def test_a_second_creation_is_refused_and_changes_nothing(memory: Memory) -> None:
    first = memory.create("leads", "a", {"by": "first"})

    with pytest.raises(AlreadyThere):
        memory.create("leads", "a", {"by": "second"})

    assert memory.get("leads", "a") == first


def test_the_caller_keeps_no_hold_on_what_was_stored(memory: Memory) -> None:
    tags = ["new"]
    created = memory.create("leads", "a", {"tags": tags})
    tags.append("changed")

    assert created.data == {"tags": ["new"]}
    assert found(memory).data == {"tags": ["new"]}


def test_of_many_racing_creators_exactly_one_wins(memory: Memory) -> None:
    def create_all(worker: int) -> list[int]:
        return [number for number in range(10) if created(memory, str(number), worker)]

    won = at_once(6, create_all)

    assert sorted(number for each in won for number in each) == list(range(10))
    for worker, numbers in enumerate(won):
        assert all(found(memory, str(number)).data == {"by": worker} for number in numbers)


def test_put_stores_what_is_not_there_and_replaces_what_is(memory: Memory) -> None:
    first = memory.put("leads", "a", {"state": "announced", "reason": "x", "tags": [1]})
    second = memory.put("leads", "a", {"state": "done"})

    assert first.version != second.version
    assert memory.get("leads", "a") == second
    assert second.data == {"state": "done"}


def test_put_at_the_version_read_replaces_the_whole_document(memory: Memory) -> None:
    memory.create("leads", "a", {"state": "announced", "tags": [1], "reason": None})

    put = memory.put("leads", "a", {"state": "done"}, if_version=found(memory).version)

    assert memory.get("leads", "a") == put
    assert put.data == {"state": "done"}


def test_put_at_an_older_version_is_refused(memory: Memory) -> None:
    old = memory.create("leads", "a", {"n": 1})
    now = memory.put("leads", "a", {"n": 2})

    with pytest.raises(VersionConflict):
        memory.put("leads", "a", {"n": 3}, if_version=old.version)

    assert memory.get("leads", "a") == now


def test_the_same_words_put_twice_at_one_version_are_let_through_once(memory: Memory) -> None:
    read = memory.create("leads", "a", {"state": "claimed"})
    memory.put("leads", "a", {"state": "claimed"}, if_version=read.version)

    with pytest.raises(VersionConflict):
        memory.put("leads", "a", {"state": "claimed"}, if_version=read.version)


def test_put_at_a_version_of_a_document_that_went_is_refused(memory: Memory) -> None:
    read = memory.create("leads", "a", {})
    memory.delete("leads", "a")

    with pytest.raises(VersionConflict):
        memory.put("leads", "a", {"n": 1}, if_version=read.version)

    assert memory.get("leads", "a") is None


def test_a_document_that_went_and_came_back_is_not_the_one_that_was_read(memory: Memory) -> None:
    read = memory.create("leads", "a", {})
    memory.delete("leads", "a")
    again = memory.create("leads", "a", {})

    with pytest.raises(VersionConflict):
        memory.put("leads", "a", {"n": 1}, if_version=read.version)

    assert memory.get("leads", "a") == again


@pytest.mark.parametrize("version", ["x", "-1", "1e3", "٣", "9" * 40, "2026-01-01T00:00:00Z/", "/"])
def test_a_version_that_was_never_given_matches_nothing(memory: Memory, version: str) -> None:
    created = memory.create("leads", "a", {})

    with pytest.raises(VersionConflict):
        memory.put("leads", "a", {"n": 1}, if_version=version)

    assert memory.get("leads", "a") == created


def test_put_with_the_empty_version_stores_only_what_is_absent(memory: Memory) -> None:
    first = memory.put("leads", "a", {"n": 1}, if_version="")

    with pytest.raises(VersionConflict):
        memory.put("leads", "a", {"n": 2}, if_version="")

    assert memory.get("leads", "a") == first


def test_no_update_is_lost_when_readers_and_writers_race(memory: Memory) -> None:
    memory.create("leads", "a", {"n": 0})

    def add_ten(_: int) -> None:
        for _ in range(10):
            while not added_one(memory):
                pass

    at_once(4, add_ten)

    assert found(memory).data == {"n": 40}


def test_a_removed_document_is_gone_and_removing_it_again_is_no_error(memory: Memory) -> None:
    memory.create("leads", "a", {})
    memory.delete("leads", "a")
    memory.delete("leads", "a")

    assert memory.get("leads", "a") is None
    assert memory.create("leads", "a", {"n": 2}).data == {"n": 2}


def test_what_was_stored_is_there_after_closing_and_opening(
    open_memory: Callable[[], Memory],
) -> None:
    first = open_memory()
    created = first.create("leads", "a", {"n": 1})
    close(first)

    again = open_memory()

    assert again.get("leads", "a") == created
    assert again.put("leads", "a", {"n": 2}, if_version=created.version).data == {"n": 2}


def test_two_openings_of_one_store_see_each_other(open_memory: Callable[[], Memory]) -> None:
    one, other = open_memory(), open_memory()
    created = one.create("leads", "a", {"n": 1})

    assert other.get("leads", "a") == created
    with pytest.raises(AlreadyThere):
        other.create("leads", "a", {})


def close(memory: Memory) -> None:
    memory.close()  # type: ignore[attr-defined] # not of the port, but of every store


def found(memory: Memory, doc_id: str = "a") -> Document:
    document = memory.get("leads", doc_id)
    assert document is not None
    return document


def created(memory: Memory, doc_id: str, worker: int) -> bool:
    try:
        memory.create("leads", doc_id, {"by": worker})
    except AlreadyThere:
        return False
    return True


def added_one(memory: Memory) -> bool:
    document = found(memory)
    number = document.data["n"]
    assert isinstance(number, int)
    try:
        memory.put("leads", "a", {"n": number + 1}, if_version=document.version)
    except VersionConflict:
        return False
    return True
