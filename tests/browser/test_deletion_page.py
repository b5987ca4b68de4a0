"""The page of a deletion request as the person meets it: both languages, themes, wide and narrow."""

import json
import sys

import pytest
import requests

from deploy.local.doors import open_door
from shared.adapters.system.clock import SystemClock
from shared.domain.signed_request import ALGORITHM, sign_request
from tests.browser.conftest import Browser, served

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
SECRET = "app-secret"


@pytest.fixture
def browser(chromium, tmp_path, monkeypatch):
    monkeypatch.setenv("SQLITE_PATH", str(tmp_path / "memory.db"))
    monkeypatch.setenv("META_APP_SECRET", SECRET)
    monkeypatch.setenv("PUBLIC_URL", "https://api.example.com")
    sys.modules.pop("functions.api.main", None)
    with served(open_door("api", tmp_path / "doors")) as url:
        yield Browser(chromium, url)
        chromium.get("about:blank")
        chromium.get_log("browser")


@pytest.fixture
def path(browser):
    """Have Meta ask for a deletion; give the path of the request's page."""
    asked = {
        "algorithm": ALGORITHM,
        "user_id": "218471",
        "issued_at": int(SystemClock().now().timestamp()),
    }
    form = {"signed_request": sign_request(json.dumps(asked).encode(), SECRET)}
    answer = requests.post(browser.url + "/api/privacy/meta-deletion", data=form, timeout=20)
    return answer.json()["url"].removeprefix("https://api.example.com")


@LANGUAGES
@THEMES
@WIDTHS
def test_the_page_fits_breaks_no_policy_and_is_accessible(browser, path, language, theme, width):
    browser.look(theme, width)
    browser.open(f"{path}?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []
    assert (
        browser.ask("return document.documentElement.dir") == {"ar": "rtl", "en": "ltr"}[language]
    )


@LANGUAGES
@THEMES
def test_the_page_of_a_wrong_code_is_as_sound(browser, language, theme):
    browser.look(theme, 360)
    browser.open(f"/api/privacy/deletions/nothing?lang={language}")

    # Chromium itself logs that the answer was 404.
    assert [said for said in browser.faults() if "404" not in said] == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


def test_the_style_that_stands_in_the_page_is_in_force(browser, path):
    browser.open(f"{path}?lang=ar")

    style = "return getComputedStyle(document.querySelector('main')).borderTopLeftRadius"
    assert browser.ask(style) != "0px"
    code = browser.ask("return getComputedStyle(document.querySelector('dd bdi')).direction")
    assert code == "ltr"
