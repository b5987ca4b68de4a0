"""Firestore: the database, its indexes and time-to-live policies, and who may use it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from deploy.gcp.errors import DeployError
from deploy.gcp.plan.command import Command, Phase
from deploy.gcp.plan.target import account

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from deploy.gcp.bundle import Bundle
    from deploy.gcp.plan.target import Target

_SCOPES = {"COLLECTION": "collection", "COLLECTION_GROUP": "collection-group"}


def memory(target: Target, bundles: Iterable[Bundle], index_file: Path) -> Phase:
    """Make the database; each function with memory may use this one and no other."""
    users = [bundle for bundle in bundles if "memory" in bundle.reached.ports]
    return Phase(
        "memory",
        "Firestore: database, indexes, time-to-live",
        (
            _database(target),
            *_index_commands(target, _read(index_file)),
            *(_user(target, bundle) for bundle in users),
        ),
        ("Indexes are built in the background; a query fails until its index is ready.",),
    )


def _database(target: Target) -> Command:
    return target.gcloud(
        *("firestore", "databases", "create", f"--database={target.database}"),
        f"--location={target.firestore_location or target.region}",
        *("--type=firestore-native", "--delete-protection"),
        once=True,
    )


def _user(target: Target, bundle: Bundle) -> Command:
    name = f"projects/{target.project}/databases/{target.database}"
    return target.gcloud(
        *("projects", "add-iam-policy-binding", target.project),
        *(target.member(account(bundle.manifest)), "--role=roles/datastore.user"),
        f'--condition=title=suite-database,expression=resource.name=="{name}"',
    )


def _read(index_file: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(index_file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DeployError(f"{index_file.name}: {error.strerror}") from None
    except ValueError:
        raise DeployError(f"{index_file.name}: is not JSON") from None
    if not isinstance(document, dict):
        raise DeployError(f"{index_file.name}: must be an object")
    return document


def _index_commands(target: Target, document: Mapping[str, Any]) -> Iterator[Command]:
    """Write Firebase's index file (`indexes`, `fieldOverrides`) as commands."""
    try:
        for index in document.get("indexes", []):
            yield _composite(target, index)
        for override in document.get("fieldOverrides", []):
            yield from _override(target, override)
    except (KeyError, TypeError) as error:
        raise DeployError(f"firestore.indexes.json: has no {error}") from None


def _composite(target: Target, index: Mapping[str, Any]) -> Command:
    fields = [f"--field-config={_field(part)}" for part in index["fields"]]
    return target.gcloud(
        *("firestore", "indexes", "composite", "create", f"--database={target.database}"),
        f"--collection-group={index['collectionGroup']}",
        f"--query-scope={_SCOPES[index['queryScope']]}",
        *fields,
        "--async",
        once=True,
    )


def _field(part: Mapping[str, Any]) -> str:
    how = f"order={part['order'].lower()}" if "order" in part else "array-config=contains"
    return f"field-path={part['fieldPath']},{how}"


def _override(target: Target, override: Mapping[str, Any]) -> Iterator[Command]:
    """Give a field's policies: its time-to-live, and the indexes of its own, if any."""
    field = override["fieldPath"]
    place = (
        f"--collection-group={override['collectionGroup']}",
        f"--database={target.database}",
        "--async",
    )
    if override.get("ttl"):
        yield target.gcloud("firestore", "fields", "ttls", "update", field, "--enable-ttl", *place)
    if "indexes" in override:
        own = [f"--index={_own_index(index)}" for index in override["indexes"]]
        update = ("firestore", "indexes", "fields", "update", field)
        yield target.gcloud(*update, *(own or ["--disable-indexes"]), *place)


def _own_index(index: Mapping[str, Any]) -> str:
    """Write one; gcloud knows them for a collection only (Google Cloud SDK 528)."""
    if index.get("queryScope", "COLLECTION") != "COLLECTION":
        raise DeployError("firestore.indexes.json: a field's own index must be for a collection")
    return f"order={index['order'].lower()}" if "order" in index else "array-config=contains"
