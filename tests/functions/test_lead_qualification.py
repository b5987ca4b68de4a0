"""The door `lead_qualification_agent`: from a stored lead to the grade that a salesperson sees."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import requests

from deploy.local.demo.gemini.server import DemoGemini
from shared import bootstrap
from shared.domain.event import LeadScored, LeadStored, MetaLeadAnnounced, Topic
from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey, PageId
from shared.domain.lead_changes import LeadCorrected, LeadMerged
from shared.domain.odoo_change import ChangeKind, OdooRecordChanged
from shared.domain.score import Grade, LeadScore, Verdict
from shared.odoo_client import OdooClient
from shared.usecases.lead_scores import LeadScores
from tests.functions.conftest import NOW, World, push

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from werkzeug.test import Client

COURSES = "1048576000100001"
HOPE = "ماذا_تتوقع_من_الدورة؟"
JUNK = {"full_name": "asdf asdf", "phone_number": "0000000000", "email": "asdf@test.com"}


def stored(world: World, **wish: object) -> LeadStored:
    """Bring a lead into Odoo and give what is told of it."""
    (lead,) = world.make_leads(**wish)
    return stored_of(world, lead)


def stored_of(world: World, lead: Mapping[str, Any]) -> LeadStored:
    announced = MetaLeadAnnounced(
        tenant="default",
        page_id=PageId(lead["page_id"]),
        leadgen_id=LeadgenId(lead["leadgen_id"]),
        announced_at=NOW,
    )
    assert push(world.door("lead_event_handler"), announced).status_code == 204
    (event,) = (one for one in world.published(Topic.LEAD_CHANGES) if isinstance(one, LeadStored))
    return event


def score_of(world: World, key: LeadKey) -> LeadScore:
    found = LeadScores(bootstrap.memory(world.settings)).find(key)
    assert found is not None
    return found.score


def told(world: World) -> list[LeadScored]:
    events = world.published(Topic.LEAD_CHANGES)
    return [event for event in events if isinstance(event, LeadScored)]


def tags(world: World, crm_lead_id: int) -> list[str]:
    (lead,) = world.client.search_read("crm.lead", [["id", "=", crm_lead_id]], ["tag_ids"])
    found = world.client.search_read("crm.tag", [["id", "in", lead["tag_ids"]]], ["name"])
    names = (str(row["name"]).partition(" ")[0].lower() for row in found)
    return [name for name in names if name in set(Grade)]


def correction(event: LeadStored, verdict: Verdict, *, later_s: int = 0) -> LeadCorrected:
    return LeadCorrected(
        tenant="default",
        crm_lead_id=event.crm_lead_id,
        happening_id=f"{verdict}-{later_s}",
        revision=later_s + 1,
        occurred_at=NOW + timedelta(seconds=later_s),
        by_user_id=2,
        verdict=verdict,
        reason="No budget",
    )


@pytest.fixture(name="agent")
def _agent(world: World) -> Client:
    return world.door("lead_qualification_agent")


def test_a_stored_lead_gets_a_grade_with_reasons_in_memory_in_odoo_and_on_the_bus(
    world: World, agent: Client
) -> None:
    event = stored(world)
    assert push(agent, event).status_code == 204
    score = score_of(world, event.lead_key)
    assert score.features
    assert score.reasons
    assert all(reason.en and reason.ar for reason in score.reasons)
    assert (score.scored_by, score.probability, score.extracted_by) == (
        "expert", None, "dictionary"
    )  # fmt: skip
    assert tags(world, event.crm_lead_id) == [score.grade]
    (scored,) = told(world)
    assert (scored.grade, scored.grade_before, scored.lead_key) == (
        score.grade, None, event.lead_key
    )  # fmt: skip
    assert not scored.is_text_unread


def test_a_redelivered_message_scores_nothing_anew_and_tells_the_same_again(
    world: World, agent: Client
) -> None:
    event = stored(world)
    push(agent, event)
    first, (before,) = score_of(world, event.lead_key), told(world)
    assert push(agent, event, attempt=2).status_code == 204
    assert score_of(world, event.lead_key) == first
    assert told(world) == [before]


def test_nothing_is_acknowledged_while_odoo_does_not_take_the_score(
    world: World, agent: Client
) -> None:
    event = stored(world)
    fault = {"match": {}, "fault": "503", "times": 50}
    requests.post(f"{world.odoo.url}/_faults", json=fault, timeout=9).raise_for_status()
    assert push(agent, event).status_code == 503
    assert told(world) == []
    kept = score_of(world, event.lead_key)
    requests.delete(f"{world.odoo.url}/_faults", timeout=9)
    world.let_pauses_end()
    assert push(agent, event, attempt=2).status_code == 204
    assert score_of(world, event.lead_key) == kept
    assert tags(world, event.crm_lead_id) == [kept.grade]
    assert len(told(world)) == 1


def test_made_up_leads_are_marked_as_spam_with_the_reason_first(
    world: World, agent: Client
) -> None:
    event = stored(world, answers=JUNK)
    push(agent, event)
    score = score_of(world, event.lead_key)
    assert (score.grade, score.junk) == (Grade.SPAM, "made_up")
    assert score.reasons[0].en == "Name and contact details look made up."
    assert tags(world, event.crm_lead_id) == ["spam"]


def test_a_persons_word_changes_the_grade_at_once_and_for_later_answers(
    world: World, agent: Client
) -> None:
    (lead,) = world.make_leads(form=COURSES)
    event = stored_of(world, lead)
    push(agent, event)
    told(world)
    assert push(agent, correction(event, Verdict.HOT)).status_code == 204
    assert score_of(world, event.lead_key).grade is Grade.HOT
    assert tags(world, event.crm_lead_id) == ["hot"]
    (scored,) = told(world)
    assert scored.grade is Grade.HOT
    push(agent, correction(event, Verdict.SPAM, later_s=5))
    push(agent, correction(event, Verdict.NOT_HOT, later_s=2))  # late, and older
    assert score_of(world, event.lead_key).grade is Grade.SPAM
    assert tags(world, event.crm_lead_id) == ["spam"]


def test_not_spam_gives_the_scorecard_its_say_back(world: World, agent: Client) -> None:
    event = stored(world, answers=JUNK)
    push(agent, event)
    push(agent, correction(event, Verdict.NOT_SPAM))
    score = score_of(world, event.lead_key)
    assert score.grade is score.scorecard_grade is not Grade.SPAM
    assert score.correction is not None
    assert score.correction.reason == "No budget"


def test_a_redelivered_correction_is_told_again_under_the_same_id(
    world: World, agent: Client
) -> None:
    event = stored(world)
    push(agent, event)
    told(world)
    push(agent, correction(event, Verdict.HOT))
    (first,) = told(world)
    push(agent, correction(event, Verdict.HOT), attempt=2)
    assert told(world) == [first]


def test_a_word_on_a_record_that_is_not_from_meta_is_left_alone(
    world: World, agent: Client
) -> None:
    (record,) = world.client.create_many("crm.lead", [{"name": "Walk-in"}])
    event = stored(world)
    elsewhere = correction(event, Verdict.SPAM).model_copy(update={"crm_lead_id": record})
    assert push(agent, elsewhere).status_code == 204
    assert tags(world, record) == []


def test_scores_follow_a_merge_and_the_record_shows_the_best(world: World, agent: Client) -> None:
    events = [stored(world), stored(world, answers=JUNK)]
    for event in events:
        push(agent, event)
    head, tail = (event.crm_lead_id for event in events)
    merged = OdooRecordChanged(
        tenant="default",
        event_id="m" * 32,
        revision=5,
        kind=ChangeKind.MERGED,
        crm_lead_id=tail,
        occurred_at=NOW,
        merged_into=head,
    )
    push(world.door("lead_event_handler"), merged)
    (event,) = (one for one in world.published(Topic.LEAD_CHANGES) if isinstance(one, LeadMerged))
    assert push(agent, event).status_code == 204
    moved = score_of(world, events[1].lead_key)
    assert (moved.crm_lead_id, moved.grade) == (head, Grade.SPAM)
    assert tags(world, head) == [score_of(world, events[0].lead_key).grade]


def test_a_lead_that_is_gone_from_odoo_is_acknowledged_and_told_to_nobody(
    world: World, agent: Client
) -> None:
    event = stored(world)
    odoo = world.odoo
    with OdooClient.connect(
        odoo.url, database=odoo.database, api_key=odoo.api_key, allow_unlink=True
    ) as client:
        client.unlink("crm.lead", [event.crm_lead_id])
    assert push(agent, event).status_code == 204
    assert told(world) == []


def test_a_lead_that_nobody_knows_is_passed_over(world: World, agent: Client) -> None:
    event = LeadStored(
        lead_key=LeadKey("f" * 32),
        crm_lead_id=CrmLeadId(1),
        is_new_crm_lead=True,
        is_test=False,
        stored_at=NOW,
    )
    assert push(agent, event).status_code == 204
    assert told(world) == []


@pytest.fixture(name="gemini")
def _gemini(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoGemini]:
    with DemoGemini.start() as gemini:
        monkeypatch.setenv("GEMINI_API_KEY", gemini.api_key)
        monkeypatch.setenv("GEMINI_URL", gemini.url)
        yield gemini


def order(gemini: DemoGemini, fault: str, times: int = 1) -> None:
    json = {"match": {}, "fault": fault, "times": times}
    requests.post(f"{gemini.url}/_faults", json=json, timeout=9).raise_for_status()


def unread(world: World) -> tuple[LeadStored, LeadScored, Client]:
    """Give a lead with free text that was graded once, and the door that has a model."""
    agent = world.door("lead_qualification_agent")
    event = stored(world, form=COURSES, answers={HOPE: "كل ما ذكره أخي عن هذه الدورة"})
    assert push(agent, event).status_code == 204
    (scored,) = told(world)
    return event, scored, agent


def test_the_first_grade_does_not_wait_for_the_model(world: World, gemini: DemoGemini) -> None:
    event, scored, _agent = unread(world)
    assert scored.is_text_unread
    score = score_of(world, event.lead_key)
    assert (score.extracted_by, score.is_text_unread) == ("dictionary", True)
    assert list(gemini.app.calls) == []


def test_what_the_model_reads_grades_the_lead_again_and_is_told_once(
    world: World, gemini: DemoGemini
) -> None:
    event, scored, agent = unread(world)
    before = score_of(world, event.lead_key)
    order(gemini, "obedient")
    assert push(agent, scored).status_code == 204
    after = score_of(world, event.lead_key)
    assert after.extracted_by != "dictionary"
    assert not after.is_text_unread
    assert after.log_odds > before.log_odds
    assert after.features.keys() >= before.features.keys()
    (again,) = told(world)
    assert (again.grade_before, again.is_text_unread) == (before.grade, False)
    assert push(agent, scored, attempt=2).status_code == 204
    assert told(world) == [again]
    assert push(agent, again).status_code == 204


def test_while_the_model_is_down_the_first_grade_stands(world: World, gemini: DemoGemini) -> None:
    event, scored, agent = unread(world)
    before = score_of(world, event.lead_key)
    order(gemini, "503", times=9)
    assert push(agent, scored).status_code == 204
    after = score_of(world, event.lead_key)
    assert (after.grade, after.log_odds, after.extracted_by) == (
        before.grade, before.log_odds, "dictionary"
    )  # fmt: skip
    assert told(world) == []


def test_a_lead_erased_before_the_model_reads_it_is_left_alone(
    world: World, gemini: DemoGemini
) -> None:
    event, scored, agent = unread(world)
    LeadScores(bootstrap.memory(world.settings)).delete(event.lead_key)
    assert push(agent, scored).status_code == 204
    assert LeadScores(bootstrap.memory(world.settings)).find(event.lead_key) is None
