"""Google's library for language models has one door, and costs nothing until it is gone through."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.architecture.repository import ROOT, short, sources, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOOR = "shared/adapters/gemini/"
LIBRARY = ("google.genai", "httpx2", "httpx")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_one_door_knows_googles_library() -> None:
    users = {
        short(path)
        for path in sources("shared", "functions", "deploy")
        if any(name.startswith(LIBRARY) for name in imported(path))
    }
    assert users
    assert {user for user in users if not user.startswith(DOOR)} == set()


def test_starting_a_reader_does_not_import_the_library() -> None:
    code = (
        "import sys; from shared import bootstrap, settings;"
        "bootstrap.language_model(settings.read({'GEMINI_API_KEY': 'k'}));"
        "sys.exit(any(name in sys.modules for name in ('google.genai', 'httpx2')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=60)
    assert done.returncode == 0
