# ruff: noqa: RUF001 - look-alike characters are what is tested
"""Countries as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given

from shared.domain.cleaning.country import country_code, is_country_code
from tests.unit.domain.leads import NASTY


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("SA", "SA"),
        ("sa", "SA"),
        ("KSA", "SA"),
        ("Saudi Arabia", "SA"),
        ("Kingdom of Saudi Arabia", "SA"),
        ("السعودية", "SA"),
        ("المملكة العربية السعودية", "SA"),
        ("🇸🇦", "SA"),
        ("U.A.E.", "AE"),
        ("United Arab Emirates", "AE"),
        ("الإمارات", "AE"),
        ("الامارات العربية المتحدة", "AE"),
        ("Egypt", "EG"),
        ("مصر", "EG"),
        ("الأردن", "JO"),
        ("الكويت", "KW"),
        ("المغرب", "MA"),
        ("Maroc", "MA"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("المانيا", "DE"),
        ("the United States", "US"),
        ("USA", "US"),
        ("الولايات المتحدة", "US"),
        ("أمريكا", "US"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("India", "IN"),
        ("الهند", "IN"),
        ("Türkiye", "TR"),
        ("turkey", "TR"),
        ("Côte d’Ivoire", "CI"),
        ("فلسطين", "PS"),
        ("قطر", "QA"),
    ],
)
def test_a_country_is_understood(typed: str, code: str) -> None:
    assert country_code(typed) == code


@pytest.mark.parametrize("typed", ["", "  ", "ZZ", "EU", "Atlantis", "other", "أخرى", "🏳️", "12"])
def test_what_is_no_country_is_none(typed: str) -> None:
    assert country_code(typed) is None


@given(NASTY)
def test_any_text_gives_a_known_code_or_none(text: str) -> None:
    code = country_code(text)
    assert code is None or (is_country_code(code) and country_code(code) == code)
