"""Atomic writes with preconditions, documents that expired in place taken for absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.api_core.exceptions import AlreadyExists, FailedPrecondition, GoogleAPIError, NotFound
from google.auth.exceptions import GoogleAuthError
from google.cloud.firestore import Client, WriteBatch

from shared.adapters.storage.batches import already_there, version_conflict
from shared.adapters.storage.documents import microseconds
from shared.adapters.storage.firestore.faults import reading, write_error
from shared.adapters.storage.firestore.layout import (
    EXPIRES_AT,
    Version,
    is_alive,
    new_fields,
    parsed_version,
    replacing_fields,
    version_of,
)
from shared.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from google.cloud.firestore import DocumentReference

    from shared.adapters.storage.batches import CheckedWrite
    from shared.adapters.storage.firestore.database import Database

_TRIES = 5

Expired = dict[tuple[str, str], Version]
"""Documents that stand where a new one goes, by collection and id."""


def commit(database: Database, batch: Sequence[CheckedWrite], now: datetime) -> list[Version]:
    """Do all writes or none; gives the new versions; raises AlreadyThere or VersionConflict."""
    versions = _versions(batch, now)
    in_the_way: Expired = {}
    for _ in range(_TRIES):
        try:
            return _sent(database, batch, {**versions, **in_the_way})
        except (AlreadyExists, FailedPrecondition, NotFound) as error:
            found = _in_the_way(database, batch, now)
            if not isinstance(error, AlreadyExists) and found == in_the_way:
                raise _refusal(error, versions or in_the_way) from None
            in_the_way = found
        except (GoogleAPIError, GoogleAuthError) as error:
            raise write_error(error) from None
    raise TransientError("too many write the same document in Firestore", code="memory_contended")


def _versions(batch: Sequence[CheckedWrite], now: datetime) -> Expired:
    """Read the versions given; one that has expired is the version of an absent document."""
    versions: Expired = {}
    for each in batch:
        if each.write.if_version is None or each.must_be_absent:
            continue
        version = parsed_version(each.write.if_version)
        if version is None or version.is_expired(now):
            raise each.refusal()
        versions[each.write.collection, each.write.id] = version
    return versions


def _sent(
    database: Database, batch: Sequence[CheckedWrite], versions: Mapping[tuple[str, str], Version]
) -> list[Version]:
    writes = database.client.batch()
    for each in batch:
        address = (each.write.collection, each.write.id)
        _add(writes, each, database.document(*address), versions.get(address))
    results = writes.commit(retry=None, timeout=database.timeout_s)
    return [
        Version(result.update_time, microseconds(each.write.expires_at))
        for result, each in zip(results, batch, strict=True)
    ]


def _add(
    writes: WriteBatch, checked: CheckedWrite, reference: DocumentReference, at: Version | None
) -> None:
    content, expires_at = checked.content, checked.write.expires_at
    option = Client.write_option(last_update_time=at.update_time.timestamp_pb()) if at else None
    if content is None:
        writes.delete(reference, option)
    elif option is not None:
        writes.update(reference, replacing_fields(content.data, expires_at), option)
    elif checked.must_be_absent:
        writes.create(reference, new_fields(content.data, expires_at))
    else:
        writes.set(reference, new_fields(content.data, expires_at))


def _in_the_way(database: Database, batch: Sequence[CheckedWrite], now: datetime) -> Expired:
    """Find what stands where a new document goes; raises AlreadyThere if any of it is alive."""
    wanted = {
        database.document(each.write.collection, each.write.id): each.write
        for each in batch
        if each.must_be_absent
    }
    if not wanted:
        return {}
    with reading():
        snapshots = list(
            database.client.get_all(
                list(wanted),
                field_paths=[EXPIRES_AT],
                retry=database.read_retry,
                timeout=database.timeout_s,
            )
        )
    if any(is_alive(snapshot, now) for snapshot in snapshots):
        raise already_there()
    return {
        (wanted[snapshot.reference].collection, snapshot.id): version_of(snapshot)
        for snapshot in snapshots
        if snapshot.exists
    }


def _refusal(error: GoogleAPIError, preconditions: Expired) -> Exception:
    """A write without preconditions that finds nothing has met no database."""
    return version_conflict() if preconditions else write_error(error)
