"""A whole lead, cleaned."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.clean import clean_lead
from shared.domain.clean_lead import CleanLead, LabelledAnswer, LabelledConsent, LeadField
from shared.domain.lead import Attribution, Consent, LeadForm, Option, Question, SourceLead
from shared.domain.mapping import FormMapping, parse_mapping
from tests.unit.domain.leads import FORM, LEAD_FORMS, PAGE, SOURCE_LEADS, lead_form, source_lead

ARABIC_FORM = lead_form(
    Question(key="full_name", label="الاسم الكامل", kind="FULL_NAME"),
    Question(key="email", label="البريد الإلكتروني", kind="EMAIL"),
    Question(key="phone_number", label="رقم الجوال", kind="PHONE"),
    Question(
        key="نوع_العقار",
        label="ما نوع العقار الذي تبحث عنه؟",
        options=(Option(key="villa", label="فيلا"), Option(key="flat", label="شقة")),
    ),
    locale="ar_AR",
    consents=(Option(key="marketing", label="أوافق على التواصل معي"),),
)


def clean(lead: SourceLead, form: LeadForm | None = None, **rules: object) -> CleanLead:
    mapping = parse_mapping(rules) if rules else None
    return clean_lead(lead, form, mapping, default_country="SA")


def test_an_arabic_lead_is_cleaned_whole() -> None:
    source = source_lead(
        {
            "نوع_العقار": ("villa", "flat"),
            "full_name": "عبد الله  بن سعود الحربي",
            "email": "Abdullah.H@Gmail.com ",
            "phone_number": "٠٥٠١٢٣٤٥٦٧",
        },
        consents=(Consent(key="marketing", given=True),),
        attribution=Attribution(page_id=PAGE, form_id=FORM, campaign_name="صيف\x00 2026"),
    )
    lead = clean(source, ARABIC_FORM)
    assert lead.person.full_name == "عبد الله بن سعود الحربي"
    assert (lead.person.first_name, lead.person.last_name) == ("عبد الله", "بن سعود الحربي")
    assert (lead.person.email, lead.person.phone) == ("abdullah.h@gmail.com", "+966501234567")
    assert (lead.language, lead.country, lead.remarks) == ("ar", "SA", ())
    assert lead.answers[3] == LabelledAnswer(
        question="ما نوع العقار الذي تبحث عنه؟", answers=("فيلا", "شقة")
    )
    assert [answer.question for answer in lead.answers[:3]] == [
        "الاسم الكامل",
        "البريد الإلكتروني",
        "رقم الجوال",
    ]
    assert lead.consents == (LabelledConsent(wording="أوافق على التواصل معي", given=True),)
    assert lead.attribution.campaign_name == "صيف 2026"
    assert lead.attribution.form_name == "Villas in Riyadh"


def test_what_could_not_be_understood_is_kept_and_remarked() -> None:
    lead = clean(source_lead({"email": "ahmed at gmail", "phone_number": "12 34"}))
    assert (lead.person.email, lead.person.email_as_given) == (None, "ahmed at gmail")
    assert (lead.person.phone, lead.person.phone_as_given) == (None, "12 34")
    assert lead.remarks == (
        "email_invalid",
        "phone_invalid",
        "no_contact",
        "country_assumed",
        "form_unknown",
    )


def test_a_lead_without_any_answer_is_still_a_lead() -> None:
    lead = clean(source_lead(), ARABIC_FORM)
    assert lead.person.keys.is_empty
    assert lead.title == "Villas in Riyadh #123456"
    assert lead.remarks == ("no_contact", "country_assumed")


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({"full_name": "سارة", "email": "s@x.com"}, "سارة"),
        ({"company_name": "Zain", "email": "s@x.com"}, "Zain"),
        ({"email": "S@x.com", "phone": "0501234567"}, "s@x.com"),
        ({"phone": "0501234567"}, "+966501234567"),
        ({"phone": "call me"}, "call me"),
        ({}, "Lead #123456"),
    ],
)
def test_a_lead_has_a_title_that_a_salesperson_can_read(
    answers: dict[str, str | tuple[str, ...]], title: str
) -> None:
    assert clean(source_lead(answers)).title == title


def test_meta_s_own_test_lead_is_cleaned_and_marked() -> None:
    dummy = "<test lead: dummy data for {}>"
    answers: dict[str, str | tuple[str, ...]] = {
        "full_name": dummy.format("full_name"),
        "email": "test@fb.com",
        "phone_number": dummy.format("phone_number"),
    }
    lead = clean(source_lead(answers, is_test=True), ARABIC_FORM)
    assert lead.is_test
    assert (lead.person.full_name, lead.person.first_name) == (dummy.format("full_name"), None)
    assert lead.person.email == "test@fb.com"
    assert "phone_invalid" in lead.remarks


@pytest.mark.parametrize(
    ("answers", "country", "phone"),
    [
        ({"phone": "0561234567", "country": "الإمارات"}, "AE", "+971561234567"),
        ({"phone": "0114612345", "country": "الإمارات"}, "AE", "+966114612345"),
        ({"phone": "+4915123456789"}, "DE", "+4915123456789"),
        ({"phone": "0501234567", "country": "Narnia"}, "SA", "+966501234567"),
        ({"country": "Egypt"}, "EG", None),
        ({}, "SA", None),
    ],
)
def test_the_country_comes_from_the_answer_then_the_phone_then_the_default(
    answers: dict[str, str | tuple[str, ...]], country: str, phone: str | None
) -> None:
    lead = clean(source_lead(answers))
    assert (lead.country, lead.person.phone) == (country, phone)
    assert ("country_assumed" in lead.remarks) is (not answers)
    assert ("country_unknown" in lead.remarks) is (answers.get("country") == "Narnia")


def test_a_nonsense_default_country_is_no_country() -> None:
    lead = clean_lead(source_lead({"phone": "0501234567"}), None, None, default_country="Mars")
    assert (lead.country, lead.person.phone) == (None, None)


def test_the_language_of_an_unknown_form_is_told_by_its_script() -> None:
    assert clean(source_lead({"ما_اسمك": "سارة"})).language == "ar"
    assert clean(source_lead({"your_name": "Sara"})).language is None


def test_the_second_address_is_taken_when_the_first_is_none() -> None:
    lead = clean(source_lead({"email": "-", "work_email": "Sara@Zain.com"}))
    assert (lead.person.email, lead.person.email_as_given) == ("sara@zain.com", "-")
    assert "email_invalid" not in lead.remarks


def test_two_questions_can_be_combined_into_one_field() -> None:
    lead = clean(
        source_lead({"family": "العتيبي", "given": "سارة", "block": "4", "road": "King Rd"}),
        rules=[
            {
                "field": "full_name",
                "questions": [{"key": "given"}, {"key": "family"}],
                "transform": "join",
                "separator": " ",
            },
            {
                "field": "street",
                "questions": [{"key": "road"}, {"key": "block"}],
                "transform": "join",
            },
        ],
    )
    assert lead.person.full_name == "سارة العتيبي"
    assert lead.fields[LeadField.STREET] == "King Rd, 4"


def test_a_default_fills_a_field_that_nobody_answered() -> None:
    rules = [{"field": "city", "questions": [{"key": "city"}], "default": "Riyadh"}]
    assert clean(source_lead(), rules=rules).fields == {LeadField.CITY: "Riyadh"}
    assert clean(source_lead({"city": "Jeddah"}), rules=rules).fields == {LeadField.CITY: "Jeddah"}


def test_one_question_can_be_split_into_two_fields() -> None:
    rules = [
        {"field": "first_name", "questions": [{"key": "n"}], "transform": "split_first"},
        {"field": "last_name", "questions": [{"key": "n"}], "transform": "split_rest"},
    ]
    person = clean(source_lead({"n": "Abdul Rahman Khan"}), rules=rules).person
    assert (person.first_name, person.last_name) == ("Abdul Rahman", "Khan")
    assert person.full_name == "Abdul Rahman Khan"


def test_e_mail_and_phone_are_normalised_whatever_the_rule_says() -> None:
    rules = [
        {"field": "email", "questions": [{"key": "m"}], "transform": "text"},
        {"field": "phone", "questions": [{"key": "p"}], "transform": "lower"},
        {"field": "country", "questions": [{"key": "c"}]},
    ]
    lead = clean(source_lead({"m": "A@X.com", "p": "0501234567", "c": "Kuwait"}), rules=rules)
    assert lead.person.email == "a@x.com"
    assert lead.person.phone == "+966501234567"
    assert lead.fields == {LeadField.COUNTRY: "KW"}


def test_answers_that_no_rule_takes_are_kept() -> None:
    lead = clean(source_lead({"email": "a@x.com", "budget": "<b>=1+1</b>"}), rules=[])
    assert lead.person.email is None
    assert lead.answers == (
        LabelledAnswer(question="email", answers=("a@x.com",)),
        LabelledAnswer(question="budget", answers=("<b>=1+1</b>",)),
    )


def test_cut_answers_are_remarked() -> None:
    long = clean(source_lead({"q": "x" * 30_000}))
    many = clean(source_lead({str(number): "x" for number in range(300)}))
    assert "text_shortened" in long.remarks
    assert "answers_dropped" in many.remarks


def test_a_consent_that_the_form_does_not_word_stands_under_its_key() -> None:
    source = source_lead(consents=(Consent(key="checkbox_1", given=False),))
    assert clean(source).consents == (LabelledConsent(wording="checkbox_1", given=False),)


@settings(max_examples=200)
@given(SOURCE_LEADS, st.none() | LEAD_FORMS, st.sampled_from(["SA", "", "xx", "sa", "\u0660"]))
def test_any_lead_is_cleaned_stored_and_read_back(
    source: SourceLead, form: LeadForm | None, default_country: str
) -> None:
    lead = clean_lead(source, form, None, default_country=default_country)
    assert CleanLead.model_validate_json(lead.model_dump_json()) == lead
    assert lead.title
    assert "\x00" not in lead.model_dump_json()
    assert len(set(lead.remarks)) == len(lead.remarks)


@given(SOURCE_LEADS)
def test_a_cleaned_lead_given_in_again_comes_out_the_same(source: SourceLead) -> None:
    once = clean_lead(source, None, None, default_country="SA")
    person = once.person
    told = {
        "full_name": person.full_name,
        "email": person.email or person.email_as_given,
        "phone": person.phone or person.phone_as_given,
    }
    again = clean_lead(
        source_lead({key: value for key, value in told.items() if value}),
        None,
        FormMapping.model_validate(
            {"rules": [{"field": key, "questions": [{"key": key}]} for key in told]}
        ),
        default_country="DE",
    )
    assert again.person.full_name == person.full_name
    if person.email:
        assert again.person.email == person.email
    if person.phone:
        assert again.person.phone == person.phone
