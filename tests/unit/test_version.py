"""The release that the suite tells is the one that it is."""

from __future__ import annotations

import tomllib

from shared.version import VERSION
from tests.architecture.repository import ROOT


def test_the_version_is_that_of_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
