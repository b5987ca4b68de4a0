"""What the pages of alerts need: those in `dashboards`, and the one of signed links in `api`.

A door asks here for its use cases when it starts, as in `shared/assembly.py`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared import alerting, bootstrap, wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.crm_directory import CrmDirectory
    from shared.notices.writer import NoticeWriter
    from shared.settings import Settings
    from shared.usecases.alerts.alert_figures import AlertFigures
    from shared.usecases.alerts.list_alerts import ListAlerts
    from shared.usecases.alerts.say_of_alert import SayOfAlert

    Directory = Callable[[], CrmDirectory | None]


def of_alerts(found: Settings) -> tuple[ListAlerts, SayOfAlert, NoticeWriter, Directory]:
    """Give all that a page needs on which alerts are shown and answered."""
    return (
        alerting.list_alerts(found),
        alerting.say_of_alert(found),
        wording.plain(found),
        directory(found),
    )


def of_figures(found: Settings) -> tuple[AlertFigures, Directory]:
    """Give all that the page of figures needs."""
    return alerting.alert_figures(found), directory(found)


def of_settings(found: Settings) -> tuple[Callable[[], AlertSettings], Directory]:
    """Give all that the page of settings needs."""
    return alerting.alert_settings(found).read, directory(found)


def directory(found: Settings) -> Directory:
    """Give our copy of Odoo's people, teams and stages, read anew each time."""
    from shared.usecases.refresh_directory import read_directory

    return partial(read_directory, bootstrap.memory(found), found.tenant)
