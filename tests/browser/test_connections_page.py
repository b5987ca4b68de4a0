"""/ops/connections as a person meets it: both languages, both themes, wide and narrow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By

from shared.adapters.system.clock import SystemClock
from shared.domain.finding import Report, fail, not_checked, unknown, warn, well
from shared.usecases.last_report import LastReport

if TYPE_CHECKING:
    from shared.adapters.storage.sqlite import SqliteMemory
    from tests.browser.conftest import Browser

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 820, 1280])
PAGE = "104857600012345"
FINDINGS = (
    well("meta.reachable"),
    well("meta.app_secret"),
    well("meta.token"),
    warn("meta.token_expiry", "token_ends_soon", day="2026-12-09", days=10),
    well("meta.scope", "scope_granted", about="leads_retrieval"),
    fail("meta.scope", "without_pages_manage_ads", about="pages_manage_ads"),
    fail("meta.page_subscription", "page_not_subscribed", about=PAGE),
    fail("meta.page_leads", "meta_leads_access_revoked", about=PAGE),
    unknown("meta.app_mode", "app_mode_unknown"),
    fail("odoo.reachable", "odoo_unreachable"),
    *(not_checked(check, "odoo.reachable") for check in ("odoo.version", "odoo.key")),
    well("suite.queue"),
    fail(
        "suite.pauses", "connection_paused", about="odoo", since="2026-11-29 00:10", code="odoo_unreachable"
    ),
    warn("suite.waiting", "leads_wait", about="odoo", leads=12, total=14, hours=3),
)  # fmt: skip


@pytest.fixture(name="looked")
def _looked(memory: SqliteMemory) -> SqliteMemory:
    """Give a memory with a look of ten minutes ago."""
    at = SystemClock().now() - timedelta(minutes=10)
    LastReport(memory, "default").follow(Report(at=at, findings=FINDINGS))
    return memory


@LANGUAGES
@THEMES
@WIDTHS
@pytest.mark.usefixtures("looked")
def test_the_page_fits_breaks_no_policy_and_is_accessible(
    browser: Browser, language: str, theme: str, width: int
) -> None:
    browser.look(theme, width)
    browser.open(f"/ops/connections?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@LANGUAGES
def test_the_page_before_the_first_look_is_as_sound(browser: Browser, language: str) -> None:
    browser.look("light", 390)
    browser.open(f"/ops/connections?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize(("language", "is_name_left"), [("en", True), ("ar", False)])
def test_the_columns_run_in_the_direction_of_reading(
    browser: Browser, language: str, is_name_left: bool
) -> None:
    browser.look("light", 1280)
    browser.open(f"/ops/connections?lang={language}")

    name, badge = (
        browser.driver.find_element(By.CSS_SELECTOR, f".checks tbody {part}").rect["x"]
        for part in ("th", ".badge")
    )
    assert (name < badge) is is_name_left
