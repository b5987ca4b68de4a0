"""/ops as a person meets it: both languages, both themes, wide and narrow."""

import pytest

from shared.adapters.system.clock import SystemClock
from tests.lead_ways import announced, done, keep

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 820, 1280])


@LANGUAGES
@THEMES
@WIDTHS
@pytest.mark.usefixtures("full")
def test_the_page_fits_breaks_no_policy_and_is_accessible(browser, language, theme, width):
    browser.look(theme, width)
    browser.open(f"/ops?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@LANGUAGES
@THEMES
def test_the_empty_page_is_as_sound(browser, language, theme):
    browser.look(theme, 390)
    browser.open(f"/ops?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@pytest.mark.usefixtures("full")
def test_the_theme_follows_the_system(browser):
    grounds = []
    for theme in ("light", "dark"):
        browser.look(theme, 1280)
        browser.open("/ops")
        grounds.append(browser.ask("return getComputedStyle(document.documentElement).background"))

    assert grounds[0].startswith("rgb(244, 245, 248)")
    assert grounds[1].startswith("rgb(18, 21, 27)")


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize(("language", "is_first_left"), [("en", True), ("ar", False)])
def test_the_steps_run_in_the_direction_of_reading(browser, language, is_first_left):
    browser.look("light", 1280)
    browser.open(f"/ops?lang={language}")

    at = browser.ask(
        "return [...document.querySelectorAll('tr > .step')].map(e => e.getBoundingClientRect().x)"
    )

    assert (at[:5] == sorted(at[:5])) is is_first_left
    assert len(set(at[:5])) == 5


@pytest.mark.usefixtures("full")
def test_ids_keep_their_digits_in_order_in_arabic_text(browser):
    browser.look("light", 1280)
    browser.open("/ops?lang=ar")

    directions = browser.ask(
        "return [...document.querySelectorAll('.lead code')].map(e => getComputedStyle(e).direction)"
    )

    assert set(directions) == {"ltr"}


def test_a_new_lead_appears_by_itself_and_what_is_open_stays_open(browser, memory):
    now = SystemClock().now()
    keep(memory, announced(1, now).dead("meta_lead_gone", "Meta does not show it"))
    browser.open("/ops?lang=en")
    browser.click("summary")

    keep(memory, done(2, now))

    browser.wait_for("return document.querySelectorAll('tbody tr').length === 2")
    assert browser.ask("return document.querySelector('details').open")
    assert browser.ask("return document.activeElement.matches('summary')")
    assert browser.faults() == []


def test_refreshing_can_be_paused_and_stays_paused_on_the_next_page(browser):
    browser.open("/ops?lang=en")
    assert browser.text("#refresh") == "Pause refreshing"

    browser.click("#refresh")
    browser.open("/ops?state=dead")

    assert browser.text("#refresh") == "Refresh by itself"


def test_hostile_text_runs_nothing_in_a_real_browser(browser, memory):
    entry = announced(1).dead("x", "<img src=x onerror='window.hit=1'><script>hit=1</script>")
    keep(memory, entry.model_copy(update={"source": '"><script>window.hit=1</script>'}))

    browser.open("/ops?lang=en")

    assert browser.ask("return window.hit ?? null") is None
    assert "<img src=x" in browser.text("td.state")
    assert browser.faults() == []
