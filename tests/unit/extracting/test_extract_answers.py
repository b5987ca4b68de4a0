"""Who reads a lead's text, and that it is always read."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared import log
from shared.domain.extracting.prompt import cache_key
from shared.domain.extracting.sanitise import prepared
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import UNKNOWN, FreeText
from shared.usecases.extract_answers import EXTRACTIONS, KEPT

if TYPE_CHECKING:
    from shared.domain.extraction import Extraction
    from shared.usecases.extract_answers import ExtractAnswers
    from tests.unit.extracting.conftest import Desk

MODEL, DICTIONARY = "gemini-3.5-flash-lite", "dictionary"
SAID = "My budget is ready, I want to book today. Call 0501234567"
TEXTS = (FreeText(question="Tell us more", text=SAID),)


def read(reader: ExtractAnswers, *, is_urgent: bool = False) -> Extraction:
    return reader(BUILT_IN, TEXTS, is_urgent=is_urgent)


def test_the_model_reads_and_its_proved_levels_stand(desk: Desk) -> None:
    said = read(desk.reader(desk.model()))
    assert (said.extracted_by, said.is_cached, said.not_by_model) == (MODEL, False, "")
    assert said.levels["budget"] == "ready"
    assert said.levels["intent"] == "buy"
    assert said.levels["authority"] == UNKNOWN
    assert list(said.levels) == [one.name for one in BUILT_IN]


def test_without_a_model_the_dictionaries_read_and_say_so(desk: Desk) -> None:
    said = read(desk.reader(None))
    assert (said.extracted_by, said.not_by_model) == (DICTIONARY, "")
    assert said.levels["budget"] == "ready"
    assert desk.gemini.calls() == []


def test_the_same_text_is_read_once(desk: Desk) -> None:
    reader = desk.reader(desk.model())
    first, again = read(reader), read(desk.reader(desk.model()))
    assert again.is_cached
    assert (again.levels, again.extracted_by) == (first.levels, MODEL)
    assert len(desk.gemini.calls()) == 1


def test_what_is_remembered_is_forgotten_again_and_holds_no_text(desk: Desk) -> None:
    reader = desk.reader(desk.model())
    read(reader)
    row = desk.memory.get(EXTRACTIONS, remembered_as())
    assert row is not None
    kept = json.dumps(dict(row.data), ensure_ascii=False)
    assert "book" not in kept
    assert set(row.data) == {"levels", "by", "at"}
    desk.clock.moment += KEPT + timedelta(seconds=1)
    assert not read(reader).is_cached


def remembered_as() -> str:
    return cache_key(BUILT_IN, prepared(TEXTS), model=MODEL, tenant="t")


@pytest.mark.parametrize("levels", ["hot", {"budget": "hot"}, {"budget": 7}, None, {}])
def test_a_spoilt_memory_gives_no_level_that_is_none(desk: Desk, levels: object) -> None:
    desk.memory.put(EXTRACTIONS, remembered_as(), {"levels": levels})
    said = read(desk.reader(desk.model()))
    assert said.levels["budget"] in {"ready", UNKNOWN}


def test_an_urgent_lead_waits_for_nobody(desk: Desk) -> None:
    reader = desk.reader(desk.model())
    said = read(reader, is_urgent=True)
    assert (said.extracted_by, said.not_by_model) == (DICTIONARY, "urgent")
    assert said.levels["budget"] == "ready"
    assert desk.gemini.calls() == []


def test_an_urgent_lead_gets_what_is_remembered(desk: Desk) -> None:
    reader = desk.reader(desk.model())
    read(reader)
    assert read(reader, is_urgent=True).is_cached


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("overloaded", "gemini_unavailable"),
        ("quota", "gemini_quota"),
        ("key_invalid", "gemini_key_refused"),
        ("drop_before_commit", "gemini_unreachable"),
        ("garbage", "gemini_unreadable"),
        ("cut_off", "gemini_cut_off"),
        ("blocked", "gemini_blocked"),
        ("bad_request", "gemini_request_refused"),
    ],
)
def test_in_the_model_s_troubles_the_dictionaries_read_and_say_why(
    desk: Desk, fault: str, code: str
) -> None:
    desk.gemini.order(fault)
    said = read(desk.reader(desk.model()))
    assert (said.extracted_by, said.not_by_model) == (DICTIONARY, code)
    assert said.levels["budget"] == "ready"


def test_a_lying_model_proves_nothing_and_is_believed_nothing(desk: Desk) -> None:
    desk.gemini.order("wrong_quotes")
    assert set(read(desk.reader(desk.model())).levels.values()) == {UNKNOWN}


def test_a_slow_model_is_given_up(desk: Desk) -> None:
    desk.gemini.order("timeout_before_commit")
    said = read(desk.reader(desk.model(desk.gemini.new(timeout_s=1.0))))
    assert (said.extracted_by, said.not_by_model) == (DICTIONARY, "gemini_timeout")


def test_a_model_that_is_down_is_left_alone_for_a_while(desk: Desk) -> None:
    reader = desk.reader(desk.model())
    desk.gemini.order("overloaded", times=3)
    assert [read(reader).not_by_model for _ in range(4)] == [
        *["gemini_unavailable"] * 3,
        "connection_paused",
    ]
    desk.clock.moment += timedelta(seconds=61)
    assert read(reader).extracted_by == MODEL


def test_over_budget_the_dictionaries_read_until_midnight(desk: Desk) -> None:
    reader = desk.reader(desk.model(cents=0))
    assert read(reader).not_by_model == "model_over_budget"
    assert desk.gemini.calls() == []
    assert read(desk.reader(desk.model())).extracted_by == MODEL


def test_over_budget_is_no_fault_of_the_connection(desk: Desk) -> None:
    reader = desk.reader(desk.model(cents=0))
    assert {read(reader).not_by_model for _ in range(5)} == {"model_over_budget"}


def spent(desk: Desk) -> object:
    day = desk.budget().days.of(desk.clock.moment)
    document = desk.memory.get("model_days", f"t.{day.isoformat()}")
    return document.data["spent_micros"] if document else None


def test_a_call_costs_what_it_really_cost(desk: Desk) -> None:
    said = read(desk.reader(desk.model()))
    assert spent(desk) == desk.model().price.micros(said.tokens_in, said.tokens_out)


def test_a_refused_call_costs_nothing_and_a_useless_answer_the_most(desk: Desk) -> None:
    desk.gemini.order("overloaded")
    read(desk.reader(desk.model()))
    assert spent(desk) == 0
    desk.gemini.order("garbage")
    read(desk.reader(desk.model()))
    assert int(str(spent(desk))) > 2_000 * 250 / 100


def test_the_log_says_who_read_what_it_took_and_why_not_the_model(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="suite")
    reader = desk.reader(desk.model())
    desk.gemini.order("overloaded")
    read(reader)
    read(reader)
    read(reader)
    said = [log.facts_of(record) or {} for record in caplog.records]
    assert [one["not_by_model"] for one in said] == ["gemini_unavailable", None, None]
    assert [one["is_cached"] for one in said] == [False, False, True]
    assert [one["extracted_by"] for one in said] == [DICTIONARY, MODEL, MODEL]
    assert int(str(said[1]["tokens_in"])) > 100
    assert "book" not in caplog.text


def test_where_nothing_was_typed_nobody_is_asked(desk: Desk) -> None:
    said = desk.reader(desk.model())(BUILT_IN, [FreeText(question="Q", text="\u200b \u202e")])
    assert set(said.levels.values()) == {UNKNOWN}
    assert desk.gemini.calls() == []


def test_no_address_leaves_the_house(desk: Desk) -> None:
    read(desk.reader(desk.model()))
    assert "0501234567" not in desk.gemini.calls()[0]
    assert "[phone]" in desk.gemini.calls()[0]
