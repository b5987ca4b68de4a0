"""`python -m deploy alerts ...`: settings, what is live, a sweep now, a look back, learning."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from deploy.commands.alert_settings import read_file
from deploy.commands.alert_settings import settings as settings_commands
from deploy.commands.alert_tables import say, show_alerts, show_learnt
from deploy.commands.backtest_tables import show_backtest, show_comparison
from deploy.commands.excuses import local_run, or_say
from shared import alert_pages, alerting, once
from shared.domain.alerts.cause import Cause, Standing
from shared.domain.alerts.settings import AlertSettings
from shared.notices.voice import Voice
from shared.texts.language import Language
from shared.usecases.alerts.list_alerts import AlertFilter
from shared.web.alerts import console_texts as texts
from shared.web.alerts.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.alerts.backtest import Backtest
    from shared.domain.alerts.shown import ShownAlert
    from shared.settings import Settings

_LOOKS_AHEAD_DAYS = 30
MORE_TO_DO = 3
"""Exit code: the sweep could not do all that is due."""

alerts = typer.Typer(
    help="Alerts: settings, what is live, a sweep now, a look back, learning.",
    no_args_is_help=True,
)
alerts.add_typer(settings_commands, name="settings")

_Lang = Annotated[Language, typer.Option(help="The language of the report.")]
_User = Annotated[int | None, typer.Option(min=0, help="A user of Odoo, by number.")]


@alerts.command(name="list")
def list_(
    *,
    reader: _User = None,
    owner: _User = None,
    team: Annotated[int | None, typer.Option(min=0, help="A team, by number.")] = None,
    cause: Annotated[Cause | None, typer.Option(help="Of this cause only.")] = None,
    standing: Annotated[
        Standing | None, typer.Option(help="Closed ones too, the newest first.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 50,
    lang: _Lang = Language.ENGLISH,
) -> None:
    """List live alerts, the most important first."""
    wanted = AlertFilter(reader, owner, team, cause, standing)
    with or_say("cannot list"):
        found = local_run().settings
        try:
            rows, live, has_more = _listed(found, wanted, limit)
            people = People(alert_pages.directory(found)())
        finally:
            once.close(found)
    voice = Voice(lang, found.time_zone)
    show_alerts(_console(), rows, people, voice)
    if has_more:
        say(_console(), voice, texts.MORE)
    if wanted.is_counted:
        say(_console(), voice, texts.LIVE, live=live)


@alerts.command()
def sweep() -> None:
    """Sweep once now, as the clock does every five minutes, and print what was done."""
    with or_say("cannot sweep"):
        found = local_run().settings
        try:
            done = alerting.sweep_alerts(found)()
        finally:
            once.close(found)
    _console().print(json.dumps(done.facts(), indent=2), markup=False)
    if done.has_more or done.waits_for:
        raise typer.Exit(MORE_TO_DO)


@alerts.command()
def backtest(
    *,
    days: Annotated[int, typer.Option(min=1, max=730, help="How far to look back.")] = 90,
    within: Annotated[
        int,
        typer.Option(min=1, max=365, help="So many days after an alert a lost deal counts."),
    ] = _LOOKS_AHEAD_DAYS,
    settings: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Compare these with those in force."),
    ] = None,
    lang: _Lang = Language.ENGLISH,
) -> None:
    """Play Odoo's past again: which alerts there would have been, and what came after them.

    Reads opportunities, messages, tracked changes and activities; writes nothing.
    """
    with or_say("cannot look back"):
        proposed = [read_file(settings)] if settings else []
        found = local_run().settings
        try:
            reports = _looked_back(found, days, within, proposed)
            people = People(alerting.directory_of_past(found))
        finally:
            once.close(found)
    voice = Voice(lang, found.time_zone)
    if len(reports) == 1:
        show_backtest(_console(), reports[0], people, voice)
    else:
        show_comparison(_console(), reports[0], reports[1], people, voice)


@alerts.command()
def learn(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be learnt; keep nothing.")
    ] = False,
    lang: _Lang = Language.ENGLISH,
) -> None:
    """Learn thresholds from the deals that were won, as the weekly job does."""
    with or_say("cannot learn"):
        found = local_run().settings
        try:
            learnt = alerting.learn_thresholds(found).learn(is_dry_run=dry_run)
            learns = alerting.alert_settings(found).read().learns
            people = People(alerting.directory_of_past(found))
        finally:
            once.close(found)
    voice = Voice(lang, found.time_zone)
    show_learnt(_console(), learnt, people, voice, learns=learns, is_dry_run=dry_run)


def _listed(
    found: Settings, wanted: AlertFilter, limit: int
) -> tuple[Sequence[ShownAlert], int, bool]:
    """Give at most so many, how many are live, and whether there are others."""
    show, cursor = alerting.list_alerts(found), None
    rows: list[ShownAlert] = []
    while True:
        page = show(wanted, cursor)
        rows += page.alerts
        cursor = page.cursor
        if cursor is None or len(rows) >= limit:
            return rows[:limit], page.live, cursor is not None or len(rows) > limit


def _looked_back(
    found: Settings, days: int, within: int, proposed: Sequence[AlertSettings]
) -> tuple[Backtest, ...]:
    use_case = alerting.backtest_alerts(found)
    settings = [alerting.alert_settings(found).read(), *proposed]
    with _console().status("Reading Odoo") as status:
        told: Callable[[int], None] = lambda done: status.update(f"Looked at {done}")  # noqa: E731 - of one use
        return use_case(timedelta(days=days), timedelta(days=within), settings, progress=told)


def _console() -> Console:
    """Give the terminal as wide as it is now."""
    return Console(highlight=False)
