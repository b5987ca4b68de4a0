"""Every function folder is whole, its door is thin, and its function.yaml says what the code uses."""

from __future__ import annotations

import ast
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

import pytest

from deploy.gcp.closure import BY_PARTS, Reached, reach
from deploy.gcp.manifest import Manifest, read_manifests
from shared.domain.event import Topic
from shared.settings import Settings
from tests.architecture.repository import ROOT, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

FUNCTIONS = ROOT / "functions"
MANIFESTS = {manifest.name: manifest for manifest in read_manifests(FUNCTIONS)}
FOLDERS = sorted(path.name for path in FUNCTIONS.iterdir() if (path / "__init__.py").is_file())
MAIN_MAX = 50
VARIABLE = {field.name: field.metadata["name"] for field in fields(Settings)}
NOT_IN_THE_CLOUD = {
    *("DATA_DIR", "SQLITE_PATH", "SQLITE_SYNC"),
    *("PUBSUB_EMULATOR_HOST", "K_SERVICE", "PORT"),
}
"""Paths and ports of one machine, emulators, and what Cloud Run sets itself."""
TO_ALL = {"TENANT", "STORE", "QUEUE", "GOOGLE_CLOUD_PROJECT", "FIRESTORE_DATABASE"}
"""May be given to a function that does not ask for it: every reader checks them."""
OPTIONAL = {"dashboards": {"META_GRAPH_URL"}}
"""Read only to link the demo servers of a local run."""
SETTINGS_NAMES = {"found", "settings", "SETTINGS", "_settings"}
UNHEARD: set[Topic] = set()
"""Published, and nobody listens yet."""
UNPUBLISHED: set[Topic] = set()
"""Named, and nobody publishes yet."""


@cache
def reached(name: str) -> Reached:
    return reach(ROOT, f"functions.{name}.main")


def used_settings(name: str) -> set[str]:
    """Give the variables that the function's code reads, wherever it is."""
    found = {attribute for node in _code(name) for attribute in _read(node)}
    return {VARIABLE[field] for field in found if field in VARIABLE} - NOT_IN_THE_CLOUD


def _code(name: str) -> Iterator[ast.AST]:
    """Give what the function runs: its modules whole, of BY_PARTS its own parts only."""
    files = reached(name).files
    yield from (tree(path) for module, path in files.items() if module not in BY_PARTS)
    parts = {
        (known_as, node.name): node
        for module, known_as in BY_PARTS.items()
        if module in files
        for node in tree(files[module]).body
        if isinstance(node, ast.FunctionDef)
    }
    waiting = [
        part
        for module, path in files.items()
        if module not in BY_PARTS
        for part in _asked_for(tree(path))
    ]
    while waiting:
        known_as, called = waiting.pop()
        part = parts.pop((known_as, called), None)
        if part is not None:
            yield part
            waiting += _asked_for(part)
            waiting += [(known_as, one.id) for one in ast.walk(part) if isinstance(one, ast.Name)]


@cache
def _asked_for(node: ast.AST) -> list[tuple[str, str]]:
    return [
        (one.value.id, one.attr)
        for one in _attributes(node)
        if isinstance(one.value, ast.Name) and one.value.id in BY_PARTS.values()
    ]


@cache
def _read(node: ast.AST) -> set[str]:
    return {one.attr for one in _attributes(node) if _last_name(one.value) in SETTINGS_NAMES}


def _attributes(node: ast.AST) -> Iterator[ast.Attribute]:
    return (one for one in ast.walk(node) if isinstance(one, ast.Attribute))


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_every_folder_below_functions_is_a_function() -> None:
    assert sorted(MANIFESTS) == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_a_function_has_its_door_its_manifest_its_readme_and_fixtures(name: str) -> None:
    folder = FUNCTIONS / name
    for part in ("main.py", "function.yaml", "README.md"):
        assert (folder / part).is_file(), part
    assert any((folder / "fixtures").glob("*.*")), "fixtures"


@pytest.mark.parametrize("name", FOLDERS)
def test_a_door_is_thin(name: str) -> None:
    assert len((FUNCTIONS / name / "main.py").read_text().splitlines()) <= MAIN_MAX


@pytest.mark.parametrize("name", FOLDERS)
def test_a_readme_says_when_it_starts_what_it_touches_and_how_it_fails(name: str) -> None:
    text = (FUNCTIONS / name / "README.md").read_text(encoding="utf-8").casefold()
    for word in ("starts when", "reads", "writes", "publishes", "answers", "fails", "try it"):
        assert word in text, word


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_lists_the_settings_that_the_code_reads_and_no_others(
    manifest: Manifest,
) -> None:
    listed = {*manifest.environment, *manifest.secrets, *manifest.optional_secrets}
    used = used_settings(manifest.name) - OPTIONAL.get(manifest.name, set())
    assert used - listed == set(), "read by the code, not listed"
    assert listed - used - TO_ALL == set(), "listed, read by nobody"
    assert reached(manifest.name).requires <= listed - set(manifest.optional_secrets)


@pytest.mark.parametrize("manifest", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_lists_the_ports_that_the_code_reaches(manifest: Manifest) -> None:
    assert set(manifest.ports) == reached(manifest.name).ports


def test_every_topic_that_is_heard_is_published_and_the_other_way_round() -> None:
    published = {topic for name in MANIFESTS for topic in reached(name).publishes}
    heard = {one.topic for one in MANIFESTS.values() if one.topic is not None}
    assert heard <= published
    assert published - heard == UNHEARD
    assert set(Topic) - published == UNPUBLISHED
    assert {one.name for one in MANIFESTS.values() if one.trigger == "pubsub" and not one.topic} == set()  # fmt: skip


def test_what_settings_a_function_reads_is_seen_through_bootstrap() -> None:
    assert used_settings("webhooks") >= {"META_APP_SECRET", "META_VERIFY_TOKEN", "QUEUE"}
    assert "ODOO_API_KEY" in used_settings("lead_event_handler")
    assert "ODOO_API_KEY" not in used_settings("dashboards")
