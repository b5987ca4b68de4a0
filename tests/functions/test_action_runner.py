"""The door `action_runner`: from an order on the bus to Odoo, mail and chat, and to the trail."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from deploy.local.demo.chat.server import DemoChat
from deploy.local.demo.faults import Rule
from deploy.local.demo.mail.server import PASSWORD, USER, DemoMail
from shared import acting, alerting, bootstrap, guarded_https, once, remedies
from shared.domain.acting import orders as of
from shared.domain.acting.action import Action, ActionKey, action_key
from shared.domain.acting.orders import Undo
from shared.domain.alerts.settings import AlertSettings
from shared.domain.crm_directory import CrmDirectory, Salesperson
from shared.domain.event import ActionRequested, Topic
from shared.domain.ids import CrmLeadId
from shared.domain.queries import CONNECTIONS
from shared.domain.replay import Selection
from shared.guarded_https import GuardedHttps
from shared.usecases.acting.action_log import ActionLog
from shared.usecases.alerts.alert_book import ALERTS, _data
from tests.action_world import an_alert, asked
from tests.functions.conftest import NOW, World, push
from tests.functions.test_dead_letters import deliver_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug.test import Client, TestResponse

    from shared.domain.acting.orders import Order

SLACK = "/slack/services/T0/B0/secret-of-the-hook"
HUDA = 7


@pytest.fixture(name="mail")
def _mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoMail]:
    with DemoMail(tmp_path / "mail") as mail:
        address = f"smtp://{USER}:{PASSWORD}@127.0.0.1:{mail.port}?tls=none"
        monkeypatch.setenv("SMTP_URL", address)
        monkeypatch.setenv("MAIL_FROM", "Sales <sales@example.com>")
        yield mail


@pytest.fixture(name="chat")
def _chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoChat]:
    near = partial(GuardedHttps, allows_loopback=True)
    monkeypatch.setattr(guarded_https, "GuardedHttps", near)
    with DemoChat() as chat:
        channel = {"kind": "slack", "url": chat.url + SLACK}
        monkeypatch.setenv("CHAT_WEBHOOKS", json.dumps({"sales": channel}))
        yield chat


@pytest.fixture(name="runner")
def _runner(world: World, mail: DemoMail, chat: DemoChat) -> Iterator[Client]:
    once.close(world.settings)
    world.settings = bootstrap.settings()
    yield world.door("action_runner")
    once.close(world.settings)


def lead(world: World) -> CrmLeadId:
    (made,) = world.client.create_many("crm.lead", [{"name": "Villa"}])
    return CrmLeadId(made)


def give(runner: Client, order: Order, natural_key: str = "one", attempt: int = 1) -> TestResponse:
    return push(runner, asked(order, natural_key), attempt)


def action(world: World, natural_key: str = "one") -> Action:
    log = ActionLog(bootstrap.memory(world.settings), alerting.kept(world.settings))
    found = log.find(action_key("default", natural_key))
    assert found is not None
    return found.action


def read(world: World, record: CrmLeadId, field: str) -> Any:
    (row,) = world.client.search_read("crm.lead", [["id", "=", record]], [field])
    return row[field]


def know(world: World, record: CrmLeadId, **reader: object) -> str:
    """Let memory know Huda, her channels and an alert on the record."""
    memory = bootstrap.memory(world.settings)
    huda = Salesperson(id=HUDA, name="Huda", email="huda@example.com", language="en_US")
    people = CrmDirectory(salespeople=(huda,), read_at=NOW)
    memory.put("crm_directory", "default", people.model_dump(mode="json", exclude_none=True))
    settings = AlertSettings.model_validate({"readers": {HUDA: reader}})
    memory.put("alert_settings", "default", settings.model_dump(mode="json", exclude_none=True))
    alert = an_alert().model_copy(update={"crm_lead_id": record})
    memory.create(ALERTS, alert.id, _data(alert))
    return alert.id


def test_a_step_is_planned_once_however_often_the_order_comes(world: World, runner: Client) -> None:
    record, (user,) = lead(world), world.client.search_read("res.users", [], ["id"], limit=1)
    order = of.CreateActivity(
        crm_lead_id=record,
        user_id=int(str(user["id"])),
        step="call",
        summary="Call now",
        due_on=date(2031, 2, 3),
    )
    assert give(runner, order).status_code == 204
    assert give(runner, order, attempt=2).status_code == 204
    assert len(world.client.search_read("mail.activity", [["res_id", "=", record]], ["id"])) == 1
    assert action(world).result.activity_made_at is not None


def test_a_move_is_undone_by_the_order_of_the_page(world: World, runner: Client) -> None:
    record = lead(world)
    before = read(world, record, "stage_id").id
    stages = world.client.search_read("crm.stage", [["id", "!=", before]], ["id"])
    other = int(str(stages[0]["id"]))
    give(runner, of.MoveStage(crm_lead_id=record, stage_id=other))
    assert read(world, record, "stage_id").id == other
    key = ActionKey(action(world).key)
    acting.order_action(world.settings).undo(key, who="person-0123456789abcdef")
    (request,) = world.published(Topic.ACTIONS)
    assert isinstance(request, ActionRequested)
    assert push(runner, request).status_code == 204
    assert read(world, record, "stage_id").id == before
    assert (action(world).state, action(world).undone_by) == ("undone", "person-0123456789abcdef")
    again = give(runner, Undo(action_key=key), "again")
    assert again.status_code == 204


def test_an_alert_reaches_chat_and_mail_of_its_reader(
    world: World, runner: Client, mail: DemoMail, chat: DemoChat
) -> None:
    alert_id = know(world, lead(world), chat_channels=["sales"])
    order = of.Notify(reader_id=HUDA, about="alert", alert_id=alert_id, step="owner")
    assert give(runner, order).status_code == 204
    assert [one.channel for one in action(world).result.delivered] == ["chat:sales", "mail"]
    assert len(chat.inbox.messages()) == 1
    (sent,) = mail.outbox.mails()
    assert f"{action(world).key}@example.com" in str(sent.message["Message-ID"])


def test_a_chat_that_is_down_pauses_only_itself_and_shows_as_a_connection(
    world: World, runner: Client, mail: DemoMail, chat: DemoChat
) -> None:
    alert_id = know(world, lead(world), chat_channels=["sales"])
    chat.faults.order(Rule(match={}, fault="500", times=99))
    order = of.Notify(reader_id=HUDA, about="alert", alert_id=alert_id, step="owner")
    for number in range(4):
        assert give(runner, order, f"n{number}").status_code == 503
    assert len(mail.outbox.mails()) == 4
    paused = bootstrap.memory(world.settings).query(CONNECTIONS).documents
    assert {one.id: one.data["state"] for one in paused} == {"default.chat.sales": "open"}
    assert give(runner, of.LogNote(crm_lead_id=lead(world), text="x"), "note").status_code == 204
    chat.faults.clear()
    world.let_pauses_end()
    assert give(runner, order, "n3", attempt=2).status_code == 204
    assert (len(mail.outbox.mails()), len(chat.inbox.messages())) == (4, 1)


def test_a_channel_that_is_gone_leaves_the_alert_as_a_note(
    world: World, runner: Client, chat: DemoChat
) -> None:
    record = lead(world)
    alert_id = know(world, record, mails=False, chat_channels=["sales"])
    chat.faults.order(Rule(match={}, fault="410", times=9))
    order = of.Notify(reader_id=HUDA, about="alert", alert_id=alert_id, step="owner")
    assert give(runner, order).status_code == 204
    assert action(world).result.refused == {"chat:sales": "channel_gone"}
    notes = world.client.search_read("mail.message", [["res_id", "=", record]], ["body"])
    assert [one for one in notes if "http" in str(one["body"])] == []
    assert any(str(one["body"]) for one in notes)


def test_an_action_that_was_given_up_is_kept_and_sent_again(world: World, runner: Client) -> None:
    record = lead(world)
    request = asked(of.LogNote(crm_lead_id=record, text="Ask for the budget"))
    bootstrap.bus(world.settings).publish(Topic.ACTIONS, [request])
    deliver_all(world, kills="action_runner")
    (letter,) = remedies.list_dead(world.settings)().letters
    assert (letter.topic, letter.event_type) == (Topic.ACTIONS, "ActionRequested")
    remedies.replay(world.settings)(Selection(letters=True), who="test")
    deliver_all(world)
    assert action(world).state == "done"


def test_nothing_is_acknowledged_while_odoo_is_down(world: World, runner: Client) -> None:
    import requests

    fault = {"match": {}, "fault": "503", "times": 50}
    requests.post(f"{world.odoo.url}/_faults", json=fault, timeout=9).raise_for_status()
    order = of.LogNote(crm_lead_id=CrmLeadId(1), text="x")
    assert give(runner, order).status_code == 503
    assert (action(world).state, action(world).finished_at) == ("running", None)


def test_the_bus_brings_an_order_to_the_door(world: World, runner: Client) -> None:
    record = lead(world)
    order = acting.order_action(world.settings)
    order(of.AddTag(crm_lead_id=record, name="vip"), "tag", who="unnamed")
    deliver_all(world)
    assert read(world, record, "tag_ids")
