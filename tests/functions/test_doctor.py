"""`python -m deploy doctor` on the demo servers: each trouble is named, and nothing else is."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests
from typer.testing import CliRunner

from deploy.__main__ import app
from deploy.local.demo.meta.server import DemoMeta
from deploy.local.demo.meta.standing import SCOPES
from deploy.local.demo.odoo import DemoOdoo
from deploy.local.environment import prepare
from shared import bootstrap, once, settings
from shared.adapters.system.clock import SystemClock
from tests.local_run import LocalRunProcess, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ACADEMY = "104857600012345"
WELL = {"app_mode_unknown", "rhythm_unknown", "not_compared", "alert_sweep_never_ran"}
"""What a company without leads, in which no job has run, is told, and no more."""


@dataclass
class Doctor:
    """The command, with the settings of two demo servers."""

    meta: DemoMeta
    odoo: DemoOdoo
    monkeypatch: pytest.MonkeyPatch
    run: CliRunner = field(default_factory=CliRunner)
    exit_code: int = 0

    def causes(self, *arguments: str) -> dict[str, str]:
        """Run it; give what is not in order: check and what it is about -> cause."""
        return {
            "/".join(filter(None, (one["check"], one["about"]))): one["cause"]
            for one in self.findings(*arguments)
            if one["status"] != "ok" and one["cause"] not in {"not_checked", *WELL}
        }

    def findings(self, *arguments: str) -> list[dict[str, Any]]:
        result = self.run.invoke(app, ["doctor", "--json", *arguments])
        self.exit_code = result.exit_code
        found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
        return found

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)

    def tell_meta(self, **standing: Any) -> None:
        self._post("/_demo/standing", standing)

    def order_of_meta(self, fault: str, **match: str) -> None:
        self._post("/_faults", {"fault": fault, "times": 9, "match": match})

    def _post(self, path: str, body: dict[str, Any]) -> None:
        assert requests.post(self.meta.url + path, json=body, timeout=5).status_code == 200

    def order_of_odoo(self, fault: str, **match: str) -> None:
        body = {"fault": fault, "times": 9, "match": match}
        assert requests.post(f"{self.odoo.url}/_faults", json=body, timeout=5).status_code == 200


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doctor]:
    monkeypatch.chdir(tmp_path)
    with ExitStack() as open_things:
        meta = open_things.enter_context(DemoMeta.start(tmp_path / "meta.db"))
        odoo = open_things.enter_context(DemoOdoo.start(tmp_path / "odoo.db"))
        doctor = Doctor(meta, odoo, monkeypatch)
        doctor.set(
            DATA_DIR=str(tmp_path / "data"),
            META_GRAPH_URL=meta.url,
            META_ACCESS_TOKEN=meta.access_token,
            META_APP_SECRET=meta.app_secret,
            META_VERIFY_TOKEN="verify",
            ODOO_URL=odoo.url,
            ODOO_DATABASE=odoo.database,
            ODOO_API_KEY=odoo.api_key,
        )
        yield doctor
        for found in {key[0] for key in once._parts}:
            once.close(found)


def in_days(days: float) -> int:
    return int((SystemClock().now() + timedelta(days=days)).timestamp())


def test_where_all_is_well_nothing_fails(doctor: Doctor) -> None:
    assert doctor.causes() == {}
    assert doctor.exit_code == 0


@pytest.mark.parametrize(
    ("variable", "value", "causes"),
    [
        ("META_APP_SECRET", "another", {"meta.app_secret": "meta_app_secret_wrong"}),
        ("META_ACCESS_TOKEN", "another", {"meta.token": "token_refused"}),
        ("META_GRAPH_VERSION", "26", {"meta.settings": "setting_wrong"}),
        ("ODOO_DATABASE", "another", {"odoo.database": "database_unknown"}),
        ("ODOO_API_KEY", "another", {"odoo.key": "odoo_authentication_failed"}),
        ("ODOO_URL", "nobody", {"odoo.reachable": "odoo_unreachable"}),
        ("META_GRAPH_URL", "nobody", {"meta.reachable": "meta_unreachable"}),
    ],
)
def test_a_wrong_setting_is_named_and_the_other_connection_is_checked_all_the_same(
    doctor: Doctor, variable: str, value: str, causes: dict[str, str]
) -> None:
    doctor.set(**{variable: f"http://127.0.0.1:{free_port()}" if value == "nobody" else value})
    assert doctor.causes() == causes
    assert doctor.exit_code == 1
    other = "odoo" if variable.startswith("META") else "meta"
    well = [one for one in doctor.findings() if one["status"] == "ok"]
    assert any(one["check"].startswith(f"{other}.") for one in well)


@pytest.mark.parametrize(
    ("standing", "causes"),
    [
        ({"token_death": 463}, {"meta.token": "token_expired"}),
        ({"token_death": 460}, {"meta.token": "token_password_changed"}),
        ({"pages": []}, {"meta.pages": "no_pages"}),
        ({"app_subscription": ""}, {"meta.app_subscription": "app_not_subscribed"}),
        ({"app_subscription": "feed"}, {"meta.app_subscription": "app_without_leadgen"}),
        (
            {"unsubscribed_pages": [ACADEMY]},
            {f"meta.page_subscription/{ACADEMY}": "page_not_subscribed"},
        ),
        (
            {"without_leadgen": [ACADEMY]},
            {f"meta.page_subscription/{ACADEMY}": "page_without_leadgen"},
        ),
    ],
)
def test_each_trouble_at_meta_is_named(
    doctor: Doctor, standing: dict[str, Any], causes: dict[str, str]
) -> None:
    doctor.tell_meta(**standing)
    assert doctor.causes() == causes
    assert doctor.exit_code == 1


@pytest.mark.parametrize(
    ("scope", "status"),
    [(scope, "warn" if scope.endswith(("management", "metadata")) else "fail") for scope in SCOPES],
)
def test_each_missing_permission_is_named(doctor: Doctor, scope: str, status: str) -> None:
    doctor.tell_meta(scopes=[one for one in SCOPES if one != scope])
    found = {one["about"]: one for one in doctor.findings() if one["check"] == "meta.scope"}
    assert found.pop(scope)["cause"] == f"without_{scope}"
    assert {one["cause"] for one in found.values()} == {"scope_granted"}
    assert doctor.causes()[f"meta.scope/{scope}"] == f"without_{scope}"
    assert doctor.exit_code == (1 if status == "fail" else 0)


def test_leads_access_manager_is_named_for_the_page_that_it_shuts(doctor: Doctor) -> None:
    doctor.order_of_meta("103", kind="form", edge="leads")
    causes = doctor.causes()
    assert set(causes.values()) == {"meta_leads_access_revoked"}
    assert f"meta.page_leads/{ACADEMY}" in causes


@pytest.mark.parametrize(
    ("days", "cause", "exit_code"),
    [
        (40, None, 0),
        (10, "token_ends_soon", 0),
        (5, "token_ends_this_week", 0),
        (0.5, "token_ends_now", 1),
        (-1, "token_ended", 1),
    ],
)
def test_an_end_of_the_token_is_told_14_7_and_1_days_ahead(
    doctor: Doctor, days: float, cause: str | None, exit_code: int
) -> None:
    doctor.tell_meta(expires_at=in_days(days))
    assert doctor.causes() == ({"meta.token_expiry": cause} if cause else {})
    assert doctor.exit_code == exit_code


def test_an_end_of_access_to_data_is_told_though_the_token_lives_on(doctor: Doctor) -> None:
    doctor.tell_meta(data_access_expires_at=in_days(3))
    assert doctor.causes() == {"meta.data_access": "data_access_ends_this_week"}


def test_a_version_that_meta_has_replaced_is_a_warning(doctor: Doctor) -> None:
    doctor.tell_meta(served_version="v27.0")
    assert doctor.causes() == {"meta.version": "version_replaced"}
    doctor.tell_meta(is_version_deprecated=True)
    assert doctor.causes() == {"meta.version": "version_deprecated"}
    assert doctor.exit_code == 0


def test_a_missing_right_is_named_with_its_model(doctor: Doctor) -> None:
    doctor.order_of_odoo("no_right", model="crm.lead", method="has_access")
    [found] = [one for one in doctor.findings() if one["check"] == "odoo.rights"]
    assert (found["about"], found["cause"]) == ("crm.lead", "right_missing")
    assert found["facts"] == {"rights": "read, create, write"}
    assert "Documents" in found["fix"]


def test_a_user_who_sees_its_own_leads_only_is_a_warning(doctor: Doctor) -> None:
    doctor.order_of_odoo("no_right", model="res.users", method="has_group")
    assert doctor.causes() == {"odoo.rights": "own_leads_only"}


@pytest.mark.parametrize(
    ("days", "cause"), [(60, None), (10, "key_ends_soon"), (0.5, "key_ends_now")]
)
def test_an_end_of_a_key_of_odoo_is_told(doctor: Doctor, days: float, cause: str | None) -> None:
    ends = datetime.fromtimestamp(in_days(days), UTC).strftime("%Y-%m-%d %H:%M:%S")
    database = doctor.odoo.app.database
    with database.transaction({}, database.arrive()) as env:
        env.run("UPDATE res_users_apikeys SET expiration_date = ?", [ends])
    assert doctor.causes() == ({"odoo.key_expiry": cause} if cause else {})


def test_an_addon_that_does_not_report_is_a_warning(doctor: Doctor) -> None:
    doctor.odoo.switch_addon(installed=True)
    assert doctor.causes() == {"odoo.addon": "addon_silent"}
    assert doctor.exit_code == 0


@pytest.mark.parametrize(
    ("minutes", "causes", "exit_code"),
    [(1, {}, 0), (3, {"odoo.clock": "clocks_apart"}, 0), (-6, {"odoo.clock": "clocks_apart"}, 1)],
)
def test_clocks_that_differ_are_told_before_signatures_fail(
    doctor: Doctor, tmp_path: Path, minutes: int, causes: dict[str, str], exit_code: int
) -> None:
    def later() -> datetime:
        return SystemClock().now() + timedelta(minutes=minutes)

    with DemoOdoo.start(tmp_path / "late.db", now=later) as odoo:
        doctor.set(ODOO_URL=odoo.url)
        assert doctor.causes() == causes
    assert doctor.exit_code == exit_code


def test_missing_settings_are_named_and_nothing_is_thrown(doctor: Doctor) -> None:
    for name in ("META_APP_SECRET", "ODOO_URL", "ODOO_API_KEY"):
        doctor.monkeypatch.delenv(name)
    assert doctor.causes() == {
        "meta.settings/META_APP_SECRET": "setting_missing",
        "odoo.settings/ODOO_URL": "setting_missing",
        "odoo.settings/ODOO_API_KEY": "setting_missing",
    }
    assert doctor.exit_code == 1


def test_one_connection_can_be_checked_alone(doctor: Doctor) -> None:
    doctor.set(META_APP_SECRET="another")
    assert doctor.causes("--only", "odoo") == {}
    assert doctor.exit_code == 0
    assert {one["check"].partition(".")[0] for one in doctor.findings("--only", "meta")} == {"meta"}


def test_a_setting_that_cannot_be_read_is_said_with_exit_code_2(doctor: Doctor) -> None:
    doctor.set(PORT="many")
    result = doctor.run.invoke(app, ["doctor"])
    assert result.exit_code == 2
    assert "PORT" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Fails", "does not belong to the app", "What to do: Copy the app secret")),
        ("ar", ("إخفاق", "لا يخص", "ما العمل:")),
    ],
)
def test_people_read_cause_and_fix_in_their_language(
    doctor: Doctor, language: str, words: tuple[str, ...]
) -> None:
    doctor.set(META_APP_SECRET="another", COLUMNS="300")
    result = doctor.run.invoke(app, ["doctor", "--lang", language])
    assert result.exit_code == 1
    for word in words:
        assert word in result.stdout


def test_no_secret_is_ever_shown(doctor: Doctor) -> None:
    doctor.set(META_APP_SECRET="another-secret", ODOO_API_KEY="a-wrong-key")
    for arguments in ([], ["--json"]):
        shown = doctor.run.invoke(app, ["doctor", *arguments]).output
        for secret in ("another-secret", "a-wrong-key", doctor.meta.access_token):
            assert secret not in shown


def test_looking_remembers_nothing(doctor: Doctor) -> None:
    doctor.findings()
    assert bootstrap.memory(settings.read()).get("connections", "watch.default") is None


def test_it_works_beside_the_running_local_run_without_any_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalRunProcess(tmp_path) as run:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("PORT", str(run.port))
        monkeypatch.setenv("DATA_DIR", run.environ()["DATA_DIR"])
        result = CliRunner().invoke(app, ["doctor"])
        once.close(prepare().settings)
    assert result.exit_code == 0
    assert "Odoo 19.0" in result.stdout


def test_where_nothing_runs_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PORT", str(free_port()))
    result = CliRunner().invoke(app, ["doctor"])
    once.close(prepare().settings)
    assert result.exit_code == 1
    assert "make run" in result.stderr


def test_a_memory_that_is_no_database_is_named_and_the_rest_is_checked(
    doctor: Doctor, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/memory.db").write_text("no database")
    assert doctor.causes() == {"suite.settings": "setting_wrong"}
    assert doctor.exit_code == 1
