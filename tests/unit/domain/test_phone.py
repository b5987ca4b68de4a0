# ruff: noqa: RUF001 - look-alike characters are what is tested
"""Phone numbers as people in nine countries type them."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.cleaning.phone import country_of, normalise_phone
from tests.unit.domain.leads import NASTY

SA, AE, EG = "+966501234567", "+971561234567", "+201012345678"


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        # Saudi Arabia
        ("0501234567", "SA", SA),
        ("501234567", "SA", SA),
        ("+966 50 123 4567", "EG", SA),
        ("966501234567", "SA", SA),
        ("966501234567", "EG", SA),
        ("00966501234567", "US", SA),
        ("+00966501234567", "SA", SA),
        ("+9660501234567", "SA", SA),
        ("(+966) 050-123-4567", "SA", SA),
        ("+ 966 50 123 4567", "SA", SA),
        ("++966501234567", "SA", SA),
        ("+0501234567", "SA", SA),
        ("٠٥٠١٢٣٤٥٦٧", "SA", SA),
        ("+٩٦٦٥٠١٢٣٤٥٦٧", "EG", SA),
        ("٠٠٩٦٦ ٥٠ ١٢٣ ٤٥٦٧", "SA", SA),
        ("＋９６６５０１２３４５６７", "DE", SA),
        ("\u200e+966 50 123 4567\u202c", "SA", SA),
        ("966501234567+", "SA", SA),
        ("501234567+966", "SA", SA),
        ("p:+966501234567", "SA", SA),
        ("tel:+966501234567", "SA", SA),
        ("واتساب: 0501234567", "SA", SA),
        ("اتصل بي على 0501234567", "SA", SA),
        ("+966-50-123-4567 تحويلة 12", "SA", SA),
        ("0501234567 / 0559876543", "SA", SA),
        ("0501234567 أو 0559876543", "SA", SA),
        ("0501234567 0559876543", "SA", SA),
        ("123، 0501234567", "SA", SA),
        ("050-123-4567.", "SA", SA),
        ("011 461 2345", "SA", "+966114612345"),
        ("9200 00123", "SA", "+966920000123"),
        # United Arab Emirates
        ("056 123 4567", "AE", AE),
        ("971561234567", "SA", AE),
        ("00971 56 123 4567", "SA", AE),
        ("+971 (0)56 1234567", "SA", AE),
        ("04 331 2345", "AE", "+97143312345"),
        # Egypt
        ("01012345678", "EG", EG),
        ("۰۱۰۱۲۳۴۵۶۷۸", "EG", EG),
        ("+20 101 234 5678", "SA", EG),
        ("0020 101 234 5678", "SA", EG),
        ("02 27351234", "EG", "+20227351234"),
        # Jordan, Kuwait, Morocco
        ("0791234567", "JO", "+962791234567"),
        ("962791234567", "SA", "+962791234567"),
        ("51234567", "KW", "+96551234567"),
        ("96551234567", "SA", "+96551234567"),
        ("0612-34-56-78", "MA", "+212612345678"),
        ("+212 6 12 34 56 78", "SA", "+212612345678"),
        ("002126.12.34.56.78", "SA", "+212612345678"),
        # Germany
        ("0151 23456789", "DE", "+4915123456789"),
        ("+49 (0) 151 / 23456789", "SA", "+4915123456789"),
        ("030 901820", "DE", "+4930901820"),
        ("030/901820", "DE", "+4930901820"),
        ("0501234567/0559876543", "SA", SA),
        ("004915123456789", "SA", "+4915123456789"),
        # United States
        ("(202) 456-1414", "US", "+12024561414"),
        ("+1 202 456 1414 ext. 12", "SA", "+12024561414"),
        ("202-456-1414 x99", "US", "+12024561414"),
        ("12024561414", "SA", "+12024561414"),
        ("011 966 50 123 4567", "US", SA),
        # India
        ("98765 43210", "IN", "+919876543210"),
        ("09876543210", "IN", "+919876543210"),
        ("919876543210", "SA", "+919876543210"),
        ("+९१९८७६५४३२१०", "SA", "+919876543210"),
    ],
)
def test_a_number_is_found_in_what_was_typed(typed: str, country: str, number: str) -> None:
    assert normalise_phone(typed, country) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "123",
        "لا",
        "none",
        "0000000000",
        "1234567890",
        "+966 12",
        "+966 50 123 456789012",
        "2024561414",  # ten digits of another country, without its code: nobody can tell
        "ahmed@example.com",
        "<test lead: dummy data for phone_number>",
        "+" * 1000,
        "1" * 5000,
    ],
)
def test_what_cannot_be_dialled_is_no_number(typed: str) -> None:
    assert normalise_phone(typed, "SA") is None


def test_a_local_number_without_a_country_is_no_number() -> None:
    assert normalise_phone("0501234567", None) is None
    assert normalise_phone("+966501234567", None) == SA


def test_an_unknown_country_is_no_obstacle_to_a_full_number() -> None:
    assert normalise_phone("+966501234567", "??") == SA


@pytest.mark.parametrize(
    ("number", "country"),
    [
        (SA, "SA"),
        (AE, "AE"),
        ("+12024561414", "US"),
        ("+14165550123", "CA"),
        ("+80012345678", None),
        ("nonsense", None),
    ],
)
def test_a_number_tells_its_country(number: str, country: str | None) -> None:
    assert country_of(number) == country


def _examples() -> list[tuple[str, str]]:
    found = ((c, phonenumbers.example_number(c)) for c in sorted(phonenumbers.SUPPORTED_REGIONS))
    form = phonenumbers.PhoneNumberFormat.E164
    return [(c, phonenumbers.format_number(number, form)) for c, number in found if number]


@pytest.mark.parametrize(("country", "number"), _examples())
def test_a_normal_number_of_every_country_stays_as_it_is(country: str, number: str) -> None:
    assert normalise_phone(number, "SA") == number
    assert normalise_phone(number, country) == number
    assert normalise_phone("00" + number[1:], None) == number


@given(NASTY, st.sampled_from(["SA", "EG", "US", None]))
def test_any_text_gives_a_number_that_stays_or_none(text: str, country: str | None) -> None:
    for typed in (text, f"050{text}1234567", f"+9665{text}01234567"):
        number = normalise_phone(typed, country)
        if number is not None:
            assert normalise_phone(number, "DE") == number


@given(st.integers(min_value=0, max_value=9_999_999), st.sampled_from("٠۰०０0"))
def test_the_script_of_digits_does_not_count(tail: int, zero: str) -> None:
    typed = f"050{tail:07}"
    translated = "".join(chr(ord(zero) + int(digit)) for digit in typed)
    assert normalise_phone(translated, "SA") == normalise_phone(typed, "SA")
