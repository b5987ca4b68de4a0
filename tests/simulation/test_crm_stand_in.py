"""What the simulation relies on in a CRM: the stand-in and the Odoo adapter do the same."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import TYPE_CHECKING, Protocol

import pytest

from deploy.local.demo.odoo import DemoOdoo
from shared.adapters.odoo import OdooCrm
from shared.domain.clean_lead import CleanLead
from shared.domain.crm import LeadOrder, MatchedBy, SubmissionOrder
from shared.domain.ids import CrmLeadId, LeadgenId, lead_key
from shared.domain.lead import Attribution
from shared.domain.person import Person, PersonKeys
from shared.errors import CrmLeadGone
from shared.odoo_client import OdooClient
from tests.simulation.stand_ins import FORM, NOW, PAGE, CrmStandIn, GivenClock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.ports import Crm

PEOPLE = count(1)


class Desk(Protocol):
    """A CRM as its people see it."""

    crm: Crm

    def delete(self, lead: CrmLeadId) -> None: ...
    def lose(self, lead: CrmLeadId) -> None: ...
    def edit(self, lead: CrmLeadId, name: str) -> None: ...
    def name(self, lead: CrmLeadId) -> str: ...
    def notes_and_todos(self, lead: CrmLeadId) -> tuple[int, int]: ...
    def erasures(self, lead: CrmLeadId) -> list[date]: ...


class StandInDesk:
    def __init__(self) -> None:
        self.crm = CrmStandIn(GivenClock())

    def delete(self, lead: CrmLeadId) -> None:
        self.crm.delete(lead)

    def lose(self, lead: CrmLeadId) -> None:
        self.crm.leads[lead].is_open = False

    def edit(self, lead: CrmLeadId, name: str) -> None:
        self.crm.leads[lead].contact_name, self.crm.leads[lead].owner = name, "huda"

    def name(self, lead: CrmLeadId) -> str:
        return str(self.crm.leads[lead].contact_name)

    def notes_and_todos(self, lead: CrmLeadId) -> tuple[int, int]:
        return [*self.crm.notes.values()].count(lead), [*self.crm.todos.values()].count(lead)

    def erasures(self, lead: CrmLeadId) -> list[date]:
        return [since for one, since in self.crm.erasures.items() if one == lead]


class OdooDesk:
    def __init__(self, client: OdooClient) -> None:
        self._client = client
        clock = GivenClock()
        self.crm = OdooCrm(client, language="en", time_zone="UTC", tenant="t", clock=clock)

    def delete(self, lead: CrmLeadId) -> None:
        self._client.call("crm.lead", "unlink", ids=[lead])

    def lose(self, lead: CrmLeadId) -> None:
        self._client.write("crm.lead", [lead], {"active": False, "probability": 0})

    def edit(self, lead: CrmLeadId, name: str) -> None:
        (user,) = self._client.search_read("res.users", [], ["id"], limit=1)
        self._client.write("crm.lead", [lead], {"contact_name": name, "user_id": user["id"]})

    def name(self, lead: CrmLeadId) -> str:
        (row,) = self._client.search_read("crm.lead", [["id", "=", lead]], ["contact_name"])
        return str(row["contact_name"])

    def notes_and_todos(self, lead: CrmLeadId) -> tuple[int, int]:
        on = ["res_id", "=", lead]
        notes = [on, ["model", "=", "crm.lead"], ["body", "ilike", "filled in a form again"]]
        return (
            self._client.search_count("mail.message", notes),
            self._client.search_count("mail.activity", [on, ["res_model", "=", "crm.lead"]]),
        )

    def erasures(self, lead: CrmLeadId) -> list[date]:
        about = [["res_id", "=", lead], ["summary", "=", "Erase this person's data"]]
        rows = self._client.search_read("mail.activity", about, ["date_deadline"])
        return [row["date_deadline"] for row in rows]  # type: ignore[misc]  # it is a date


@pytest.fixture(scope="module", params=["stand-in", "demo Odoo"])
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    if request.param == "stand-in":
        yield StandInDesk()
        return
    with (
        DemoOdoo.start(tmp_path_factory.mktemp("odoo") / "demo.db") as odoo,
        OdooClient.connect(
            odoo.url, database=odoo.database, api_key=odoo.api_key, allow_unlink=True
        ) as client,
    ):
        yield OdooDesk(client)


@pytest.fixture
def lead() -> CleanLead:
    number = next(PEOPLE)
    return a_lead(number, person=number)


def a_lead(number: int, *, person: int) -> CleanLead:
    return CleanLead(
        leadgen_id=LeadgenId(str(71234567890000000 + number)),
        created_at=NOW,
        person=Person(
            full_name=f"Sara Name{person}",
            email=f"sara.{person}@example.com",
            phone=f"+96650000{person:04d}",
        ),
        attribution=Attribution(page_id=PAGE, form_id=FORM),
    )


def order(lead: CleanLead) -> LeadOrder:
    return LeadOrder(key=lead_key("t", PAGE, lead.leadgen_id), lead=lead)


def submission(onto: CrmLeadId, person: CleanLead) -> SubmissionOrder:
    lead = person.model_copy(update={"leadgen_id": LeadgenId(f"8{next(PEOPLE):016}")})
    return SubmissionOrder(key=lead_key("t", PAGE, lead.leadgen_id), onto=onto, lead=lead)


def test_the_same_order_again_gives_the_same_lead_and_keeps_an_edit(
    desk: Desk, lead: CleanLead
) -> None:
    lead_id = desk.crm.put_lead(order(lead))
    desk.edit(lead_id, "Sara (call after 5)")
    assert desk.crm.put_lead(order(lead)) == lead_id
    assert desk.name(lead_id) == "Sara (call after 5)"


def test_a_person_is_found_by_what_they_gave(desk: Desk, lead: CleanLead) -> None:
    keys = lead.person.keys
    assert desk.crm.find_person(keys).records == ()
    lead_id = desk.crm.put_lead(order(lead))
    for asked, by in (
        (keys, (MatchedBy.EMAIL, MatchedBy.PHONE)),
        (PersonKeys(phone=keys.phone), (MatchedBy.PHONE,)),
    ):
        (record,) = desk.crm.find_person(asked).records
        assert (record.id, record.is_open, record.matched_by) == (lead_id, True, by)
        assert (record.contact_name, record.email) == (lead.person.full_name, keys.email)
    assert desk.crm.find_person(PersonKeys()).records == ()


def test_the_newest_record_comes_first(desk: Desk, lead: CleanLead) -> None:
    older = desk.crm.put_lead(order(lead))
    again = lead.model_copy(update={"leadgen_id": LeadgenId(f"9{next(PEOPLE):016}")})
    newer = desk.crm.put_lead(order(again))
    found = desk.crm.find_person(lead.person.keys).records
    assert [record.id for record in found] == [newer, older]


def test_a_lost_lead_is_found_closed_and_not_made_again(desk: Desk, lead: CleanLead) -> None:
    lead_id = desk.crm.put_lead(order(lead))
    desk.lose(lead_id)
    (record,) = desk.crm.find_person(lead.person.keys).records
    assert not record.is_open
    assert desk.crm.put_lead(order(lead)) == lead_id


def test_a_submission_is_noted_once_and_its_owner_told_once(desk: Desk, lead: CleanLead) -> None:
    onto = desk.crm.put_lead(order(lead))
    desk.crm.add_submission(submission(onto, lead))
    assert desk.notes_and_todos(onto) == (1, 0)
    desk.edit(onto, "Sara")
    again = submission(onto, lead)
    desk.crm.add_submission(again)
    desk.crm.add_submission(again)
    assert desk.notes_and_todos(onto) == (2, 1)


def test_a_deleted_lead_is_gone_and_its_order_makes_a_new_one(desk: Desk, lead: CleanLead) -> None:
    lead_id = desk.crm.put_lead(order(lead))
    desk.delete(lead_id)
    with pytest.raises(CrmLeadGone):
        desk.crm.add_submission(submission(lead_id, lead))
    assert desk.crm.put_lead(order(lead)) != lead_id


def test_erasure_is_asked_for_once_a_lead_and_not_where_it_is_gone(
    desk: Desk, lead: CleanLead
) -> None:
    lead_id = desk.crm.put_lead(order(lead))
    for day in (1, 2):
        desk.crm.ask_for_erasure(lead_id, date(2026, 12, day))
    assert desk.erasures(lead_id) == [date(2026, 12, 1)]
    gone = desk.crm.put_lead(order(a_lead(next(PEOPLE), person=next(PEOPLE))))
    desk.delete(gone)
    desk.crm.ask_for_erasure(gone, date(2026, 12, 1))
    assert desk.erasures(gone) == []
