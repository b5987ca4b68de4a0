"""`python -m deploy replay` on the files of a local run that stands still."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from deploy.__main__ import app
from deploy.local.environment import prepare
from shared import bootstrap, once
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Message
from shared.domain.ledger import LeadState
from shared.errors import TransientError
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.lead_ledger import LeadLedger
from shared.usecases.replay_trail import ReplayTrail
from shared.web.reasons import REASONS
from tests.dead_letters import dead
from tests.lead_ways import START, announced, done, keep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

    from shared.domain.ledger import LedgerEntry
    from shared.domain.replay import Run
    from shared.ports import Memory


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    yield tmp_path
    once.close(prepare().settings)


def memory() -> Memory:
    return bootstrap.memory(prepare().settings)


def replay(*words: str, says: str | None = None) -> Result:
    return CliRunner().invoke(app, ["replay", *words], input=says)


def died(number: int, cause: str = "odoo_invalid", hours: int = 0) -> LedgerEntry:
    return announced(number, START + timedelta(hours=hours)).dead(cause, "as it says")


def dead_numbers(*entries: LedgerEntry) -> list[int]:
    states = ((one, LeadLedger(memory()).find(one.key)) for one in entries)
    return [int(one.leadgen_id[-2:]) for one, now in states if now and now.state is LeadState.DEAD]


def trail() -> tuple[Run, ...]:
    return ReplayTrail(memory(), "default").latest(10)


def test_what_is_dead_is_listed_by_cause_in_plain_words() -> None:
    keep(memory(), died(1), died(2), died(3, "gave_up"))
    KeepDeadLetter(memory(), SystemClock())(dead(Message(b"x")))
    said = replay("--list")
    assert said.exit_code == 0
    assert "odoo_invalid" in said.output
    assert REASONS["gave_up"][:30] in said.output
    assert "Messages that no function took (--events): 1" in said.output
    assert trail() == ()


def test_one_lead_is_sent_again_without_a_question_and_who_did_it_is_kept() -> None:
    one, other = died(1), died(2)
    keep(memory(), one, other)
    said = replay("--lead", one.leadgen_id, "--as", "huda")
    assert said.exit_code == 0
    assert one.leadgen_id in said.output
    assert "sent again" in said.output
    assert dead_numbers(one, other) == [2]
    assert [run.who for run in trail()] == ["huda"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (["--all"], []),
        (["--cause", "gave_up"], [1, 3]),
        (["--since", "2026-11-22T18:10:06"], [1]),  # Asia/Riyadh: 15:10:06 UTC
        (["--until", "2026-11-22T16:10:06Z"], [3]),
        (["--since", "2026-11-23"], [1, 2, 3]),
        (["--cause", "odoo_invalid", "--limit", "1"], [2, 3]),
        (["--events"], [1, 2, 3]),
    ],
)
def test_leads_are_picked_by_cause_time_and_number(words: list[str], left: list[int]) -> None:
    entries = [died(1), died(2, "gave_up", hours=2), died(3, hours=3)]
    keep(memory(), *entries)
    assert replay(*words, "--yes").exit_code == 0
    assert dead_numbers(*entries) == left


def test_a_dry_run_says_what_would_be_and_sends_nothing() -> None:
    one = died(1)
    keep(memory(), one)
    said = replay("--all", "--dry-run")
    assert said.exit_code == 0
    assert "would be sent again" in said.output
    assert dead_numbers(one) == [1]
    assert [run.dry_run for run in trail()] == [True]


def test_many_are_asked_about_and_no_is_no() -> None:
    one = died(1)
    keep(memory(), one)
    said = replay("--cause", "odoo_invalid", says="n\n")
    assert said.exit_code == 1
    assert "the dead leads of odoo_invalid again?" in said.output
    assert (dead_numbers(one), trail()) == ([1], ())
    assert replay("--cause", "odoo_invalid", says="y\n").exit_code == 0
    assert dead_numbers(one) == []


def test_what_is_left_by_the_limit_is_told() -> None:
    keep(memory(), *(died(number) for number in range(4)))
    assert "3 more are selected" in replay("--all", "--limit", "1", "--yes").output


def test_a_long_result_is_shortened_and_summed_up() -> None:
    keep(memory(), *(died(number) for number in range(60)))
    said = replay("--all", "--yes").output
    assert "... and 10 more" in said
    assert "60 sent again" in said


@pytest.mark.parametrize(
    ("lead", "says", "exit_code"),
    [("7", "nothing has this name", 3), ("71234567890000001", "done already", 0)],
)
def test_what_cannot_be_sent_is_said_and_told_by_the_exit_code(
    lead: str, says: str, exit_code: int
) -> None:
    keep(memory(), done(1))
    said = replay("--lead", lead)
    assert says in said.output
    assert said.exit_code == exit_code


def test_a_message_of_no_use_is_discarded() -> None:
    letter = str(KeepDeadLetter(memory(), SystemClock())(dead(Message(b"x")))["dead_letter"])
    assert "discarded" in replay("--discard", letter, "--as", "huda").output
    assert "Nothing is dead" in replay("--list").output
    assert [(run.what, run.who) for run in trail()] == [("discard", "huda")]


def test_a_user_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    replay("--all", "--yes")
    assert [run.who for run in trail()] == ["unknown"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--lead", "1", "--all"],
        ["--lead", "1", "--since", "2026-11-28"],
        ["--cause", "x", "--events"],
    ],
)
def test_choices_that_do_not_go_together_are_wrong_options(words: list[str]) -> None:
    assert replay(*words, "--yes").exit_code == 2


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", "28.11.2026"])
def test_a_moment_that_is_none_is_said(moment: str) -> None:
    said = replay("--since", moment, "--yes")
    assert said.exit_code == 1
    assert "is no moment such as" in said.output


def test_a_memory_that_does_not_answer_is_said_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise TransientError("the file is locked", code="memory_busy")

    monkeypatch.setattr(type(memory()), "query", fails)
    said = replay("--all", "--yes")
    assert said.exit_code == 1
    assert "the file is locked" in said.output
    assert "Traceback" not in said.output


def test_hostile_text_is_not_taken_for_markup() -> None:
    keep(memory(), died(1, "[red]x"))
    assert "[red]x" in replay("--list").output
    assert "[bold]y" in replay("--lead", "[bold]y").output
