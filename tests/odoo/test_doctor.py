"""`python -m deploy doctor` on a real Odoo: each trouble of the connection is named, and no other."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from deploy.__main__ import app
from shared import once
from tests.contracts.odoo_targets import real_target
from tests.local_run import free_port
from tests.odoo.addon import AddonAccess
from tests.odoo.integration_user import make_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.odoo
LACKING = {"crm.lead": "read, create, write", "crm.tag": "read, create"}


@dataclass
class Doctor:
    """The command, with the settings of the real Odoo and no others."""

    monkeypatch: pytest.MonkeyPatch
    exit_code: int = 0

    def findings(self, **variables: str) -> list[dict[str, Any]]:
        """Give what is not in order, with these settings instead of the right ones."""
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)
        result = CliRunner().invoke(app, ["doctor", "--json", "--only", "odoo"])
        self.exit_code = result.exit_code
        found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
        return [one for one in found if one["status"] == "fail"]

    def causes(self, **variables: str) -> dict[str, str]:
        return {one["check"]: one["cause"] for one in self.findings(**variables)}


@pytest.fixture
def doctor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Doctor]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    yield Doctor(monkeypatch)
    for found in {key[0] for key in once._parts}:
        once.close(found)


@pytest.fixture(scope="module", name="key_of_an_employee")
def _key_of_an_employee() -> Iterator[str]:
    """Give the API key of a user who may log in and nothing else."""
    target, login = real_target(), f"employee{secrets.token_hex(6)}"
    access = AddonAccess(target.url, target.database, target.api_key)
    with target.connect() as admin:
        domain = [("module", "=", "base"), ("name", "=", "group_user")]
        [group] = admin.search_read("ir.model.data", domain, ["res_id"])
        account = {"name": login, "login": login, "group_ids": [(6, 0, [group["res_id"]])]}
        ids = admin.create_many("res.users", [account], context={"no_reset_password": True})
        [user] = admin.read("res.users", ids, ["partner_id"])
        yield make_key(access, admin, login)
        admin.unlink("res.users", ids)
        admin.unlink("res.partner", [user["partner_id"].id])  # type: ignore[attr-defined]


def test_where_all_is_well_nothing_fails(doctor: Doctor) -> None:
    assert doctor.causes() == {}
    assert doctor.exit_code == 0


def test_an_odoo_that_is_down_is_named(doctor: Doctor) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    assert doctor.causes(ODOO_URL=nobody) == {"odoo.reachable": "odoo_unreachable"}
    assert doctor.exit_code == 1


@pytest.mark.parametrize(
    ("variable", "causes"),
    [
        ("ODOO_DATABASE", {"odoo.database": "database_unknown"}),
        ("ODOO_API_KEY", {"odoo.key": "odoo_authentication_failed"}),
    ],
)
def test_a_wrong_setting_is_named(doctor: Doctor, variable: str, causes: dict[str, str]) -> None:
    assert doctor.causes(**{variable: "no-such-thing"}) == causes
    assert doctor.exit_code == 1


def test_missing_rights_are_named_with_their_models(
    doctor: Doctor, key_of_an_employee: str
) -> None:
    found = doctor.findings(ODOO_API_KEY=key_of_an_employee)
    assert {one["cause"] for one in found} == {"right_missing"}
    assert {one["about"]: one["facts"]["rights"] for one in found} == LACKING
    assert doctor.exit_code == 1
