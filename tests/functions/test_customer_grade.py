"""Grade, reasons and a person's word on the page of one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared import bootstrap
from shared.domain.event import Topic
from shared.domain.lead_changes import LeadCorrected
from shared.domain.queries import AUDIT
from shared.domain.score import Correction, Grade, Reason, Verdict
from shared.usecases.lead_scores import LeadScores
from tests.functions.conftest import NOW, World
from tests.pictures import keep_pictures, picture, state
from tests.unit.domain.test_grading import score

if TYPE_CHECKING:
    from werkzeug.test import Client, TestResponse

RECORD = 42
OURS = {"Sec-Fetch-Site": "same-origin"}
REASONS = (
    Reason(en="Wants it <this week>", ar="يريده هذا الأسبوع", points=0.8),
    Reason(en="No company", ar="بلا شركة", points=-0.3),
)


@pytest.fixture(name="page")
def _page(world: World) -> Client:
    memory = bootstrap.memory(world.settings)
    keep_pictures(memory, picture(RECORD, state()))
    return world.door("dashboards")


def graded(world: World, **more: object) -> None:
    base = score(1, Grade.HOT, crm_lead_id=RECORD, reasons=REASONS)
    LeadScores(bootstrap.memory(world.settings)).create(base.model_copy(update=more))


def press(page: Client, **form: str) -> TestResponse:
    given = {"number": str(RECORD), "verdict": "not_hot", "reason": "No budget"} | form
    return page.post("/customer-360/correct", data=given, headers=OURS)


def test_a_record_shows_grade_chance_and_reasons_in_the_readers_language(
    world: World, page: Client
) -> None:
    graded(world, probability=0.873)
    english = page.get(f"/customer-360/{RECORD}?lang=en").text
    arabic = page.get(f"/customer-360/{RECORD}?lang=ar").text
    for part in ("Hot", "87%", "Wants it &lt;this week&gt;", "No company", "Speaks against it:"):
        assert part in english, part
    for part in ("ساخن", "يريده هذا الأسبوع", "بلا شركة", "ليس ساخنًا"):
        assert part in arabic, part


def test_a_record_without_a_grade_has_no_form_and_the_stricter_policy(page: Client) -> None:
    answer = page.get(f"/customer-360/{RECORD}?lang=en")
    assert "<form" not in answer.text
    assert "form-action 'none'" in answer.headers["Content-Security-Policy"]


def test_a_persons_word_goes_out_and_is_audited_without_saying_on_whom(
    world: World, page: Client
) -> None:
    graded(world)
    answer = press(page)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/customer-360/{RECORD}?said=1#grade"
    (event,) = world.published(Topic.LEAD_CHANGES)
    assert isinstance(event, LeadCorrected)
    assert (event.crm_lead_id, event.verdict, event.reason) == (
        RECORD, Verdict.NOT_HOT, "No budget"
    )  # fmt: skip
    memory = bootstrap.memory(world.settings)
    (line,) = memory.query(AUDIT, equals={"tenant": "default"}).documents
    assert line.data["what"] == "correct_grade"
    assert str(RECORD) not in str({**line.data, "at": ""})
    assert "Your word is taken." in page.get(f"/customer-360/{RECORD}?lang=en&said=1").text


def test_a_word_that_holds_is_shown_with_its_reason(world: World, page: Client) -> None:
    said = Correction(verdict=Verdict.SPAM, reason="A <bot>", at=NOW)
    graded(world, correction=said, grade=Grade.SPAM)
    text = page.get(f"/customer-360/{RECORD}?lang=en").text
    assert "It is spam" in text
    assert "A &lt;bot&gt;" in text
    assert 'value="not_spam"' in text
    assert 'value="spam"' not in text


@pytest.mark.parametrize(
    ("form", "path"),
    [
        ({"number": "42x"}, "number"),
        ({"number": ""}, "number"),
        ({"verdict": "lukewarm"}, "verdict"),
        ({"verdict": ""}, "verdict"),
    ],
)
def test_a_form_that_is_not_ours_in_shape_is_refused_by_name(
    world: World, page: Client, form: dict[str, str], path: str
) -> None:
    answer = press(page, **form)
    assert answer.status_code == 400
    assert path in answer.text
    assert world.published(Topic.LEAD_CHANGES) == []


def test_no_other_site_presses_the_button(world: World, page: Client) -> None:
    data = {"number": str(RECORD), "verdict": "spam"}
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert page.post("/customer-360/correct", data=data, headers=foreign).status_code == 403
    assert page.get("/customer-360/correct?lang=en").status_code == 404
    assert world.published(Topic.LEAD_CHANGES) == []
