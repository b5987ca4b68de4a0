"""The four Odoos that a port's contract suite runs on: demo and real, each with and without our addon.

The real one (marker `odoo`) is named by ODOO_URL, its database with the addon by
ODOO_ADDON_DATABASE; there the adapter has the rights of the addon's own user only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.odoo import DemoOdoo
from shared import settings
from shared.odoo_client import OdooClient
from tests.odoo.addon import addon_access
from tests.odoo.integration_user import make_key

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Target:
    """An Odoo to test against."""

    url: str
    database: str
    api_key: str
    has_addon: bool = False
    our_key: str | None = None
    """Of the user that the adapter is, where that is not the administrator."""

    def connect(self, api_key: str | None = None) -> OdooClient:
        key = api_key or self.api_key
        return OdooClient.connect(self.url, database=self.database, api_key=key, allow_unlink=True)


REAL = pytest.mark.odoo


@pytest.fixture(
    params=[
        "demo",
        "demo_with_addon",
        pytest.param("real", marks=REAL),
        pytest.param("real_with_addon", marks=REAL),
    ],
    scope="session",
    name="target",
)
def odoo_target(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Target]:
    has_addon = request.param.endswith("_with_addon")
    if request.param.startswith("real"):
        yield real_target_with_addon() if has_addon else real_target()
        return
    with DemoOdoo.start(tmp_path_factory.mktemp("odoo") / "demo.db", addon=has_addon) as demo:
        yield Target(demo.url, demo.database, demo.api_key, has_addon)


@pytest.fixture(scope="session", name="client")
def administrators_client(target: Target) -> Iterator[OdooClient]:
    with target.connect() as client:
        yield client


@pytest.fixture(scope="session", name="our_client")
def our_users_client(target: Target) -> Iterator[OdooClient]:
    with target.connect(target.our_key) as client:
        yield client


def real_target() -> Target:
    found = settings.read()
    if not (found.odoo_url and found.odoo_database and found.odoo_api_key):
        pytest.fail("a real Odoo is needed: set ODOO_URL, ODOO_DATABASE and ODOO_API_KEY")
    return Target(found.odoo_url, found.odoo_database, found.odoo_api_key)


def real_target_with_addon() -> Target:
    access = addon_access()
    with access.connect() as administrator:
        our_key = make_key(access, administrator)
    return Target(access.url, access.database, access.api_key, has_addon=True, our_key=our_key)
