"""Leads that no webhook brought come in through housekeeping's own door."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING, Any

import requests

from shared import bootstrap, log, once
from shared.domain.connection import page_connection
from shared.domain.event import MetaLeadAnnounced
from shared.domain.ids import PageId
from shared.domain.queries import CONNECTIONS, FORM_DAYS
from tests.functions.conftest import NOW, announce, problem, push
from tests.functions.odoo_changes import deliver

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest

    from tests.functions.conftest import World

RECONCILE = "/jobs/reconcile"
LEADS, DROPPED = 300, 0.1
PAGES = ("104857600012345", "104857600067890")


def order(world: World, fault: str, **match: str) -> None:
    body = {"fault": fault, "times": 1, "match": match}
    requests.post(f"{world.meta.url}/_faults", json=body, timeout=20).raise_for_status()


def facts(caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """Give what housekeeping's last log line says."""
    lines = [log.facts_of(one) or {} for one in caplog.records if one.getMessage() == "invocation"]
    return dict(next(line for line in reversed(lines) if line.get("job") == "reconcile"))


def forget_the_pause(world: World) -> None:
    """Go on as if it were over: a new instance, and no word of it in the memory."""
    memory = bootstrap.memory(world.settings)
    for page_id in PAGES:
        memory.delete(CONNECTIONS.collection, page_connection("default", PageId(page_id)))
    once.close(world.settings)


def run(world: World) -> None:
    assert world.door("housekeeping").post(RECONCILE).status_code == 200


def test_of_300_leads_whose_webhooks_are_dropped_in_one_of_ten_every_one_is_in_odoo(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    chance, webhooks = Random(12), world.door("webhooks")
    leads = world.make_leads(LEADS, spread_days=3, seed=12)
    dropped = [lead for lead in leads if chance.random() < DROPPED]
    brought = [lead for lead in leads if lead not in dropped]
    assert 20 < len(dropped) < 40
    for start in range(0, len(brought), 50):
        assert announce(webhooks, brought[start : start + 50]).status_code == 200
    deliver(world, world.door("lead_event_handler"))
    assert [lead for lead in dropped if world.entry(lead)] == []

    run(world)

    line = facts(caplog)
    assert (line["pages"], line["announced"]) == (2, len(dropped))
    deliver(world, world.door("lead_event_handler"))
    entries = [world.entry(lead) for lead in leads]
    assert {entry.state for entry in entries if entry} == {"done"}
    assert None not in entries
    sources = [entry.source for lead in dropped if (entry := world.entry(lead))]
    assert sources == ["reconcile"] * len(dropped)
    assert all(entry.crm_lead_id for entry in entries if entry)
    run(world)
    assert facts(caplog)["announced"] == 0


def test_what_meta_has_and_what_we_have_is_counted_by_form_and_day(world: World) -> None:
    leads = world.make_leads(20, spread_days=5, seed=3)
    announce(world.door("webhooks"), leads)
    deliver(world, world.door("lead_event_handler"))

    run(world)

    memory = bootstrap.memory(world.settings)
    found = memory.query(FORM_DAYS, equals={"tenant": "default"}, limit=200).documents
    assert sum(int(str(one.data["meta"])) for one in found) == 20
    assert all(one.data["meta"] == one.data["known"] for one in found)
    assert len({one.data["day"] for one in found}) >= 5


def test_a_webhook_and_reconciling_at_once_make_one_lead_in_odoo(world: World) -> None:
    leads = world.make_leads(8, seed=26)
    handler = world.door("lead_event_handler")

    def event(lead: Mapping[str, Any], source: str) -> MetaLeadAnnounced:
        ids = {name: lead[name] for name in ("page_id", "leadgen_id", "form_id")}
        return MetaLeadAnnounced(tenant="default", announced_at=NOW, source=source, **ids)  # type: ignore[arg-type]

    events = [event(lead, source) for lead in leads for source in ("webhook", "reconcile")]
    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(lambda one: push(handler, one).status_code, events))
    again = [push(handler, one).status_code for one in events]

    assert set(first) <= {204, 503}
    assert set(again) == {204}
    created = [entry.crm_lead_id for lead in leads if (entry := world.entry(lead))]
    assert len(created) == 8
    assert world.client.search_count("crm.lead", [], context={"active_test": False}) <= 8
    assert None not in created


def test_metas_quota_ends_the_turn_and_the_answer_is_still_200(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    leads = world.make_leads(6, seed=4)
    order(world, "80005", edge="leads")

    run(world)

    assert facts(caplog)["stopped_by"] == "meta_throttled"
    run(world)
    assert facts(caplog)["stopped_by"] == "connection_paused"
    forget_the_pause(world)
    run(world)
    assert facts(caplog)["stopped_by"] == ""
    assert {
        event.leadgen_id for event in world.published() if isinstance(event, MetaLeadAnnounced)
    } == {lead["leadgen_id"] for lead in leads}


def test_a_dead_token_is_503_and_says_so(world: World) -> None:
    order(world, "190_460", kind="me")
    answer = world.door("housekeeping").post(RECONCILE)
    assert answer.status_code == 503
    assert problem(answer)["code"] == "meta_token_dead"
