"""The scorecard that scores is always there, whatever happens to the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.scorecard_version import EXPERT
from shared.domain.training_run import Decision, Why
from shared.errors import TransientError
from shared.usecases.show_scoring import ShowScoring
from shared.usecases.training_runs import TrainingRuns
from tests.unit.learning.company import TENANT

if TYPE_CHECKING:
    from tests.unit.learning.company import Company


def unreachable(*_: object, **__: object) -> None:
    raise TransientError("no memory today")


def test_before_anything_was_chosen_the_expert_card_scores(company: Company) -> None:
    assert company.reader().version == "expert"
    assert company.kept.in_force().name == EXPERT


def test_what_was_read_is_used_for_a_minute_without_asking_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = company.reader
    scorecard = reader()
    monkeypatch.setattr(company.memory, "get", unreachable)
    company.later(seconds=59)
    assert reader() is scorecard


def test_a_memory_that_cannot_be_reached_leaves_the_last_one_in_use(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(300)
    company.train()
    reader = company.reader
    trained = reader()
    monkeypatch.setattr(company.memory, "get", unreachable)
    company.later(minutes=5)
    assert reader() is trained
    assert "the scorecard in force is not known" in caplog.text


def test_a_memory_that_was_never_reached_leaves_the_expert_card(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company.memory, "get", unreachable)
    assert company.reader().version == "expert"


@pytest.mark.parametrize("artefact", ["", "{}", "[1", "\x00", "x" * 70_000, '{"format":"other"}'])
def test_a_damaged_artefact_leaves_the_expert_card_and_says_so(
    company: Company, artefact: str, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(300)
    run = company.train()
    spoil(company, run.in_force, artefact)
    assert company.reader().version == "expert"
    assert "a scorecard cannot be read" in caplog.text


def spoil(company: Company, version: str, artefact: str) -> None:
    kept = company.memory.get("scorecards", f"{TENANT}.{version}")
    assert kept is not None
    company.memory.put("scorecards", kept.id, {**kept.data, "artefact": artefact})


def test_a_missing_version_leaves_the_expert_card(company: Company) -> None:
    company.trade(300)
    run = company.train()
    company.memory.delete("scorecards", f"{TENANT}.{run.in_force}")
    assert company.reader().version == "expert"
    shown = ShowScoring(company.memory, TENANT)()
    assert shown.is_damaged


def test_a_damaged_model_in_force_is_replaced_by_the_next_run(company: Company) -> None:
    company.trade(300)
    run = company.train()
    spoil(company, run.in_force, "{}")
    company.later(days=1)
    again = company.train()
    assert (again.decision, again.why) == (Decision.PROMOTED, Why.NO_WORSE)
    assert company.reader().version == again.in_force


def test_of_two_runs_at_once_one_wins_and_the_other_says_so(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.trade(300)
    train = company.train
    put = company.memory.put

    def other_first(collection: str, *arguments: object, **how: object) -> object:
        if collection == "scorecard_in_force":
            monkeypatch.undo()
            company.clock.at = company.clock.at.replace(microsecond=0)
            company.later(seconds=1)
            assert company.train().decision is Decision.PROMOTED
        return put(collection, *arguments, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(company.memory, "put", other_first)
    run = train()
    assert (run.decision, run.why) == (Decision.KEPT, Why.OUTRUN)
    assert run.in_force == company.kept.in_force().name != run.candidate
    told = TrainingRuns(company.memory, TENANT).last()
    assert told is not None
    assert (told.decision, told.in_force) == (Decision.PROMOTED, run.in_force)


def test_a_pointer_of_newer_code_leaves_the_expert_card(company: Company) -> None:
    company.memory.put("scorecard_in_force", TENANT, {"version": 7})
    assert company.reader().version == "expert"
    assert ShowScoring(company.memory, TENANT)().is_damaged


def test_a_damaged_artefact_is_shown_as_damaged(company: Company) -> None:
    company.trade(60)
    run = company.train()
    spoil(company, run.in_force, "{}")
    shown = ShowScoring(company.memory, TENANT)()
    assert shown.is_damaged
    assert shown.version is None
