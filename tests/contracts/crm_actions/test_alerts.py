"""Alerts on the lead's form where there is the addon, and nothing where there is none."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting.notice import AlertWords
from shared.domain.alerts.alert import Alert, NextStep, alert_id
from shared.domain.alerts.cause import Cause, Standing, Urgency
from shared.domain.opportunity import opportunity_key
from shared.errors import CrmLeadGone
from tests.contracts.crm_actions.conftest import NOW, Bench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.ids import CrmLeadId

MODEL = "g.assistant.alert"
WORDS = AlertWords(
    title="Sara <waits>",
    cause="The customer waits",
    explanation="Two hours.\nمرتين",
    proposal="Answer her",
)
SHOWN = {
    Standing.OPEN: "open",
    Standing.ACKNOWLEDGED: "acknowledged",
    Standing.SNOOZED: "snoozed",
    Standing.DONE: "done",
    Standing.DISMISSED: "dismissed",
    Standing.MENDED: "over",
    Standing.COVERED: "over",
    Standing.GONE: "over",
}
THREADS = 10


def alert(bench: Bench, lead: CrmLeadId, **more: object) -> Alert:
    opportunity = opportunity_key(bench.tenant, lead)
    values: dict[str, object] = {
        "id": alert_id(bench.tenant, opportunity, Cause.CUSTOMER_WAITS, 1),
        "tenant": bench.tenant,
        "opportunity": opportunity,
        "crm_lead_id": lead,
        "cause": Cause.CUSTOMER_WAITS,
        "episode": 1,
        "level": 1,
        "urgency": Urgency.URGENT,
        "since": NOW,
        "due_at": NOW,
        "raised_at": NOW,
        "next_step": NextStep(kind="answer"),
    }
    return Alert.model_validate(values | more)


def shown(bench: Bench, lead: CrmLeadId, *fields: str) -> Mapping[str, object]:
    (row,) = bench.client.search_read(MODEL, [["lead_id", "=", lead]], list(fields))
    return row


def test_without_the_addon_nothing_is_shown(bench: Bench) -> None:
    lead = bench.lead()
    bench.actions.show_alert(alert(bench, lead), WORDS)
    assert bench.client.capabilities().has_model(MODEL) is bench.has_addon
    assert bench.activities(lead) == []


def test_an_alert_stands_there_in_words(bench: Bench) -> None:
    if not bench.has_addon:
        return
    lead = bench.lead()
    bench.actions.show_alert(alert(bench, lead), WORDS)
    row = shown(bench, lead, "title", "explanation", "severity", "raised_at", "cause_title")
    assert (row["title"], row["severity"], row["raised_at"]) == ("Sara <waits>", "urgent", NOW)
    assert (row["explanation"], row["cause_title"]) == (WORDS.explanation, WORDS.cause)


@pytest.mark.parametrize("standing", Standing)
def test_it_stands_as_it_does_with_us(bench: Bench, standing: Standing) -> None:
    if not bench.has_addon:
        return
    lead, later = bench.lead(), NOW + timedelta(days=1)
    bench.actions.show_alert(alert(bench, lead), WORDS)
    changed = {"standing": standing, "snoozed_until": later, "closed_at": later}
    bench.actions.show_alert(alert(bench, lead, **changed), WORDS)
    row = shown(bench, lead, "status", "snoozed_until", "done_at")
    assert (row["status"], row["snoozed_until"], row["done_at"]) == (SHOWN[standing], later, later)


def test_the_same_from_many_at_once_is_one(bench: Bench) -> None:
    if not bench.has_addon:
        return
    lead = bench.lead()
    with ThreadPoolExecutor(THREADS) as pool:
        one = alert(bench, lead)
        list(pool.map(lambda _: bench.actions.show_alert(one, WORDS), range(THREADS)))
    assert shown(bench, lead, "status")["status"] == "open"


def test_on_a_lead_that_is_gone_none_is_shown(bench: Bench) -> None:
    if not bench.has_addon:
        return
    lead = bench.lead(name=uuid.uuid4().hex)
    bench.client.unlink("crm.lead", [lead])
    with pytest.raises(CrmLeadGone):
        bench.actions.show_alert(alert(bench, lead), WORDS)
