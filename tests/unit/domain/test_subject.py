"""Whose data it is about is read as leads are cleaned, and never repeated in an error."""

from __future__ import annotations

import pytest

from shared.domain.subject import Subject, subject_of
from shared.errors import BadInput


def test_an_e_mail_is_cleaned_as_a_leads_is() -> None:
    assert subject_of(email=" Sara@Example.COM ", country="SA") == Subject(email="sara@example.com")


def test_a_phone_is_cleaned_for_the_country_it_is_from() -> None:
    assert subject_of(phone="050 123 4567", country="SA") == Subject(phone="+966501234567")
    assert subject_of(phone="010 0123 4567", country="EG").phone == "+201001234567"


def test_a_lead_is_metas_id_as_text_with_or_without_its_page() -> None:
    assert subject_of(lead="l:71234567890000001", country="SA").leadgen_id == "71234567890000001"
    asked = subject_of(lead="71234567890000001", page="104857600012345", country="SA")
    assert (asked.leadgen_id, asked.page_id) == ("71234567890000001", "104857600012345")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"email": "sara@example.com", "phone": "0501234567"},
        {"lead": "1", "email": "sara@example.com"},
        {"email": "sara@example.com", "page": "1"},
        {"email": "sara at example"},
        {"phone": "secret"},
        {"lead": "secret"},
        {"lead": "1", "page": "secret"},
        {"lead": "١٢٣"},
    ],
)
def test_what_names_nobody_is_refused_without_repeating_it(given: dict[str, str]) -> None:
    with pytest.raises(BadInput) as caught:
        subject_of(**given, country="SA")
    assert not any(text in str(caught.value) for text in given.values() if len(text) > 1)
