"""The contracts of imports catch what they are for: seeded violations on a small copy of the tree.

That the real tree keeps them is `make lint`'s to say (lint-imports), so that it is paid for once.
"""

from __future__ import annotations

import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.architecture.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

CONFIG = ".importlinter"
TREES = ("functions", "shared", "deploy")
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
VIOLATIONS = {
    "functions-apart": ("functions/webhooks/main.py", "import functions.dashboards.main"),
    "adapters-apart": ("shared/adapters/meta/graph.py", "import shared.adapters.odoo.crm"),
    "pure": ("shared/usecases/take_in_lead.py", "import requests"),
    "adapters-guarded": ("shared/entrypoint/doors.py", "import shared.adapters.meta.graph"),
    "client-alone": ("shared/odoo_client/client.py", "import shared.log"),
    "scorecard-alone": ("shared/scoring/scorecard.py", "import shared.log"),
    "flow": ("shared/domain/lead.py", "import shared.ports"),
    "acyclic": ("shared/ports.py", "import shared.domain.lead"),  # with the one above, a circle
}
"""Contract -> where, and what somebody in a hurry would write there."""


def contracts() -> dict[str, str]:
    """Give each contract's title by its short name."""
    config = ConfigParser()
    config.read(ROOT / CONFIG)
    prefix = "importlinter:contract:"
    return {
        section.removeprefix(prefix): config[section]["name"]
        for section in config.sections()
        if section.startswith(prefix)
    }


def packages() -> Iterator[Path]:
    """Give every module of ours, by its path from the repository's folder on."""
    for top in TREES:
        yield from (path.relative_to(ROOT) for path in (ROOT / top).rglob("*.py"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a tree with the same modules, all of them empty, and the same contracts."""
    for path in packages():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    (tmp_path / CONFIG).write_text((ROOT / CONFIG).read_text())
    return tmp_path


def verdicts(folder: Path) -> dict[str, str]:
    """Run the linter on a tree and give KEPT or BROKEN by contract."""
    command = (str(LINT_IMPORTS), "--no-cache")
    environment = {"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "300"}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    said = run.stdout.decode()
    return {
        name: title_line.rpartition(" ")[2]
        for name, title in contracts().items()
        for title_line in said.splitlines()
        if title_line.startswith(f"{title} ")
    }


def test_every_contract_has_a_violation_to_try_it_with() -> None:
    assert set(VIOLATIONS) == set(contracts())


def test_each_contract_is_broken_by_what_it_is_for_and_kept_without(copy: Path) -> None:
    assert verdicts(copy) == dict.fromkeys(contracts(), "KEPT")
    for place, line in VIOLATIONS.values():
        (copy / place).write_text(f"{line}\n")
    assert verdicts(copy) == dict.fromkeys(contracts(), "BROKEN")


def test_channels_are_adapters_apart_and_no_use_case_goes_out_by_itself(copy: Path) -> None:
    (copy / "shared/adapters/chat/channels.py").write_text(
        "import shared.adapters.outgoing.caller\n"
    )
    (copy / "shared/usecases/take_in_lead.py").write_text("import shared.guarded_https\n")
    found = verdicts(copy)
    assert {name for name, verdict in found.items() if verdict == "BROKEN"} == {
        "adapters-apart",
        "pure",
    }
