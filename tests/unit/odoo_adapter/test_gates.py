"""Which gate a lead takes, and that it stays one lead when the gates change under way."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.odoo import ingesting
from deploy.local.demo.odoo.calls import Database
from deploy.local.demo.odoo.failures import ValidationFailure
from shared.domain.clean_lead import LeadField
from shared.domain.person import Person
from shared.errors import OutcomeUnknown, PermanentError, SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.crm import LeadOrder
    from tests.unit.odoo_adapter.conftest import Desk

INGEST, LOAD = "g.assistant.receipt.ingest", "crm.lead.load"
PROBE = "g.assistant.receipt.probe"


def leads_of(desk: Desk, order: LeadOrder) -> int:
    return desk.bench.count("crm.lead", [["email_from", "=", order.lead.person.email]])


def test_a_lead_costs_one_call_however_new_its_campaign_is(desk: Desk) -> None:
    desk.bench.crm.put_lead(desk.bench.order())
    assert set(desk.called()) == {
        PROBE, "res.country.fields_get", "res.country.search_read", "crm.lead.default_get", INGEST
    }  # fmt: skip
    desk.bench.crm.put_lead(desk.bench.order())
    assert desk.called() == [INGEST]


def test_no_call_carries_more_than_a_hundred_leads(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    usual = desk.bench.crm._ingest._answered

    def counted(rows: Any) -> Any:
        sizes.append(len(rows))
        return usual(rows)

    monkeypatch.setattr(desk.bench.crm._ingest, "_answered", counted)
    orders = [desk.bench.order() for _ in range(220)]
    with ThreadPoolExecutor(220) as pool:
        ids = set(pool.map(desk.bench.crm.put_lead, orders))
    assert len(ids) == 220
    assert sum(sizes) == 220
    assert max(sizes) <= 100


def test_an_addon_that_was_uninstalled_sends_the_same_leads_by_load_at_once(desk: Desk) -> None:
    before, during, after = (desk.bench.order() for _ in range(3))
    known = desk.bench.crm.put_lead(before)
    desk.odoo.switch_addon(installed=False)
    desk.called()
    desk.bench.crm.put_lead(during)
    called = desk.called()
    assert called[:1] == [INGEST]
    assert called[-1] == LOAD
    assert desk.bench.crm.put_lead(before) == known
    desk.bench.crm.put_lead(after)
    assert INGEST not in desk.called()
    assert [leads_of(desk, order) for order in (before, during, after)] == [1, 1, 1]


def test_an_addon_that_was_installed_is_used_within_the_hour(desk: Desk) -> None:
    desk.odoo.switch_addon(installed=False)
    order = desk.bench.order()
    known = desk.bench.crm.put_lead(order)
    desk.odoo.switch_addon(installed=True)
    desk.clock.move(timedelta(minutes=59))
    desk.called()
    assert desk.bench.crm.put_lead(order) == known
    assert desk.called() == [LOAD]
    desk.clock.move(timedelta(minutes=1))
    assert desk.bench.crm.put_lead(order) == known
    assert desk.called() == [PROBE, INGEST]


def test_a_right_that_is_missing_sends_the_same_leads_by_load_and_is_told_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    orders = [desk.bench.order() for _ in range(4)]
    with caplog.at_level(logging.INFO):
        for order in orders[:3]:
            desk.break_call("access_error", "ingest")
            desk.bench.crm.put_lead(order)
            desk.clock.move(timedelta(hours=1))
    assert [LOAD in desk.called(), len(caplog.records)] == [True, 1]
    desk.bench.crm.put_lead(orders[3])
    assert desk.called()[-1] == INGEST
    assert [leads_of(desk, order) for order in orders] == [1] * 4


@pytest.mark.parametrize("fault", ["drop_after_commit", "504_after_commit", "truncated_json"])
def test_a_lost_answer_may_be_asked_for_at_either_gate(desk: Desk, fault: str) -> None:
    for installed in (True, False):
        order = desk.bench.order()
        desk.odoo.switch_addon(installed=True)
        desk.clock.move(timedelta(hours=1))
        desk.break_call(fault, "ingest")
        with pytest.raises(OutcomeUnknown):
            desk.bench.crm.put_lead(order)
        desk.odoo.switch_addon(installed=installed)
        desk.bench.crm.put_lead(order)
        assert leads_of(desk, order) == 1


@pytest.mark.parametrize("fault", ["503", "429", "lock_error", "html_404", "invalid_key"])
def test_an_outage_sends_no_lead_through_the_other_gate(desk: Desk, fault: str) -> None:
    order = desk.bench.order()
    desk.break_call(fault, "ingest")
    with pytest.raises(TransientError):
        desk.bench.crm.put_lead(order)
    assert LOAD not in desk.called()
    desk.bench.crm.put_lead(order)
    assert desk.called() == [INGEST]


def test_a_lead_waits_while_nobody_knows_whether_there_is_an_addon(desk: Desk) -> None:
    order = desk.bench.order()
    desk.break_call("503", "probe")
    with pytest.raises(TransientError):
        desk.bench.crm.put_lead(order)
    assert leads_of(desk, order) == 0
    desk.bench.crm.put_lead(order)
    assert leads_of(desk, order) == 1


def test_a_call_that_odoo_refuses_because_of_one_lead_is_halved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    orders = [desk.bench.order() for _ in range(20)]
    bad = orders[7].lead.leadgen_id
    usual = ingesting._answer

    def refuse_all(env: Any, lead: Any) -> Any:
        if lead["leadgen_id"] == bad:
            raise ValidationFailure("a rule that is checked at the very end")
        return usual(env, lead)

    monkeypatch.setattr(ingesting, "_answer", refuse_all)
    outcomes = put_all(desk, orders)
    refused = [at for at, outcome in enumerate(outcomes) if isinstance(outcome, Exception)]
    assert refused == [7]
    error = outcomes[7]
    assert isinstance(error, PermanentError)
    assert error.code == "odoo_invalid"
    assert "a rule that is checked at the very end" in str(error)
    assert [leads_of(desk, order) for order in orders] == [int(at != 7) for at in range(20)]


def put_all(desk: Desk, orders: list[LeadOrder]) -> list[int | SuiteError]:
    def put(order: LeadOrder) -> int | SuiteError:
        try:
            return desk.bench.crm.put_lead(order)
        except SuiteError as error:
            return error

    with ThreadPoolExecutor(len(orders)) as pool:
        return list(pool.map(put, orders))


def test_a_call_that_odoo_does_not_understand_makes_the_leads_wait(desk: Desk) -> None:
    """The addon is of another version, say: no lead is to blame."""
    order = desk.bench.order()
    desk.break_call("value_error", "ingest", times=2)
    with pytest.raises(TransientError) as caught:
        desk.bench.crm.put_lead(order)
    assert caught.value.code == "odoo_bad_call"


def test_why_a_lead_is_refused_is_told_without_what_the_person_wrote(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(full_name="Noura Saleh", email="noura@example.org", phone="+966501112233")
    lead = desk.bench.lead(person=person, fields={LeadField.COMPANY: "Olaya Stables"})
    said = (
        "Noura (noura@example.org, 0501112233) of Olaya: the rule 'No horses' forbids"
        " متى تريد الشراء؟ خلال شهر, see 'phone'"
    )
    refused = {"id": False, "state": "refused", "reason": said, "fields": ["phone", "priority"]}
    monkeypatch.setattr(ingesting, "_answer", lambda _env, _lead: refused)
    with pytest.raises(PermanentError) as caught:
        desk.bench.crm.put_lead(desk.bench.order(lead))
    text = str(caught.value)
    assert caught.value.code == "odoo_invalid"
    for secret in ("Noura", "noura", "050", "Olaya", "horses", "شهر"):
        assert secret not in text
    assert "forbids" in text
    assert "'phone'" in text
    assert text.endswith("(priority)")


ODD: dict[str, Callable[[Any, Any], Any]] = {
    "another state": lambda _env, _lead: {"id": 7, "state": "adopted"},
    "true for an id": lambda _env, _lead: {"id": True, "state": "known"},
    "no id": lambda _env, _lead: {"id": False, "state": "known"},
    "no object": lambda _env, _lead: 7,
}


@pytest.mark.parametrize("odd", ODD)
def test_an_answer_that_we_do_not_know_leaves_the_lead_to_be_asked_for_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    order = desk.bench.order()
    with monkeypatch.context() as patch:
        patch.setattr(ingesting, "_answer", ODD[odd])
        with pytest.raises(OutcomeUnknown):
            desk.bench.crm.put_lead(order)
    desk.bench.crm.put_lead(order)
    assert leads_of(desk, order) == 1


@pytest.mark.parametrize("answers", [[], [{"id": 7, "state": "new"}] * 2, {}, "no list"])
def test_another_number_of_answers_than_leads_is_nobodys_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answers: object
) -> None:
    monkeypatch.setattr(desk.bench.our_client, "call", said_to_ingest(desk, answers))
    with pytest.raises(OutcomeUnknown):
        desk.bench.crm.put_lead(desk.bench.order())


def said_to_ingest(desk: Desk, answers: object) -> Callable[..., object]:
    usual = desk.bench.our_client.call

    def call(model: str, method: str, **named: Any) -> object:
        return answers if method == "ingest" else usual(model, method, **named)

    return call


def test_every_write_says_that_it_is_ours(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    contexts: dict[str, object] = {}
    usual = Database.run

    def noted(database: Database, found: Any, model: str, *rest: Any) -> Any:
        _arguments, context, _arrival = rest
        contexts[f"{model}.{found.call.__name__}"] = context.get("g_assistant_by_us")
        return usual(database, found, model, *rest)

    monkeypatch.setattr(Database, "run", noted)
    onto = desk.bench.crm.put_lead(desk.bench.order())
    desk.bench.client.write("crm.lead", [onto], {"user_id": 2})
    contexts.clear()
    desk.bench.crm.put_lead(desk.bench.order())
    desk.bench.crm._load.put(desk.bench.order())
    desk.bench.crm.add_submission(desk.bench.submission(onto, desk.bench.lead()))
    written = {name for name in contexts if name.endswith((".load", ".ingest"))}
    assert {name for name, is_ours in contexts.items() if is_ours} == written
    assert written >= {INGEST, LOAD, "utm.campaign.load", "mail.message.load", "mail.activity.load"}


def test_leads_stay_one_a_key_while_the_addon_comes_and_goes_under_them(desk: Desk) -> None:
    orders = [desk.bench.order() for _ in range(40)]
    others = [desk.bench.another_crm(desk.clock) for _ in range(2)]
    crms = [desk.bench.crm, *others]
    over = threading.Event()

    def flip() -> int:
        flips = 0
        while not over.is_set():
            desk.odoo.switch_addon(installed=bool(flips % 2))
            desk.clock.move(timedelta(minutes=31))
            flips += 1
        desk.odoo.switch_addon(installed=True)
        return flips

    def put(at: int) -> tuple[str, int]:
        order = orders[at % len(orders)]
        return order.key, crms[at % len(crms)].put_lead(order)

    with ThreadPoolExecutor(25) as pool:
        flipping = pool.submit(flip)
        ids = list(pool.map(put, range(480)))
        over.set()
        assert flipping.result(30) > 2
    called = desk.called()
    assert {INGEST, LOAD} <= set(called)
    assert len(set(ids)) == len(orders)
    assert [leads_of(desk, order) for order in orders] == [1] * len(orders)
    assert [desk.bench.named(order.lead) for order in orders] == [
        [dict(ids)[order.key]] for order in orders
    ]
