"""Outcomes in a real Odoo 19 train a scorecard that takes over by itself."""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from shared import settings
from shared.domain.scorecard_version import EXPERT
from shared.domain.training_run import Decision, Why
from shared.odoo_client import OdooClient
from tests.local_run import LocalRunProcess
from tests.sold_leads import Trade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.domain.score import LeadScore

pytestmark = pytest.mark.odoo


@pytest.fixture(name="environment")
def _environment() -> dict[str, str]:
    found = settings.read()
    if not (found.odoo_url and found.odoo_database and found.odoo_api_key):
        pytest.fail("a real Odoo is needed: set ODOO_URL, ODOO_DATABASE and ODOO_API_KEY")
    return {
        "ODOO_URL": found.odoo_url,
        "ODOO_DATABASE": found.odoo_database,
        "ODOO_API_KEY": found.odoo_api_key,
        "TENANT": f"train-{uuid.uuid4().hex[:8]}",
    }


@dataclass
class Done:
    """What came of 300 leads, and how long each step took, in seconds."""

    won: int = 0
    took_s: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.took_s[name] = time.monotonic() - started


def bring_300_to_an_outcome_and_train(trade: Trade) -> Done:
    done = Done()
    with done.step("graded"):
        scores = trade.take_in(300, 300)
    assert {score.scored_by for score in scores} == {"expert"}
    with done.step("closed in Odoo"):
        done.won = trade.close(scores)
    with done.step("known"):
        trade.learn(300, 120)
    with done.step("trained"):
        trade.job("train")
    return done


def grade_one_more(trade: Trade) -> LeadScore:
    """Grade a lead in a process of its own: within one a scorecard is kept for a minute."""
    before = {score.key for score in trade.scores()}
    trade.run.kill()
    trade.run.start()
    [later] = [score for score in trade.take_in(1, 60) if score.key not in before]
    return later


def test_after_300_outcomes_a_trained_model_takes_over_from_the_expert_card_and_says_why(
    tmp_path: Path, environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    access = {"database": environment["ODOO_DATABASE"], "api_key": environment["ODOO_API_KEY"]}
    with (
        LocalRunProcess(tmp_path, environment) as run,
        OdooClient.connect(environment["ODOO_URL"], **access) as odoo,
    ):
        trade = Trade(run, odoo, environment["TENANT"])
        done = bring_300_to_an_outcome_and_train(trade)
        report, version, page = trade.scoring().last_run, trade.in_force(), trade.page()
        later = grade_one_more(trade)

    assert report is not None
    assert (report.decision, report.why) == (Decision.PROMOTED, Why.NO_WORSE)
    assert (report.outcomes, report.won) == (300, done.won)
    assert report.in_force_before == EXPERT
    judged = report.judgement
    assert judged is not None
    assert judged.candidate.log_loss < judged.expert.log_loss - 0.05
    assert version == report.in_force == later.scored_by
    assert "A model trained on your own outcomes took over." in page
    assert "no worse than the one before: log-loss" in page
    assert later.probability is not None
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what a reader of this test wants to see
            f"\n300 outcomes ({done.won} won): log-loss {judged.candidate.log_loss:.3f} against "
            f"the expert card's {judged.expert.log_loss:.3f};",
            ", ".join(f"{name} in {took_s:.0f} s" for name, took_s in done.took_s.items()),
        )
