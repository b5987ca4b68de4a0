"""`python -m deploy train` and `scorecards` on a company's memory."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from deploy.__main__ import app
from deploy.commands.scorecards import version_before
from shared import bootstrap, learning
from tests.unit.learning.company import Company, GivenClock

if TYPE_CHECKING:
    from shared.usecases.show_scoring import Scoring
    from tests.functions.conftest import World


@pytest.fixture(name="company")
def _company(world: World) -> Company:
    clock = GivenClock(bootstrap.clock().now() - timedelta(days=40))
    return Company(bootstrap.memory(world.settings), clock)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments], terminal_width=200, env={"COLUMNS": "200"})


def words(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def shown(world: World) -> Scoring:
    return learning.show_scoring(world.settings)()


@pytest.mark.usefixtures("world")
def test_without_outcomes_it_says_how_many_are_needed() -> None:
    said = words(run("train"))
    assert "The scorecard in force stays." in said
    assert "0 outcomes are known; learning begins with 30. 30 more are needed." in said


def test_the_report_says_why_what_it_learnt_from_and_how_each_field_moved(
    world: World, company: Company
) -> None:
    company.trade(120)
    said = words(run("train", "--report"))
    assert "A model trained on your own outcomes took over." in said
    assert "log-loss" in said
    assert "Of 100 leads called hot" in said
    assert "sold" in said
    assert "form" in said
    assert "Newly trained" in said
    assert shown(world).last_run is not None


def test_a_dry_run_says_what_would_happen_and_changes_nothing(
    world: World, company: Company
) -> None:
    company.trade(60)
    assert "Dry run: nothing was written." in words(run("train", "--dry-run"))
    assert shown(world).last_run is None
    assert shown(world).versions == ()


def test_the_report_is_in_arabic_too(company: Company) -> None:
    company.trade(60)
    assert "صارت بطاقة تعلّمت من نتائج شركتك هي المعتمدة." in words(
        run("train", "--report", "--lang", "ar")
    )


def test_rolling_back_goes_to_the_one_before_and_the_list_marks_it(
    world: World, company: Company
) -> None:
    company.trade(60)
    words(run("train"))
    trained = shown(world)
    assert trained.in_force is not None
    assert version_before(trained) == ""
    assert "The expert card scores from now on" in words(run("scorecards", "rollback"))
    listed = words(run("scorecards"))
    assert "* Expert card" in listed
    assert trained.in_force.version in listed
    assert "held until a better one is found" in listed


def test_a_named_version_scores_again(world: World, company: Company) -> None:
    company.trade(60)
    words(run("train"))
    [version] = shown(world).versions
    words(run("scorecards", "rollback", "--expert"))
    words(run("scorecards", "rollback", version.version))
    in_force = shown(world).in_force
    assert in_force is not None
    assert in_force.version == version.version
    assert f"* {version.version}" in words(run("scorecards"))


@pytest.mark.usefixtures("world")
def test_a_version_that_is_not_kept_is_an_error_without_a_traceback() -> None:
    result = run("scorecards", "rollback", "v20260101-000000")
    assert result.exit_code == 1
    assert "no scorecard 'v20260101-000000' is kept" in result.output
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("world")
def test_a_version_and_the_expert_card_at_once_are_wrong_options() -> None:
    result = run("scorecards", "rollback", "v20260101-000000", "--expert")
    assert result.exit_code == 2
    assert "not both" in result.output


def test_where_the_expert_card_scores_there_is_nothing_to_roll_back_to(world: World) -> None:
    result = run("scorecards", "rollback")
    assert result.exit_code == 1
    assert "nothing came before it" in " ".join(result.output.split())
    assert shown(world).in_force is None


def test_a_damaged_one_in_force_is_shown_as_such_and_rolling_back_repairs_it(
    world: World, company: Company
) -> None:
    company.trade(60)
    words(run("train"))
    company.memory.put("scorecard_in_force", "default", {"version": 7})
    listed = words(run("scorecards"))
    assert "The scorecard in force cannot be read" in listed
    assert "* Expert card" in listed
    assert run("train").exit_code == 1
    words(run("scorecards", "rollback"))
    assert not shown(world).is_damaged
    assert "The scorecard in force stays." in words(run("train"))
