"""Orders on their way over the bus, in words, and what stands around them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting.action import ActionRequested, action_key
from shared.domain.acting.notice import Link, Notice, NoticeItem
from shared.domain.acting.plain_notice import LONGEST, noticed, plain
from shared.domain.acting.preview import CODES, preview
from shared.domain.acting.whatsapp_consent import is_open
from shared.domain.event import Message, decode, encode
from shared.domain.odoo_change import ChangeKind, MessageRef, OdooRecordChanged
from shared.domain.opportunity_changes import take_in
from shared.errors import BadInput, UnknownVersion
from tests.action_parts import NOW
from tests.action_world import CHAT, LEAD, asked
from tests.actions_shown import ORDERS

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.acting.orders import Order


@pytest.mark.parametrize("order", ORDERS, ids=lambda one: preview(one).code)
def test_an_order_comes_out_of_the_bus_as_it_went_in(order: Order) -> None:
    event = decode(encode(asked(order, expires_at=NOW)))
    assert isinstance(event, ActionRequested)
    assert preview(event.order) == preview(order)
    assert type(event.order) is type(order)


def changed(**order: object) -> Message:
    message = encode(asked(CHAT))
    body = json.loads(message.data)
    body["order"] = order
    return Message(json.dumps(body).encode(), message.attributes)


def test_an_order_of_a_kind_that_only_newer_code_knows_is_parked_and_a_broken_one_is_refused() -> (
    None
):
    with pytest.raises(UnknownVersion):
        decode(changed(kind="send_pigeon", crm_lead_id=12))
    with pytest.raises(BadInput, match=r"order\.post_chat\.channel"):
        decode(changed(kind="post_chat", text="x"))
    with pytest.raises(BadInput, match="order"):
        decode(changed(text="x"))


def test_fields_that_newer_code_adds_to_an_order_are_passed_over() -> None:
    event = decode(changed(kind="post_chat", channel="sales", text="x", colour="red"))
    assert isinstance(event, ActionRequested)


def test_every_preview_has_a_code_of_the_list_and_facts_without_text_of_messages() -> None:
    shown = [preview(order) for order in ORDERS]
    assert {one.code for one in shown} == CODES
    assert not {"text", "note", "payload", "parameters"} & {name for one in shown for name in one.facts}  # fmt: skip


def test_tenants_and_natural_keys_have_keys_of_their_own() -> None:
    keys = {action_key(tenant, key) for tenant in ("a", "b") for key in ("x", "y")}
    assert len(keys) == 4
    assert all(len(key) == 32 for key in keys)


def test_a_note_of_a_notice_holds_its_words_and_no_link() -> None:
    link = Link("Open", "https://example.com/go/signed")
    item = NoticeItem("Waits", "Villa", lines=("Since 9",), links=(link,))
    notice = Notice("en", "Title", ("Line",), (item,), (link,), "Foot")
    assert plain(notice) == "Title\nLine\n- Waits: Villa\n  Since 9\nFoot"
    assert len(plain(Notice("en", "x" * 9000))) == LONGEST


def test_a_note_of_one_alert_says_its_title_once() -> None:
    one = NoticeItem("Waits", "Villa", ("Since 9",))
    told = Notice("en", "Nobody has acted: Waits", items=(one,), footer="Foot")
    assert plain(told) == "Nobody has acted: Waits: Villa\n  Since 9\nFoot"
    assert plain(Notice("en", "Too many", items=(NoticeItem("Too many", ""),))) == "Too many"


def test_a_text_becomes_a_notice_by_its_first_line() -> None:
    assert noticed("Won!\nTwo villas  ", "en") == Notice("en", "Won!", ("Two villas",))
    assert noticed("A\nB", "ar", "Subject") == Notice("ar", "Subject", ("A", "B"))
    assert noticed("", "en") == Notice("en", "")


def wrote(channel: str, at: datetime, revision: int) -> OdooRecordChanged:
    return OdooRecordChanged(
        tenant="default",
        event_id=f"{revision:032x}",
        revision=revision,
        kind=ChangeKind.CUSTOMER_WROTE,
        crm_lead_id=LEAD,
        occurred_at=at,
        message=MessageRef(id=revision, channel=channel),
    )


def test_the_last_whatsapp_message_is_known_in_whatever_order_reports_come() -> None:
    first, later = NOW, NOW.replace(hour=15)
    reports = [wrote("whatsapp", first, 1), wrote("whatsapp", later, 2), wrote("email", later, 3)]
    for order in (reports, reports[::-1]):
        picture = None
        for report in order:
            picture = take_in(picture, report, NOW).picture
        assert picture is not None
        assert picture.whatsapp_at == later


def test_the_window_for_free_text_is_open_for_a_day() -> None:
    assert not is_open(None, NOW)
    assert is_open(NOW, NOW.replace(day=23, hour=11, minute=59))
    assert not is_open(NOW, NOW.replace(day=23))
