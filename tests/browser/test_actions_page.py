"""/ops/actions as a person meets it: both languages, both themes, wide and narrow, and its button."""

import pytest
from selenium.webdriver.common.by import By

from shared import bootstrap, once
from shared.adapters.system.clock import SystemClock
from tests.actions_shown import keep_actions, keep_directory, of_every_kind

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 820, 1280])


@pytest.fixture(autouse=True)
def queue(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    yield
    once.close(bootstrap.settings())


@pytest.fixture
def trail(memory):
    now = SystemClock().now()
    keep_directory(memory, now)
    keep_actions(memory, *of_every_kind(now))
    return memory


def is_sound(browser):
    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@LANGUAGES
@THEMES
@WIDTHS
@pytest.mark.usefixtures("trail")
def test_the_page_fits_breaks_no_policy_and_is_accessible(browser, language, theme, width):
    browser.look(theme, width)
    browser.open(f"/ops/actions?lang={language}")

    is_sound(browser)


@LANGUAGES
def test_the_empty_page_is_as_sound(browser, language):
    browser.look("light", 390)
    browser.open(f"/ops/actions?lang={language}")

    is_sound(browser)


@LANGUAGES
@pytest.mark.usefixtures("trail")
def test_an_action_is_taken_back_with_one_click_and_the_answer_is_sound(browser, language):
    browser.look("light", 390)
    browser.open(f"/ops/actions?lang={language}")

    browser.driver.find_element(By.CSS_SELECTOR, "button[name=action]").click()

    assert browser.driver.find_element(By.CSS_SELECTOR, "#result").text
    is_sound(browser)


@pytest.mark.usefixtures("trail")
def test_the_filters_narrow_the_trail(browser):
    browser.look("light", 1280)
    browser.open("/ops/actions?lang=en")

    browser.driver.find_element(By.CSS_SELECTOR, "#state option[value=refused]").click()
    browser.driver.find_element(By.CSS_SELECTOR, ".narrow button").click()

    rows = browser.driver.find_elements(By.CSS_SELECTOR, "tbody tr")
    assert {row.get_attribute("data-state") for row in rows} == {"refused"}
    is_sound(browser)
