"""A query as it was asked, checked, and the cursor that goes on from where a page ended."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from shared.adapters.storage.documents import BOOL, INT64, NUMBER, TEXT, Scalar, check_name, kind
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.queries import QueryShape

MAX_LIMIT = 1_000
MAX_CURSOR_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the order of a query: the ordered field's value, then the document's id."""

    value: Scalar
    id: str


@dataclass(frozen=True, slots=True)
class Question:
    """A checked query, without page and cursor."""

    shape: QueryShape
    equals: tuple[tuple[str, Scalar], ...]
    at_least: str | float | None = None
    below: str | float | None = None
    descending: bool = False

    def kinds(self) -> tuple[int, ...]:
        """Give the kinds of values it can find, in its order; bounds find only their own kind."""
        bound = self.below if self.at_least is None else self.at_least
        rank = kind(bound)
        every = (BOOL, NUMBER, TEXT) if rank is None else (rank,)
        return every[::-1] if self.descending else every

    def finds(self, data: Mapping[str, object]) -> bool:
        """Say whether a document with this data is among the answers."""
        value = data.get(self.shape.order_by)
        return self.reaches(value) and all(_same(data.get(f), v) for f, v in self.equals)

    def reaches(self, value: Any) -> bool:
        """Say whether this value of the ordered field lies within the bounds."""
        rank = kind(value)
        if rank is None:
            return False
        if self.at_least is not None and (rank != kind(self.at_least) or value < self.at_least):
            return False
        return self.below is None or (rank == kind(self.below) and value < self.below)


def question(
    shape: QueryShape,
    *,
    equals: Mapping[str, str | int | bool] | None,
    at_least: str | float | None,
    below: str | float | None,
    descending: bool = False,
) -> Question:
    """Check a query against its shape; raises BadInput."""
    _check_shape(shape)
    given = dict(equals or {})
    if set(given) != set(shape.equals):
        raise BadInput("a query gives a value for each field of its shape's `equals`", code="query")
    bounds = [bound for bound in (at_least, below) if bound is not None]
    if not all(map(_is_bound, bounds)) or len({isinstance(b, str) for b in bounds}) > 1:
        raise BadInput("bounds are both text or both finite numbers", code="query")
    if not all(map(_is_value, given.values())):
        raise BadInput("`equals` has short text, 64-bit whole numbers and bools", code="query")
    pairs = tuple((field, given[field]) for field in shape.equals)
    return Question(shape, pairs, at_least, below, descending)


@cache
def _check_shape(shape: QueryShape) -> None:
    for name in (shape.collection, shape.order_by, *shape.equals):
        check_name(name)


def check_limit(limit: int) -> None:
    """Check the size of a page; raises BadInput."""
    if not 1 <= limit <= MAX_LIMIT:
        raise BadInput(f"a page has 1 to {MAX_LIMIT} documents", code="query")


def cursor_text(asked: Question, position: Position) -> str:
    """Write a cursor; it carries a digest of the query that it belongs to."""
    content = [_digest(asked, position), position.value, position.id]
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


def cursor_position(asked: Question, cursor: str | None) -> Position | None:
    """Read a cursor of this query; raises BadInput on any other and on a forged one."""
    if cursor is None:
        return None
    try:
        position = _parsed(cursor)
    except (TypeError, ValueError, RecursionError):
        raise _bad_cursor() from None
    if cursor_text(asked, position) != cursor or not asked.reaches(position.value):
        raise _bad_cursor()
    return position


def _parsed(cursor: str) -> Position:
    if len(cursor) > MAX_CURSOR_CHARS:
        raise ValueError
    _, value, doc_id = json.loads(base64.urlsafe_b64decode(cursor))
    if not _is_value(value) or not isinstance(doc_id, str):
        raise TypeError
    return Position(value, doc_id)


def _digest(asked: Question, position: Position) -> str:
    shape = asked.shape
    query = [shape.collection, shape.order_by, asked.equals, asked.at_least, asked.below]
    content = json.dumps([*query, asked.descending, position.value, position.id])
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _bad_cursor() -> BadInput:
    return BadInput("this cursor is not one of this query", code="bad_cursor")


def _is_value(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int):
        return value in INT64
    return isinstance(value, str) and _is_unicode(value) and kind(value) is not None


def _is_bound(value: object) -> bool:
    return not isinstance(value, bool) and _is_value(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _same(one: object, other: object) -> bool:
    return kind(one) == kind(other) and one == other
