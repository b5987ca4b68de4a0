"""Rights are Odoo's own: the demo has one user, who may do everything."""

from __future__ import annotations

import uuid
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.watch import OdooWatch
from shared.adapters.system.clock import SystemClock
from shared.odoo_client import OdooClient
from tests.contracts.odoo_targets import real_target, real_target_with_addon

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.odoo


@pytest.fixture(name="weak")
def _weak() -> Iterator[OdooWatch]:
    """A watch of a user who may log in and nothing else, by password (JSON-RPC takes both)."""
    target, name = real_target(), f"weak{uuid.uuid4().hex[:12]}"
    with target.connect() as admin:
        domain = [("module", "=", "base"), ("name", "=", "group_user")]
        [group] = admin.search_read("ir.model.data", domain, ["res_id"])
        account = {"name": name, "login": name, "password": name}
        groups = {"group_ids": [(6, 0, [group["res_id"]])]}
        ids = admin.create_many("res.users", [{**account, **groups}])
        [user] = admin.read("res.users", ids, ["partner_id"])
        access = {"database": target.database, "api_key": name, "login": name}
        yield OdooWatch(
            lambda: OdooClient.connect(target.url, protocol="jsonrpc", **access), SystemClock()
        )
        admin.unlink("res.users", ids)
        admin.unlink("res.partner", [user["partner_id"].id])  # type: ignore[attr-defined]


@pytest.fixture(name="integration")
def _integration() -> Iterator[OdooWatch]:
    target = real_target_with_addon()
    with closing(OdooWatch(lambda: target.connect(target.our_key), SystemClock())) as watch:
        yield watch


def test_each_right_that_is_missing_is_named_with_its_model(weak: OdooWatch) -> None:
    missing = {one.model: one.operations for one in weak.missing_rights(has_addon=False)}
    assert missing["crm.lead"] == ("read", "create", "write")
    assert missing["crm.tag"] == ("read", "create")
    assert "res.country" not in missing


def test_with_the_addon_fewer_rights_are_needed(weak: OdooWatch) -> None:
    with_addon = {one.model for one in weak.missing_rights(has_addon=True)}
    without = {one.model for one in weak.missing_rights(has_addon=False)}
    assert with_addon == {"crm.lead", "crm.tag"}
    assert without == {"crm.lead", "crm.tag"}


def test_somebody_outside_of_sales_does_not_see_all_leads(weak: OdooWatch) -> None:
    assert not weak.sees_all_leads()


def test_of_a_user_without_keys_no_end_is_told(weak: OdooWatch) -> None:
    assert not weak.key().is_told


def test_the_end_of_the_integration_users_key_is_told(integration: OdooWatch) -> None:
    """Odoo lets a user who is no administrator have a key for 90 days at most."""
    key = integration.key()
    assert key.expires_at is not None
    assert key.expires_at - SystemClock().now() <= timedelta(days=91)
