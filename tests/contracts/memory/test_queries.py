"""Queries: equality, range, order, pages; what they see and what they do not."""

from __future__ import annotations

import base64
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.storage.questions import Position, cursor_text, question
from shared.domain.ledger import LeadState
from shared.domain.queries import QueryShape
from shared.errors import BadInput
from tests.contracts.memory.stores import BY_AT, BY_AT_IN_STATE, THINGS, all_ids

if TYPE_CHECKING:
    from shared.ports import Memory

IN_ORDER: list[object] = [False, True, -1e300, -5, -0.25, 0, 1, 1.5, 2**53, 1e300]
IN_ORDER += ["", "\x00", "\x01", "a", "a\x00", "a\x01", "a\x02", "b", "é", "ب", "\ufffd", "😀"]
NOT_SEEN: list[object] = [None, [], ["a"], {}, {"a": 1}, "x" * 1501, "ب" * 751]


def fill(memory: Memory, values: list[object], **others: object) -> None:
    for number, value in enumerate(values):
        memory.create(THINGS, f"{number:02}", {"at": value, **others})


def test_documents_come_in_the_order_of_their_field_in_both_directions(memory: Memory) -> None:
    fill(memory, IN_ORDER[::-1])
    ids = [f"{number:02}" for number in range(len(IN_ORDER))]

    assert all_ids(memory, BY_AT, limit=100) == ids[::-1]
    assert all_ids(memory, BY_AT, limit=100, descending=True) == ids
    assert all_ids(memory, BY_AT, limit=4) == ids[::-1]
    assert all_ids(memory, BY_AT, limit=4, descending=True) == ids
    assert memory.count(BY_AT) == len(ids)


def test_documents_without_the_field_or_with_nothing_comparable_in_it_are_not_found(
    memory: Memory,
) -> None:
    fill(memory, NOT_SEEN)
    memory.create(THINGS, "without", {"state": "new"})
    memory.create(THINGS, "longest", {"at": "x" * 1500})

    assert all_ids(memory, BY_AT) == ["longest"]
    assert memory.count(BY_AT) == 1


def test_a_page_gives_whole_documents_with_the_versions_that_put_takes(memory: Memory) -> None:
    created = memory.create(THINGS, "a", {"at": 1, "tags": [[1]], "state": "new"})

    page = memory.query(BY_AT)

    assert page.documents == (created,)
    assert page.cursor is None
    assert memory.put(THINGS, "a", {}, if_version=page.documents[0].version).data == {}


def test_equality_tells_text_numbers_and_bools_apart(memory: Memory) -> None:
    states: list[object] = [True, 1, 1.0, "1", "true", False, 0, "", None]
    for number, state in enumerate(states):
        memory.create(THINGS, str(number), {"at": number, "state": state})

    def ids(state: str | bool | int) -> list[str]:
        found = all_ids(memory, BY_AT_IN_STATE, equals={"state": state})
        assert memory.count(BY_AT_IN_STATE, equals={"state": state}) == len(found)
        return found

    assert ids(True) == ["0"]
    assert ids(1) == ["1", "2"]
    assert ids("1") == ["3"]
    assert ids("true") == ["4"]
    assert ids(False) == ["5"]
    assert ids(0) == ["6"]
    assert ids("") == ["7"]


def test_a_state_of_the_domain_can_be_asked_for_as_it_is(memory: Memory) -> None:
    memory.create(THINGS, "a", {"at": 1, "state": LeadState.WAITING})

    assert all_ids(memory, BY_AT_IN_STATE, equals={"state": LeadState.WAITING}) == ["a"]
    assert all_ids(memory, BY_AT_IN_STATE, equals={"state": LeadState.WAITING}, limit=1) == ["a"]


def test_a_range_takes_its_lower_end_and_leaves_its_upper(memory: Memory) -> None:
    fill(memory, ["a", "b", "c", "d", 1, 2, 3, True])

    assert all_ids(memory, BY_AT, at_least="b", below="d") == ["01", "02"]
    assert all_ids(memory, BY_AT, at_least="b", below="d", descending=True) == ["02", "01"]
    assert all_ids(memory, BY_AT, at_least="c") == ["02", "03"]
    assert all_ids(memory, BY_AT, below="b") == ["00"]
    assert all_ids(memory, BY_AT, at_least=2) == ["05", "06"]
    assert all_ids(memory, BY_AT, below=2.5) == ["04", "05"]
    assert all_ids(memory, BY_AT, at_least="d", below="b") == []
    assert memory.count(BY_AT, at_least="b", below="d") == 2


