"""A scorecard as a text to keep: compact JSON, 4 to 10 kB; read with every doubt.

Format 1: `{"format": "scorecard/1", "version", "outcomes", "base", "hot", "warm", "fields", "pairs",
"caps"}`; all points are whole numbers of 1e-5 log-odds. A field has `name`, `points`, either
`levels` (points: one a level, then other, then missing) or `edges` (points: one a bin, then
missing), and `cells` if a pair uses it (place -> coarse cell). A pair has `fields` (two positions)
and `points` (rows of cells); a cap has `name`, `at_most` and `fields` (positions).
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from shared.scoring.errors import BadArtefact
from shared.scoring.lookup import NUMBER_END, Bins, Levels
from shared.scoring.scorecard import Cap, Content, Pair, Scorecard, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMAT = "scorecard/1"
MAX_CHARS = 64_000
"""What `loads` reads at all; what training makes stays under 15 kB."""
_UNITS_MAX = 10_000_000  # 100 log-odds
_VERSION_MAX_CHARS = 200


def dumps(scorecard: Scorecard) -> str:
    """Write a scorecard as compact JSON; `loads` gives one that scores exactly the same."""
    content = scorecard.content
    document: dict[str, object] = {
        "format": FORMAT,
        "version": content.version,
        "outcomes": content.outcomes,
        "base": content.base,
        "hot": content.hot,
        "warm": content.warm,
        "fields": [_table_document(table) for table in content.tables],
    }
    if content.pairs:
        document["pairs"] = [
            {"fields": [pair.first, pair.second], "points": pair.points} for pair in content.pairs
        ]
    if content.caps:
        document["caps"] = [
            {"name": cap.name, "at_most": cap.at_most, "fields": cap.tables} for cap in content.caps
        ]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Scorecard:
    """Read a scorecard; raises BadArtefact for anything that `dumps` would not have written."""
    if len(text) > MAX_CHARS:
        raise BadArtefact(f"this is no scorecard: over {MAX_CHARS} characters")
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise BadArtefact("this is no scorecard: not JSON") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BadArtefact(f"this is no scorecard of the format {FORMAT}")
    return Scorecard(_content(document))


def _table_document(table: Table) -> dict[str, object]:
    places = table.places
    kind: dict[str, object] = (
        {"edges": places.edges} if isinstance(places, Bins) else {"levels": places.names}
    )
    cells = {"cells": table.cells} if table.cells else {}
    return {"name": table.field, **kind, "points": table.points, **cells}


def _refuse_constant(name: str) -> NoReturn:
    raise BadArtefact(f"a scorecard holds no {name}")


def _content(document: dict[str, object]) -> Content:
    tables = tuple(_table(entry) for entry in _list(document, "fields"))
    _check(len({table.field for table in tables}) == len(tables), "a field stands in it twice")
    content = Content(
        version=_text(document, "version", _VERSION_MAX_CHARS),
        outcomes=_whole(document.get("outcomes"), "outcomes"),
        base=_whole(document.get("base"), "base"),
        hot=_whole(document.get("hot"), "hot"),
        warm=_whole(document.get("warm"), "warm"),
        tables=tables,
        pairs=tuple(_pair(entry, tables) for entry in _list(document, "pairs", optional=True)),
        caps=tuple(_cap(entry, len(tables)) for entry in _list(document, "caps", optional=True)),
    )
    _check(content.outcomes >= 0, "its number of outcomes is below 0")
    _check(content.warm <= content.hot, "warm begins above hot")
    _check_caps(content)
    return content


def _table(entry: object) -> Table:
    fields = _object(entry, "a field")
    points = _wholes(fields.get("points"), "points")
    places = _places(fields)
    _check(len(points) == len(places), "a field has not one number a place")
    cells = _wholes(fields.get("cells", []), "cells")
    _check(len(cells) in (0, len(places)), "a field has not one cell a place")
    return Table(_text(fields, "name"), places, points, cells)


def _places(fields: dict[str, object]) -> Levels | Bins:
    _check(("levels" in fields) != ("edges" in fields), "a field has not one of levels and edges")
    if "levels" in fields:
        names = [name for name in _list(fields, "levels") if isinstance(name, str)]
        _check(len(set(names)) == len(_list(fields, "levels")), "levels are no distinct texts")
        return Levels(names)
    edges = [edge for edge in _list(fields, "edges") if _is_number(edge)]
    _check(len(edges) == len(_list(fields, "edges")), "edges are no numbers")
    numbers = [float(edge) for edge in edges]  # type: ignore[arg-type]  # checked above
    _check(all(low < high for low, high in pairwise(numbers)), "edges do not rise")
    return Bins(numbers)


def _pair(entry: object, tables: Sequence[Table]) -> Pair:
    fields = _object(entry, "a pair")
    both = _positions(fields, len(tables))
    _check(len(both) == 2 and both[0] != both[1], "a pair is not of two fields")  # noqa: PLR2004  # two
    first, second = both
    rows = tuple(_wholes(row, "points of a pair") for row in _list(fields, "points"))
    _check_cells(tables[first], len(rows))
    for row in rows:
        _check_cells(tables[second], len(row))
    return Pair(first, second, rows)


def _check_cells(table: Table, count: int) -> None:
    _check(
        bool(table.cells) and min(table.cells) >= 0 and max(table.cells) < count,
        "a pair does not fit the cells of its fields",
    )


def _cap(entry: object, count: int) -> Cap:
    fields = _object(entry, "a cap")
    at_most = _whole(fields.get("at_most"), "at_most")
    _check(at_most >= 0, "a cap is below 0")
    return Cap(_text(fields, "name"), at_most, _positions(fields, count))


def _check_caps(content: Content) -> None:
    capped = [position for cap in content.caps for position in cap.tables]
    paired = {position for pair in content.pairs for position in (pair.first, pair.second)}
    _check(len(set(capped)) == len(capped), "a field is capped twice")
    _check(paired.isdisjoint(capped), "a pair uses a capped field")


def _positions(fields: dict[str, object], count: int) -> tuple[int, ...]:
    positions = _wholes(fields.get("fields"), "fields")
    _check(all(0 <= position < count for position in positions), "it points at a field that is not")
    return positions


def _check(is_right: bool, fault: str) -> None:
    if not is_right:
        raise BadArtefact(f"the scorecard is damaged: {fault}")


def _object(entry: object, what: str) -> dict[str, object]:
    if not isinstance(entry, dict):
        raise BadArtefact(f"the scorecard is damaged: {what} is no object")
    return entry


def _list(fields: dict[str, object], name: str, *, optional: bool = False) -> list[object]:
    entry = fields.get(name, [] if optional else None)
    if not isinstance(entry, list):
        raise BadArtefact(f"the scorecard is damaged: {name} is no list")
    return entry


def _text(fields: dict[str, object], name: str, max_chars: int = MAX_CHARS) -> str:
    entry = fields.get(name)
    if not isinstance(entry, str) or not 0 < len(entry) <= max_chars:
        raise BadArtefact(f"the scorecard is damaged: {name} is no text of a fitting length")
    return entry


def _whole(entry: object, name: str) -> int:
    if entry.__class__ is int and -_UNITS_MAX <= entry <= _UNITS_MAX:
        return entry
    raise BadArtefact(f"the scorecard is damaged: {name} is no whole number of a fitting size")


def _wholes(entry: object, name: str) -> tuple[int, ...]:
    if not isinstance(entry, list):
        raise BadArtefact(f"the scorecard is damaged: {name} is no list")
    return tuple(_whole(number, name) for number in entry)


def _is_number(entry: object) -> bool:
    if isinstance(entry, bool) or not isinstance(entry, int | float):
        return False
    return -NUMBER_END < entry < NUMBER_END
