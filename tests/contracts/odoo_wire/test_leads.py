"""Leads, their fate, messages and activities behave the same in the demo and in a real Odoo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.contracts.odoo_wire.conftest import Wire

FATE = ("stage_id", "active", "won_status", "lost_reason_id")


def _fate(wire: Wire, lead: int) -> tuple[object, ...]:
    read = wire.read("crm.lead", lead, *FATE)
    return tuple(read[name][1] if isinstance(read[name], list) else read[name] for name in FATE)


def test_an_unsent_owner_becomes_the_key_s_user_and_false_leaves_it_open(wire: Wire) -> None:
    fields = ("user_id", "team_id", "type", "stage_id", "company_id", "date_open")
    owned = wire.read("crm.lead", wire.create(), *fields)
    assert (owned["user_id"][0], owned["team_id"]) == (2, [1, "Sales"])
    assert (owned["type"], owned["stage_id"]) == ("opportunity", [1, "New"])
    assert (owned["company_id"][0], bool(owned["date_open"])) == (1, True)
    free = wire.read("crm.lead", wire.create(user_id=False), *fields)
    assert (free["user_id"], free["team_id"], free["company_id"]) == (False, False, False)
    assert free["date_open"] is False


def test_what_is_computed_cannot_be_sent(wire: Wire) -> None:
    lead = wire.create(
        email_normalized="z@z.zz", create_date="2020-01-01 00:00:00", won_status="won"
    )
    read = wire.read("crm.lead", lead, "email_normalized", "create_date", "won_status")
    assert (read["email_normalized"], read["won_status"]) == (False, "pending")
    assert not read["create_date"].startswith("2020")


@pytest.mark.parametrize(
    ("email", "normalised", "state"),
    [
        ("Foo@Example.COM", "foo@example.com", "correct"),
        ("Name <NaMe@DoMaIn.CoM>", "name@domain.com", "correct"),
        ("a@b.co, c@d.co", "a@b.co", "correct"),
        ("é@B.co", "é@b.co", "correct"),
        (" spaced@x.com ", "spaced@x.com", "correct"),
        ("nope", False, "incorrect"),
        ("", False, False),
    ],
)
def test_e_mail_is_normalised(wire: Wire, email: str, normalised: object, state: object) -> None:
    read = wire.read("crm.lead", wire.create(email_from=email), "email_normalized", "email_state")
    assert (read["email_normalized"], read["email_state"]) == (normalised, state)


@pytest.mark.parametrize(
    ("phone", "country", "sanitised", "state"),
    [
        ("0501234567", 192, "+966501234567", "correct"),
        ("0501234567", False, False, "incorrect"),
        ("+966501234567", False, "+966501234567", "correct"),
        ("966501234567", 192, "+966501234567", "correct"),
        ("00966501234567", False, False, "incorrect"),
        ("٠٥٠١٢٣٤٥٦٧", 192, "+966501234567", "correct"),
        ("123", 192, False, "incorrect"),
        ("", 192, False, False),
    ],
)
def test_phone_is_sanitised_with_the_country(
    wire: Wire, phone: str, country: object, sanitised: object, state: object
) -> None:
    lead = wire.create(phone=phone, country_id=country)
    read = wire.read("crm.lead", lead, "phone_sanitized", "phone_state")
    assert (read["phone_sanitized"], read["phone_state"]) == (sanitised, state)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plain text", "<p>plain text</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ('<p onclick="x()">hi<script>alert(1)</script></p>', "<p>hi</p>"),
        ('<a href="javascript:x">l</a>', '<a href="">l</a>'),
        ("<img src=x onerror=alert(1)>", '<img src="x">'),
        ('<a href="https://e.com/?a=1&b=2">l</a>', '<a href="https://e.com/?a=1&amp;b=2">l</a>'),
        ("<style>p{}</style><p>q</p>", "<p>q</p>"),
        ("مرحبا <b>بك</b>", "<p>مرحبا <b>بك</b></p>"),
        ("<p>unclosed", "<p>unclosed</p>"),
        ("<p>a<br/>b</p>", "<p>a<br>b</p>"),
    ],
)
def test_description_is_cleaned(wire: Wire, sent: str, kept: str) -> None:
    assert (
        wire.read("crm.lead", wire.create(description=sent), "description")["description"] == kept
    )


def test_won_and_lost_and_back(wire: Wire) -> None:
    lead = wire.create()
    wire.call("crm.lead", "action_set_lost", ids=[lead], lost_reason_id=1)
    assert _fate(wire, lead) == ("New", False, "lost", "Too expensive")
    wire.call("crm.lead", "toggle_active", ids=[lead])
    assert _fate(wire, lead) == ("New", True, "pending", False)
    assert wire.call("crm.lead", "action_set_won", ids=[lead]) is True
    assert _fate(wire, lead) == ("Won", True, "won", False)
    won = wire.read("crm.lead", lead, "probability", "date_closed")
    assert (won["probability"], bool(won["date_closed"])) == (100.0, True)
    refused = wire.send("crm.lead", "action_set_lost", {"ids": [lead]})
    assert (refused.status_code, refused.json()["message"]) == (
        422,
        "A lead in a Won stage cannot be lost. Move it to another stage first.",
    )


def test_moving_to_the_won_stage_wins(wire: Wire) -> None:
    lead = wire.create()
    wire.call("crm.lead", "write", ids=[lead], vals={"stage_id": 4})
    assert _fate(wire, lead) == ("Won", True, "won", False)
    assert wire.read("crm.lead", lead, "date_closed")["date_closed"]


def test_merging_keeps_the_oldest_opportunity_and_fills_its_gaps(wire: Wire) -> None:
    tag = wire.create("crm.tag")
    leads = [
        wire.create(email_from="a@b.co", phone="1", description="<p>one</p>"),
        wire.create(phone="2", contact_name="cc", description="<p>two</p>", tag_ids=[[4, tag]]),
        wire.create(type="lead", city="Jeddah"),
    ]
    assert wire.call("crm.lead", "merge_opportunity", ids=leads) == [leads[0]]
    assert wire.count(["id", "in", leads], active_test=False) == 1
    fields = ("email_from", "phone", "contact_name", "description", "tag_ids", "type", "city")
    kept = wire.read("crm.lead", leads[0], *fields)
    assert kept == {
        "id": leads[0],
        "email_from": "a@b.co",
        "phone": "1",
        "contact_name": "cc",
        "description": "<p>one</p><br><br><p>two</p>",
        "tag_ids": [tag],
        "type": "opportunity",
        "city": "Jeddah",
    }


def test_more_than_five_are_not_merged(wire: Wire) -> None:
    leads = [wire.create() for _ in range(6)]
    answer = wire.send("crm.lead", "merge_opportunity", {"ids": leads})
    assert (answer.status_code, answer.json()["name"]) == (422, "odoo.exceptions.UserError")


def test_a_message_is_text_unless_said_otherwise(wire: Wire) -> None:
    lead = wire.create()
    body = "<b>hi</b> & <script>x</script>"
    [plain] = wire.call("crm.lead", "message_post", ids=[lead], body=body)
    [rich] = wire.call(
        "crm.lead",
        "message_post",
        ids=[lead],
        body="<p>a<script>x</script></p>",
        body_is_html=True,
        message_type="comment",
        subtype_xmlid="mail.mt_note",
    )
    fields = ("body", "message_type", "subtype_id", "model", "res_id", "author_id")
    told = wire.read("mail.message", plain, *fields)
    assert told["body"] == "<p>&lt;b&gt;hi&lt;/b&gt; &amp; &lt;script&gt;x&lt;/script&gt;</p>"
    assert (told["message_type"], told["subtype_id"][1]) == ("notification", "Note")
    assert (told["model"], told["res_id"], told["author_id"][0]) == ("crm.lead", lead, 3)
    html = wire.read("mail.message", rich, "body", "message_type")
    assert (html["body"], html["message_type"]) == ("<p>a</p>", "comment")
    assert wire.read("crm.lead", lead, "message_ids")["message_ids"][:2] == [rich, plain]


def test_activities_are_planned_and_done(wire: Wire) -> None:
    lead = wire.create()
    [planned] = wire.call(
        "crm.lead",
        "activity_schedule",
        ids=[lead],
        act_type_xmlid="mail.mail_activity_data_call",
        summary=wire.key,
        date_deadline="2031-12-01",
        user_id=2,
    )
    fields = (
        "summary",
        "res_model",
        "res_id",
        "activity_type_id",
        "user_id",
        "date_deadline",
        "state",
    )
    told = wire.read("mail.activity", planned, *fields)
    assert (told["summary"], told["res_model"], told["res_id"]) == (wire.key, "crm.lead", lead)
    assert (told["activity_type_id"], told["user_id"][0]) == ([2, "Call"], 2)
    assert (told["date_deadline"], told["state"]) == ("2031-12-01", "planned")
    message = wire.call("mail.activity", "action_feedback", ids=[planned], feedback="spoke")
    assert wire.read("crm.lead", lead, "message_ids")["message_ids"][0] == message
    assert wire.read("crm.lead", lead, "activity_ids")["activity_ids"] == []
    done = wire.read("mail.activity", planned, "active", "state", "feedback")
    assert (done["active"], done["state"], done["feedback"]) == (False, "done", "spoke")


def test_an_activity_needs_its_model_as_a_reference(wire: Wire) -> None:
    lead = wire.create()
    [model] = wire.call("ir.model", "search", domain=[["model", "=", "crm.lead"]])
    vals = {"res_id": lead, "activity_type_id": 2}
    [made] = wire.call("mail.activity", "create", vals_list=[vals | {"res_model_id": model}])
    told = wire.read("mail.activity", made, "res_model", "user_id", "state")
    assert (told["res_model"], told["user_id"], told["state"]) == ("crm.lead", False, "today")
    refused = wire.send(
        "mail.activity", "create", {"vals_list": [vals | {"res_model": "crm.lead"}]}
    )
    assert (refused.status_code, refused.json()["message"]) == (
        422,
        (
            "The operation cannot be completed: "
            "Activities have to be linked to records with a not null res_id."
        ),
    )


def _customer(wire: Wire) -> int:
    return wire.create("res.partner", email="P@Q.co", phone="+966501234567", city="Riyadh")


def test_a_customer_fills_what_the_lead_leaves_open(wire: Wire) -> None:
    fields = ("email_from", "phone", "city", "contact_name")
    filled = {
        "email_from": "P@Q.co",
        "phone": "+966501234567",
        "city": "Riyadh",
        "contact_name": wire.key,
    }
    partner = _customer(wire)
    lead = wire.create(partner_id=partner)
    assert wire.read("crm.lead", lead, *fields) == {"id": lead, **filled}
    later = wire.create()
    wire.call("crm.lead", "write", ids=[later], vals={"partner_id": partner})
    assert wire.read("crm.lead", later, *fields) == {"id": later, **filled}


def test_a_lead_s_own_e_mail_and_phone_overwrite_its_customer_s(wire: Wire) -> None:
    partner = _customer(wire)
    lead = wire.create(partner_id=partner, email_from="o@o.co")
    fields = ("email_normalized", "phone_sanitized")
    told = wire.read("res.partner", partner, *fields)
    assert (told["email_normalized"], told["phone_sanitized"]) == ("o@o.co", "+966501234567")
    wire.call("crm.lead", "write", ids=[lead], vals={"phone": "+966509999999"})
    told = wire.read("res.partner", partner, *fields)
    assert (told["email_normalized"], told["phone_sanitized"]) == ("o@o.co", "+966509999999")


def test_a_deleted_campaign_leaves_its_leads_without_one(wire: Wire) -> None:
    campaign = wire.create("utm.campaign")
    lead = wire.create(campaign_id=campaign)
    wire.call("utm.campaign", "unlink", ids=[campaign])
    assert wire.read("crm.lead", lead, "campaign_id")["campaign_id"] is False


def test_leads_with_the_same_person_know_each_other(wire: Wire) -> None:
    first, second = (wire.create(email_from=f"{wire.key}@x.co") for _ in range(2))
    assert second in wire.read("crm.lead", first, "duplicate_lead_ids")["duplicate_lead_ids"]
