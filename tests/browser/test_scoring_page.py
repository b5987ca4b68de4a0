"""/ops/scoring as a person meets it: both languages, both themes, wide and narrow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.system.clock import SystemClock
from tests.unit.learning.company import Company, GivenClock

if TYPE_CHECKING:
    from shared.adapters.storage.sqlite import SqliteMemory
    from tests.browser.conftest import Browser

pytestmark = pytest.mark.browser

LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])
WIDTHS = pytest.mark.parametrize("width", [390, 820, 1280])


@pytest.fixture(name="trained")
def _trained(memory: SqliteMemory) -> Company:
    """Give a company with a history: trained, rolled back, refused."""
    company = Company(memory, GivenClock(SystemClock().now() - timedelta(days=40)))
    company.trade(120)
    first = company.train()
    company.later(hours=1)
    company.choose(first.in_force, who="منى <script>")
    company.trade(35)
    company.train()
    return company


@LANGUAGES
@THEMES
@WIDTHS
@pytest.mark.usefixtures("trained")
def test_the_page_fits_breaks_no_policy_and_is_accessible(
    browser: Browser, language: str, theme: str, width: int
) -> None:
    browser.look(theme, width)
    browser.open(f"/ops/scoring?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []


@LANGUAGES
def test_the_page_before_the_first_training_is_as_sound(browser: Browser, language: str) -> None:
    browser.look("light", 390)
    browser.open(f"/ops/scoring?lang={language}")

    assert browser.faults() == []
    assert browser.overflow_px() <= 0
    assert browser.axe() == []
