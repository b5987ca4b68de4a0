"""The databases with and without the addon, for the tests beside this file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.odoo_targets import Target, real_target, real_target_with_addon
from tests.odoo.addon import AddonOdoo, addon_access
from tests.odoo.alerting_run import alerting
from tests.odoo.integration_user import make_key
from tests.odoo.sales_team import SalesTeam, sales_team

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.odoo_client import OdooClient
    from tests.odoo.addon import AddonAccess
    from tests.odoo.alerted_suite import AlertedSuite


@pytest.fixture(scope="session", name="addon_access")
def _addon_access() -> AddonAccess:
    return addon_access()


@pytest.fixture(name="addon")
def _addon(addon_access: AddonAccess) -> Iterator[AddonOdoo]:
    with addon_access.connect() as client:
        odoo = AddonOdoo(client)
        odoo.report_to("", "")
        odoo.tick_off()
        yield odoo


@pytest.fixture(scope="session", name="integration_key")
def _integration_key(addon_access: AddonAccess) -> str:
    with addon_access.connect() as client:
        return make_key(addon_access, client)


@pytest.fixture(name="real_odoo", params=["plain", "addon"], scope="module")
def _real_odoo(request: pytest.FixtureRequest) -> Target:
    return real_target_with_addon() if request.param == "addon" else real_target()


@pytest.fixture(name="administrator")
def _administrator(real_odoo: Target) -> Iterator[OdooClient]:
    with real_odoo.connect() as client:
        yield client


@pytest.fixture(name="team")
def _team(administrator: OdooClient) -> SalesTeam:
    return sales_team(administrator)


@pytest.fixture(name="alerted")
def _alerted(
    real_odoo: Target, team: SalesTeam, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AlertedSuite]:
    """Start it after the team is there: it reads Odoo's people when it starts."""
    with alerting(real_odoo, team.client, tmp_path, monkeypatch) as suite:
        yield suite
