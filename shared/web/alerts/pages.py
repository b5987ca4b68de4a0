"""The pages of alerts that `dashboards` serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import alert_pages
from shared.web.alerts.figures_page import AlertFiguresPage
from shared.web.alerts.list_page import AlertsPage
from shared.web.alerts.settings_page import AlertSettingsPage

if TYPE_CHECKING:
    from shared.settings import Settings
    from shared.web.site import Site


def pages(site: Site, settings: Settings) -> tuple[AlertsPage, AlertFiguresPage, AlertSettingsPage]:
    """Give them, each with what it needs."""
    return (
        AlertsPage(site, settings, *alert_pages.of_alerts(settings)),
        AlertFiguresPage(site, settings, *alert_pages.of_figures(settings)),
        AlertSettingsPage(site, settings, *alert_pages.of_settings(settings)),
    )
