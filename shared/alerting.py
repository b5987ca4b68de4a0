"""The use cases of alerts, each with the parts that bootstrap chose for it.

A door asks here for its use case when it starts, as in `shared/assembly.py`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared import bootstrap, channels, wording

if TYPE_CHECKING:
    from shared.domain.crm_directory import CrmDirectory
    from shared.settings import Settings
    from shared.usecases.alerts.alert_book import AlertBook
    from shared.usecases.alerts.alert_figures import AlertFigures
    from shared.usecases.alerts.alert_settings import AlertSettingsBook
    from shared.usecases.alerts.backtest_alerts import BacktestAlerts
    from shared.usecases.alerts.learn_thresholds import LearnThresholds
    from shared.usecases.alerts.list_alerts import ListAlerts
    from shared.usecases.alerts.read_histories import ReadHistories
    from shared.usecases.alerts.say_of_alert import SayOfAlert
    from shared.usecases.alerts.settle_alert import SettleAlert
    from shared.usecases.alerts.sweep_alerts import SweepAlerts


def sweep_alerts(found: Settings) -> SweepAlerts:
    """Give the sweep; its words are for the CRM, so they have no links that act."""
    from shared.usecases.alerts.sweep_alerts import SweepAlerts

    return SweepAlerts(
        bootstrap.memory(found),
        bootstrap.bus(found),
        bootstrap.clock(),
        alert_settings(found),
        wording.plain(found),
        found.tenant,
        kept(found),
        wording.language(found),
    )


def alert_settings(found: Settings) -> AlertSettingsBook:
    """Give the settings of alerts."""
    from shared.usecases.alerts.alert_settings import AlertSettingsBook

    return AlertSettingsBook(bootstrap.memory(found), bootstrap.clock(), found.tenant)


def say_of_alert(found: Settings) -> SayOfAlert:
    """Give the use case that takes people's words on alerts."""
    from shared.usecases.alerts.say_of_alert import SayOfAlert

    return SayOfAlert(
        bootstrap.memory(found),
        bootstrap.bus(found),
        bootstrap.clock(),
        alert_book(found),
        alert_settings(found),
        wording.plain(found),
        found.tenant,
        wording.language(found),
    )


def settle_alert(found: Settings) -> SettleAlert:
    """Give the use case that takes what people answer in the CRM."""
    from shared.usecases.alerts.settle_alert import SettleAlert

    return SettleAlert(say_of_alert(found))


def list_alerts(found: Settings) -> ListAlerts:
    """Give the use case that shows alerts on pages."""
    from shared.usecases.alerts.list_alerts import ListAlerts

    return ListAlerts(bootstrap.memory(found), alert_book(found), found.tenant)


def alert_figures(found: Settings) -> AlertFigures:
    """Give the use case that counts what came of alerts."""
    from shared.usecases.alerts.alert_figures import AlertFigures

    return AlertFigures(bootstrap.memory(found), alert_book(found))


def backtest_alerts(found: Settings) -> BacktestAlerts:
    """Give the use case that plays the CRM's histories again."""
    from shared.usecases.alerts.backtest_alerts import BacktestAlerts
    from shared.usecases.alerts.learnt_thresholds import LearntBook

    return BacktestAlerts(
        _read_histories(found),
        bootstrap.clock(),
        found.tenant,
        lambda: directory_of_past(found),
        LearntBook(bootstrap.memory(found), found.tenant).spans,
    )


def directory_of_past(found: Settings) -> CrmDirectory:
    """Give stages, teams and people as they are now: our copy, without one the CRM's own."""
    from shared.usecases.refresh_directory import read_directory

    copy = read_directory(bootstrap.memory(found), found.tenant)
    return copy or bootstrap.pipeline(found).directory()


def learn_thresholds(found: Settings) -> LearnThresholds:
    """Give the use case that learns thresholds from won deals."""
    from shared.usecases.alerts.learn_thresholds import LearnThresholds

    return LearnThresholds(
        _read_histories(found),
        bootstrap.memory(found),
        bootstrap.clock(),
        alert_settings(found),
        found.tenant,
    )


def _read_histories(found: Settings) -> ReadHistories:
    from shared.usecases.alerts.read_histories import ReadHistories

    return ReadHistories(channels.crm_history(found), bootstrap.memory(found), found.tenant)


def alert_book(found: Settings) -> AlertBook:
    """Give the alerts of our memory."""
    from shared.usecases.alerts.alert_book import AlertBook

    return AlertBook(bootstrap.memory(found), found.tenant, kept(found))


def kept(found: Settings) -> timedelta:
    """Give how long closed alerts and the trail of actions are kept."""
    return timedelta(days=found.retention_days)
