"""Of an erased person's record: no word in alerts and actions, nothing to follow, nothing sent."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting.action import ActionRequested, ActionState, Asker, action_key
from shared.domain.acting.orders import CreateActivity, LogNote, MoveStage, SendEmail, SendWhatsapp
from shared.domain.alerts.alert import Alert, NextStep, alert_id
from shared.domain.alerts.cause import Cause, Standing, Urgency
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import opportunity_key
from shared.domain.subject import Subject
from shared.usecases.acting.action_log import ACTIONS, ActionLog
from shared.usecases.alerts.alert_book import ALERTS, AlertBook
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.erase_person import ErasePerson
from shared.usecases.export_person import ExportPerson
from tests.lead_ways import done, keep
from tests.simulation.stand_ins import NOW, CrmStandIn, GivenClock

if TYPE_CHECKING:
    from shared.adapters.storage.sqlite import SqliteMemory
    from shared.domain.acting.action import Action
    from shared.domain.acting.orders import Order

TENANT, MINE, OTHER = "default", CrmLeadId(1), CrmLeadId(2)
WORDS = "Sara wants two villas"
RETENTION = timedelta(days=90)
CANARY = Subject(email="canary@example.com")


WITH_WORDS: tuple[Order, ...] = (
    LogNote(crm_lead_id=MINE, text=WORDS),
    SendEmail(crm_lead_id=MINE, subject=WORDS, text=WORDS),
    SendWhatsapp(crm_lead_id=MINE, template="visit", parameters=(WORDS,), text=WORDS),
    CreateActivity(
        crm_lead_id=MINE, user_id=7, summary=WORDS, note=WORDS, due_on=date(2026, 11, 22)
    ),
)


def keep_alert(memory: SqliteMemory, record: CrmLeadId = MINE, **changes: object) -> Alert:
    key = opportunity_key(TENANT, record)
    alert = Alert(
        id=alert_id(TENANT, key, Cause.IDLE, 1),
        tenant=TENANT,
        opportunity=key,
        crm_lead_id=record,
        cause=Cause.IDLE,
        episode=1,
        level=1,
        urgency=Urgency.NORMAL,
        since=NOW,
        due_at=NOW,
        raised_at=NOW,
        next_step=NextStep(kind="call"),
        said_reason=WORDS,
        facts={"title": WORDS},
    ).model_copy(update=changes)
    return book(memory).create(alert).alert


def book(memory: SqliteMemory) -> AlertBook:
    return AlertBook(memory, TENANT, RETENTION)


def keep_action(
    memory: SqliteMemory, order: Order, name: str, state: ActionState = ActionState.DONE
) -> None:
    log = ActionLog(memory, RETENTION)
    asked = ActionRequested(
        tenant=TENANT,
        natural_key=name,
        order=order,
        asked_by=Asker(kind="person", id="huda"),
        requested_at=NOW,
    )
    stored, _ = log.open(asked, NOW)
    if state is not ActionState.RUNNING:
        log.put(stored, stored.action.ended(state, NOW), NOW)


def action(memory: SqliteMemory, name: str) -> Action:
    stored = ActionLog(memory, RETENTION).find(action_key(TENANT, name))
    assert stored is not None
    return stored.action


def erase(memory: SqliteMemory, clock: GivenClock) -> None:
    erase_person = ErasePerson(memory, CrmStandIn(clock), clock, Random(1), TENANT)
    assert erase_person(CANARY, who="huda").erased == 1


@pytest.fixture(autouse=True)
def _lead(memory: SqliteMemory) -> None:
    keep(memory, done(1))


def test_an_alert_of_the_record_loses_its_words_and_closes(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    alert, other = keep_alert(memory), keep_alert(memory, OTHER)
    erase(memory, clock)
    found = book(memory).find(alert.id)
    assert found is not None
    assert (found.alert.standing, found.alert.said_reason) == (Standing.GONE, "")
    assert WORDS not in str(memory.get(ALERTS, alert.id))
    left = book(memory).find(other.id)
    assert left is not None
    assert left.alert == other


def test_a_closed_alert_stays_as_it_ended(memory: SqliteMemory, clock: GivenClock) -> None:
    alert = keep_alert(memory, standing=Standing.DISMISSED, closed_at=NOW)
    erase(memory, clock)
    found = book(memory).find(alert.id)
    assert found is not None
    assert found.alert == alert.model_copy(update={"said_reason": "", "facts": {}})


def test_an_alert_and_an_action_that_this_code_cannot_read_go(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    key = opportunity_key(TENANT, MINE)
    memory.create(ALERTS, "a", {"opportunity": key, "raised_at": "2026", "words": WORDS})
    asked = {"tenant": TENANT, "crm_lead_id": MINE, "requested_at": "2026", "words": WORDS}
    memory.create(ACTIONS, "b", asked)
    erase(memory, clock)
    assert (memory.get(ALERTS, "a"), memory.get(ACTIONS, "b")) == (None, None)


@pytest.mark.parametrize("order", WITH_WORDS, ids=lambda order: order.kind)
@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.RUNNING])
def test_an_action_on_the_record_loses_its_words_and_is_not_carried_out_without_them(
    memory: SqliteMemory, clock: GivenClock, order: Order, state: ActionState
) -> None:
    keep_action(memory, order, "mine", state)
    erase(memory, clock)
    assert WORDS not in str(memory.get(ACTIONS, action_key(TENANT, "mine")))
    found = action(memory, "mine")
    assert found.order.kind == order.kind
    is_running = state is ActionState.RUNNING
    expected = (ActionState.OBSOLETE, "lead_erased") if is_running else (ActionState.DONE, "")
    assert (found.state, found.reason) == expected


def test_an_action_without_words_and_one_on_another_record_stay_as_they_are(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    keep_action(memory, MoveStage(crm_lead_id=MINE, stage_id=3), "move", ActionState.RUNNING)
    keep_action(memory, LogNote(crm_lead_id=OTHER, text="Another's"), "other")
    before = action(memory, "move"), action(memory, "other")
    erase(memory, clock)
    assert (action(memory, "move"), action(memory, "other")) == before


def test_the_record_is_followed_no_more(memory: SqliteMemory, clock: GivenClock) -> None:
    follow_ups = FollowUps(memory, TENANT)
    follow_ups.touch_all([(MINE, 7), (OTHER, 7)], NOW)
    erase(memory, clock)
    assert follow_ups.find(MINE) is None
    assert follow_ups.find(OTHER) is not None


def test_an_export_has_the_alerts_and_actions_of_the_record_and_no_other(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    keep_alert(memory)
    keep_alert(memory, OTHER, said_reason="Another's")
    keep_action(memory, WITH_WORDS[0], "mine")
    keep_action(memory, LogNote(crm_lead_id=OTHER, text="Another's"), "other")
    document = ExportPerson(memory, clock, Random(1), TENANT)(CANARY, who="huda")
    leads = document["leads"]
    assert isinstance(leads, list)
    assert [one["said_reason"] for one in leads[0]["alerts"]] == [WORDS]
    assert [one["order"]["text"] for one in leads[0]["actions"]] == [WORDS]
    assert "Another's" not in str(document)
