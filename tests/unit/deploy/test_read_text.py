"""`python -m deploy read`: what is read in a text, by whom, with which words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from deploy.__main__ import app
from deploy.local.demo.faults import Rule
from deploy.local.demo.gemini.server import DemoGemini

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAID = "I want to book today"


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[DemoGemini]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    with DemoGemini.start() as server:
        monkeypatch.setenv("GEMINI_URL", server.url)
        monkeypatch.setenv("GEMINI_API_KEY", server.api_key)
        yield server


def rows(output: str) -> dict[str, list[str]]:
    lines = (line.split("  ") for line in output.splitlines() if line.strip())
    cells = ([cell.strip() for cell in line if cell.strip()] for line in lines)
    return {row[0]: row[1:] for row in cells}


def test_both_readers_are_shown_with_their_proof(gemini: DemoGemini) -> None:
    done = CliRunner().invoke(app, ["read", SAID])
    assert done.exit_code == 0
    found = rows(done.output)
    assert found["asked"] == ["dictionaries", "gemini-3.5-flash-lite"]
    assert found["intent"] == ["buy: want to book", "buy: want to book"]
    assert found["budget"] == ["unknown", "unknown"]


def test_a_claim_without_proof_is_shown_as_what_it_is(gemini: DemoGemini) -> None:
    gemini.faults.order(Rule("wrong_quotes"))
    found = rows(CliRunner().invoke(app, ["read", SAID]).output)
    assert found["intent"][1] == "unknown (not proved: the budget is unlimited)"


def test_a_company_s_own_questions_can_be_tried(
    gemini: DemoGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "QUALIFICATION_QUESTIONS", '{"course": {"meaning": "which", "levels": ["nursing"]}}'
    )
    found = rows(CliRunner().invoke(app, ["read", "nursing", "--question", "Which course?"]).output)
    assert found["course"] == ["nursing: nursing", "nursing: nursing"]


def test_a_key_that_is_refused_is_said_and_ends_with_1(
    gemini: DemoGemini, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "wrong")
    done = CliRunner().invoke(app, ["read", SAID])
    assert done.exit_code == 1
    assert "gemini_key_refused" in done.stderr
    assert rows(done.stdout)["intent"] == ["buy: want to book", "-"]
