"""`python -m deploy up` as a user has it: a process, its commands, kill -9."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest
import requests
from typer.testing import CliRunner, Result

from deploy.__main__ import app
from deploy.local.demo.odoo import users
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription
from shared.adapters.system.clock import SystemClock
from shared.domain.event import MetaLeadAnnounced, Topic
from shared.odoo_client import OdooClient
from tests.local_run import LocalRunProcess, free_port, wait_until

if TYPE_CHECKING:
    from pathlib import Path


def replay(*words: str) -> Result:
    return CliRunner().invoke(app, ["replay", *words])


def leads_in(run: LocalRunProcess, model: str = "crm.lead") -> int:
    url = f"http://127.0.0.1:{run.port}/demo/odoo"
    with OdooClient.connect(url, database=users.DATABASE, api_key=users.API_KEY) as odoo:
        return odoo.search_count(model, [], context={"active_test": False})


def test_killed_at_random_moments_nothing_is_lost_and_nothing_comes_twice(tmp_path: Path) -> None:
    chance = Random(20261122)
    with LocalRunProcess(tmp_path) as run:
        leads = run.make_leads(40)
        for start in range(0, 40, 20):
            assert run.announce(leads[start : start + 20]).status == 200
            run.kill(after_s=chance.uniform(0.0, 0.3))
            run.start()
        run.wait_done(40, 60)
        assert leads_in(run) == leads_in(run, "g.assistant.receipt") == 40


def test_the_commands_say_what_to_do_when_nothing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.chdir(tmp_path)
    for command in ("lead", "seed"):
        result = CliRunner().invoke(app, [command])
        assert result.exit_code == 1
        assert "make run" in result.stderr


def test_with_the_real_meta_the_lead_command_names_metas_own_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("META_ACCESS_TOKEN", "a-real-token")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["lead"])
    assert result.exit_code == 1
    assert "Testing" in result.stderr


def test_the_lead_and_seed_commands_bring_leads_into_the_demo_odoo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalRunProcess(tmp_path) as run:
        monkeypatch.setenv("PORT", str(run.port))
        monkeypatch.chdir(tmp_path)
        cli = CliRunner()
        sent = cli.invoke(app, ["lead", "--batch", "3", "--dup", "--arabic"])
        assert sent.output.count("answered 200") == 2
        refused = cli.invoke(app, ["lead", "--bad-signature"])
        assert "answered 401" in refused.output
        assert cli.invoke(app, ["seed", "--leads", "12", "--seed", "7"]).exit_code == 0
        run.wait_done(15, 30)
        assert leads_in(run) == 15
        page = requests.get(f"http://127.0.0.1:{run.port}/ops?lang=en", timeout=10)
        assert page.status_code == 200
        assert "71234567890" in page.text
        demo = requests.get(f"http://127.0.0.1:{run.port}/demo/odoo/", timeout=10)
        assert demo.status_code == 200


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with LocalRunProcess(tmp_path) as run:
        second = subprocess.run(
            [sys.executable, "-m", "deploy", "up"],
            env=run.environ() | {"DATA_DIR": str(tmp_path / "second")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert second.returncode == 1
    assert "the port is in use; choose another" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"ODOO_API_KEY": "k"}, "ODOO_API_KEY is set but ODOO_URL is not"),
        ({"ODOO_DATABASE": "d"}, "ODOO_DATABASE is set but ODOO_URL is not"),
        ({"META_APP_SECRET": "s"}, "META_APP_SECRET is set but META_ACCESS_TOKEN is not"),
        ({"PORT": "70000"}, "PORT is not a port"),
        ({"PORT": "4_200"}, "PORT is not a port"),
        ({"TIME_ZONE": "Asia"}, "TIME_ZONE is not an IANA time zone"),
        ({"DATA_DIR": "/proc/x"}, "cannot start"),
        ({"DATA_DIR": __file__}, "cannot start"),
        (
            {"ODOO_URL": "http://127.0.0.1:1", "ODOO_DATABASE": "d", "ODOO_API_KEY": "مفتاح"},
            "ODOO_URL, ODOO_DATABASE or ODOO_API_KEY",
        ),
    ],
)
def test_a_careless_start_is_told_and_not_traced(
    environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    run = LocalRunProcess(tmp_path, port=free_port())
    started = subprocess.run(
        [sys.executable, "-m", "deploy", "up"],
        env=run.environ() | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert started.returncode == 1
    assert said in started.stderr.replace("\n", " ")
    assert "Traceback" not in started.stderr


def test_a_damaged_file_is_told_and_not_traced(tmp_path: Path) -> None:
    for name in ("queue.db", "memory.db", "demo-odoo.db"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / name).write_bytes(b"garbage " * 2000)
        started = subprocess.run(
            [sys.executable, "-m", "deploy", "up"],
            env=LocalRunProcess(folder, port=free_port()).environ(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert started.returncode == 1
        assert "cannot start" in started.stderr
        assert "Traceback" not in started.stderr


def test_a_clean_stop_leaves_everything_in_the_files_themselves(tmp_path: Path) -> None:
    with LocalRunProcess(tmp_path) as run:
        run.announce(run.make_leads(20))
        run.wait_done(20, 30)
    for name in ("memory.db", "queue.db"):
        log = tmp_path / f"{name}-wal"
        assert not log.exists() or log.stat().st_size == 0


def test_seed_says_so_when_its_leads_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalRunProcess(tmp_path) as run:
        monkeypatch.setenv("PORT", str(run.port))
        monkeypatch.setattr("deploy.local.meta_caller.sign", lambda *_: "sha256=" + "0" * 64)
        monkeypatch.chdir(tmp_path)
        result = CliRunner().invoke(app, ["seed", "--leads", "3"])
    assert result.exit_code == 1
    assert "401" in result.stderr


def test_what_was_given_up_is_kept_and_a_person_sends_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalRunProcess(tmp_path) as run:
        (lead,) = run.make_leads(1)
    event = MetaLeadAnnounced(
        tenant="default",
        page_id=lead["page_id"],
        leadgen_id=lead["leadgen_id"],
        announced_at=SystemClock().now(),
    )
    subscription = Subscription(
        "lead_event_handler",
        Topic.LEAD_EVENTS,
        "lead_event_handler",
        dead_letter_topic="lead-events-dead",
        max_attempts=1,
    )
    with EmbeddedBus(tmp_path / "queue.db", clock=SystemClock(), rng=Random(1)) as bus:
        courier = Courier(bus.queue, [subscription], lambda *_: 500, rng=Random(1))
        bus.publish(Topic.LEAD_EVENTS, [event])
        courier.deliver_due()
        assert courier.depth()["lead-events-dead-letters"].open == 1
    with LocalRunProcess(tmp_path) as run:
        for name, value in {"PORT": str(run.port), "DATA_DIR": str(tmp_path)}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        wait_until(lambda: "took (--events): 1" in replay("--list").output, 30, "nothing was kept")
        assert replay("--events", "--yes").exit_code == 0
        run.wait_done(1, 30)
        assert "Nothing is dead" in replay("--list").output
