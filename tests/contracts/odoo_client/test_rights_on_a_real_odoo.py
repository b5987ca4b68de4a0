"""Rights are Odoo's own: the demo has one user, who may do everything."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from shared.odoo_client import AccessDenied, KeyedRow, OdooClient, external_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Target

pytestmark = pytest.mark.odoo


@pytest.fixture
def weak(real: Target) -> Iterator[OdooClient]:
    """A client of a user who may log in and nothing else, by password (JSON-RPC takes both)."""
    name = f"weak{uuid.uuid4().hex[:12]}"
    with real.connect(allow_unlink=True) as admin:
        domain = [("module", "=", "base"), ("name", "=", "group_user")]
        [group] = admin.search_read("ir.model.data", domain, ["res_id"])
        account = {"name": name, "login": name, "password": name}
        account |= {"group_ids": [(6, 0, [group["res_id"]])]}  # type: ignore[dict-item]
        user_ids = admin.create_many("res.users", [account])
        [user] = admin.read("res.users", user_ids, ["partner_id"])
        with real.connect("jsonrpc", login=name, api_key=name) as client:
            yield client
        admin.unlink("res.users", user_ids)
        admin.unlink("res.partner", [user["partner_id"].id])  # type: ignore[attr-defined]


def test_a_user_without_rights_may_not_create(weak: OdooClient) -> None:
    with pytest.raises(AccessDenied):
        weak.create_many("crm.lead", [{"name": "x"}])


def test_a_missing_right_is_not_blamed_on_the_rows(weak: OdooClient) -> None:
    key = external_id("__odooclienttest__", uuid.uuid4().hex)
    with pytest.raises(AccessDenied):
        weak.insert_or_get("crm.lead", [KeyedRow(key, {"name": "x"})])


def test_a_model_that_may_not_be_read_is_there_all_the_same(weak: OdooClient) -> None:
    able = weak.capabilities()
    assert able.has_module("crm") is True
    assert able.has_model("crm.lead")
    assert not able.has_model("no.such.model")
    assert able.api_keys() == ()


def test_an_administrator_sees_modules_and_keys(real: Target) -> None:
    with real.connect() as admin:
        able = admin.capabilities()
        assert able.has_module("crm") is True
        assert able.has_module("no_such_module") is False
        assert len(able.api_keys()) >= 1
