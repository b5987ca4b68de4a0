"""Queries as SQL, and for each shape the expression index that answers it.

An index holds only its own collection's documents that have the ordered field, so it costs the
writes of other collections nothing. Queries name their index: a plan without it is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.storage.documents import (
    BOOL,
    FINDABLE_TEXT_BYTES,
    NUMBER,
    TEXT,
    Scalar,
    kind,
)
from shared.adapters.storage.sqlite.escapes import kept_text

if TYPE_CHECKING:
    from shared.adapters.storage.questions import Position, Question
    from shared.domain.queries import QueryShape

Bound = str | int | float


@dataclass(frozen=True, slots=True)
class Sql:
    """A statement with the values of its question marks."""

    text: str
    values: tuple[Bound, ...]


def index_name(shape: QueryShape) -> str:
    """Name the index of a shape; `/` stands in no collection's or field's name."""
    return "/".join((shape.collection, *shape.equals, shape.order_by))


def index_sql(shape: QueryShape) -> str:
    """Give the statement that creates a shape's index."""
    fields = (*shape.equals, shape.order_by)
    keys = ", ".join(f"{_rank(field)}, {_value(field)}" for field in fields)
    return (
        f'CREATE INDEX IF NOT EXISTS "{index_name(shape)}" ON documents ({keys}, id, expires_at)'
        f" WHERE {_in_shape(shape)}"
    )


def page_sqls(asked: Question, after: Position | None, now: int) -> list[Sql]:
    """Read id, stored data, version, ordered value and its kind of what follows `after`.

    One statement a kind of value, in the query's order, each with a last `?` for the limit: so
    each is one search in the index, wherever the page starts.
    """
    kinds = asked.kinds()
    if after is None:
        return [_one_kind(asked, each, None, now) for each in kinds]
    first, *others = kinds[kinds.index(kind(after.value) or kinds[0]) :]
    rest = [_one_kind(asked, each, None, now) for each in others]
    return [_one_kind(asked, first, after, now), *rest]


def count_sqls(asked: Question, now: int) -> list[Sql]:
    """Count what the pages would hold, one statement a kind of value."""
    counts = []
    for rank in asked.kinds():
        conditions, values = _conditions(asked, rank, None, now)
        counts.append(Sql(f"SELECT count(*) FROM {_source(asked)} WHERE {conditions}", values))  # noqa: S608 - checked names; values are bound
    return counts


def _one_kind(asked: Question, rank: int, after: Position | None, now: int) -> Sql:
    value = _value(asked.shape.order_by)
    way = " DESC" if asked.descending else ""
    conditions, values = _conditions(asked, rank, after, now)
    return Sql(
        f"SELECT id, data, version, {value}, {rank} FROM {_source(asked)} WHERE {conditions}"  # noqa: S608 - checked names; values are bound
        f" ORDER BY {value}{way}, id{way} LIMIT ?",
        values,
    )


def _conditions(
    asked: Question, rank: int, after: Position | None, now: int
) -> tuple[str, tuple[Bound, ...]]:
    value = _value(asked.shape.order_by)
    conditions = [_in_shape(asked.shape), "(expires_at IS NULL OR expires_at > ?)"]
    values: list[Bound] = [now]
    for name, wanted in asked.equals:
        conditions.append(f"{_rank(name)} = {kind(wanted)} AND {_value(name)} = ?")
        values.append(_kept(wanted))
    conditions.append(f"{_rank(asked.shape.order_by)} = {rank}")
    for sign, bound in _bounds(asked, after):
        conditions.append(f"{value} {sign} ?")
        values.append(_kept(bound))
    if after is not None:
        conditions.append(f"({value}, id) {'<' if asked.descending else '>'} (?, ?)")
        values += (_kept(after.value), after.id)
    return " AND ".join(conditions), tuple(values)


def _bounds(asked: Question, after: Position | None) -> list[tuple[str, Scalar]]:
    """Give one bound a side: the cursor's is the tighter one, and the one to search by."""
    bounds: list[tuple[str, Scalar | None]] = [(">=", asked.at_least), ("<", asked.below)]
    if after is not None:
        bounds[asked.descending] = ("<=" if asked.descending else ">=", after.value)
    return [(sign, bound) for sign, bound in bounds if bound is not None]


def _source(asked: Question) -> str:
    return f'documents INDEXED BY "{index_name(asked.shape)}"'


def _in_shape(shape: QueryShape) -> str:
    return f"collection = '{shape.collection}' AND {_rank(shape.order_by)} IS NOT NULL"


def _kept(value: Scalar) -> Bound:
    return kept_text(value) if isinstance(value, str) else value


def _value(field: str) -> str:
    return f"json_extract(data, '$.{field}')"


def _rank(field: str) -> str:
    """Give the rank of a field's value as `kind` does, NULL for what queries do not see."""
    is_short = f"length(CAST({_value(field)} AS BLOB)) <= {FINDABLE_TEXT_BYTES}"
    return (
        f"CASE json_type(data, '$.{field}')"
        f" WHEN 'text' THEN iif({is_short}, {TEXT}, NULL)"
        f" WHEN 'integer' THEN {NUMBER} WHEN 'real' THEN {NUMBER}"
        f" WHEN 'true' THEN {BOOL} WHEN 'false' THEN {BOOL} END"
    )
