"""Queries as SQL, and for each shape the expression index that answers it.

An index holds only its own collection's documents that have the ordered field, so it costs the
writes of other collections nothing. Queries name their index: a plan without it is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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

    In the query's order, each with a last `?` for the limit. Each is one search in the index: for
    all kinds of value at once where a page starts at the beginning of what some fields equal.
    """
    kinds = asked.kinds()
    if after is None:
        ranks = [None] if asked.equals and len(kinds) > 1 else kinds
        return [_page_sql(asked, rank, None, now) for rank in ranks]
    first, *others = kinds[kinds.index(kind(after.value) or kinds[0]) :]
    rest = [_page_sql(asked, each, None, now) for each in others]
    return [_page_sql(asked, first, after, now), *rest]


def count_sqls(asked: Question, now: int) -> list[Sql]:
    """Count what the pages would hold, one statement a kind of value."""
    return [
        Sql(_count_text(_form(asked, rank, None)), _values(asked, None, now))
        for rank in asked.kinds()
    ]


@dataclass(frozen=True, slots=True)
class _Form:
    """What decides a statement's text: all of a query but its values."""

    shape: QueryShape
    kinds: tuple[int | None, ...]
    """Of the values that fields are to equal."""
    rank: int | None
    """Of the ordered values; None: any."""
    signs: tuple[str, ...]
    is_after: bool
    is_descending: bool


def _form(asked: Question, rank: int | None, after: Position | None) -> _Form:
    return _Form(
        asked.shape,
        tuple(kind(wanted) for _, wanted in asked.equals),
        rank,
        tuple(sign for sign, _ in _bounds(asked, after)),
        after is not None,
        asked.descending,
    )


def _page_sql(asked: Question, rank: int | None, after: Position | None, now: int) -> Sql:
    return Sql(_page_text(_form(asked, rank, after)), _values(asked, after, now))


@cache
def _page_text(form: _Form) -> str:
    value, rank = _value(form.shape.order_by), _rank(form.shape.order_by)
    way = " DESC" if form.is_descending else ""
    by_rank = f"{rank}{way}, " if form.rank is None else ""
    shown = rank if form.rank is None else form.rank
    return (
        f"SELECT id, data, version, {value}, {shown} FROM {_source(form)} WHERE {_conditions(form)}"  # noqa: S608 - checked names; values are bound
        f" ORDER BY {by_rank}{value}{way}, id{way} LIMIT ?"
    )


@cache
def _count_text(form: _Form) -> str:
    return f"SELECT count(*) FROM {_source(form)} WHERE {_conditions(form)}"  # noqa: S608 - checked names; values are bound


def _conditions(form: _Form) -> str:
    value, rank = _value(form.shape.order_by), _rank(form.shape.order_by)
    conditions = [_in_shape(form.shape), "(expires_at IS NULL OR expires_at > ?)"]
    for name, wanted in zip(form.shape.equals, form.kinds, strict=True):
        conditions.append(f"{_rank(name)} = {wanted} AND {_value(name)} = ?")
    conditions += [f"{rank} = {form.rank}"] if form.rank is not None else []
    conditions += [f"{value} {sign} ?" for sign in form.signs]
    if form.is_after:
        conditions.append(f"({value}, id) {'<' if form.is_descending else '>'} (?, ?)")
    return " AND ".join(conditions)


def _values(asked: Question, after: Position | None, now: int) -> tuple[Bound, ...]:
    """Give the values of a statement's question marks, in the order of its conditions."""
    values: list[Bound] = [now]
    values += [_kept(wanted) for _, wanted in asked.equals]
    values += [_kept(bound) for _, bound in _bounds(asked, after)]
    if after is not None:
        values += (_kept(after.value), after.id)
    return tuple(values)


def _bounds(asked: Question, after: Position | None) -> list[tuple[str, Scalar]]:
    """Give one bound a side: the cursor's is the tighter one, and the one to search by."""
    bounds: list[tuple[str, Scalar | None]] = [(">=", asked.at_least), ("<", asked.below)]
    if after is not None:
        bounds[asked.descending] = ("<=" if asked.descending else ">=", after.value)
    return [(sign, bound) for sign, bound in bounds if bound is not None]


def _source(form: _Form) -> str:
    return f'documents INDEXED BY "{index_name(form.shape)}"'


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
