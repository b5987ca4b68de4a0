"""The runbook has a row for every error code and for no other; its recipes work."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from deploy.__main__ import app
from deploy.local.environment import prepare
from shared import bootstrap, once
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Message
from shared.domain.ledger import LeadState
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.redrive import Redrive
from tests.architecture import repository
from tests.architecture.error_codes import PASSED_ON, codes, codes_in, computed
from tests.architecture.repository import ROOT, short, sources
from tests.dead_letters import dead
from tests.lead_ways import done, keep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.settings import Settings

RUNBOOK = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z0-9_]+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_every_error_code_stands_in_the_runbook() -> None:
    rows = {row[0] for row in ROW.findall(RUNBOOK)}
    assert {code: place for code, place in codes().items() if code not in rows} == {}


def test_the_runbook_names_no_code_that_is_gone() -> None:
    rows = [row[0] for row in ROW.findall(RUNBOOK)]
    assert [code for code in rows if code not in codes()] == []
    assert len(rows) == len(set(rows))


def test_no_row_of_a_code_is_malformed() -> None:
    assert len(ROW.findall(RUNBOOK)) == len(re.findall(r"^\| `", RUNBOOK, re.MULTILINE))


def test_a_code_that_is_no_literal_comes_from_a_place_that_is_read() -> None:
    unread = {place for path in sources("shared") for place in computed(path)}
    assert {place for place in unread if place.rpartition(":")[0] not in PASSED_ON} == set()


def test_a_code_passed_on_from_another_error_needs_no_row_and_a_made_up_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "ROOT", tmp_path)
    file = tmp_path / "verb.py"
    file.write_text(
        """
try:
    take()
except Busy as error:
    raise TransientError(str(error), code=error.code) from None
raise PermanentError("no", code="no_" + kind)
"""
    )
    assert list(computed(file)) == ["verb.py:6"]
    assert list(codes_in(file)) == []


def test_codes_of_every_kind_of_place_are_found() -> None:
    found = codes()
    assert found.keys() >= {
        "busy", "gave_up", "meta_token_dead", "memory_denied", "no_topic", "odoo_invalid", "signature"
    }  # fmt: skip
    assert found["gave_up"].startswith("shared/usecases/take_in_lead.py:")


def test_files_that_pass_codes_on_are_there() -> None:
    assert {short(path) for path in sources("shared")} >= PASSED_ON


@pytest.fixture
def local(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Give the settings of an empty local run, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    settings = prepare().settings
    yield settings
    once.close(settings)


def commands(recipe: str) -> list[list[str]]:
    """Give the words of each `deploy replay` in a recipe's code."""
    part = RUNBOOK.partition(f"### {recipe}")[2].partition("\n### ")[0]
    lines = re.findall(r"^\.venv/bin/python -m deploy (replay .+)$", part, re.MULTILINE)
    assert lines
    return [shlex.split(line) for line in lines]


def test_the_recipe_for_a_dead_lead_has_it_announced_again(local: Settings) -> None:
    entry = done(1).dead("odoo_invalid", "Odoo refused the record")
    memory = bootstrap.memory(local)
    keep(memory, entry)
    said = [CliRunner().invoke(app, [*words, "--yes"]) for words in commands("Leads are dead")]
    assert [one.exit_code for one in said] == [0] * len(said)
    assert "odoo_invalid" in said[0].output
    document = bootstrap.memory(local).get("leads", entry.key)
    assert document is not None
    assert document.data["state"] == LeadState.WAITING
    assert Redrive(bootstrap.memory(local), bootstrap.bus(local), SystemClock())().announced == 1


def test_the_recipe_for_dead_messages_publishes_them_again(local: Settings) -> None:
    KeepDeadLetter(bootstrap.memory(local), SystemClock())(dead(Message(b"junk")))
    (words,) = commands("The queue grows")
    said = CliRunner().invoke(app, [*words, "--yes"])
    assert said.exit_code == 0
    assert "1 sent again" in said.output
