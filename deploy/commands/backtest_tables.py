"""What `python -m deploy alerts backtest` shows: one report, or two side by side."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from deploy.commands.alert_tables import named, say, table_of
from shared.domain.alerts.backtest import Tally
from shared.domain.alerts.cause import Cause
from shared.notices.titles import CAUSES
from shared.web.alerts import console_texts as texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.table import Table

    from shared.domain.alerts.backtest import Backtest
    from shared.notices.voice import Voice
    from shared.web.alerts.people import People

_NONE = Tally()


def show_backtest(console: Console, report: Backtest, people: People, voice: Voice) -> None:
    """Say what one set of rules would have raised, and what came after it."""
    if not _head(console, report, voice):
        return
    counts = {"raised": report.all.raised, "a_day": _a_day(report.a_day(report.all))}
    say(console, voice, texts.TOTAL, **counts)
    _warned(console, report, voice)
    console.print("", _by_cause(report, voice), "", _by_owner(report, people, voice), "", sep="\n")
    _remarks(console, report, voice)


def show_comparison(
    console: Console, in_force: Backtest, in_file: Backtest, people: People, voice: Voice
) -> None:
    """Show two sets of rules on the same past side by side."""
    if not _head(console, in_force, voice):
        return
    for report, text in ((in_force, texts.TOTAL_IN_FORCE), (in_file, texts.TOTAL_IN_FILE)):
        a_day = _a_day(report.a_day(report.all))
        counts = {"raised": report.all.raised, "a_day": a_day, "level_2": report.all.level_2}
        say(console, voice, text, **counts)
        _warned(console, report, voice)
    causes, owners = table_of(texts.BOTH, voice), table_of(texts.BOTH_OWNERS, voice)
    for cause in _causes(in_force, in_file):
        before, after = (one.by_cause.get(cause, _NONE) for one in (in_force, in_file))
        causes.add_row(voice.say(CAUSES[cause]), *_both(before, after, voice))
    for owner in _owners(in_force, in_file):
        before, after = (one.by_owner.get(owner, _NONE) for one in (in_force, in_file))
        name = named(owner, people.salespeople, voice, texts.NOBODY)
        owners.add_row(name, *_both(before, after, voice))
    console.print("", causes, "", owners, "", sep="\n")
    _remarks(console, in_force, voice)


def _head(console: Console, report: Backtest, voice: Voice) -> bool:
    """Say what was looked at; False: there was nothing."""
    counts = {
        "days": (report.asked.until - report.asked.since).days,
        "working": report.working_days,
        "opportunities": report.opportunities,
        "won": report.won,
        "lost": report.lost,
    }
    say(console, voice, texts.HEAD, **counts)
    if not report.opportunities:
        say(console, voice, texts.NOTHING)
    return bool(report.opportunities)


def _warned(console: Console, report: Backtest, voice: Voice) -> None:
    counts = {"warned": report.warned_lost, "lost": report.lost}
    say(console, voice, texts.WARNED, within=report.asked.within.days, **counts)


def _remarks(console: Console, report: Backtest, voice: Voice) -> None:
    say(console, voice, texts.ENDED, within=report.asked.within.days)
    say(console, voice, texts.LEFT_OUT)
    if report.partial:
        say(console, voice, texts.NOT_WHOLE, partial=report.partial)


def _by_cause(report: Backtest, voice: Voice) -> Table:
    table = table_of(texts.BY_CAUSE, voice)
    for cause in _causes(report):
        tally = report.by_cause[cause]
        table.add_row(
            *(voice.say(CAUSES[cause]), voice.number(tally.raised)),
            *(_a_day(report.a_day(tally)), voice.number(tally.level_2)),
            voice.number(tally.mended),
            *_afterwards(tally, voice),
            voice.number(tally.untouched),
        )
    return table


def _by_owner(report: Backtest, people: People, voice: Voice) -> Table:
    table = table_of(texts.BY_OWNER, voice, cap=str(report.asked.full_day))
    for owner in _owners(report):
        tally = report.by_owner[owner]
        table.add_row(
            named(owner, people.salespeople, voice, texts.NOBODY),
            *(voice.number(tally.raised), _a_day(report.a_day(tally))),
            *(voice.number(report.full_days(owner)), voice.number(tally.level_2)),
            *_afterwards(tally, voice),
        )
    return table


def _afterwards(tally: Tally, voice: Voice) -> tuple[str, str, str]:
    touching_s = tally.median_touching_s
    span = "" if touching_s is None else voice.formats.span(timedelta(seconds=touching_s))
    shares = (tally.before_lost, tally.before_won)
    lost, won = (voice.formats.percent(100 * one / tally.raised) for one in shares)
    return lost, won, span


def _both(before: Tally, after: Tally, voice: Voice) -> tuple[str, str, str]:
    difference = after.raised - before.raised
    shown = f"{difference:+d}" if difference else "0"
    return voice.number(before.raised), voice.number(after.raised), shown


def _causes(*reports: Backtest) -> Iterable[Cause]:
    """Give the causes that there were, in their usual order."""
    return [one for one in Cause if any(one in report.by_cause for report in reports)]


def _owners(*reports: Backtest) -> Iterable[int | None]:
    """Give the salespeople, those with most alerts first."""
    found = {owner for report in reports for owner in report.by_owner}
    most = {one: max(_raised(report, one) for report in reports) for one in found}
    return sorted(found, key=lambda one: (-most[one], one is None, one or 0))


def _raised(report: Backtest, owner: int | None) -> int:
    return report.by_owner.get(owner, _NONE).raised


def _a_day(number: float) -> str:
    return f"{number:.1f}"
