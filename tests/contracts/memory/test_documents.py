"""What goes in comes out: JSON values, ids, limits; and what is refused, by every store alike."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.adapters.storage.documents import DEPTH, DOCUMENT_BYTES, FIELDS, ID_BYTES
from shared.domain.queries import QueryShape
from shared.errors import BadInput, PermanentError, TooLarge
from tests.contracts.memory.stores import all_ids

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.ports import Memory

BY_N = QueryShape("ids", order_by="n")
fresh = itertools.count()

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
objects = st.dictionaries(st.text(max_size=8), values, max_size=6)


def exact(data: object) -> str:
    """Tell 1 from 1.0 and from true, and -0.0 from 0.0, but not the order of names."""
    return json.dumps(data, sort_keys=True)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(objects)
@example({"max": 2**63 - 1, "min": -(2**63), "past_2_53": 2**53 + 1, "zero": -0.0, "one": 1.0})
@example({"": {"": [[], {}, [[]]]}, "a.b": 1, "`": 2, "__name__": 3, "é ع": 4, "$ref": 5})
@example({"data": {"data": 1}, "rest": "{", "expires_at": "never", "written_at": [], "id": 1})
@example({"nul": "a\x00b", "one": "\x01", "both": "\x00\x01\x00\x02", "\x00": "\\u0000\\u0001"})
@example(
    {
        "in": ["\\", "\\\x00", '"\x01"'],
        "emoji": "👩‍👩‍👧",
        "rtl": "\u202eعربي\u200f",
        "bom": "\ufeff",
    }
)
@example({"formula": "=cmd()", "html": "<b>&", "long": "x" * 10_000, "separators": "\u2028\u2029"})
@example({"tiny": 5e-324, "huge": 1.7976931348623157e308, "third": 1 / 3, "e": 1e22})
def test_any_json_comes_back_as_it_was(memory: Memory, data: dict[str, Any]) -> None:
    doc_id = str(next(fresh))
    created = memory.create("json", doc_id, data)
    read = memory.get("json", doc_id)

    assert exact(created.data) == exact(data)
    assert read == created
    assert exact(read.data) == exact(data)

    put = memory.put("json", doc_id, {"x": data}, if_version=created.version)
    assert exact(put.data) == exact({"x": data})
    assert memory.get("json", doc_id) == put


def nested(depth: int) -> dict[str, object]:
    value: dict[str, object] = {}
    for _ in range(depth - 1):
        value = {"in": value}
    return value


NOT_JSON: list[Any] = [
    {"a": float("nan")},
    {"a": float("-inf")},
    {"a": 2**63},
    {"a": [-(2**63) - 1]},
    {"a": 10**5000},
    {"a": "\ud800"},
    {"\udfff": 1},
    {"a": (1, 2)},
    {"a": {1, 2}},
    {"a": b"x"},
    {"a": object()},
    {"a": {1: "x"}},
    {1: "x"},
    {None: 1},
    {"a": [{"b": {True: 1}}]},
    nested(DEPTH + 1),
    nested(5_000),
    {"a": json.loads("[" * DEPTH + "]" * DEPTH)},
]


@pytest.mark.parametrize("data", NOT_JSON, ids=range(len(NOT_JSON)))
def test_what_is_not_json_is_refused_and_nothing_stored(memory: Memory, data: Any) -> None:
    with pytest.raises(BadInput) as refused:
        memory.create("json", "a", data)
    with pytest.raises(BadInput):
        memory.put("json", "a", data)

    assert refused.value.code == "not_json"
    assert memory.get("json", "a") is None


def test_the_field_at_fault_is_named_but_never_a_foreign_name(memory: Memory) -> None:
    with pytest.raises(BadInput) as ours:
        memory.create("json", "a", {"good": 1, "bad_one": [object()]})
    with pytest.raises(BadInput) as foreign:
        memory.create("json", "a", {"mona@example.com": [object()]})

    assert ours.value.path == "bad_one"
    assert foreign.value.path == "$"
    assert "mona" not in str(foreign.value)


def test_a_document_may_be_as_deep_as_the_limit(memory: Memory) -> None:
    data = {"a": json.loads("[" * (DEPTH - 1) + "]" * (DEPTH - 1)), "wide": [[]] * 200}

    assert memory.create("json", "a", data).data == data
    assert memory.create("json", "b", nested(DEPTH)).data == nested(DEPTH)
    assert all_of(memory, "a") == data


@pytest.mark.parametrize("filler", ["x", "ع", "\n", 1], ids=ascii)
def test_a_document_may_be_as_large_as_the_limit_and_no_larger(
    memory: Memory, filler: object
) -> None:
    one = len(json.dumps(filler, ensure_ascii=False).encode()) + 1
    most = (DOCUMENT_BYTES - len('{"a":[]}') + 1) // one
    data: dict[str, Any] = {"a": [filler] * most}

    assert memory.create("json", "a", data).data == data
    assert all_of(memory, "a") == data
    with pytest.raises(TooLarge):
        memory.put("json", "a", {"a": [filler] * (most + 1)})
    assert all_of(memory, "a") == data


def test_one_text_may_fill_the_whole_document(memory: Memory) -> None:
    data = {"a": "x" * (DOCUMENT_BYTES - len('{"a":""}'))}

    assert memory.create("json", "a", data).data == data
    with pytest.raises(TooLarge) as refused:
        memory.create("json", "b", {"a": data["a"] + "x"})
    assert refused.value.code == "document_too_large"
    assert memory.get("json", "b") is None


def test_a_document_has_a_thousand_fields_at_most(memory: Memory) -> None:
    data = {f"f{number}": number for number in range(FIELDS)}

    assert memory.create("json", "a", data).data == data
    assert all_of(memory, "a") == data
    with pytest.raises(TooLarge):
        memory.create("json", "b", {**data, "more": 1})


IDS = [
    "a",
    "a.b",
    "...",
    ".a",
    " ",
    "a b",
    "é",
    "ع١",
    "😀",
    "#%?&=+:@",
    "_a_",
    "__a",
    "a__",
    "%2F",
    "'\"`\\",
    "x" * ID_BYTES,
    "ع" * (ID_BYTES // 2),
]


def test_ids_of_any_script_are_told_apart(memory: Memory) -> None:
    for number, doc_id in enumerate(IDS):
        created = memory.create("ids", doc_id, {"n": number})
        assert created.id == doc_id

    found = [memory.get("ids", doc_id) for doc_id in IDS]
    assert [document and document.data["n"] for document in found] == list(range(len(IDS)))
    assert [document and document.id for document in found] == IDS


def test_ids_order_by_their_bytes(memory: Memory) -> None:
    for doc_id in IDS:
        memory.create("ids", doc_id, {"n": 1})

    in_order = sorted(IDS, key=str.encode)
    assert all_ids(memory, BY_N, limit=3) == in_order
    assert all_ids(memory, BY_N, limit=3, descending=True) == in_order[::-1]


BAD_IDS = ["", ".", "..", "a/b", "/", "__a__", "____", "a\x00b", "a\nb", "\x7f", "\ud800"]
BAD_IDS += ["x" * (ID_BYTES + 1), "ع" * (ID_BYTES // 2 + 1)]


@pytest.mark.parametrize("doc_id", BAD_IDS, ids=ascii)
def test_an_id_that_one_store_could_not_take_is_refused_by_every_method(
    memory: Memory, doc_id: str
) -> None:
    calls: list[Callable[[], object]] = [
        lambda: memory.create("ids", doc_id, {}),
        lambda: memory.put("ids", doc_id, {}),
        lambda: memory.get("ids", doc_id),
        lambda: memory.delete("ids", doc_id),
        lambda: memory.increment("ids", doc_id, "n"),
    ]
    for call in calls:
        with pytest.raises(BadInput) as refused:
            call()
        assert refused.value.code == "bad_id"


@pytest.mark.parametrize("collection", ["", "a/b", "a b", ".", "__a__", "ع", "a'; --", "x" * 101])
def test_a_collection_that_one_store_could_not_take_is_refused(
    memory: Memory, collection: str
) -> None:
    with pytest.raises(PermanentError) as refused:
        memory.create(collection, "a", {})
    with pytest.raises(PermanentError):
        memory.get(collection, "a")

    assert refused.value.code == "bad_name"


def all_of(memory: Memory, doc_id: str) -> object:
    document = memory.get("json", doc_id)
    return document and document.data
