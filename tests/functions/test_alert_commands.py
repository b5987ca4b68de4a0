"""`python -m deploy alerts ...` on a company's memory and the demo Odoo."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from deploy.__main__ import app
from shared import alerting, bootstrap
from shared.domain.alerts.cause import Cause
from shared.domain.alerts.learnt import LearntThresholds, Threshold
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Named
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.alerts.learnt_thresholds import LearntBook
from shared.usecases.opportunities import Opportunities
from shared.usecases.refresh_directory import refresh_directory
from tests.alert_records import opportunity

if TYPE_CHECKING:
    from pathlib import Path

    from shared.domain.alerts.settings import AlertSettings
    from tests.functions.conftest import World


def run(*arguments: str, input_: str | None = None) -> Result:
    return CliRunner().invoke(
        app,
        ["alerts", *arguments],
        input=input_,
        terminal_width=240,
        env={"COLUMNS": "240"},
    )


def words(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def written(folder: Path, document: object) -> str:
    file = folder / "alerts.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(file)


def in_force(world: World) -> AlertSettings:
    return alerting.alert_settings(world.settings).stored().settings


def know_people(world: World) -> None:
    """Read the demo Odoo's stages, teams and people, as the sweep of the CRM does."""
    memory, pipeline = bootstrap.memory(world.settings), bootstrap.pipeline(world.settings)
    refresh_directory(pipeline, memory, "default", bootstrap.clock().now())


def wait(world: World, *, hours: int = 240) -> None:
    """Let an opportunity stand there since so many hours, untouched, its closing date over."""
    now, memory = bootstrap.clock().now(), bootstrap.memory(world.settings)
    since = now - timedelta(hours=hours)
    owner = Named(id=2, name="Administrator")
    facts = {"created_at": since, "stage_since": since, "close_date": since.date()}
    picture = opportunity(12, seen_at=since, owner=owner, **facts)
    assert Opportunities(memory).replace(None, picture)
    FollowUps(memory, "default").touch(CrmLeadId(12), now)


IDLE: dict[str, Any] = {"causes": {"idle": {"after": "3 working days"}}}


@pytest.mark.usefixtures("world")
def test_nothing_is_set_at_first_and_all_of_it_can_be_shown() -> None:
    assert json.loads(run("settings", "show").stdout) == {}
    whole = json.loads(run("settings", "show", "--all").stdout)
    assert whole["caps"] == {"urgent_a_day": 10, "told_a_day": 12}


def test_a_file_is_checked_against_the_defaults_and_what_is_in_force(
    world: World, tmp_path: Path
) -> None:
    words(run("settings", "set", written(tmp_path, IDLE), "--yes"))
    wanted = {**IDLE, "learns": True}
    result = run("settings", "check", written(tmp_path, wanted))
    assert result.exit_code == 0
    against_defaults, against_force = result.stdout.split("Against what is in force")
    assert 'causes.idle.after: (not set) -> "3 working days"' in against_defaults
    assert "causes.idle" not in against_force
    assert "learns: false -> true" in against_force
    assert in_force(world).learns is False


def test_setting_shows_what_changes_and_asks_before(world: World, tmp_path: Path) -> None:
    file = written(tmp_path, IDLE)
    refused = run("settings", "set", file, input_="n\n")
    assert refused.exit_code == 1
    assert 'causes.idle.after: (not set) -> "3 working days"' in refused.stdout
    assert in_force(world).causes == {}
    assert "In force from now on" in words(run("settings", "set", file, input_="y\n"))
    assert in_force(world).causes[Cause.IDLE].after == "3 working days"


