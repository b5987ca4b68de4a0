"""What a scorecard sees of a lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.domain.features.arrival import FormerLead, KnownAs
from shared.domain.features.catalogue import described
from shared.domain.features.field import Kind
from shared.domain.features.lead_features import chosen_texts, features_of, reread, typed_texts
from shared.domain.lead import Consent, Question
from shared.domain.opportunity import Outcome
from tests.unit.domain.features.arrivals import QUESTIONS, SOURCE, arrival
from tests.unit.domain.leads import MOMENT, lead_form


def test_an_ordinary_lead_has_all_that_is_known_of_it() -> None:
    assert features_of(arrival(known_as=KnownAs.NOBODY)) == {
        "page": "Waha Homes",
        "form": "Villas in Riyadh",
        "form_questions": 5,
        "campaign": "Autumn",
        "ad_set": "Families",
        "ad": "Sea view",
        "platform": "ig",
        "organic": "no",
        "hour": 12,
        "part_of_day": "afternoon",
        "weekday": "Friday",
        "weekend": "yes",
        "country": "SA",
        "country_by": "phone",
        "contact": "both",
        "phone_kind": "mobile",
        "phone_home": "yes",
        "phone_made_up": "no",
        "email_kind": "free",
        "email_named": "yes",
        "email_digits": 0,
        "name_kind": "full",
        "answered_share": 1.0,
        "left_empty": 0,
        "choices": 1,
        "answer:what are you looking for": "A villa",
        "said_words": 4,
        "said_digits": "no",
        "said_question": "no",
        "said_link": "no",
        "known_as": "new",
        "past_leads": 0,
    }


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"email": "sara@najd-logistics.sa"}, {"email_kind": "company"}),
        ({"email": "sara@kfu.edu.sa"}, {"email_kind": "education"}),
        ({"email": "sara@harvard.edu"}, {"email_kind": "education"}),
        ({"email": "sara@moh.gov.sa"}, {"email_kind": "government"}),
        ({"email": "sara@edu.com"}, {"email_kind": "company"}),
        ({"email": "sara@edu.sa"}, {"email_kind": "company"}),
        ({"email": "sara@yahoo.co.uk"}, {"email_kind": "free"}),
        ({"email": "sara@hotmail.com.eg"}, {"email_kind": "free"}),
        ({"email": "sara@mailinator.com"}, {"email_kind": "disposable"}),
        ({"email": "sara@any.mailinator.com"}, {"email_kind": "disposable"}),
        ({"email": "sara@mail.example.com"}, {"email_kind": "free"}),
        ({"email": "sara at home"}, {"email_kind": "invalid", "contact": "phone"}),
        ({"email": None}, {"email_kind": "none", "contact": "phone"}),
        ({"email": "x8812345678@gmail.com"}, {"email_digits": 10, "email_named": "no"}),
        ({"email": "otaibi.s@gmail.com"}, {"email_named": "yes"}),
        ({"full_name": "سارة العتيبي"}, {"email_named": "yes"}),
        ({"full_name": "محمد الشمري", "email": "mohammed.88@x.sa"}, {"email_named": "yes"}),
        ({"full_name": "محمد", "email": "shammari@x.sa"}, {"email_named": "no"}),
        ({"phone_number": "+971501234987"}, {"phone_home": "no", "phone_kind": "mobile"}),
        ({"phone_number": "+966112345698"}, {"phone_kind": "fixed"}),
        ({"phone_number": "+12015550123"}, {"phone_kind": "fixed or mobile"}),
        ({"phone_number": "12"}, {"phone_kind": "invalid", "contact": "email"}),
        ({"phone_number": None}, {"phone_kind": "none", "contact": "email"}),
        ({"phone_number": "12", "email": None}, {"contact": "none"}),
        ({"phone_number": "+966555555555"}, {"phone_made_up": "yes"}),
        ({"phone_number": "+966501234567"}, {"phone_made_up": "yes"}),
        ({"full_name": "Sara"}, {"name_kind": "one word"}),
        ({"full_name": None}, {"name_kind": "none"}),
        ({"full_name": "asdfgh"}, {"name_kind": "no name"}),
        ({"full_name": "test"}, {"name_kind": "no name"}),
        ({"full_name": "تجربة"}, {"name_kind": "no name"}),
        ({"full_name": "aaaa"}, {"name_kind": "no name"}),
        ({"full_name": "xkcdpt rwz"}, {"name_kind": "no name"}),
        ({"full_name": "www.buy.com"}, {"name_kind": "no name"}),
        ({"full_name": "🙂"}, {"name_kind": "no name"}),
        ({"full_name": "Ng Li"}, {"name_kind": "full"}),
        ({"full_name": "李小龙"}, {"name_kind": "full"}),
        ({"full_name": "Sara سارة"}, {"name_kind": "full"}),
    ],
)
def test_contact_and_name_become_kinds(answers: dict[str, Any], expected: dict[str, Any]) -> None:
    features = features_of(arrival(answers))
    assert {name: features.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    "name", ["Ahmad", "Nguyen Thi", "Strzelczyk Jan", "Abd Al Aziz", "Schmidt"]
)
def test_real_names_are_not_taken_for_what_is_typed_to_get_past_the_field(name: str) -> None:
    assert features_of(arrival({"full_name": name}))["name_kind"] in {"full", "one word"}


@pytest.mark.parametrize(
    ("zone", "country", "at", "expected"),
    [
        ("Asia/Riyadh", "SA", "2026-11-20T21:30:00", (0, "night", "Saturday", "yes")),
        ("Asia/Dubai", "AE", "2026-11-20T09:30:00", (13, "afternoon", "Friday", "no")),
        ("Asia/Dubai", "AE", "2026-11-22T02:30:00", (6, "morning", "Sunday", "yes")),
        ("America/New_York", "US", "2026-11-01T05:30:00", (1, "night", "Sunday", "yes")),
        ("America/New_York", "US", "2026-11-01T06:30:00", (1, "night", "Sunday", "yes")),
        ("Africa/Cairo", "EG", "2026-11-20T19:30:00", (21, "late evening", "Friday", "yes")),
    ],
)
def test_the_moment_is_told_by_the_companys_clock(
    zone: str, country: str, at: str, expected: tuple[object, ...]
) -> None:
    sent = datetime.fromisoformat(at).replace(tzinfo=UTC)
    features = features_of(arrival(created_at=sent, time_zone=zone, home_country=country))
    names = ("hour", "part_of_day", "weekday", "weekend")
    assert tuple(features[name] for name in names) == expected


def test_a_form_without_a_name_goes_by_its_number_and_no_ad_is_no_level() -> None:
    bare = SOURCE.model_copy(
        update={"campaign_id": None, "campaign_name": None, "ad_id": None, "ad_name": None}
    )
    features = features_of(arrival(attribution=bare, is_form_known=False))
    assert features["form"] == SOURCE.form_id
    assert not {"campaign", "ad", "form_questions", "answered_share"} & features.keys()


def test_only_choices_of_the_form_are_values() -> None:
    typed = features_of(arrival({"flat": "Call me on 0501234987"}))
    assert "answer:what are you looking for" not in typed
    assert typed["choices"] == 0
    unknown_form = features_of(arrival(is_form_known=False))
    assert not [name for name in unknown_form if name.startswith("answer:")]


def test_of_several_choices_is_told_that_they_were_several() -> None:
    features = features_of(arrival({"flat": ("villa", "flat")}))
    assert features["answer:what are you looking for"] == "several"


def test_completeness_counts_all_but_fields_to_type_in() -> None:
    with_text, without = features_of(arrival()), features_of(arrival({"wish": None}))
    assert with_text["answered_share"] == without["answered_share"] == 1.0
    half = features_of(arrival({"email": None, "phone_number": None}))
    assert (half["answered_share"], half["left_empty"]) == (0.5, 2)


def test_what_is_typed_changes_nothing_but_what_is_limited() -> None:
    silent = features_of(arrival({"wish": None}))
    loud = features_of(arrival({"wish": "BUY NOW! https://x.com 100% sure? " * 50}))
    assert {name for name in loud if loud.get(name) != silent.get(name)} == {
        *("said_words", "said_digits", "said_question", "said_link")
    }
    assert (loud["said_words"], loud["said_link"], loud["said_question"]) == (200, "yes", "yes")


def test_a_company_that_is_asked_for_in_vain_is_told_from_one_that_is_not_asked_for() -> None:
    asks = Question(key="company_name", label="Company", kind="COMPANY_NAME")
    assert features_of(arrival({"company_name": "Najd"}, asks))["company_given"] == "yes"
    assert features_of(arrival(None, asks))["company_given"] == "no"
    assert "company_given" not in features_of(arrival())


def test_a_domain_that_is_named_like_the_company_is_its_own() -> None:
    asks = Question(key="company_name", label="Company", kind="COMPANY_NAME")
    ours = {"company_name": "Najd Logistics LLC", "email": "s@najd-logistics.sa"}
    assert features_of(arrival(ours, asks))["email_company"] == "yes"
    assert features_of(arrival(ours | {"email": "s@other.sa"}, asks))["email_company"] == "no"
    assert "email_company" not in features_of(arrival(ours | {"email": "s@gmail.com"}, asks))


def test_an_appointment_is_told_in_days() -> None:
    asks = Question(key="visit", label="When?", kind="DATE_TIME")
    for at, days in [
        ("2026-11-23T12:30:00+03:00", 3.0),
        ("2026-11-01T12:30:00+03:00", 0.0),
        ("9999-11-01T12:30:00+03:00", 365),
        ("2026-11-23T12:30:00", None),
        ("soon", None),
    ]:
        assert features_of(arrival({"visit": at}, asks)).get("appointment_days") == days


@pytest.mark.parametrize(
    ("ticks", "level"),
    [((), None), ((True,), "all"), ((True, False), "some"), ((False,), "none")],
)
def test_consents_are_told_as_how_many(ticks: tuple[bool, ...], level: str | None) -> None:
    form = lead_form(*QUESTIONS)
    given = arrival(form=form)
    boxes = tuple(Consent(key=str(n), given=tick) for n, tick in enumerate(ticks))
    labelled = tuple({"wording": box.key, "given": box.given} for box in boxes)
    lead = given.lead.model_validate(given.lead.model_dump() | {"consents": labelled})
    assert features_of(given.model_copy(update={"lead": lead})).get("consent") == level


def test_a_person_who_comes_back_is_known_by_what_had_become_of_them() -> None:
    past = (
        FormerLead(
            arrived_at=MOMENT - timedelta(days=90),
            outcome=Outcome.WON,
            closed_at=MOMENT - timedelta(days=60),
        ),
        FormerLead(
            arrived_at=MOMENT - timedelta(days=30),
            outcome=Outcome.LOST,
            closed_at=MOMENT - timedelta(days=1),
        ),
        FormerLead(arrived_at=MOMENT - timedelta(hours=12), same_form=True),
    )
    features = features_of(arrival(past=past, known_as=KnownAs.OPEN))
    expected = {
        "past_leads": 3,
        "past_won": 1,
        "past_lost": 1,
        "past_open": 1,
        "days_since_last": 0.5,
        "same_form_again": "yes",
        "known_as": "open opportunity",
    }
    assert {name: features[name] for name in expected} == expected


def test_what_the_texts_say_is_kept_apart_by_whose_words_they_are() -> None:
    features = features_of(arrival(said={"need": "specific"}, chosen={"timeline": "now"}))
    assert (features["said_need"], features["chosen_timeline"]) == ("specific", "now")


def test_nothing_is_said_where_nothing_was_typed() -> None:
    """An Extractor that is given no texts answers `unknown` to everything."""
    silent = arrival(
        {"wish": None, "flat": None}, said={"need": "unknown"}, chosen={"need": "unknown"}
    )
    assert not [name for name in features_of(silent) if name.startswith(("said_", "chosen_"))]


def test_reading_the_texts_again_changes_nothing_else() -> None:
    first = features_of(arrival(said={"need": "unknown", "spam": "unknown"}))
    again = reread(first, {"need": "specific", "spam": "unknown"})
    assert {name for name in again if again[name] != first.get(name)} == {"said_need"}
    assert again.keys() == first.keys()


def test_readers_get_what_was_typed_and_never_who_it_is() -> None:
    job = Question(key="job_title", label="Your job", kind="JOB_TITLE")
    reach = Question(key="reach", label="How can we reach you?")
    given = arrival({"job_title": "Owner", "reach": "+966501234987"}, job, reach)
    assert [(one.question, one.text) for one in typed_texts(given)] == [
        ("What else matters to you?", "Near a school, please"),
        ("Job title", "Owner"),
    ]
    assert [one.text for one in chosen_texts(given)] == ["A villa"]


def test_every_feature_of_the_ordinary_lead_is_described_with_its_values() -> None:
    for name, value in features_of(arrival(said={"need": "general"})).items():
        field = described(name)
        assert field is not None, name
        assert isinstance(value, str) == (field.kind is Kind.CATEGORY), name
        assert not field.values or value in field.values, name
