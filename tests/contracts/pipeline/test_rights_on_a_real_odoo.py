"""Rights are Odoo's own: the demo has one user, who may do everything."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo.pipeline import OdooPipeline
from shared.adapters.system.clock import SystemClock
from shared.odoo_client import Inserted, KeyedRow, OdooClient, external_id
from tests.contracts.odoo_targets import real_target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contracts.odoo_targets import Target

pytestmark = pytest.mark.odoo


@contextmanager
def user_in(target: Target, group: str) -> Iterator[tuple[OdooPipeline, OdooClient]]:
    """Give a Pipeline of a new user of one group of sales_team, by password, and an administrator."""
    name, clock = f"reader{uuid.uuid4().hex[:12]}", SystemClock()
    with target.connect() as admin:
        named = [("module", "=", "sales_team"), ("name", "=", group)]
        [found] = admin.search_read("ir.model.data", named, ["res_id"])
        account = {"name": name, "login": name, "password": name}
        groups = {"group_ids": [(6, 0, [found["res_id"]])]}
        ids = admin.create_many("res.users", [{**account, **groups}])
        [user] = admin.read("res.users", ids, ["partner_id"])
        access = {"database": target.database, "api_key": name, "login": name}
        with OdooClient.connect(target.url, protocol="jsonrpc", **access) as client:
            yield OdooPipeline(client, tenant="t", clock=clock), admin
        admin.unlink("res.users", ids)
        admin.unlink("res.partner", [user["partner_id"].id])  # type: ignore[attr-defined]


def test_what_may_not_be_seen_is_not_called_gone_and_what_is_gone_beside_it_is() -> None:
    with user_in(real_target(), "group_sale_salesman") as (pipeline, admin):
        rows = [{"name": f"somebody else's {n}"} for n in range(5)]
        hidden = admin.create_many("crm.lead", rows)
        [free] = admin.create_many("crm.lead", [{"name": "nobody's", "user_id": False}])
        gone = [2**31 - 1, 2**31 - 2]

        read = {
            int(one.crm_lead_id): one for one in pipeline.read([gone[0], *hidden, free, gone[1]])
        }

        assert set(read) == {free, *gone}
        assert read[free].state is not None
        assert [read[one].state for one in gone] == [None, None]


def test_where_very_much_is_hidden_little_is_asked_and_nothing_is_called_gone() -> None:
    with user_in(real_target(), "group_sale_salesman") as (pipeline, admin):
        hidden = admin.create_many("crm.lead", [{"name": f"hidden {n}"} for n in range(60)])

        assert pipeline.read(hidden) == ()


def test_a_salesperson_of_all_leads_reads_everything_but_external_ids() -> None:
    with user_in(real_target(), "group_sale_salesman_all_leads") as (pipeline, admin):
        key = external_id("__metalead__", f"lead_t_{uuid.uuid4().int % 10**15}")
        [made] = admin.insert_or_get("crm.lead", [KeyedRow(key, {"name": "from Meta"})])
        assert isinstance(made, Inserted)
        begun = pipeline.changed_since(None, at_most=10)
        visible = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        admin.call("crm.lead", "message_post", ids=[made.id], body="hello", **visible)
        activity = {"act_type_xmlid": "mail.mail_activity_data_call", "user_id": 2}
        admin.call("crm.lead", "activity_schedule", ids=[made.id], **activity)

        found, cursor = {}, begun.cursor
        while True:
            page = pipeline.changed_since(cursor, at_most=200)
            found |= {int(one.crm_lead_id): one.state for one in page.readings}
            cursor = page.cursor
            if not page.has_more:
                break

        state = found[made.id]
        assert state is not None
        assert state.last_contact_at is not None
        assert state.next_activity is not None
        assert state.meta is None
        directory = pipeline.directory()
        assert directory.stages
        assert directory.teams
        assert "Administrator" in {one.name for one in directory.salespeople}
