"""What the Crm port promises, on the demo Odoo and on a real Odoo 19."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING

import pytest

from shared.adapters.odoo import OdooCrm
from shared.domain.clean_lead import LeadField
from shared.domain.crm import MatchedBy
from shared.domain.lead import Attribution
from shared.domain.person import Person, PersonKeys
from shared.errors import CrmLeadGone, PermanentError, TransientError
from shared.odoo_client import Ref
from tests.contracts.crm.conftest import GivenClock

if TYPE_CHECKING:
    from shared.domain.crm import LeadOrder
    from tests.contracts.crm.conftest import Bench
    from tests.contracts.odoo_targets import Target


def test_a_lead_is_written_whole(bench: Bench) -> None:
    order = bench.order()
    lead_id = bench.crm.put_lead(order)
    row = bench.read(
        "crm.lead",
        lead_id,
        "name", "contact_name", "partner_name", "city", "email_from", "phone", "phone_sanitized",
        "user_id", "country_id", "campaign_id", "source_id", "medium_id", "tag_ids", "description",
    )  # fmt: skip
    person = order.lead.person
    assert row["name"] == row["contact_name"] == person.full_name
    assert (row["email_from"], row["phone"]) == (person.email, person.phone)
    assert row["phone_sanitized"] == person.phone
    assert (row["partner_name"], row["city"]) == ("Najd Co", "الرياض")
    assert row["user_id"] is None
    names = [str(row[name].name) for name in ("campaign_id", "source_id", "medium_id")]  # type: ignore[attr-defined]
    assert names == [order.lead.attribution.campaign_name, "Instagram", "Paid Social"]
    assert row["country_id"] is not None
    assert len(row["tag_ids"]) == 1  # type: ignore[arg-type]


def test_the_note_holds_every_answer_and_no_markup_of_a_stranger(bench: Bench) -> None:
    order = bench.order()
    note = str(bench.read("crm.lead", bench.crm.put_lead(order), "description")["description"])
    for text in ("متى تريد الشراء؟", "خلال شهر · قريبًا", "=1+1 &lt;script&gt;", "You may call me",
                 "Riyadh 25-40", "2026-11-22 12:30+03:00", "Video 2", "Villas in Riyadh", order.lead.leadgen_id):  # fmt: skip
        assert text in note
    assert "<script" not in note


@pytest.mark.parametrize("website", ["http://[", "https://ex\u2100mple.com"])
def test_a_website_that_is_no_address_costs_no_lead(bench: Bench, website: str) -> None:
    fields = {LeadField.WEBSITE: website, LeadField.CITY: "الرياض"}
    order = bench.order(bench.lead(fields=fields))
    row = bench.read("crm.lead", bench.crm.put_lead(order), "website", "city")
    assert (row["website"], row["city"]) == (None, "الرياض")


def test_the_same_order_again_gives_the_same_lead(bench: Bench) -> None:
    order = bench.order()
    assert bench.crm.put_lead(order) == bench.crm.put_lead(order)
    assert bench.count("crm.lead", [["email_from", "=", order.lead.person.email]]) == 1


def test_a_salespersons_edit_survives_a_redelivery(bench: Bench) -> None:
    order = bench.order()
    lead_id = bench.crm.put_lead(order)
    bench.client.write("crm.lead", [lead_id], {"contact_name": "Sara (call after 5)"})
    bench.crm.put_lead(order)
    assert bench.read("crm.lead", lead_id, "contact_name")["contact_name"] == "Sara (call after 5)"


def test_an_archived_lead_is_not_created_again(bench: Bench) -> None:
    order = bench.order()
    lead_id = bench.crm.put_lead(order)
    bench.client.write("crm.lead", [lead_id], {"active": False})
    assert bench.crm.put_lead(order) == lead_id


def test_fifty_parallel_orders_make_one_lead(bench: Bench) -> None:
    order = bench.order()
    with ThreadPoolExecutor(50) as pool:
        ids = set(pool.map(lambda _: bench.crm.put_lead(order), range(50)))
    assert len(ids) == 1
    assert bench.count("crm.lead", [["email_from", "=", order.lead.person.email]]) == 1


def test_leads_of_one_new_campaign_share_one_campaign(bench: Bench) -> None:
    origin = bench.lead().attribution
    orders = [bench.order(bench.lead(attribution=origin)) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(bench.crm.put_lead, orders))
    campaigns = {bench.read("crm.lead", i, "campaign_id")["campaign_id"] for i in ids}
    assert len(set(ids)) == 8
    assert len(campaigns) == 1


def test_f18_one_refused_row_does_not_stop_its_neighbours(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [bench.order() for _ in range(50)]
    written = bench.crm._load._values
    usual = written.of

    def with_priority(order: LeadOrder) -> dict[str, object]:
        return usual(order) | {"priority": "never" if order is orders[5] else "1"}

    monkeypatch.setattr(written, "of", with_priority)

    def put(order: LeadOrder) -> object:
        try:
            return bench.crm.put_lead(order)
        except PermanentError as error:
            return error

    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(put, orders))
    refused = {at: outcome for at, outcome in enumerate(outcomes) if isinstance(outcome, Exception)}
    assert list(refused) == [5]
    assert isinstance(refused[5], PermanentError)
    assert refused[5].code == "odoo_invalid"
    assert "never" not in str(refused[5])
    assert [bench.named(order.lead) for order in orders] == [
        [] if at in refused else [outcome] for at, outcome in enumerate(outcomes)
    ]


def test_a_lead_whose_customer_was_deleted_meanwhile_gets_in_without(bench: Bench) -> None:
    lead = bench.lead()
    (partner,) = bench.client.create_many("res.partner", [{"name": "Sara"}])
    bench.client.unlink("res.partner", [partner])
    lead_id = bench.crm.put_lead(bench.order(lead, partner_id=partner))
    assert bench.read("crm.lead", lead_id, "partner_id")["partner_id"] is None


def test_the_customer_of_another_person_with_the_same_phone_is_found_by_phone_only(
    bench: Bench,
) -> None:
    theirs = bench.lead(person=Person(full_name="Omar Hassan", phone="+966501112233"))
    (partner,) = bench.client.create_many("res.partner", [{"name": "Omar Hassan"}])
    bench.crm.put_lead(bench.order(theirs))
    lead_id = bench.crm.put_lead(bench.order(bench.lead(person=theirs.person), partner_id=partner))
    bench.client.write("res.partner", [partner], {"phone": None})
    found = bench.crm.find_person(PersonKeys(email="sara@example.com", phone="+966501112233"))
    assert lead_id in {record.id for record in found.records}
    assert (found.partner_id, found.partner_matched_by) == (partner, (MatchedBy.PHONE,))
    assert found.partner_name == "Omar Hassan"


def test_a_lead_without_name_email_and_phone_still_gets_in(bench: Bench) -> None:
    lead = bench.lead(person=Person(), fields={}, answers=(), consents=())
    row = bench.read("crm.lead", bench.crm.put_lead(bench.order(lead)), "name", "email_from")
    assert str(row["name"]).startswith("Villas in Riyadh #")
    assert row["email_from"] is None


def test_an_organic_lead_has_no_campaign(bench: Bench) -> None:
    origin = Attribution(page_id=bench.lead().attribution.page_id, is_organic=True)
    lead_id = bench.crm.put_lead(bench.order(bench.lead(attribution=origin)))
    row = bench.read("crm.lead", lead_id, "campaign_id", "medium_id")
    assert row["campaign_id"] is None
    assert isinstance(row["medium_id"], Ref)
    assert row["medium_id"].name == "Organic Social"


def test_a_campaign_that_was_deleted_in_odoo_is_made_again(bench: Bench) -> None:
    first = bench.order()
    lead_id = bench.crm.put_lead(first)
    campaign = bench.read("crm.lead", lead_id, "campaign_id")["campaign_id"]
    assert isinstance(campaign, Ref)
    bench.client.write("crm.lead", [lead_id], {"campaign_id": None})
    bench.client.call("utm.campaign", "unlink", ids=[campaign.id])
    again = bench.order(bench.lead(attribution=first.lead.attribution))
    row = bench.read("crm.lead", bench.crm.put_lead(again), "campaign_id")
    assert isinstance(row["campaign_id"], Ref)
    assert row["campaign_id"].id != campaign.id


@pytest.mark.parametrize(("given", "is_known"), [("AHB", True), ("Abha", True), ("%", False)])
def test_a_state_is_linked_where_odoo_has_it(bench: Bench, given: str, is_known: bool) -> None:
    lead = bench.lead(fields={LeadField.STATE: given})
    row = bench.read("crm.lead", bench.crm.put_lead(bench.order(lead)), "state_id")
    assert isinstance(row["state_id"], Ref) is is_known


def test_a_person_is_found_by_email_and_by_phone(bench: Bench) -> None:
    order = bench.order()
    lead_id = bench.crm.put_lead(order)
    keys = order.lead.person.keys
    by_email = bench.crm.find_person(PersonKeys(email=keys.email))
    by_phone = bench.crm.find_person(PersonKeys(phone=keys.phone))
    assert [record.id for record in by_email.records] == [lead_id]
    assert [record.id for record in by_phone.records] == [lead_id]
    assert by_phone.records[0].matched_by == (MatchedBy.PHONE,)
    assert by_phone.records[0].is_open


def test_a_stranger_is_not_found(bench: Bench) -> None:
    assert bench.crm.find_person(bench.lead().person.keys).records == ()
    assert bench.crm.find_person(PersonKeys()).records == ()


def test_lost_and_won_leads_are_found_closed(bench: Bench) -> None:
    lost, won = bench.order(), bench.order()
    bench.client.write("crm.lead", [bench.crm.put_lead(lost)], {"active": False, "probability": 0})
    (stage,) = bench.client.search_read("crm.stage", [["is_won", "=", True]], ["id"], limit=1)
    bench.client.write("crm.lead", [bench.crm.put_lead(won)], {"stage_id": stage["id"]})
    for order in (lost, won):
        (record,) = bench.crm.find_person(order.lead.person.keys).records
        assert not record.is_open


def test_a_known_customer_is_linked(bench: Bench) -> None:
    lead = bench.lead()
    (partner,) = bench.client.create_many(
        "res.partner", [{"name": "Sara", "email": lead.person.email, "phone": lead.person.phone}]
    )
    found = bench.crm.find_person(lead.person.keys)
    assert found.partner_id == partner
    lead_id = bench.crm.put_lead(bench.order(lead, partner_id=found.partner_id))
    linked = bench.read("crm.lead", lead_id, "partner_id")["partner_id"]
    assert isinstance(linked, Ref)
    assert linked.id == partner


def test_a_customers_own_phone_is_never_overwritten_by_a_form(bench: Bench) -> None:
    lead = bench.lead()
    (partner,) = bench.client.create_many(
        "res.partner", [{"name": "Sara", "email": lead.person.email, "phone": "+966112345678"}]
    )
    found = bench.crm.find_person(lead.person.keys)
    assert found.partner_id is None
    assert found.differs_from_customer
    bench.crm.put_lead(bench.order(lead, differs_from_customer=True))
    assert bench.read("res.partner", partner, "phone")["phone"] == "+966112345678"


def test_a_submission_is_noted_once_and_its_owner_told_once(bench: Bench) -> None:
    first = bench.order()
    onto = bench.crm.put_lead(first)
    (me,) = bench.client.search_read("res.users", [["login", "=", "admin"]], ["id"], limit=1)
    bench.client.write("crm.lead", [onto], {"user_id": me["id"]})
    again = bench.submission(onto, bench.lead(person=first.lead.person))
    bench.crm.add_submission(again)
    bench.crm.add_submission(again)
    on_lead = [["model", "=", "crm.lead"], ["res_id", "=", onto]]
    notes = bench.client.search_read("mail.message", on_lead, ["body", "subtype_id"])
    noted = [note for note in notes if "متى تريد الشراء؟" in str(note["body"])]
    assert len(noted) == 1
    todo = bench.client.search_read(
        "mail.activity",
        [["res_model", "=", "crm.lead"], ["res_id", "=", onto]],
        ["user_id", "date_deadline"],
    )
    assert [(task["user_id"].id, task["date_deadline"]) for task in todo] == [  # type: ignore[attr-defined]
        (me["id"], date(2026, 11, 22))
    ]


def test_a_submission_onto_an_unowned_lead_makes_no_to_do(bench: Bench) -> None:
    onto = bench.crm.put_lead(bench.order())
    bench.crm.add_submission(bench.submission(onto, bench.lead()))
    assert (
        bench.count("mail.activity", [["res_model", "=", "crm.lead"], ["res_id", "=", onto]]) == 0
    )


def test_a_submission_onto_a_lead_that_is_gone_says_so(bench: Bench) -> None:
    with pytest.raises(CrmLeadGone):
        bench.crm.add_submission(bench.submission(2**31 - 7, bench.lead()))  # type: ignore[arg-type]


def test_hostile_and_long_texts_arrive_as_text(bench: Bench) -> None:
    person = Person(full_name="=cmd()|'/c calc'!A0 😀 \u200f<b>x</b>")
    lead = bench.lead(person=person, fields={})
    long = lead.answers[0].model_copy(update={"answers": ("ض" * 10_000,)})
    lead_id = bench.crm.put_lead(bench.order(lead.model_copy(update={"answers": (long,)})))
    row = bench.read("crm.lead", lead_id, "name", "description")
    assert row["name"] == person.full_name
    assert "ض" * 10_000 in str(row["description"])


def test_a_wrong_key_makes_leads_wait_not_die(target: Target) -> None:
    with target.connect("nonsense" * 5) as client:
        crm = OdooCrm(client, language="en", time_zone="UTC", tenant="t", clock=GivenClock())
        with pytest.raises(TransientError) as caught:
            crm.find_person(PersonKeys(email="a@example.com"))
    assert caught.value.code == "odoo_authentication_failed"
    assert "nonsense" not in str(caught.value)
