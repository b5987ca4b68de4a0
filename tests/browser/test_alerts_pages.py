"""Pages of alerts as a person meets them: both languages, both themes, wide and narrow, and their buttons."""

from datetime import timedelta

import functions_framework
import pytest
from selenium.webdriver.common.by import By

from shared import bootstrap, once
from shared.adapters.system.clock import SystemClock
from shared.domain.alerts.cause import Cause, Standing
from shared.domain.alerts.links import Says, SignedLink, sign_link
from shared.notices.buttons import Buttons
from shared.notices.writer import NoticeWriter
from shared.usecases.alerts.alert_book import AlertBook
from tests import alerts_shown
from tests.alerts_kept import keep_alerts, keep_directory, moved, of_all_causes
from tests.browser.conftest import Browser, served

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 1280])
SECRET = "s" * 32
PAGES = ("/alerts", "/alerts/figures", "/alerts/settings")


@pytest.fixture(autouse=True)
def queue(tmp_path, monkeypatch):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    yield
    once.close(bootstrap.settings())


@pytest.fixture
def kept(memory):
    keep_directory(memory)
    keep_alerts(memory, of_all_causes(SystemClock().now()))
    return memory


@pytest.fixture
def links(chromium, memory, tmp_path, monkeypatch):
    """Serve the function `api`, and one alert with its records."""
    keep_directory(memory)
    one = moved(alerts_shown.alert(1, Cause.IDLE), SystemClock().now())
    keep_alerts(memory, [one])
    for name, value in {
        "SQLITE_PATH": str(tmp_path / "memory.db"),
        "META_APP_SECRET": "secret",
        "PUBLIC_URL": "http://127.0.0.1:1",
        "DASHBOARDS_URL": "http://127.0.0.1:2",
        "LINK_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(name, value)
    with served(functions_framework.create_app("api", "functions/api/main.py")) as url:
        yield Browser(chromium, url), one
        chromium.get("about:blank")
        chromium.get_log("browser")


def is_sound(browser, *, policy="net::ERR"):
    assert [fault for fault in browser.faults() if policy not in fault] == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


def link(one, says):
    ends = SystemClock().now() + timedelta(days=1)
    return f"/go/{sign_link(SignedLink(one.id, says, 6, ends), SECRET)}"


@LANGUAGES
@THEMES
@WIDTHS
@pytest.mark.usefixtures("kept")
def test_the_pages_fit_break_no_policy_and_are_accessible(browser, language, theme, width):
    browser.look(theme, width)
    for page in PAGES:
        browser.open(f"{page}?lang={language}")
        browser.ask("document.querySelectorAll('details').forEach((one) => { one.open = true })")

        is_sound(browser)


@LANGUAGES
def test_the_empty_pages_are_as_sound(browser, language):
    browser.look("light", 390)
    for page in PAGES:
        browser.open(f"{page}?lang={language}")

        is_sound(browser)


@LANGUAGES
def test_an_alert_is_snoozed_with_two_clicks_and_a_reason(browser, kept, language):
    browser.look("light", 390)
    browser.open(f"/alerts?cause=idle&lang={language}")

    browser.driver.find_element(By.CSS_SELECTOR, ".more summary").click()
    browser.driver.find_element(By.CSS_SELECTOR, ".choice input[name=reason]").send_keys("لاحقا")
    browser.driver.find_element(By.CSS_SELECTOR, "button[name=until][value=tomorrow]").click()

    assert browser.driver.find_element(By.ID, "result").is_displayed()
    (one,) = [a for a in of_all_causes(SystemClock().now()) if a.cause is Cause.IDLE]
    after = AlertBook(kept, "default", timedelta(days=90)).find(one.id).alert
    assert after.standing is Standing.SNOOZED
    assert after.said_reason == "لاحقا"
    is_sound(browser)


@LANGUAGES
@THEMES
def test_the_question_of_a_link_and_its_answer_are_sound(links, memory, language, theme):
    browser, one = links
    browser.look(theme, 390)
    for says in (Says.STEP, Says.SNOOZE, Says.DISMISS, Says.DONE):
        browser.open(f"{link(one, says)}?lang={language}")
        is_sound(browser)

    browser.driver.find_element(By.CSS_SELECTOR, "main form button").click()

    assert browser.driver.find_element(By.CSS_SELECTOR, "[role=status]").is_displayed()
    assert AlertBook(memory, "default", timedelta(days=90)).find(one.id).alert.standing == "done"
    is_sound(browser)


@LANGUAGES
def test_a_refused_link_is_sound(links, language):
    browser, _ = links
    browser.look("dark", 390)
    browser.open(f"/go/nonsense?lang={language}")

    is_sound(browser, policy="403")


@LANGUAGES
@THEMES
@pytest.mark.parametrize("width", [390, 800])
def test_the_digest_fits_and_can_be_read(chromium, tmp_path, language, theme, width):
    buttons = Buttons(SECRET, "https://api.example.com", "https://p.example.com", "https://o.com")
    writer = NoticeWriter(buttons, "Asia/Riyadh")
    notice = writer.digest(alerts_shown.digest(language), alerts_shown.NOW)
    file = tmp_path / "mail.html"
    file.write_text(writer.mail(notice, "a@example.com", "k@example.com").html, encoding="utf-8")
    browser = Browser(chromium)
    browser.look(theme, width)
    browser.open(file.as_uri())

    assert browser.overflow_px() <= 0
    assert [fault for fault in browser.axe() if not fault.startswith(("region", "landmark"))] == []
