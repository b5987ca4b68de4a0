"""The mapping that a form has before anybody edits it."""

from __future__ import annotations

import pytest

from shared.domain.clean import clean_lead
from shared.domain.clean_lead import LeadField
from shared.domain.lead import Question
from shared.domain.mapping import parse_mapping
from shared.domain.standard_mapping import mapping_for
from tests.unit.domain.leads import lead_form, source_lead


def cleaned_fields(key: str, value: str, *questions: Question) -> dict[str, str | None]:
    form = lead_form(*questions) if questions else None
    lead = clean_lead(source_lead({key: value}), form, None, default_country="SA")
    person = {
        "full_name": lead.person.full_name,
        "first_name": lead.person.first_name,
        "last_name": lead.person.last_name,
        "email": lead.person.email,
        "phone": lead.person.phone,
    }
    return person | {field.value: value for field, value in lead.fields.items()}


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("FULL_NAME", "full_name", "سارة"),
        ("FIRST_NAME", "first_name", "Sara"),
        ("LAST_NAME", "last_name", "Ali"),
        ("EMAIL", "email", "sara@x.com"),
        ("WORK_EMAIL", "email", "sara@x.com"),
        ("PHONE", "phone", "+966501234567"),
        ("PHONE_OTP", "phone", "+966501234567"),
        ("USER_PROVIDED_PHONE_NUMBER", "phone", "+966501234567"),
        ("WORK_PHONE_NUMBER", "phone", "+966501234567"),
        ("WHATSAPP_NUMBER", "phone", "+966501234567"),
        ("COMPANY_NAME", "company", "Zain"),
        ("JOB_TITLE", "job_title", "CEO"),
        ("STREET_ADDRESS", "street", "King Fahd Rd 1"),
        ("CITY", "city", "Riyadh"),
        ("STATE", "state", "TX"),
        ("PROVINCE", "state", "الشرقية"),
        ("POST_CODE", "postal_code", "12211"),
        ("ZIP", "postal_code", "12211"),
        ("COUNTRY", "country", "SA"),
        ("WEBSITE", "website", "https://x.com"),
    ],
)
def test_meta_s_standard_question_fills_its_field(kind: str, field: str, value: str) -> None:
    fields = cleaned_fields("q_1", value, Question(key="q_1", label="?", kind=kind))
    assert fields[field] == value


@pytest.mark.parametrize(
    ("key", "field", "value"),
    [
        ("full_name", "full_name", "Sara"),
        ("الاسم_الكامل", "full_name", "سارة"),
        ("الإسم", "full_name", "سارة"),
        ("first_name", "first_name", "Sara"),
        ("اسم_العائلة", "last_name", "العتيبي"),
        ("email", "email", "sara@x.com"),
        ("E-mail Address", "email", "sara@x.com"),
        ("البريد_الإلكتروني", "email", "sara@x.com"),
        ("البريد الالكترونى", "email", "sara@x.com"),
        ("phone_number", "phone", "+966501234567"),
        ("رقم_الجوال", "phone", "+966501234567"),
        ("رقم الهاتف؟", "phone", "+966501234567"),
        ("work_phone_number", "phone", "+966501234567"),
        ("company_name", "company", "Zain"),
        ("اسم_الشركة", "company", "زين"),
        ("المسمى_الوظيفي", "job_title", "مدير"),
        ("street_address", "street", "شارع العليا"),
        ("المدينة", "city", "جدة"),
        ("المحافظة", "state", "القاهرة"),
        ("zip_code", "postal_code", "12211"),
        ("post_code", "postal_code", "12211"),
        ("الرمز_البريدي", "postal_code", "12211"),
        ("country", "country", "EG"),
        ("الدولة", "country", "EG"),
    ],
)
def test_a_well_known_key_fills_its_field_when_the_form_is_unknown(
    key: str, field: str, value: str
) -> None:
    assert cleaned_fields(key, value)[field] == value


def test_a_custom_question_is_understood_by_its_wording() -> None:
    question = Question(key="question_3", label="رقم الجوال:")
    assert cleaned_fields("question_3", "0501234567", question)["phone"] == "+966501234567"


def test_a_question_about_something_else_fills_no_field() -> None:
    question = Question(key="date_of_birth", label="Birthday", kind="DOB")
    fields = cleaned_fields("date_of_birth", "01/02/1990", question)
    assert {value for value in fields.values() if value} == set()


def test_the_default_mapping_is_a_document_like_any_other() -> None:
    form = lead_form(Question(key="q", label="المدينة"))
    for mapping in (mapping_for(None), mapping_for(form)):
        assert parse_mapping(mapping.model_dump(mode="json")) == mapping
        assert {rule.field for rule in mapping.rules} == set(LeadField)


def test_a_form_with_absurd_keys_still_has_a_mapping() -> None:
    form = lead_form(Question(key="k" * 5000, label="City"), Question(key="", label="Email"))
    assert mapping_for(form) == mapping_for(None)
