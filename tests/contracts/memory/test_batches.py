"""Batches: all or none, whichever precondition fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.document import Write
from shared.errors import AlreadyThere, BadInput, PermanentError, TooLarge, VersionConflict
from tests.contracts.memory.stores import START, at_once

if TYPE_CHECKING:
    from shared.ports import Memory

OTHERS = [Write("leads", "before", {"n": 1}), Write("forms", "gone", None)]
LAST = Write("leads", "after", {"n": 2})


def data_of(memory: Memory, collection: str, doc_id: str) -> object:
    document = memory.get(collection, doc_id)
    return document and document.data


def version_of(memory: Memory, doc_id: str) -> str:
    document = memory.get("leads", doc_id)
    assert document is not None
    return document.version


def test_a_batch_creates_replaces_and_removes_across_collections(memory: Memory) -> None:
    memory.create("leads", "a", {"n": 1, "tags": [1]})
    memory.create("leads", "b", {"n": 1})
    memory.create("forms", "gone", {})
    memory.create("forms", "seen", {})

    memory.batch(
        [
            Write("leads", "a", {"n": 2}, version_of(memory, "a")),
            Write("leads", "b", None, version_of(memory, "b")),
            Write("leads", "c", {"n": 3}, ""),
            Write("leads", "d", {"n": 4}),
            Write("forms", "gone", None),
            Write("forms", "never", None),
        ]
    )

    assert data_of(memory, "leads", "a") == {"n": 2}
    assert data_of(memory, "leads", "b") is None
    assert data_of(memory, "leads", "c") == {"n": 3}
    assert data_of(memory, "leads", "d") == {"n": 4}
    assert data_of(memory, "forms", "gone") is None
    assert data_of(memory, "forms", "seen") == {}


def test_an_empty_batch_does_nothing(memory: Memory) -> None:
    memory.batch([])

    assert memory.get("leads", "a") is None


def refused(memory: Memory, write: Write, error: type[PermanentError | VersionConflict]) -> None:
    memory.create("forms", "gone", {"still": "there"})

    with pytest.raises(error):
        memory.batch([*OTHERS, write, LAST])

    assert data_of(memory, "leads", "before") is None
    assert data_of(memory, "leads", "after") is None
    assert data_of(memory, "forms", "gone") == {"still": "there"}


def test_nothing_is_done_when_what_must_be_absent_is_there(memory: Memory) -> None:
    memory.create("leads", "a", {"n": 1})

    refused(memory, Write("leads", "a", {"n": 2}, ""), AlreadyThere)

    assert data_of(memory, "leads", "a") == {"n": 1}


def test_nothing_is_done_when_a_replaced_document_has_changed(memory: Memory) -> None:
    old = memory.create("leads", "a", {"n": 1})
    memory.put("leads", "a", {"n": 2})

    refused(memory, Write("leads", "a", {"n": 3}, old.version), VersionConflict)

    assert data_of(memory, "leads", "a") == {"n": 2}


def test_nothing_is_done_when_a_removed_document_has_changed(memory: Memory) -> None:
    old = memory.create("leads", "a", {"n": 1})
    memory.put("leads", "a", {"n": 2})

    refused(memory, Write("leads", "a", None, old.version), VersionConflict)

    assert data_of(memory, "leads", "a") == {"n": 2}


def test_nothing_is_done_when_a_replaced_document_went(memory: Memory) -> None:
    old = memory.create("leads", "a", {"n": 1})
    memory.delete("leads", "a")

    refused(memory, Write("leads", "a", {"n": 3}, old.version), VersionConflict)

    assert data_of(memory, "leads", "a") is None


def test_nothing_is_done_when_a_removed_document_went(memory: Memory) -> None:
    old = memory.create("leads", "a", {"n": 1})
    memory.delete("leads", "a")

    refused(memory, Write("leads", "a", None, old.version), VersionConflict)


def test_nothing_is_done_when_a_version_is_none_of_ours(memory: Memory) -> None:
    memory.create("leads", "a", {"n": 1})

    refused(memory, Write("leads", "a", {"n": 2}, "forged"), VersionConflict)

    assert data_of(memory, "leads", "a") == {"n": 1}


def test_nothing_is_done_when_one_document_is_none(memory: Memory) -> None:
    refused(memory, Write("leads", "a", {"n": float("nan")}), BadInput)
    refused_id = Write("leads", "a/b", {"n": 1})

    with pytest.raises(BadInput):
        memory.batch([*OTHERS, refused_id])


def test_a_batch_names_each_document_once(memory: Memory) -> None:
    with pytest.raises(BadInput):
        memory.batch([Write("leads", "a", {"n": 1}), Write("leads", "a", None)])

    assert memory.get("leads", "a") is None


def test_what_must_be_absent_cannot_be_removed(memory: Memory) -> None:
    with pytest.raises(BadInput):
        memory.batch([Write("leads", "a", None, "")])


def test_a_batch_has_a_hundred_writes_at_most(memory: Memory) -> None:
    writes = [Write("leads", str(number), {"n": number}) for number in range(101)]

    with pytest.raises(TooLarge):
        memory.batch(writes)
    assert memory.get("leads", "0") is None

    memory.batch(writes[:100])
    assert data_of(memory, "leads", "99") == {"n": 99}


def test_a_batch_has_four_million_bytes_at_most(memory: Memory) -> None:
    large = {"text": "x" * 990_000}
    writes = [Write("leads", str(number), large) for number in range(5)]

    with pytest.raises(TooLarge):
        memory.batch(writes)
    assert memory.get("leads", "0") is None

    memory.batch(writes[:4])
    assert data_of(memory, "leads", "3") == large


def test_a_batch_sets_expiries(memory: Memory) -> None:
    memory.batch([Write("leads", "a", {}, "", START), Write("leads", "b", {}, None, None)])

    assert memory.get("leads", "a") is None
    assert memory.get("leads", "b") is not None


def test_of_racing_batches_exactly_one_wins_whole(memory: Memory) -> None:
    def claim(worker: int) -> bool:
        mine = Write("leads", f"of_{worker}", {"by": worker})
        try:
            memory.batch([mine, Write("leads", "claim", {"by": worker}, "")])
        except AlreadyThere:
            return False
        return True

    won = at_once(6, claim)

    assert sum(won) == 1
    winner = won.index(True)
    assert data_of(memory, "leads", "claim") == {"by": winner}
    assert [data_of(memory, "leads", f"of_{worker}") is not None for worker in range(6)] == won
