# ruff: noqa: RUF001 - look-alike characters are what is tested
"""E-mail addresses as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.cleaning.email_address import normalise_email
from tests.unit.domain.leads import NASTY


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ahmed@example.com", "ahmed@example.com"),
        ("  Ahmed.Ali@Gmail.COM ", "ahmed.ali@gmail.com"),
        ("Sara.Ali+villa@Outlook.sa", "sara.ali+villa@outlook.sa"),
        ("mailto:info@shop.com.eg", "info@shop.com.eg"),
        ("mailto:info@shop.com.eg?subject=Hi", "info@shop.com.eg"),
        ("ali@stc.com.sa.", "ali@stc.com.sa"),
        ("ali@stc.com.sa,", "ali@stc.com.sa"),
        ("<ali@emirates.ae>", "ali@emirates.ae"),
        ("Fatima Zahra <Fatima@Menara.ma>", "fatima@menara.ma"),
        ('"Ali, Omar" <omar@zain.com.kw>', "omar@zain.com.kw"),
        ("omar＠zain.jo", "omar@zain.jo"),
        ("ｏｍａｒ＠ｚａｉｎ.ｊｏ", "omar@zain.jo"),
        ("omar @ zain.jo", "omar@zain.jo"),
        ("\u200eomar@zain.jo\u200f", "omar@zain.jo"),
        ("omar@za\u200bin.jo", "omar@zain.jo"),
        ("«omar@zain.jo»", "omar@zain.jo"),
        ("Email: omar@zain.jo", "omar@zain.jo"),
        ("البريد: omar@zain.jo", "omar@zain.jo"),
        ("a@example.com, b@example.com", "a@example.com"),
        ("a@example.com b@example.com", "a@example.com"),
        ("not an address; b@example.com", "b@example.com"),
        ("a@example.com، b@example.com", "a@example.com"),
        ("o'brien@Example.ie", "o'brien@example.ie"),
        ("Jürgen@Müller.de", "jürgen@müller.de"),
        ("info@xn--mller-kva.de", "info@müller.de"),
        ("info@STRASSE.de", "info@strasse.de"),
        ("أحمد@مثال.السعودية", "أحمد@مثال.السعودية"),
        ("राम@मोहन.भारत", "राम@मोहन.भारत"),
        ("test@fb.com", "test@fb.com"),
        ("priya_r@tata.co.in", "priya_r@tata.co.in"),
    ],
)
def test_an_address_is_found_in_what_was_typed(typed: str, address: str) -> None:
    assert normalise_email(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ahmed",
        "ahmed@",
        "@gmail.com",
        "ahmed@gmail",
        "ahmed ali@gmail.com",
        "ahmed@@gmail.com",
        "ahmed@gmail..com",
        "ahmed@localhost",
        "ahmed@company.test",
        "ahmed@company.invalid",
        "ahmed@192.168.1.1",
        "www.gmail.com",
        "0501234567",
        "لا يوجد",
        "<test lead: dummy data for email>",
        "a@b@c.com",
        "x" * 300 + "@gmail.com",
        "@" * 50_000,
    ],
)
def test_what_cannot_receive_mail_is_no_address(typed: str) -> None:
    assert normalise_email(typed) is None


def test_a_misspelt_domain_is_not_corrected() -> None:
    assert normalise_email("ali@gmial.con") == "ali@gmial.con"


@given(NASTY)
def test_any_text_gives_an_address_or_none(text: str) -> None:
    for typed in (text, f"{text}@example.com", f"ali@{text}.com"):
        address = normalise_email(typed)
        assert address is None or address.count("@") == 1


@given(st.one_of(st.emails(), st.builds("{}@{}.com".format, NASTY, NASTY)))
def test_normalising_an_address_again_changes_nothing(typed: str) -> None:
    address = normalise_email(typed)
    if address is not None:
        assert normalise_email(address) == address


@given(st.emails())
def test_case_and_spaces_around_do_not_count(typed: str) -> None:
    assert normalise_email(f" {typed.upper()}\n") == normalise_email(typed)
