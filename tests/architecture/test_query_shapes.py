"""Firestore answers a query only with the index it needs; its emulator answers without."""

from __future__ import annotations

import ast
import json
from pathlib import Path

from shared.domain import queries
from shared.domain.queries import QueryShape

ROOT = Path(__file__).parents[2]
INDEX_FILE = json.loads((ROOT / "deploy/gcp/firestore.indexes.json").read_text())
HOME = ROOT / "shared/domain/queries.py"

Index = tuple[str, tuple[tuple[str, str], ...]]


def shapes() -> list[QueryShape]:
    found = [value for value in vars(queries).values() if isinstance(value, QueryShape)]
    assert found
    return found


def needed() -> set[Index]:
    """Equality fields need one index a direction; without them Firestore indexes by itself."""
    return {
        (
            shape.collection,
            (
                *((f"data.{field}", "ASCENDING") for field in shape.equals),
                (f"data.{shape.order_by}", way),
            ),
        )
        for shape in shapes()
        if shape.equals
        for way in ("ASCENDING", "DESCENDING")
    }


def listed() -> list[Index]:
    return [
        (
            index["collectionGroup"],
            tuple((field["fieldPath"], field["order"]) for field in index["fields"]),
        )
        for index in INDEX_FILE["indexes"]
    ]


def test_every_query_shape_has_its_index_in_both_directions_and_no_other_index_is_listed() -> None:
    assert sorted(listed()) == sorted(needed())


def test_every_index_is_of_one_collection() -> None:
    assert {index["queryScope"] for index in INDEX_FILE["indexes"]} == {"COLLECTION"}


def test_what_lapses_is_removed_by_firestores_own_policy() -> None:
    lapsing = [
        override["collectionGroup"]
        for override in INDEX_FILE["fieldOverrides"]
        if override["fieldPath"] == "expires_at" and override["ttl"]
    ]

    assert sorted(lapsing) == sorted(queries.LAPSING)


def test_what_no_query_reads_is_not_indexed() -> None:
    unread = {
        (override["collectionGroup"], override["fieldPath"])
        for override in INDEX_FILE["fieldOverrides"]
        if not override["indexes"]
    }

    assert unread == {
        (shape.collection, field) for shape in shapes() for field in ("rest", "written_at")
    }


def test_query_shapes_are_made_in_one_place_only() -> None:
    elsewhere = [
        str(source.relative_to(ROOT))
        for folder in ("shared", "functions", "deploy")
        for source in sorted((ROOT / folder).rglob("*.py"))
        if source != HOME and makes_a_shape(source)
    ]

    assert elsewhere == []


def test_a_shape_made_elsewhere_would_be_seen(tmp_path: Path) -> None:
    source = tmp_path / "stray.py"
    source.write_text('from shared.domain import queries\nX = queries.QueryShape("a", "b")\n')

    assert makes_a_shape(source)
    assert makes_a_shape(HOME)


def makes_a_shape(source: Path) -> bool:
    calls = (node for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Call))
    return any(called(call) == "QueryShape" for call in calls)


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""
