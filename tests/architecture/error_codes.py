"""Every error code that shared/ can raise, read out of its sources."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

from tests.architecture.repository import called, calls, short, sources, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLUG = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
TABLES = ("shared/adapters/storage/firestore/faults.py", "shared/adapters/messaging/pubsub/refusals.py")  # fmt: skip
"""Where codes stand in tables, each as the first of two."""
POSITIONAL = frozenset({"Verdict", "self._bury"})
PASSED_ON = frozenset(
    {
        "shared/errors.py",
        "shared/odoo_client/errors.py",  # the classes' own
        "shared/adapters/odoo/errors.py",  # the client's, which has them as classes
        "shared/adapters/odoo/refusals.py",
        "shared/adapters/odoo/ingest_gate.py",  # `REFUSED`
        "shared/adapters/odoo/load_gate.py",  # the same
        "shared/adapters/meta/faults.py",  # verdicts
        "shared/adapters/whatsapp/faults.py",  # verdicts
        "shared/adapters/meta/client.py",  # Meta's own numbers
        *TABLES,
    }
)
"""Where a code that is no literal is given on from somewhere that is read here."""


@cache
def codes() -> dict[str, str]:
    """Give each code and a place that it stands in."""
    return {code: place for path in sources("shared") for code, place in codes_in(path)}


def codes_in(path: Path) -> Iterator[tuple[str, str]]:
    """Give the codes of one file with their places."""
    for node in (*_given(path), *_class_defaults(path), *_tabled(path)):
        if isinstance(node, ast.Constant) and SLUG.match(str(node.value)):
            yield str(node.value), f"{short(path)}:{node.lineno}"


def computed(path: Path) -> Iterator[str]:
    """Give the places where a code is given that is no literal, nor another error's."""
    for node in _keywords(path):
        if not isinstance(node, ast.Constant) and ast.unparse(node) != "error.code":
            yield f"{short(path)}:{node.lineno}"


def _given(path: Path) -> Iterator[ast.expr]:
    yield from _keywords(path)
    for call in calls(path):
        if called(call) in POSITIONAL:
            yield from call.args


def _keywords(path: Path) -> Iterator[ast.expr]:
    return (word.value for call in calls(path) for word in call.keywords if word.arg == "code")


def _class_defaults(path: Path) -> Iterator[ast.expr]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in NAMES:
            yield node.value


NAMES = frozenset({"default_code", "REFUSED"})


def _tabled(path: Path) -> Iterator[ast.expr]:
    if short(path) in TABLES:
        pairs = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Tuple))
        yield from (pair.elts[0] for pair in pairs if len(pair.elts) == len(("code", "words")))
