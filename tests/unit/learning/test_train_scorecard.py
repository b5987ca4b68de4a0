"""A training run: what it takes to learn, who takes over, and what never breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.opportunity import Outcome
from shared.domain.scorecard_version import EXPERT, Origin
from shared.domain.training_run import Decision, Why
from shared.scoring.artefact import loads
from shared.scoring.errors import Untrainable
from shared.texts.language import Language
from shared.usecases import learn_scorecard
from shared.usecases.training_runs import TrainingRuns
from shared.web.scoring_texts import why
from tests.unit.learning.company import TENANT

if TYPE_CHECKING:
    from tests.unit.learning.company import Company


def test_without_a_history_the_expert_card_stays_and_the_report_says_how_many_are_needed(
    company: Company,
) -> None:
    run = company.train()
    assert (run.decision, run.why, run.needed) == (Decision.KEPT, Why.TOO_FEW, 30)
    assert company.reader().version == "expert"


def test_300_outcomes_replace_the_expert_card_by_themselves(company: Company) -> None:
    company.trade(300)
    run = company.train()
    assert (run.decision, run.why) == (Decision.PROMOTED, Why.NO_WORSE)
    assert run.in_force_before == EXPERT
    assert run.judgement is not None
    assert run.judgement.candidate.log_loss < run.judgement.in_force.log_loss
    assert run.judgement.candidate.leads == 150
    scorecard = company.reader()
    assert scorecard.version == run.in_force == run.candidate
    assert scorecard.outcomes == 300
    assert scorecard.shows_probability


def test_of_the_hot_leads_more_were_won_than_of_the_cold(company: Company) -> None:
    company.trade(400)
    judged = company.train().judgement
    assert judged is not None
    hot, cold = judged.grades["hot"], judged.grades["cold"]
    assert (hot.of_100 or 0) > 2 * (cold.of_100 or 0)
    assert sum(share.leads for share in judged.grades.values()) == judged.candidate.leads


def test_below_100_outcomes_a_model_may_score_but_says_no_chance(company: Company) -> None:
    company.trade(60)
    company.train()
    assert not company.reader().shows_probability


def test_outcomes_of_one_kind_are_refused(company: Company) -> None:
    for _ in range(40):
        company.lead(Outcome.LOST)
    run = company.train()
    assert (run.decision, run.why) == (Decision.KEPT, Why.ONE_CLASS)


def test_a_model_is_kept_with_its_figures_and_reads_back_the_same(company: Company) -> None:
    company.trade(300)
    run = company.train(by="omar")
    version = company.kept.find(run.candidate)
    assert version is not None
    assert (version.origin, version.made_by, version.passed) == (Origin.TRAINED, "omar", True)
    assert version.judgement == run.judgement
    assert len(version.artefact.encode()) <= 15_000
    lead: dict[str, str | float | None] = {"form": "demo", "answers": 7.0}
    assert loads(version.artefact).log_odds(lead) == company.reader().log_odds(lead)


def test_a_dry_run_decides_and_writes_nothing(company: Company) -> None:
    company.trade(300)
    run = company.train(is_dry_run=True)
    assert run.decision is Decision.PROMOTED
    assert run.is_dry_run
    assert company.kept.latest(10) == ()
    assert company.kept.in_force().pointer is None
    assert TrainingRuns(company.memory, TENANT).last() is None


def test_a_run_with_nothing_new_changes_nothing(company: Company) -> None:
    company.trade(300)
    first = company.train()
    company.later(days=1)
    company.trade(5)
    second = company.train()
    assert (second.decision, second.why, second.new_outcomes) == (
        Decision.KEPT,
        Why.TOO_FEW_NEW,
        5,
    )
    assert second.needed == 25
    assert second.in_force == first.in_force
    assert len(company.kept.latest(10)) == 1


def test_enough_new_outcomes_train_anew_and_judge_only_on_what_the_model_has_not_seen(
    company: Company,
) -> None:
    company.trade(300)
    first = company.train()
    company.later(days=1)
    company.trade(60)
    second = company.train()
    assert second.judgement is not None
    assert second.judgement.candidate.leads == 60
    assert second.in_force_before == first.in_force
    assert second.decision is Decision.PROMOTED


def test_a_company_without_any_pattern_does_not_get_a_worse_model(company: Company) -> None:
    for _ in range(300):
        company.later(hours=1)
        features: dict[str, str | float] = {
            "form": company.rng.choice(["demo", "guide"]),
            "noise": company.rng.random(),
        }
        outcome = Outcome.WON if company.rng.random() < 0.3 else Outcome.LOST
        company.lead(outcome, features=features)
    judged = company.train().judgement
    assert judged is not None
    assert judged.candidate.log_loss <= judged.expert.log_loss + judged.tolerance


def test_a_report_says_how_each_field_moved(company: Company) -> None:
    company.trade(300)
    rows = {row.field: row for row in company.train().fields}
    assert rows["form"].after > rows["form"].before > 0
    assert rows["form"].after > rows["platform"].after


def test_the_last_run_is_kept_as_it_was(company: Company) -> None:
    company.trade(40)
    run = company.train()
    assert TrainingRuns(company.memory, TENANT).last() == run


def test_a_run_of_newer_code_counts_as_none(company: Company) -> None:
    company.memory.put("training_runs", TENANT, {"at": "soon"})
    assert TrainingRuns(company.memory, TENANT).last() is None


@pytest.mark.parametrize(
    "odd",
    [
        {"form": "x" * 5_000},
        {"answers": "2026-01-01"},
        {"answers": 1e300},
        {},
        {"\u202eform": "\x00"},
    ],
)
def test_odd_values_in_some_leads_break_nothing(
    company: Company, odd: dict[str, str | float]
) -> None:
    company.trade(100)
    for at in range(20):
        company.lead(Outcome.WON if at % 2 else Outcome.LOST, features={**odd, "only": f"v{at}"})
    assert company.train().why in {Why.NO_WORSE, Why.WORSE, Why.WORSE_THAN_EXPERT}


def test_contradictory_outcomes_are_no_traceback(company: Company) -> None:
    for at in range(80):
        company.later(hours=1)
        company.lead(Outcome.WON if at % 2 else Outcome.LOST)
    assert company.train().judgement is not None


def test_a_category_with_a_level_a_lead_fits_into_an_artefact(company: Company) -> None:
    for at in range(2_000):
        company.later(minutes=1)
        features: dict[str, str | float] = {"ad": f"ad-{at}", "form": f"form {at % 300} of many"}
        company.lead(Outcome.WON if at % 3 == 0 else Outcome.LOST, features=features)
    run = company.train()
    for version in company.kept.latest(1):
        assert len(version.artefact.encode()) <= 15_000
    assert run.why is not Why.OUTRUN


def test_a_fault_of_ours_while_training_is_in_the_report_and_the_log_and_the_model_stays(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(300)
    first = company.train()
    company.trade(40)

    def broken(*_: object, **__: object) -> None:
        raise FloatingPointError("of lead 17")

    monkeypatch.setattr(learn_scorecard, "train", broken)
    run = company.train()
    assert (run.decision, run.why, run.in_force) == (
        Decision.KEPT,
        Why.UNTRAINABLE,
        first.in_force,
    )
    assert run.detail == "a fault in this software (FloatingPointError); see its log"
    assert "training broke off" in caplog.text
    assert "lead 17" not in caplog.text


def test_a_refusal_of_the_trainer_is_told_in_its_own_words(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.trade(60)

    def refusing(*_: object, **__: object) -> None:
        raise Untrainable("no field says anything")

    monkeypatch.setattr(learn_scorecard, "train", refusing)
    run = company.train()
    assert (run.why, run.detail) == (Why.UNTRAINABLE, "no field says anything")
    assert "no field says anything" in why(run, Language.ENGLISH)
