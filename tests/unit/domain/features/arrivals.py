"""Arrivals for tests, made from answers as a source gives them."""

from __future__ import annotations

from typing import Any

from shared.domain.clean import clean_lead
from shared.domain.features.arrival import Arrival
from shared.domain.lead import Attribution, LeadForm, Option, Question
from tests.unit.domain.leads import FORM, PAGE, lead_form, source_lead

ORDINARY = {
    "full_name": "Sara Al Otaibi",
    "email": "sara.alotaibi@gmail.com",
    "phone_number": "+966501234987",
    "flat": "villa",
    "wish": "Near a school, please",
}
QUESTIONS = (
    Question(key="full_name", label="Full name", kind="FULL_NAME"),
    Question(key="email", label="E-mail", kind="EMAIL"),
    Question(key="phone_number", label="Phone", kind="PHONE"),
    Question(
        key="flat",
        label="What are you looking for?",
        options=(Option(key="villa", label="A villa"), Option(key="flat", label="A flat")),
    ),
    Question(key="wish", label="What else matters to you?"),
)
SOURCE = Attribution(
    page_id=PAGE,
    page_name="Waha Homes",
    form_id=FORM,
    campaign_id="120",
    campaign_name="Autumn",
    adset_id="121",
    adset_name="Families",
    ad_id="122",
    ad_name="Sea view",
    platform="ig",
)


def arrival(
    answers: dict[str, Any] | None = None,
    *questions: Question,
    form: LeadForm | None = None,
    is_form_known: bool = True,
    attribution: Attribution = SOURCE,
    created_at: Any = None,
    **more: Any,
) -> Arrival:
    """Make an arrival; `answers` come on top of ordinary ones, None takes one away."""
    given = {k: v for k, v in (ORDINARY | (answers or {})).items() if v is not None}
    known = (form or lead_form(*QUESTIONS, *questions)) if is_form_known else None
    source = source_lead(given, attribution=attribution)
    if created_at is not None:
        source = source.model_copy(update={"created_at": created_at})
    lead = clean_lead(source, known, None, default_country="SA")
    return Arrival(
        **{
            "lead": lead,
            "form": known,
            "time_zone": "Asia/Riyadh",
            "home_country": "SA",
            **more,
        }
    )
