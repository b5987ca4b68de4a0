"""The database with the addon, for the tests beside this file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.odoo.addon import AddonOdoo, addon_access
from tests.odoo.integration_user import make_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.odoo.addon import AddonAccess


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