def test_what_is_shown_can_be_set_again_and_changes_nothing(world: World, tmp_path: Path) -> None:
    document = {**IDLE, "digest_at": "07:15", "caps": {"told_a_day": 5}, "readers": {"2": {}}}
    words(run("settings", "set", written(tmp_path, document), "--yes"))
    for options in ((), ("--all",)):
        shown = run("settings", "show", *options).stdout
        assert "Changes: nothing differs" in words(
            run("settings", "set", written(tmp_path, shown), "--yes")
        )
    words(run("settings", "reset", "--yes"))
    assert in_force(world).caps.told_a_day == 12


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"causes": {"idle": {"after": "soon"}}}, "causes.idle.after"),
        ({"cause": {}}, "cause"),
        ('{"learns": true, "learns": false}', "learns: stands there twice"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("\udcff", "is not JSON"),
        (" " * 1_000_001, "larger than settings can be"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place_of_its_fault(
    document: object, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "alerts.json"
    text = document if isinstance(document, str) else json.dumps(document)
    file.write_bytes(text.encode(errors="surrogateescape"))
    for command in ("check", "set"):
        result = run("settings", command, str(file))
        assert result.exit_code == 1
        assert said in result.stderr
        assert "Traceback" not in result.output


def test_what_is_odd_is_said_in_the_readers_language(world: World, tmp_path: Path) -> None:
    file = written(tmp_path, {"stages": {"999": {"idle": {"is_on": False}}}})
    assert "not known yet" in run("settings", "check", file).stderr
    know_people(world)
    assert "Odoo has no stage 999" in run("settings", "check", file).stderr
    arabic = run("settings", "check", file, "--lang", "ar")
    assert "999" in arabic.stderr
    assert "Odoo has no stage" not in arabic.stderr
    assert arabic.exit_code == 0


def test_a_sweep_says_what_it_did_and_the_list_shows_it(world: World) -> None:
    assert run("sweep").exit_code == 3  # nobody knows the CRM's people yet
    know_people(world)
    wait(world)
    done = json.loads(run("sweep").stdout)
    assert done["raised"] > 0
    listed = run("list")
    assert "New lead not contacted" in words(listed)
    assert "Closing date passed" in words(listed)
    assert "Villa" in listed.stdout
    assert f"Live alerts: {done['raised']}." in words(listed)
    only = words(run("list", "--cause", "new_not_contacted", "--owner", "2"))
    assert "New lead not contacted" in only
    assert "Closing date passed" not in only
    assert "Live alerts" not in only
    assert "There is no such alert." in words(run("list", "--owner", "4711"))
    assert "There are more" in words(run("list", "--limit", "1"))
    assert "عميل جديد لم يُتواصل معه" in words(run("list", "--lang", "ar"))


def deals(world: World, count: int) -> list[int]:
    rows = [{"name": f"Villa {n}", "type": "opportunity", "user_id": 2} for n in range(count)]
    return world.client.create_many("crm.lead", rows)


def test_a_look_back_plays_what_stands_in_odoo(world: World) -> None:
    made = deals(world, 3)
    world.client.call("crm.lead", "action_set_won", ids=made[:1])
    said = words(run("backtest", "--days", "30"))
    assert "Days looked at: 30" in said
    assert "won: 1" in said
    assert "Alerts that these settings would have raised:" in said
    assert "Caps, digests, ladders" in said
    arabic = words(run("backtest", "--lang", "ar"))
    assert "التنبيهات التي كانت هذه الإعدادات ستطلقها" in arabic


def test_a_look_back_compares_a_file_with_what_is_in_force(world: World, tmp_path: Path) -> None:
    deals(world, 2)
    eager = {"causes": {"no_next_step": {"after": "0 minutes"}}}
    said = words(run("backtest", "--settings", written(tmp_path, eager)))
    assert "Alerts by the settings in force: " in said
    assert "Alerts by the settings in the file: " in said
    assert in_force(world).causes == {}
    faulty = run("backtest", "--settings", written(tmp_path, {"caps": 3}))
    assert faulty.exit_code == 1
    assert "caps" in faulty.stderr


def test_too_few_won_deals_teach_nothing_and_it_says_so(world: World) -> None:
    [made] = deals(world, 1)
    world.client.call("crm.lead", "action_set_won", ids=[made])
    said = words(run("learn", "--dry-run"))
    assert "won ones that were learnt from: 1." in said
    assert "Nothing could be learnt: a threshold needs 30 pauses" in said
    assert "Dry run: nothing was kept." in said
    book = LearntBook(bootstrap.memory(world.settings), "default")
    assert book.read() is None
    words(run("learn"))
    kept = book.read()
    assert kept is not None
    assert kept.won == 1


def test_the_weekly_job_learns_where_the_settings_say_so(world: World, tmp_path: Path) -> None:
    door = world.door("housekeeping")
    book = LearntBook(bootstrap.memory(world.settings), "default")
    assert door.post("/jobs/learn_alert_thresholds").status_code == 200
    assert book.read() is None
    words(run("settings", "set", written(tmp_path, {"learns": True}), "--yes"))
    assert world.door("housekeeping").post("/jobs/learn_alert_thresholds").status_code == 200
    assert book.read() is not None


def test_what_was_learnt_counts_in_the_sweep_where_learning_is_on(
    world: World, tmp_path: Path
) -> None:
    know_people(world)
    wait(world, hours=24 * 21)
    now, memory = bootstrap.clock().now(), bootstrap.memory(world.settings)
    patient = (Threshold(cause=Cause.IDLE, days=400, pauses=30),)
    LearntBook(memory, "default").keep(
        LearntThresholds(tenant="default", learnt_at=now, since=now, thresholds=patient)
    )
    words(run("settings", "set", written(tmp_path, {"learns": True}), "--yes"))
    run("sweep")
    assert "No contact for long" not in words(run("list"))
    words(run("settings", "reset", "--yes"))
    FollowUps(memory, "default").touch(CrmLeadId(12), now)
    run("sweep")
    assert "No contact for long" in words(run("list"))


@pytest.mark.usefixtures("world")
def test_an_odoo_that_is_down_is_said_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODOO_URL", "http://127.0.0.1:9")
    for command in ("backtest", "learn"):
        result = run(command)
        assert result.exit_code == 1
        assert "Traceback" not in result.output
        assert result.stderr
