"""Queries and counts; what has expired and is still there is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.cloud.firestore import FieldFilter, Query

from shared.adapters.storage.firestore.faults import reading
from shared.adapters.storage.firestore.layout import DATA, EXPIRES_AT, data_of, is_alive
from shared.adapters.storage.questions import Position

if TYPE_CHECKING:
    from datetime import datetime

    from shared.adapters.storage.firestore.database import Database
    from shared.adapters.storage.firestore.layout import Snapshot
    from shared.adapters.storage.questions import Question


def alive(
    database: Database, asked: Question, after: Position | None, limit: int, now: datetime
) -> list[Snapshot]:
    """Read the next documents, as many as there are up to `limit`."""
    found: list[Snapshot] = []
    while len(found) < limit:
        snapshots = _page(database, asked, after, limit)
        found += [snapshot for snapshot in snapshots if is_alive(snapshot, now)]
        if len(snapshots) < limit:
            break
        after = position_of(asked, snapshots[-1])
    return found[:limit]


def count(database: Database, asked: Question, now: datetime) -> int:
    """Count what is found, less what has expired and waits for removal (a day's worth at most)."""
    with reading():
        counting: Any = _ordered(database, asked).count()  # Google annotates it as a class
        counted = counting.get(retry=database.read_retry, timeout=database.timeout_s)
    return int(counted[0][0].value) - _expired(database, asked, now)


def position_of(asked: Question, snapshot: Snapshot) -> Position:
    """Give a found document's place in the order."""
    value = data_of(snapshot)[asked.shape.order_by]
    if not isinstance(value, (str, int, float)):
        raise TypeError("a query found a document without its ordered field")
    return Position(value, snapshot.id)


def _page(
    database: Database, asked: Question, after: Position | None, limit: int
) -> list[Snapshot]:
    query = _ordered(database, asked).limit(limit)
    if after is not None:
        reference = database.document(asked.shape.collection, after.id)
        query = query.start_after({_path(asked.shape.order_by): after.value, "__name__": reference})
    with reading():
        return list(query.get(retry=database.read_retry, timeout=database.timeout_s))


def _ordered(database: Database, asked: Question) -> Query:
    field = _path(asked.shape.order_by)
    way = Query.DESCENDING if asked.descending else Query.ASCENDING
    filters = [FieldFilter(_path(name), "==", value) for name, value in asked.equals]
    for sign, bound in ((">=", asked.at_least), ("<", asked.below)):
        if bound is not None:
            filters.append(FieldFilter(field, sign, bound))
    query = Query(database.collection(asked.shape.collection))
    for each in filters:
        query = query.where(filter=each)
    return query.order_by(field, way).order_by("__name__", way)


def _expired(database: Database, asked: Question, now: datetime) -> int:
    query = database.collection(asked.shape.collection).where(
        filter=FieldFilter(EXPIRES_AT, "<=", now)
    )
    with reading():
        snapshots = query.stream(retry=database.read_retry, timeout=database.timeout_s)
        return sum(asked.finds(data_of(snapshot)) for snapshot in snapshots)


def _path(field: str) -> str:
    return f"{DATA}.{field}"
