"""The runbook has a row for every error code and for no other; its recipes work."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.messaging.embedded import EmbeddedBus
from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.ledger import LeadState
from shared.domain.values import moment_text
from shared.usecases.redrive import Redrive
from tests.architecture import repository
from tests.architecture.error_codes import PASSED_ON, codes, codes_in, computed
from tests.architecture.repository import ROOT, short, sources
from tests.lead_ways import done, keep

if TYPE_CHECKING:
    from pathlib import Path

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


def test_the_recipe_for_a_dead_lead_has_it_announced_again(tmp_path: Path) -> None:
    file = tmp_path / "memory.db"
    clock = SystemClock()
    (recipe,) = re.findall(r"```sql\n(SELECT.+?;)\n\n(UPDATE.+?;)\n```", RUNBOOK, re.DOTALL)
    entry = done(1).dead("odoo_invalid", "Odoo refused the record")
    with closing(SqliteMemory(file, clock=clock)) as memory:
        keep(memory, entry)
    with closing(sqlite3.connect(file)) as db, db:
        (row,) = db.execute(recipe[0]).fetchall()
        assert row == (entry.key, entry.leadgen_id, "odoo_invalid")
        db.execute(recipe[1].replace("'KEY'", f"'{row[0]}'"))
    bus = EmbeddedBus(tmp_path / "queue.db", clock=clock, rng=Random(1))
    with closing(SqliteMemory(file, clock=clock)) as memory, closing(bus):
        assert Redrive(memory, bus, clock)() == 1
        document = memory.get("leads", entry.key)
    assert document is not None
    assert document.data["state"] == LeadState.WAITING
    assert str(document.data["next_attempt_at"]) > moment_text(clock.now())  # its next turn
