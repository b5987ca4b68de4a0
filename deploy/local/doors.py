"""Every function's real app, in one process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import functions_framework

if TYPE_CHECKING:
    from flask import Flask

FUNCTIONS = Path(__file__).parents[2] / "functions"


def open_door(name: str, scratch: Path) -> Flask:
    """Give the app that functions-framework makes of one function.

    The framework loads its source as module `main` and takes the next one for the same; a source
    of one line that imports the function by its own name lets them live side by side.
    """
    source = scratch / name / "main.py"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(f"from functions.{name}.main import {name}  # noqa: F401\n")
    app: Flask = functions_framework.create_app(name, str(source))  # type: ignore[no-untyped-call]
    return app
