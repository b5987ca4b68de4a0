"""Counters: atomic, from nothing, over anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.errors import BadInput, VersionConflict
from tests.contracts.memory.stores import at_once

if TYPE_CHECKING:
    from shared.ports import Memory


def data_of(memory: Memory, doc_id: str = "a") -> object:
    document = memory.get("counts", doc_id)
    return document and document.data


def test_an_absent_document_or_field_counts_as_nothing(memory: Memory) -> None:
    memory.increment("counts", "a", "leads")
    memory.increment("counts", "a", "leads", 4)
    memory.increment("counts", "a", "spent_minor", -3)

    assert data_of(memory) == {"leads": 5, "spent_minor": -3}


def test_everything_else_in_the_document_stays(memory: Memory) -> None:
    memory.create("counts", "a", {"n": 1, "tags": [[1]], "": 2, "name": "x", "none": None})

    memory.increment("counts", "a", "n", 2)

    assert data_of(memory) == {"n": 3, "tags": [[1]], "": 2, "name": "x", "none": None}


@pytest.mark.parametrize("there", [None, "text", "x" * 2000, [1], {"a": 1}, True], ids=ascii)
def test_what_is_no_number_counts_as_nothing(memory: Memory, there: object) -> None:
    memory.create("counts", "a", {"n": there})

    memory.increment("counts", "a", "n", 2)

    assert data_of(memory) == {"n": 2}


def test_a_fraction_is_added_to(memory: Memory) -> None:
    memory.create("counts", "a", {"n": 1.5})

    memory.increment("counts", "a", "n", 2)

    assert data_of(memory) == {"n": 3.5}


def test_a_counter_stops_at_the_ends_of_64_bits(memory: Memory) -> None:
    memory.create("counts", "a", {"up": 2**63 - 2, "down": -(2**63) + 1})

    memory.increment("counts", "a", "up", 5)
    memory.increment("counts", "a", "down", -5)

    assert data_of(memory) == {"up": 2**63 - 1, "down": -(2**63)}


def test_racing_increments_all_count(memory: Memory) -> None:
    def add(worker: int) -> None:
        for _ in range(20):
            memory.increment("counts", "a", "n")
            memory.increment("counts", "a", f"of_{worker}", 2)

    at_once(4, add)

    assert data_of(memory) == {"n": 80, "of_0": 40, "of_1": 40, "of_2": 40, "of_3": 40}


def test_an_increment_changes_the_version(memory: Memory) -> None:
    read = memory.create("counts", "a", {"n": 1})
    memory.increment("counts", "a", "n")

    with pytest.raises(VersionConflict):
        memory.put("counts", "a", {"n": 9}, if_version=read.version)


@pytest.mark.parametrize("field", ["", "a.b", "a b", "__name__", "ع", "1a", "a" * 101])
def test_a_field_that_cannot_be_counted_in_is_refused(memory: Memory, field: str) -> None:
    with pytest.raises(BadInput):
        memory.increment("counts", "a", field)

    assert data_of(memory) is None


@pytest.mark.parametrize("by", [1.5, True, 2**63, "1"])
def test_only_whole_numbers_of_64_bits_are_added(memory: Memory, by: int) -> None:
    with pytest.raises(BadInput):
        memory.increment("counts", "a", "n", by)

    assert data_of(memory) is None
