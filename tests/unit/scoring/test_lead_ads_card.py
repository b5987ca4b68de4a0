"""The expert card for lead ads: what runs is what is written, sensible, and put in good words."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.meta.catalogue import catalogue, form_node
from deploy.local.demo.meta.leads import LeadWish, make_leads
from shared.adapters.dictionaries.extractor import DictionaryExtractor
from shared.adapters.meta.foreign import Foreign
from shared.adapters.meta.form import read_form
from shared.adapters.meta.lead import read_lead
from shared.domain.clean import clean_lead
from shared.domain.extracting.proof import proved
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.features.arrival import Arrival, KnownAs
from shared.domain.features.catalogue import FEATURES, described
from shared.domain.features.field import Kind
from shared.domain.features.lead_features import chosen_texts, features_of, typed_texts
from shared.domain.ids import PageId
from shared.scoring import artefact
from shared.scoring.cards import lead_ads
from shared.scoring.compile import CARDS, compiled, main
from shared.scoring.errors import BadCard
from shared.scoring.scorecard import Term
from shared.scoring.sentences import sentence
from tests.unit.usecases.crm_stand_in import SetClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from deploy.local.demo.meta.leads import StoredLead
    from shared.domain.extraction import FreeText
    from shared.domain.lead import LeadForm
    from shared.domain.score import Features

WRITTEN, RUNNING = CARDS / "lead_ads.yaml", CARDS / "lead_ads.json"
CARD = json.loads(RUNNING.read_text(encoding="utf-8"))
SAID_AT_MOST = CARD["capped"]["said"]["at_most"]
SCORECARD = lead_ads().scorecard("lead_ads")
BEST_SAID = {
    "said_need": "specific",
    "said_timeline": "now",
    "said_budget": "ready",
    "said_authority": "decides",
    "said_intent": "buy",
    "said_words": 200,
    "said_question": "yes",
    "said_anything_else": "the best",
}
ORDINARY: Features = {
    "contact": "both",
    "phone_kind": "mobile",
    "phone_home": "yes",
    "phone_made_up": "no",
    "email_kind": "free",
    "email_named": "yes",
    "email_digits": 2,
    "name_kind": "full",
    "answered_share": 1.0,
    "left_empty": 0,
    "choices": 1,
    "form_questions": 5,
    "organic": "no",
    "part_of_day": "afternoon",
    "known_as": "new",
    "past_leads": 0,
    "said_words": 3,
    "said_link": "no",
}
ARABIC, LATIN = re.compile("[\u0620-\u064a]"), re.compile("[A-Za-z]")


@cache
def invented(count: int, seed: int) -> tuple[Features, ...]:
    """Give the features of leads such as the demo Meta makes, read by the dictionaries."""
    forms = {
        form_id: read_form(Foreign(form_node(form)), PageId(form["page"]))
        for form_id, form in catalogue().forms.items()
    }
    wish = LeadWish(count=count, seed=seed, spread_days=30)
    made = make_leads(wish, 1, datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    return tuple(features_of(read(arrived(one, forms[one.form_id]))) for one in made)


def arrived(made: StoredLead, form: LeadForm) -> Arrival:
    source = read_lead(Foreign(made.node), PageId(made.page_id), None)
    return Arrival(
        lead=clean_lead(source, form, None, default_country="SA"),
        form=form,
        known_as=KnownAs.NOBODY,
        time_zone="Asia/Riyadh",
        home_country="SA",
    )


def read(arrival: Arrival) -> Arrival:
    reader = DictionaryExtractor(SetClock(arrival.at))

    def levels(texts: tuple[FreeText, ...]) -> dict[str, str]:
        found = proved(reader.extract(BUILT_IN, texts), BUILT_IN, texts) if texts else None
        return {one.name: one.level for one in found.findings} if found else {}

    said, chosen = levels(typed_texts(arrival)), levels(chosen_texts(arrival))
    return arrival.model_copy(update={"said": said, "chosen": chosen})


def phrases() -> Iterator[tuple[str, object]]:
    """Give every field and level with its entry."""
    for name, field in CARD["fields"].items():
        yield name, {key: field[key] for key in ("en", "ar") if key in field}
        for level, entry in field.get("levels", {}).items():
            yield f"{name}.{level}", entry
        for place, entry in enumerate(field.get("ranges", [])):
            yield f"{name}.ranges[{place}]", entry
        yield f"{name}.missing", field.get("missing", {})
    for name, entry in CARD["words"].items():
        yield name, {"en": entry["en"], "ar": entry["ar"]}
        yield f"{name}.missing", entry["missing"]


def test_what_runs_is_what_is_written() -> None:
    text = WRITTEN.read_text(encoding="utf-8")
    assert RUNNING.read_text(encoding="utf-8") == compiled(text), "python -m shared.scoring.compile"


def test_it_speaks_of_features_that_there_are_and_of_all_their_values() -> None:
    for name, field in CARD["fields"].items():
        entry = described(name)
        assert entry is not None, name
        assert ("ranges" in field) == (entry.kind is Kind.NUMBER), name
        assert not entry.values or set(field["levels"]) == set(entry.values), name


def test_it_has_words_for_every_feature() -> None:
    named = {field.name for field in FEATURES if not field.name.endswith("*")}
    assert set(CARD["fields"]) == named


def test_every_entry_has_words_in_both_languages_and_no_points_in_them() -> None:
    for place, entry in phrases():
        if not isinstance(entry, dict) or not ({"en", "ar"} & entry.keys()):
            continue
        assert LATIN.search(entry["en"]), place
        assert ARABIC.search(entry["ar"]), place
        assert not ARABIC.search(entry["en"]), place
        assert not LATIN.search(re.sub(r"{\w+}", "", entry["ar"])), place
        assert not re.search(r"\d", entry["en"] + entry["ar"]), place
        assert not entry["en"].endswith((".", " ")), place


def test_every_level_with_points_has_words_of_its_own() -> None:
    silent = [
        place
        for place, entry in phrases()
        if "." in place and (entry if isinstance(entry, float) else entry.get("points"))
        if not isinstance(entry, dict) or "en" not in entry
    ]
    assert silent == []


def test_it_is_small_and_survives_being_kept() -> None:
    text = artefact.dumps(SCORECARD)
    assert len(text.encode()) <= 15_000
    assert artefact.loads(text).log_odds(ORDINARY) == SCORECARD.log_odds(ORDINARY)


def test_an_ordinary_lead_has_no_reasons_and_the_base_rate() -> None:
    explained = SCORECARD.explain(ORDINARY)
    assert explained.terms == ()
    assert SCORECARD.probability(ORDINARY) == pytest.approx(CARD["base_rate"], abs=1e-4)
    assert SCORECARD.grade(explained.log_odds) == "cold"


def test_no_text_makes_a_cold_lead_hot() -> None:
    assert CARD["hot"] - CARD["warm"] > SAID_AT_MOST
    for features in invented(300, 1):
        silent = {name: v for name, v in features.items() if not name.startswith("said_")}
        loud = silent | BEST_SAID
        gain = SCORECARD.log_odds(loud) - SCORECARD.log_odds(silent)
        assert gain <= SAID_AT_MOST + 1e-9
        grades = [SCORECARD.grade(SCORECARD.log_odds(lead)) for lead in (silent, loud)]
        assert grades != ["cold", "hot"]


@pytest.mark.parametrize("seed", [1, 2])
def test_of_invented_leads_few_are_hot_and_most_are_not(seed: int) -> None:
    grades = Counter(SCORECARD.grade(SCORECARD.log_odds(lead)) for lead in invented(300, seed))
    assert 0.08 <= grades["hot"] / 300 <= 0.2
    assert 0.25 <= grades["warm"] / 300 <= 0.42
    assert 0.4 <= grades["cold"] / 300 <= 0.65


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ({"contact": "none", "phone_kind": "invalid"}, {}),
        ({"email_kind": "disposable"}, {}),
        ({"name_kind": "no name"}, {}),
        ({"said_spam": "advertising"}, {}),
        ({}, {"email_kind": "company"}),
        ({}, {"known_as": "customer", "past_leads": 1, "past_won": 1}),
        ({"chosen_timeline": "later"}, {"chosen_timeline": "now"}),
        ({"appointment_days": 60}, {"appointment_days": 1}),
        ({"said_budget": "none"}, {"said_budget": "amount"}),
    ],
)
def test_what_a_salesperson_would_call_better_is_better(worse: Features, better: Features) -> None:
    assert SCORECARD.log_odds(ORDINARY | worse) < SCORECARD.log_odds(ORDINARY | better)


def test_every_reason_is_a_sentence_without_gaps() -> None:
    words = lead_ads().words
    for features in invented(300, 2):
        for term in SCORECARD.explain(features | {"said_budget": "amount"}).terms:
            english, arabic = sentence(term, words)
            assert "{" not in english + arabic
            assert not ARABIC.search(english)
            assert not LATIN.search(arabic)


@pytest.mark.parametrize(
    ("field", "level", "english", "arabic"),
    [
        (
            "answer:what are you looking for",
            "A villa",
            "Chose “A villa” for “what are you looking for”: such leads buy more often than average.",
            "اختار «A villa» جوابًا عن «what are you looking for»: أمثاله يشترون أكثر من المعتاد.",
        ),
        (
            "answer:أي دورة تهمّك",
            "missing",
            "Chose nothing for “أي دورة تهمّك”: such leads buy more often than average.",
            "لم يختر شيئًا جوابًا عن «أي دورة تهمّك»: أمثاله يشترون أكثر من المعتاد.",
        ),
        ("form", "Trial", "Filled in the form “Trial”: such leads buy more often than average.", "عبّأ نموذج «Trial»: أمثاله يشترون أكثر من المعتاد."),
        ("platform", "ig", "Comes from Instagram: such leads buy more often than average.", "جاء من إنستغرام: أمثاله يشترون أكثر من المعتاد."),
        ("said_need", "specific", "Knows exactly what they want: such leads buy more often than average.", "يعرف ما يريده بالضبط: أمثاله يشترون أكثر من المعتاد."),
    ],
)  # fmt: skip
def test_reasons_read_like_this(field: str, level: str, english: str, arabic: str) -> None:
    assert sentence(Term((field,), (level,), 0.3), lead_ads().words) == (english, arabic)


def test_what_a_company_has_read_besides_is_limited_as_well() -> None:
    card = lead_ads()
    assert card.capped_by("said_course") is card.capped[0]
    assert card.capped_by("chosen_course") is None


def test_a_company_compiles_a_card_of_its_own(tmp_path: Path) -> None:
    own, made = tmp_path / "own.yaml", tmp_path / "own.json"
    own.write_text("base_rate: 0.2\nfields: {form: {levels: {Trial: 0.5}}}\n", encoding="utf-8")
    assert main([str(own), str(made)]) == 0
    assert json.loads(made.read_text(encoding="utf-8"))["base_rate"] == 0.2


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("base_rate: [", "line"),
        ("base_rate: 2", "base_rate"),
        ("base_rate: 0.1\nfields: {form: {levels: {Trial: much}}}", "fields.form.levels.Trial"),
        ("- base_rate", ""),
        ("", ""),
        ("base_rate: 0.1\nfields: {form: {levels: {Trial: .nan}}}", "fields.form.levels.Trial"),
        ("base_rate: 0.1\nfields: {form: {levels: {2026-01-01: 1}}}", "fields.form.levels"),
        ("base_rate: !!python/name:os.system", "line"),
    ],
)
def test_a_faulty_card_is_refused_by_the_place_of_its_fault(
    text: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadCard) as refused:
        compiled(text)
    assert place in refused.value.path
    own = tmp_path / "own.yaml"
    own.write_text(text, encoding="utf-8")
    assert main([str(own), str(tmp_path / "own.json")]) == 1
    assert str(own) in capsys.readouterr().err
    assert not (tmp_path / "own.json").exists()


def test_a_wrong_command_line_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["one.yaml"]) == 2
    assert "usage" in capsys.readouterr().err
