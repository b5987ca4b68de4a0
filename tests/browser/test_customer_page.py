"""/customer-360 as a person meets it: both languages, both themes, wide and narrow."""

import pytest

from shared.adapters.system.clock import SystemClock
from tests.lead_ways import done, keep
from tests.pictures import keep_pictures, of_all_kinds

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 820, 1280])


@pytest.fixture
def pictured(memory):
    """Give an opportunity of each kind; a lead of Meta's stands in the first."""
    now = SystemClock().now()
    keep_pictures(memory, *of_all_kinds(now))
    keep(memory, done(42, now))
    return memory


@LANGUAGES
@THEMES
@WIDTHS
@pytest.mark.usefixtures("pictured")
def test_the_page_fits_breaks_no_policy_and_is_accessible(browser, language, theme, width):
    browser.look(theme, width)
    browser.open(f"/customer-360/42?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@LANGUAGES
@pytest.mark.parametrize("number", [43, 44, 45, 46, 47, 48])
@pytest.mark.usefixtures("pictured")
def test_every_kind_is_as_sound(browser, language, number):
    browser.look("light", 390)
    browser.open(f"/customer-360/{number}?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@LANGUAGES
@THEMES
@pytest.mark.parametrize("number", ["7", "nothing"])
def test_the_page_of_what_is_not_known_is_as_sound(browser, language, theme, number):
    browser.look(theme, 390)
    browser.open(f"/customer-360/{number}?lang={language}")

    # Chromium itself logs that the answer was 404.
    assert [said for said in browser.faults() if "404" not in said] == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@pytest.mark.usefixtures("pictured")
def test_names_keep_their_own_direction(browser):
    browser.look("light", 1280)
    browser.open("/customer-360/42?lang=ar")

    directions = browser.ask(
        "return Object.fromEntries([...document.querySelectorAll('dd bdi')]"
        ".map(e => [e.textContent, getComputedStyle(e).direction]))"
    )

    assert directions["Qualified"] == "ltr"
    assert directions["نورة العتيبي"] == "rtl"


@pytest.mark.usefixtures("pictured")
def test_the_merged_one_leads_to_the_one_it_went_into(browser):
    browser.open("/customer-360/47?lang=en")

    browser.press(".notice a")

    assert "Villa 12" in browser.text("h1")
