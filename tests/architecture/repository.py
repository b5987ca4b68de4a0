"""The repository as the architecture tests see it: its files and its syntax trees."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CODE = ("shared", "functions", "deploy")


@cache
def kept_files() -> tuple[Path, ...]:
    """Give every file that is committed or would be (what .gitignore names is left out)."""
    listing = ("git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard")
    found = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True)
    paths = (ROOT / name for name in found.stdout.decode().split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def sources(*folders: str) -> tuple[Path, ...]:
    """Give the Python files below some folders of the repository."""
    return tuple(
        path for path in kept_files() if path.suffix == ".py" and short(path).startswith(folders)
    )


@cache
def tree(path: Path) -> ast.Module:
    """Parse a file, each once."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """Name a file as people do: from the repository's folder on."""
    return path.relative_to(ROOT).as_posix()


def calls(path: Path) -> Iterator[ast.Call]:
    """Give every call in a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """Name what is called, with its module if that is written: `time.sleep`."""
    return ast.unparse(call.func)
