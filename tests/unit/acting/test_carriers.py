"""What each order does, and why it is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting import orders as of
from shared.domain.alerts.alert import Told
from shared.domain.alerts.cause import Rung, Standing
from shared.domain.clean_lead import LabelledConsent
from shared.domain.event import ActionRequested, decode, encode
from tests.action_parts import CONTACT, NOW
from tests.action_world import CHAT, HOOK, LEAD, MAIL, STEP, WHATSAPP, asked
from tests.lead_ways import done, keep
from tests.pictures import keep_pictures, picture, state

if TYPE_CHECKING:
    from shared.domain.acting.orders import Order
    from tests.action_world import World

TEXT = of.SendWhatsapp(crm_lead_id=LEAD, text="Good morning")
WORDING = "I agree to be contacted by WhatsApp"


def refusal(world: World, order: Order) -> str:
    facts = world.run(order)
    assert facts["state"] == "refused"
    return str(facts["reason"])


def agree(world: World, number: int = 12, *, given: bool = True, wording: str = WORDING) -> None:
    """Keep a lead of the customer whose form had a box."""
    entry = done(number).moved(LEAD)
    assert entry.lead is not None
    consents = (LabelledConsent(wording=wording, given=given),)
    at = NOW + timedelta(minutes=number)
    lead = entry.lead.model_copy(update={"consents": consents, "created_at": at})
    keep(world.memory, entry.model_copy(update={"lead": lead}))


def reach(world: World, **contact: object) -> None:
    world.crm.leads[LEAD].contact = replace(CONTACT, **contact)  # type: ignore[arg-type]


def test_orders_to_the_crm_change_it_and_keep_what_stood_there(world: World) -> None:
    world.run(of.Assign(crm_lead_id=LEAD, user_id=8), "a")
    world.run(of.MoveStage(crm_lead_id=LEAD, stage_id=2), "b")
    world.run(of.AddTag(crm_lead_id=LEAD, name="vip"), "c")
    lead = world.crm.leads[LEAD]
    assert (lead.owner, lead.stage, lead.tags) == (8, 2, {"vip"})
    assert [world.action(key).result.before_id for key in "ab"] == [7, 1]
    world.run(of.RemoveTag(crm_lead_id=LEAD, name="vip"), "d")
    assert lead.tags == set()


@pytest.mark.parametrize(
    ("field", "value", "written"),
    [
        ("expected_revenue", Decimal(2), Decimal(2)),
        ("expected_revenue", Decimal("1250.50"), Decimal("1250.50")),
        ("priority", "2", "2"),
        ("close_date", date(2026, 12, 24), date(2026, 12, 24)),
        ("close_date", None, None),
    ],
)
def test_a_field_is_set_as_its_own_kind_after_its_way_over_the_bus(
    world: World, field: str, value: object, written: object
) -> None:
    order = of.SetField.model_validate({"crm_lead_id": LEAD, "field": field, "value": value})
    event = decode(encode(asked(order)))
    assert isinstance(event, ActionRequested)
    world.runner()(event)
    found = world.crm.leads[LEAD].fields[field]
    assert (found, type(found)) == (written, type(written))


def test_a_value_of_another_kind_is_refused(world: World) -> None:
    order = of.SetField(crm_lead_id=LEAD, field="expected_revenue", value=date(2026, 1, 1))
    assert refusal(world, order) == "field_value"


def test_a_note_a_step_and_its_taking_away(world: World) -> None:
    world.run(STEP, "a")
    world.run(of.LogNote(crm_lead_id=LEAD, text="Called twice"), "b")
    assert world.crm.notes[world.action("b").key] == (LEAD, "Called twice")
    world.run(of.CancelActivity(crm_lead_id=LEAD, activity_id=1), "c")
    assert (world.crm.open, world.action("c").result.is_unchanged) == (set(), False)
    world.run(of.CancelActivity(crm_lead_id=LEAD, activity_id=1), "d")
    assert world.action("d").result.is_unchanged


def test_an_alerts_step_is_handed_to_whom_the_alert_is_told_by_then(world: World) -> None:
    told = Told(rung=Rung.OWNER, level=1, reader_id=7, at=NOW)
    alert = world.add_alert(told=(told,), handed_to=(8,))
    world.run(STEP, "a")
    hand = of.HandActivity(crm_lead_id=LEAD, activity_id=1, user_id=8, alert_id=alert.id)
    assert world.run(hand, "b")["state"] == "done"
    assert (world.crm.users, world.action("b").result.is_unchanged) == ({1: 8}, False)
    world.add_alert(told=(told,), handed_to=(8, 9))
    assert world.run(hand, "c")["state"] == "obsolete"
    world.crm.users[1] = 5
    assert world.run(hand.model_copy(update={"user_id": 9}), "d")["state"] == "done"
    assert (world.crm.users, world.action("d").result.is_unchanged) == ({1: 5}, True)


def test_of_an_alert_that_is_closed_or_gone_no_step_is_handed_over(world: World) -> None:
    hand = of.HandActivity(crm_lead_id=LEAD, activity_id=1, user_id=8, alert_id="0" * 32)
    assert world.run(hand, "a")["reason"] == "alert_gone"
    told = Told(rung=Rung.OWNER, level=1, reader_id=7, at=NOW)
    alert = world.add_alert(told=(told,), handed_to=(8,))
    world.close_alert()
    closed = world.run(hand.model_copy(update={"alert_id": alert.id}), "b")
    assert (closed["state"], closed["reason"]) == ("obsolete", "obsolete")


def test_an_email_goes_to_the_customer_in_his_language(world: World) -> None:
    world.run(MAIL)
    (mail,) = world.out.mails
    assert (mail.to, mail.subject, mail.language) == ("noura@example.com", "Your visit", "ar")
    assert mail.message_id == f"{world.action().key}@example.com"


def test_an_email_goes_to_a_salesperson(world: World) -> None:
    world.run(MAIL.model_copy(update={"user_id": 7}))
    assert [mail.to for mail in world.out.mails] == ["sara@example.com"]


def test_a_chat_post_and_a_webhook_are_recorded_with_the_other_sides_id(world: World) -> None:
    world.run(CHAT, "a")
    world.run(HOOK, "b")
    assert [one.reference for one in world.action("a").result.delivered] == ["sales-1"]
    assert world.out.calls == [("erp", world.action("b").key, "lead.won")]


def test_a_customer_without_address_or_on_the_blacklist_is_not_written_to(world: World) -> None:
    reach(world, email=None)
    assert refusal(world, MAIL) == "customer_no_email"
    reach(world, is_opted_out=True)
    assert world.run(MAIL, "b")["reason"] == "customer_opted_out"
    assert world.out.mails == []


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        (MAIL.model_copy(update={"user_id": 99}), "user_no_email"),
        (CHAT.model_copy(update={"channel": "nowhere"}), "channel_unknown"),
        (HOOK.model_copy(update={"endpoint": "nowhere"}), "endpoint_unknown"),
        (WHATSAPP, "whatsapp_no_consent"),
    ],
)
def test_what_cannot_be_sent_is_refused(world: World, order: Order, reason: str) -> None:
    assert refusal(world, order) == reason


@pytest.mark.parametrize("order", [MAIL, CHAT, HOOK, WHATSAPP], ids=lambda one: one.kind)
def test_a_channel_that_is_not_set_up_refuses(world: World, order: Order) -> None:
    facts = world.runner(is_set=False)(asked(order))
    assert (facts["state"], facts["reason"]) == ("refused", "channel_not_set")


def test_who_agreed_is_written_to_by_a_template(world: World) -> None:
    agree(world)
    world.run(WHATSAPP)
    assert world.out.whatsapps == [("+966500000000", "visit/ar/10:00")]


def test_consent_is_the_last_word_of_the_numbers_owner_on_whatsapp(world: World) -> None:
    agree(world, 1, wording="أوافق على التواصل معي عبر واتساب")
    agree(world, 2, wording="Newsletter by e-mail")
    world.run(WHATSAPP, "a")
    agree(world, 3, given=False)
    assert world.run(WHATSAPP, "b")["reason"] == "whatsapp_not_agreed"
    reach(world, phone="+966511111111")
    assert world.run(WHATSAPP, "c")["reason"] == "whatsapp_no_consent"
    assert len(world.out.whatsapps) == 1


def test_nobody_is_written_to_on_whatsapp_without_number_or_against_his_will(world: World) -> None:
    agree(world)
    reach(world, phone=None)
    assert world.run(WHATSAPP, "a")["reason"] == "customer_no_phone"
    reach(world, is_opted_out=True)
    assert world.run(WHATSAPP, "b")["reason"] == "customer_opted_out"


def test_free_text_only_within_a_day_of_the_customers_own_message(world: World) -> None:
    agree(world)
    assert world.run(TEXT, "a")["reason"] == "whatsapp_window_closed"
    wrote = {"whatsapp_at": NOW - timedelta(hours=23, minutes=59)}
    keep_pictures(world.memory, picture(LEAD, state(NOW), NOW, **wrote))
    world.run(TEXT, "b")
    assert world.out.whatsapps == [("+966500000000", "Good morning")]
    world.clock.move(minutes=1)
    assert world.run(TEXT, "c")["reason"] == "whatsapp_window_closed"
    nothing = TEXT.model_copy(update={"text": ""})
    assert world.run(nothing, "d")["reason"] == "whatsapp_empty"


def test_an_alert_is_shown_as_it_stands_when_its_turn_comes(world: World) -> None:
    alert = world.add_alert()
    order = of.ShowAlert(crm_lead_id=LEAD, alert_id=alert.id)
    world.close_alert()
    world.run(order)
    shown, words = world.crm.alerts[alert.id]
    assert (shown.standing, words.title) == (Standing.MENDED, "idle ar")


def test_an_alert_that_is_gone_is_not_shown(world: World) -> None:
    facts = world.run(of.ShowAlert(crm_lead_id=LEAD, alert_id="gone"))
    assert (facts["state"], facts["reason"]) == ("obsolete", "alert_gone")
