import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import LanguageAccept

from shared.texts.language import Language
from shared.web.language import choose, cookie, is_language

NOTHING = LanguageAccept([])
ANY_TEXT = st.none() | st.text(max_size=20)


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        ("en", "ar", [("ar", 1)], "en"),
        (None, "en", [("ar", 1)], "en"),
        (None, None, [("en-GB", 0.8), ("ar-EG", 0.9)], "ar"),
        (None, None, [("fr", 1)], "ar"),
        ("fr", "de", [("en", 1)], "en"),
    ],
)
def test_the_address_comes_before_the_cookie_the_browser_and_the_default(
    asked, remembered, accepted, chosen
):
    assert choose(asked, remembered, LanguageAccept(accepted), "ar") == chosen


@given(ANY_TEXT, ANY_TEXT)
@settings(max_examples=50)
def test_whatever_is_asked_for_a_language_that_we_have_is_given(asked, remembered):
    assert choose(asked, remembered, NOTHING, "ar") in Language


def test_arabic_runs_from_right_to_left():
    assert Language.ARABIC.direction == "rtl"
    assert Language.ENGLISH.direction == "ltr"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites():
    assert cookie(Language.ARABIC).startswith("lang=ar; Path=/; ")
    assert "HttpOnly" in cookie(Language.ARABIC)
    assert "SameSite=Lax" in cookie(Language.ARABIC)


@pytest.mark.parametrize(
    ("text", "known"), [("ar", True), ("AR", False), ("", False), (None, False)]
)
def test_only_our_own_codes_are_languages(text, known):
    assert is_language(text) is known
