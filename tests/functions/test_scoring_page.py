"""From housekeeping's job `train` to the page /ops/scoring, through both doors."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from shared import bootstrap, learning, log
from shared.domain.scorecard_version import EXPERT
from tests.architecture.repository import ROOT
from tests.unit.learning.company import Company, GivenClock

if TYPE_CHECKING:
    from tests.functions.conftest import World

JOB, PAGE = "/jobs/train", "/ops/scoring"


@pytest.fixture(name="company")
def _company(world: World) -> Company:
    """Give a company whose trade began forty days ago, in the memory of both doors."""
    clock = GivenClock(bootstrap.clock().now() - timedelta(days=40))
    return Company(bootstrap.memory(world.settings), clock)


def text_of(world: World, language: str = "en") -> str:
    answer = world.door("dashboards").get(f"{PAGE}?lang={language}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def run_job(world: World, caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    caplog.clear()
    assert world.door("housekeeping").post(JOB).status_code == 200
    [line] = [one for one in caplog.records if one.getMessage() == "invocation"]
    return dict(log.facts_of(line) or {})


def test_before_the_first_run_the_page_names_the_expert_card_and_how_to_train(world: World) -> None:
    text = text_of(world)
    assert "Expert card" in text
    assert "curl -X POST http://localhost:4200/jobs/train" in text


def test_with_37_outcomes_the_page_says_37_of_100(
    world: World, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(37)
    run_job(world, caplog)
    assert "37 of 100 outcomes known until scores say a chance in per cent" in text_of(world)


def test_with_12_outcomes_the_expert_card_stays_and_the_page_says_12_of_30(
    world: World, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(12)
    facts = run_job(world, caplog)
    assert (facts["decision"], facts["why"]) == ("kept", "too_few")
    text = text_of(world)
    assert "12 of 30 outcomes known until the first training" in text
    assert "12 outcomes are known; learning begins with 30. 18 more are needed." in text


def test_300_outcomes_take_over_and_the_page_says_why_in_both_languages(
    world: World, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(300)
    facts = run_job(world, caplog)
    assert (facts["decision"], facts["why"]) == ("promoted", "no_worse")
    text = text_of(world)
    assert str(facts["in_force"]) in text
    assert "A model trained on your own outcomes took over." in text
    assert "no worse than the one before: log-loss" in text
    assert "on 150 newer leads" in text
    assert "took over: no worse than the one before" in text
    assert "صارت بطاقة تعلّمت من نتائج شركتك هي المعتمدة." in text_of(world, "ar")


def test_a_roll_back_and_who_did_it_are_shown(
    world: World, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(60)
    run_job(world, caplog)
    learning.choose_scorecard(world.settings)(EXPERT, who="<b>mona</b>")
    answer = world.door("dashboards").get(f"{PAGE}?lang=en").text
    assert "<b>mona" not in answer
    text = text_of(world)
    assert "by <b>mona</b>" in text
    assert "held until a better one is found" in text


def test_a_damaged_scorecard_is_said_to_be(
    world: World, company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    company.trade(60)
    version = run_job(world, caplog)["in_force"]
    company.memory.delete("scorecards", f"default.{version}")
    assert "cannot be read: the expert card scores in its place" in text_of(world)


def test_damaged_documents_break_no_page(world: World) -> None:
    memory = bootstrap.memory(world.settings)
    memory.put("training_runs", "default", {"at": 1})
    memory.put("scorecard_in_force", "default", {"version": []})
    memory.put("scorecards", "default.x", {"tenant": "default", "made_at": "2026"})
    assert "No training yet" in text_of(world)


def test_ops_leads_to_the_page(world: World) -> None:
    assert f'href="{PAGE}"' in world.door("dashboards").get("/ops?lang=en").text


def test_no_door_loads_numpy_when_it_starts() -> None:
    """Checked in a process of its own: this one has long loaded it."""
    code = "import functions.housekeeping.main, functions.dashboards.main, sys; print('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={
            "ODOO_URL": "http://127.0.0.1:9",
            "ODOO_DATABASE": "x",
            "ODOO_API_KEY": "x",
            "META_GRAPH_URL": "http://127.0.0.1:9",
            "META_ACCESS_TOKEN": "x",
            "META_APP_SECRET": "x",
        },
        check=False,
        timeout=120,
    )
    assert done.stdout.strip() == "False", done.stderr
