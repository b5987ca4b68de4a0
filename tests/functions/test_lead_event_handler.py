"""The door `lead_event_handler`, with the demo Meta and the demo Odoo behind it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import pytest
import requests

from shared import bootstrap
from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.event import LeadStored, MetaLeadAnnounced, Topic
from shared.domain.ids import LeadgenId, PageId
from shared.domain.ledger import LeadState
from shared.errors import SettingsError, TransientError
from shared.usecases.lead_ledger import LeadLedger
from tests.functions.conftest import NOW, World, problem, push

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.test import Client


FORM_WITH_EMAIL = "1048576000200002"


def announced(
    lead: Mapping[str, Any], source: Literal["webhook", "replay"] = "webhook"
) -> MetaLeadAnnounced:
    return MetaLeadAnnounced(
        tenant="default",
        page_id=PageId(lead["page_id"]),
        leadgen_id=LeadgenId(lead["leadgen_id"]),
        announced_at=NOW,
        source=source,
    )


def crm_leads(world: World) -> list[dict[str, object]]:
    found = world.client.search_read(
        "crm.lead",
        [],
        ["name", "email_from", "phone", "campaign_id", "description", "user_id"],
        context={"active_test": False},
    )
    return [dict(row) for row in found]


def inject(world: World, where: str, **fault: object) -> None:
    url = world.meta.url if where == "meta" else world.odoo.url
    requests.post(f"{url}/_faults", json=fault, timeout=10).raise_for_status()


@pytest.fixture(name="door")
def _door(world: World) -> Client:
    return world.door("lead_event_handler")


def test_an_announced_lead_stands_in_odoo_with_its_answers_and_campaign(
    world: World, door: Client
) -> None:
    (lead,) = world.make_leads(arabic=True)
    assert push(door, announced(lead)).status_code == 204
    (row,) = crm_leads(world)
    entry = world.entry(lead)
    assert entry is not None
    assert entry.state is LeadState.DONE
    assert entry.lead is not None
    assert row["name"] == entry.lead.title
    assert row["phone"] == entry.lead.person.phone
    assert row["campaign_id"] is not None
    assert row["user_id"] is None
    for answer in entry.lead.answers:
        assert answer.question in str(row["description"])


def test_the_form_is_remembered_with_its_wording(world: World, door: Client) -> None:
    (lead,) = world.make_leads()
    push(door, announced(lead))
    document = bootstrap.memory(world.settings).get("forms", lead["form_id"])
    assert document is not None
    assert document.data["form"]["form_id"] == lead["form_id"]  # type: ignore[index]


def test_lead_stored_is_published(world: World, door: Client) -> None:
    (lead,) = world.make_leads()
    push(door, announced(lead))
    (event,) = world.published(Topic.LEAD_CHANGES)
    assert isinstance(event, LeadStored)
    assert event.is_new_crm_lead


def test_a_redelivered_lead_is_not_created_twice(world: World, door: Client) -> None:
    (lead,) = world.make_leads()
    for _ in range(3):
        assert push(door, announced(lead)).status_code == 204
    assert len(crm_leads(world)) == 1
    assert len(world.published(Topic.LEAD_CHANGES)) == 1


def test_fifty_parallel_deliveries_make_one_lead(world: World, door: Client) -> None:
    (lead,) = world.make_leads()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: push(door, announced(lead)).status_code, range(50)))
    assert set(answers) <= {204, 503}
    assert 204 in answers
    assert push(door, announced(lead)).status_code == 204
    assert len(crm_leads(world)) == 1


def test_a_returning_person_with_an_open_opportunity_gets_no_second_one(
    world: World, door: Client
) -> None:
    answers = {"email": "noura@example.com", "full_name": "Noura Saleh"}
    first, again = (world.make_leads(answers=answers, form=FORM_WITH_EMAIL)[0] for _ in range(2))
    push(door, announced(first))
    push(door, announced(again))
    entry = world.entry(again)
    (row,) = crm_leads(world)
    assert entry is not None
    assert entry.state is LeadState.DONE
    events = world.published(Topic.LEAD_CHANGES)
    assert [event.is_new_crm_lead for event in events if isinstance(event, LeadStored)] == [
        True,
        False,
    ]
    assert row["email_from"] == "noura@example.com"


def test_a_lead_that_meta_does_not_give_is_dead_with_the_cause_in_plain_words(
    world: World, door: Client
) -> None:
    lead = {"page_id": world.make_leads()[0]["page_id"], "leadgen_id": "999999999999999"}
    assert push(door, announced(lead)).status_code == 204
    entry = world.entry(lead)
    assert entry is not None
    assert (entry.state, entry.reason) == (LeadState.DEAD, "meta_lead_gone")
    assert "90 days" in str(entry.reason_text)
    assert crm_leads(world) == []


@pytest.mark.parametrize("fault", ["190", "500", "drop_before_commit", "truncated_json"])
def test_while_meta_fails_the_lead_waits_and_later_gets_in(
    world: World, door: Client, fault: str
) -> None:
    (lead,) = world.make_leads()
    inject(world, "meta", match={}, fault=fault, times=20)
    assert push(door, announced(lead)).status_code == 204
    entry = world.entry(lead)
    assert entry is not None
    assert entry.state is LeadState.WAITING
    assert entry.next_attempt_at is not None
    requests.delete(f"{world.meta.url}/_faults", timeout=10)
    world.let_pauses_end()
    assert push(door, announced(lead, "replay")).status_code == 204
    assert len(crm_leads(world)) == 1


def test_a_repeat_of_a_waiting_lead_is_acknowledged_and_left_alone_until_it_is_due(
    world: World, door: Client
) -> None:
    (lead,) = world.make_leads()
    inject(world, "meta", match={}, fault="613", times=1)
    push(door, announced(lead))
    before = world.entry(lead)
    assert push(door, announced(lead)).status_code == 204
    assert world.entry(lead) == before


def test_while_odoo_is_down_the_lead_waits_with_what_was_read(world: World, door: Client) -> None:
    (lead,) = world.make_leads()
    inject(world, "odoo", match={}, fault="503", times=50)
    assert push(door, announced(lead)).status_code == 204
    entry = world.entry(lead)
    assert entry is not None
    assert entry.state is LeadState.WAITING
    assert str(entry.reason).startswith("odoo_")
    requests.delete(f"{world.odoo.url}/_faults", timeout=10)
    push(door, announced(lead, "replay"))
    assert len(crm_leads(world)) == 1


def test_a_write_whose_answer_is_lost_makes_one_lead(world: World, door: Client) -> None:
    (lead,) = world.make_leads()
    match = {"model": "crm.lead", "method": "load"}
    inject(world, "odoo", match=match, fault="drop_after_commit", times=1)
    push(door, announced(lead))
    push(door, announced(lead))
    assert len(crm_leads(world)) == 1


def test_a_parked_lead_is_announced_again_when_it_is_due(
    world: World, door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lead,) = world.make_leads()
    inject(world, "odoo", match={}, fault="503", times=50)
    monkeypatch.setattr("shared.domain.backoff.BASE_S", 0.0)
    push(door, announced(lead))
    housekeeping = world.door("housekeeping")
    assert housekeeping.post("/jobs/redrive").status_code == 200
    (event,) = world.published()
    assert isinstance(event, MetaLeadAnnounced)
    assert (event.leadgen_id, event.source) == (lead["leadgen_id"], "replay")
    assert housekeeping.post("/jobs/redrive").status_code == 200
    assert world.published() == []


def test_a_bus_that_fails_after_odoo_has_the_lead_only_delays_it(
    world: World, door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared.adapters.messaging.embedded import EmbeddedBus

    def refuse(*_: object) -> None:
        raise TransientError("the queue is down")

    (lead,) = world.make_leads()
    monkeypatch.setattr("shared.domain.ledger.LEASE", timedelta())
    with monkeypatch.context() as broken:
        broken.setattr(EmbeddedBus, "publish", refuse)
        assert push(door, announced(lead)).status_code == 503
    assert push(door, announced(lead)).status_code == 204
    entry = world.entry(lead)
    assert entry is not None
    assert entry.state is LeadState.DONE
    assert len(crm_leads(world)) == 1
    assert len(world.published(Topic.LEAD_CHANGES)) == 1


def test_a_claim_whose_release_fails_does_not_keep_the_lead_from_being_told(
    world: World, door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise TransientError("the memory is busy")

    (lead,) = world.make_leads()
    monkeypatch.setattr(SqliteMemory, "batch", refuse)
    assert push(door, announced(lead)).status_code == 204
    assert len(world.published(Topic.LEAD_CHANGES)) == 1


def test_an_entry_that_cannot_be_read_does_not_stop_the_redrive_of_others(
    world: World, door: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.domain.backoff.BASE_S", 0.0)
    (lead,) = world.make_leads()
    inject(world, "odoo", match={}, fault="503", times=50)
    push(door, announced(lead))
    broken = {"state": "waiting", "next_attempt_at": "2026-01-01T00:00:00.000000Z"}
    bootstrap.memory(world.settings).create("leads", "broken", broken)
    assert world.door("housekeeping").post("/jobs/redrive").status_code == 200
    assert len(world.published()) == 1


def test_a_lead_whose_message_is_gone_is_announced_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (lead,) = world.make_leads()
    ledger = LeadLedger(bootstrap.memory(world.settings))
    monkeypatch.setattr("shared.domain.ledger.UNATTENDED", timedelta())
    monkeypatch.setattr("shared.domain.ledger.LEASE", timedelta())
    ledger.open(announced(lead), bootstrap.clock().now())
    world.door("housekeeping").post("/jobs/redrive")
    assert len(world.published()) == 1


def test_a_faulty_mapping_makes_leads_wait_and_a_good_one_lets_them_in(
    world: World, door: Client
) -> None:
    (lead,) = world.make_leads()
    memory = bootstrap.memory(world.settings)
    memory.create("forms", lead["form_id"], {"mapping": {"version": 1, "rules": [{"to": "?"}]}})
    push(door, announced(lead))
    entry = world.entry(lead)
    assert entry is not None
    assert (entry.state, entry.reason) == (LeadState.WAITING, "mapping_unreadable")
    memory.put("forms", lead["form_id"], {"form": {"not": "a form"}})
    assert push(door, announced(lead, "replay")).status_code == 204
    assert len(crm_leads(world)) == 1


@pytest.mark.parametrize("body", [b"", b"{}", b"{bad", b'{"message": {"data": "%%"}}'])
def test_a_push_that_cannot_be_read_is_refused_so_that_it_ends_in_the_dead_letters(
    door: Client, body: bytes
) -> None:
    answer = door.post("/", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert problem(answer)["code"] == "bad_input"


def test_an_event_of_a_newer_version_is_not_acknowledged(world: World, door: Client) -> None:
    """F42: new messages meet old code."""

    class MetaLeadAnnounced2(MetaLeadAnnounced):
        VERSION = 2

    (lead,) = world.make_leads()
    event = MetaLeadAnnounced2(**announced(lead).model_dump())
    assert push(door, event).status_code == 422
    assert world.entry(lead) is None


def test_without_odoo_the_door_does_not_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ODOO_API_KEY")
    with pytest.raises(SettingsError, match="ODOO_API_KEY"):
        world.door("lead_event_handler")


def test_leads_of_one_person_in_the_same_second_become_one_opportunity(
    world: World, door: Client
) -> None:
    answers = {"email": "twice@example.com", "full_name": "Huda Nasser"}
    leads = world.make_leads(6, answers=answers, form=FORM_WITH_EMAIL)

    def deliver_until_done(lead: Mapping[str, Any]) -> None:
        for _ in range(200):
            if push(door, announced(lead)).status_code == 204:
                return
        raise AssertionError("never acknowledged")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(deliver_until_done, leads))
    for lead in leads:
        entry = world.entry(lead)
        assert entry is not None
        if entry.state is LeadState.WAITING:
            assert entry.reason == "person_busy"
            assert push(door, announced(lead, "replay")).status_code == 204
    assert len(crm_leads(world)) == 1
    ours = [["model", "=", "crm.lead"], ["message_type", "=", "comment"]]
    assert world.client.search_count("mail.message", ours) == 5


def test_a_claim_on_a_person_ends_with_the_lead(world: World, door: Client) -> None:
    answers = {"email": "again@example.com"}
    first, second = world.make_leads(2, answers=answers, form=FORM_WITH_EMAIL)
    assert push(door, announced(first)).status_code == 204
    assert push(door, announced(second)).status_code == 204