def test_several_equalities_hold_together(memory: Memory) -> None:
    shape = QueryShape(THINGS, order_by="at", equals=("state", "page"))
    for number in range(8):
        data = {"at": number, "state": "new" if number % 2 else "done", "page": number // 4}
        memory.create(THINGS, str(number), data)

    assert all_ids(memory, shape, equals={"state": "new", "page": 1}) == ["5", "7"]
    assert memory.count(shape, equals={"page": 0, "state": "done"}, below=2) == 1


def test_other_collections_are_not_found(memory: Memory) -> None:
    memory.create(THINGS, "a", {"at": 1})
    memory.create("others", "b", {"at": 1})

    assert all_ids(memory, BY_AT) == ["a"]
    assert all_ids(memory, QueryShape("others", "at")) == ["b"]
    assert all_ids(memory, QueryShape("never", "at")) == []
    assert memory.count(QueryShape("never", "at")) == 0


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("tie", [True, 7, 7.5, "seven", "sev\x00en"])
def test_pages_over_ties_miss_and_repeat_nothing(
    memory: Memory, tie: object, descending: bool
) -> None:
    fill(memory, [tie] * 9)

    found = all_ids(memory, BY_AT, limit=2, descending=descending)

    assert found == sorted((f"{number:02}" for number in range(9)), reverse=descending)


def test_a_whole_number_and_an_equal_fraction_tie(memory: Memory) -> None:
    fill(memory, [1.0, 1, 1.0, 1, 0])

    assert all_ids(memory, BY_AT, limit=1) == ["04", "00", "01", "02", "03"]


def test_the_last_page_has_no_cursor_even_when_it_is_full(memory: Memory) -> None:
    fill(memory, [1, 2, 3, 4])

    first = memory.query(BY_AT, limit=2)
    second = memory.query(BY_AT, limit=2, cursor=first.cursor)

    assert first.cursor is not None
    assert [document.id for document in second.documents] == ["02", "03"]
    assert second.cursor is None


def test_pages_go_on_where_they_were_though_documents_come_and_go(memory: Memory) -> None:
    fill(memory, [1, 2, 3, 4])
    page = memory.query(BY_AT, limit=2)
    memory.delete(THINGS, "01")
    memory.create(THINGS, "early", {"at": 0})
    memory.create(THINGS, "between", {"at": 2.5})

    assert all_ids(memory, BY_AT, limit=10) == ["early", "00", "between", "02", "03"]
    rest = memory.query(BY_AT, limit=10, cursor=page.cursor)
    assert [document.id for document in rest.documents] == ["between", "02", "03"]


def a_cursor(memory: Memory) -> str:
    fill(memory, ["a", "b", "c"], state="new")
    cursor = memory.query(BY_AT_IN_STATE, equals={"state": "new"}, limit=1).cursor
    assert cursor is not None
    return cursor


OTHER_QUERIES: list[dict[str, Any]] = [
    {"shape": BY_AT},
    {"equals": {"state": "done"}},
    {"descending": True},
    {"at_least": "a"},
    {"below": "z"},
    {"shape": QueryShape("others", "at", ("state",))},
    {"shape": QueryShape(THINGS, "name", ("state",))},
]


@pytest.mark.parametrize("other", OTHER_QUERIES, ids=str)
def test_a_cursor_of_another_query_is_refused(memory: Memory, other: dict[str, Any]) -> None:
    cursor = a_cursor(memory)
    asked = {"shape": BY_AT_IN_STATE, "equals": {"state": "new"}, **other}
    if asked["shape"] == BY_AT:
        del asked["equals"]

    with pytest.raises(BadInput) as refused:
        memory.query(**asked, cursor=cursor)

    assert refused.value.code == "bad_cursor"


FORGED = ["", "x", "e30=", "WzFd", "ب", "W" * 30_000, "W1tbW1tbW1tb", "bnVsbA==", "\ud800"]


@pytest.mark.parametrize("forged", FORGED, ids=ascii)
def test_a_forged_cursor_is_refused(memory: Memory, forged: str) -> None:
    a_cursor(memory)

    with pytest.raises(BadInput) as refused:
        memory.query(BY_AT_IN_STATE, equals={"state": "new"}, cursor=forged)

    assert refused.value.code == "bad_cursor"


def test_a_cursor_with_another_position_is_refused(memory: Memory) -> None:
    digest, _, doc_id = json.loads(base64.urlsafe_b64decode(a_cursor(memory)))

    others: list[object] = ["b", 1, None, [], True]
    for value in others:
        forged = base64.urlsafe_b64encode(json.dumps([digest, value, doc_id]).encode()).decode()
        with pytest.raises(BadInput):
            memory.query(BY_AT_IN_STATE, equals={"state": "new"}, cursor=forged)


@pytest.mark.parametrize("value", ["a", "z", 5, True])
def test_a_cursor_outside_its_own_range_is_refused_though_its_digest_is_right(
    memory: Memory, value: str | int | bool
) -> None:
    fill(memory, ["a", "m", "z", 5, True])
    asked = question(BY_AT, equals=None, at_least="b", below="y")

    with pytest.raises(BadInput):
        memory.query(BY_AT, at_least="b", below="y", cursor=cursor_text(asked, Position(value, "")))


BAD_QUERIES: list[dict[str, Any]] = [
    {"limit": 0},
    {"limit": 1001},
    {"equals": None},
    {"equals": {"state": "new", "page": 1}},
    {"equals": {"page": 1}},
    {"equals": {"state": "x" * 1501}},
    {"equals": {"state": "\ud800"}},
    {"equals": {"state": None}},
    {"equals": {"state": 2**63}},
    {"at_least": 1, "below": "b"},
    {"at_least": float("nan")},
    {"below": float("inf")},
    {"at_least": True},
    {"at_least": 2**63},
    {"shape": QueryShape(THINGS, "at; --", ("state",))},
    {"shape": QueryShape("a/b", "at", ("state",))},
    {"shape": QueryShape(THINGS, "__name__", ("state",))},
]


@pytest.mark.parametrize("bad", BAD_QUERIES, ids=ascii)
def test_a_query_that_cannot_be_answered_is_refused(memory: Memory, bad: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        memory.query(**{"shape": BY_AT_IN_STATE, "equals": {"state": "new"}, **bad})


fresh = itertools.count()
# Fractions are quarters: SQLite before 3.47 reads some decimal text one bit off.
numbers = st.integers(-3, 3) | st.integers(-12, 12).map(lambda quarters: quarters / 4)
texts = st.text(st.sampled_from("ab\x00\x01\x02é😀\ufffd"), max_size=3)
values = st.none() | st.booleans() | numbers | texts | st.just([1])
documents = st.fixed_dictionaries({}, optional={"at": values, "state": st.sampled_from("xy")})


def rank(value: object) -> int:
    return (bool, int, float, str).index(type(value)) if value is not None else -1


def key(data: dict[str, Any], doc_id: str) -> tuple[int, Any, bytes]:
    value = data["at"]
    kind = 1 if isinstance(value, float) else rank(value)
    return kind, value.encode() if isinstance(value, str) else value, doc_id.encode()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    stored=st.lists(documents, max_size=12),
    bounds=st.tuples(numbers, numbers) | st.tuples(texts, texts) | st.tuples(st.none(), st.none()),
    limit=st.integers(1, 5),
    descending=st.booleans(),
)
def test_any_query_finds_what_a_plain_filter_and_sort_would(
    memory: Memory,
    stored: list[dict[str, Any]],
    bounds: tuple[Any, Any],
    limit: int,
    descending: bool,
) -> None:
    shape = QueryShape(f"things{next(fresh)}", order_by="at", equals=("state",))
    for index, data in enumerate(stored):
        memory.put(shape.collection, str(index), data)
    at_least, below = bounds
    asked = {"equals": {"state": "x"}, "at_least": at_least, "below": below}

    expected = sorted(
        (key(data, str(index)), str(index))
        for index, data in enumerate(stored)
        if data.get("state") == "x"
        and isinstance(data.get("at"), (bool, int, float, str))
        and (at_least is None or within(data["at"], at_least, below))
    )

    ids = [doc_id for _, doc_id in sorted(expected, reverse=descending)]
    assert all_ids(memory, shape, limit=limit, descending=descending, **asked) == ids
    assert memory.count(shape, **asked) == len(ids)


def within(value: Any, at_least: Any, below: Any) -> bool:
    if isinstance(value, bool) or isinstance(value, str) != isinstance(at_least, str):
        return False
    return bool(at_least <= value < below)
