"""What every Extractor does, whoever reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared.domain.extracting.proof import proved
from shared.domain.extracting.sanitise import prepared
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import UNKNOWN, Asked, FreeText

if TYPE_CHECKING:
    from shared.scoring_ports import Extractor

CLEAR = {
    "I need a villa with 4 bedrooms, budget 1.5 million SAR, I want to book a visit asap": {
        "need": "specific", "budget": "amount", "intent": "buy", "timeline": "now", "language": "en"
    },
    "أنا المدير العام وأبغى أحجز موعد بعد شهرين": {
        "authority": "decides", "intent": "buy", "timeline": "quarter", "language": "ar"
    },
    "لست مهتم، لا تتصلوا": {"intent": "none", "language": "ar"},
    "ممكن تقسيط؟ please send me the price": {"budget": "tight", "intent": "ask", "language": "mixed"},
    "We offer SEO services, click here": {"spam": "advertising", "intent": "sell"},
}  # fmt: skip


def read(
    extractor: Extractor, text: str, question: str = "", asked: tuple[Asked, ...] = BUILT_IN
) -> dict[str, str]:
    texts = prepared([FreeText(question=question, text=text)])
    return proved(extractor.extract(asked, texts), asked, texts).levels


@pytest.mark.parametrize("text", CLEAR)
def test_what_is_said_plainly_is_found_and_its_quote_stands(
    extractor: Extractor, text: str
) -> None:
    found = read(extractor, text)
    assert {name: found[name] for name in CLEAR[text]} == CLEAR[text]


def test_what_is_not_said_is_not_claimed(extractor: Extractor) -> None:
    assert set(read(extractor, "السلام عليكم").values()) == {UNKNOWN, "ar"}


def test_every_claim_is_of_the_schema(extractor: Extractor) -> None:
    levels = {one.name: one.levels for one in BUILT_IN}
    for text in CLEAR:
        for finding in extractor.extract(BUILT_IN, [FreeText(question="", text=text)]).findings:
            assert finding.level in levels[finding.name]


def test_only_what_is_asked_is_answered(extractor: Extractor) -> None:
    one = tuple(asked for asked in BUILT_IN if asked.name == "budget")
    found = extractor.extract(one, [FreeText(question="", text=next(iter(CLEAR)))])
    assert {finding.name for finding in found.findings} <= {"budget"}


def test_a_company_s_own_question_is_answered_by_the_name_of_its_level(
    extractor: Extractor,
) -> None:
    course = Asked(name="course", meaning="which course", levels=("nursing", "pharmacy"))
    assert read(extractor, "I would like Nursing please", asked=(course,)) == {"course": "nursing"}


def test_nothing_is_found_where_nothing_was_typed(extractor: Extractor) -> None:
    assert extractor.extract(BUILT_IN, []).findings == ()


def test_the_same_text_gives_the_same_levels(extractor: Extractor) -> None:
    text = next(iter(CLEAR))
    assert read(extractor, text) == read(extractor, text)


def test_who_read_is_said(extractor: Extractor) -> None:
    read_by = extractor.extract(BUILT_IN, [FreeText(question="", text="hello")]).extracted_by
    assert read_by in {"dictionary", "gemini-3.5-flash-lite"}
