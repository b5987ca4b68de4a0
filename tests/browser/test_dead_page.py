"""/ops/dead as a person meets it: both languages, both themes, wide and narrow, and its buttons."""

import pytest
from selenium.webdriver.common.by import By

from shared import bootstrap, once
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Message
from shared.domain.ledger import LeadState
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.lead_ledger import LeadLedger
from tests.dead_letters import announcement, dead
from tests.lead_ways import announced, keep

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 820, 1280])
SUBMIT = """
const f = document.createElement('form'); f.method = 'post'; f.action = arguments[0];
const i = document.createElement('input'); i.name = 'item'; i.value = arguments[1];
f.append(i); document.body.append(f); f.submit();
"""


@pytest.fixture(autouse=True)
def queue(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    yield
    once.close(bootstrap.settings())


@pytest.fixture
def stopped(full):
    """Give leads in all states, three more of one cause, and two dead messages."""
    now = SystemClock().now()
    keep(full, *(announced(900 + n, now).dead("odoo_invalid", "English of it") for n in range(3)))
    for message in (announcement(7), Message(b"\xff", {"type": "Nobody"})):
        KeepDeadLetter(full, SystemClock())(dead(message))
    return full


def is_sound(browser):
    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@LANGUAGES
@THEMES
@WIDTHS
@pytest.mark.usefixtures("stopped")
def test_the_page_fits_breaks_no_policy_and_is_accessible(browser, language, theme, width):
    browser.look(theme, width)
    browser.open(f"/ops/dead?lang={language}")

    is_sound(browser)


@LANGUAGES
@THEMES
@pytest.mark.usefixtures("stopped")
def test_the_question_is_as_sound(browser, language, theme):
    browser.look(theme, 390)
    browser.open(f"/ops/dead/confirm?cause=odoo_invalid&lang={language}")

    is_sound(browser)


@LANGUAGES
def test_the_empty_page_is_as_sound(browser, language):
    browser.look("light", 390)
    browser.open(f"/ops/dead?lang={language}")

    is_sound(browser)


@LANGUAGES
@pytest.mark.usefixtures("stopped")
def test_a_whole_cause_is_sent_again_with_two_clicks_and_the_result_is_sound(browser, language):
    browser.look("light", 390)
    browser.open(f"/ops/dead?lang={language}")

    browser.press("a[href*='confirm?cause=odoo_invalid']")
    browser.press("button[name=cause]")

    assert browser.text("#result .number") == "3"
    assert browser.driver.find_elements(By.CSS_SELECTOR, "a[href*='cause=odoo_invalid']") == []
    is_sound(browser)


def test_a_real_browser_proves_that_the_form_is_ours(browser, stopped):
    browser.look("light", 1280)
    browser.open("/ops/dead?cause=gave_up&lang=en")
    key = browser.ask("return document.querySelector('button[name=item]').value")

    browser.press("button[name=item]")

    assert browser.text("#result") == "1 sent again"
    assert LeadLedger(stopped).find(key).state is LeadState.WAITING
    assert browser.faults() == []


@pytest.mark.usefixtures("stopped")
def test_the_form_of_another_site_does_nothing_in_a_real_browser(browser, stopped):
    browser.open("/ops/dead?cause=gave_up&lang=en")
    key = browser.ask("return document.querySelector('button[name=item]').value")
    other = browser.url.replace("127.0.0.1", "localhost")
    browser.driver.get(f"{other}/ops/dead?lang=en")

    browser.driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    browser.driver.get(f"{other}/ops/dead?lang=en")
    with browser.another_page():
        browser.ask(SUBMIT, f"{browser.url}/ops/dead/replay", key)
    browser.driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": False})

    assert "cross_site" in browser.driver.page_source
    assert LeadLedger(stopped).find(key).state is LeadState.DEAD
