"""`python -m deploy replay`: what is dead, and sending it again."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from deploy.commands import replay_tables as tables
from deploy.commands.excuses import local_run, or_say
from shared import once, remedies
from shared.domain.replay import Outcome, Run, Selection
from shared.errors import BadInput
from shared.settings import Settings
from shared.usecases.replay import AT_MOST

_CONSOLE = Console(highlight=False)
_NOT_SENT = frozenset({Outcome.FAILED, Outcome.UNREADABLE, Outcome.GONE})
NOT_ALL = 3
"""Exit code: something selected could not be sent."""


_Lead = Annotated[
    str | None, typer.Option(help="One lead by Meta's id or our key, or one dead letter's id.")
]
_Cause = Annotated[str | None, typer.Option(help="Leads that died of this error code.")]
_Since = Annotated[
    str | None, typer.Option(help="From this moment on, ISO 8601, in the company's time zone.")
]
_Until = Annotated[str | None, typer.Option(help="Before this moment.")]
_Every = Annotated[bool, typer.Option("--all", help="All dead leads and messages.")]
_Events = Annotated[
    bool, typer.Option("--events", help="Messages that no function took, not leads.")
]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be.")]
_Limit = Annotated[int, typer.Option(min=1, max=5_000, help="At most so many.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
_Name = Annotated[str | None, typer.Option("--as", help="Who does it, for the trail.")]
_Discard = Annotated[
    str | None, typer.Option(help="Close one dead message, by its id: it is of no use.")
]
_List = Annotated[bool, typer.Option("--list", help="Show what is dead, by cause.")]


def replay(
    *,
    lead: _Lead = None,
    cause: _Cause = None,
    since: _Since = None,
    until: _Until = None,
    every: _Every = False,
    events: _Events = False,
    dry_run: _DryRun = False,
    limit: _Limit = AT_MOST,
    yes: _Yes = False,
    name: _Name = None,
    discard: _Discard = None,
    listing: _List = False,
) -> None:
    """Send dead leads or messages again; with --list, show what is dead.

    Ends with 0 when all selected are on their way, 1 on an error, 2 on wrong options, 3 when
    something could not be sent.
    """
    with or_say("cannot send again"):
        settings = local_run().settings
        try:
            if listing:
                tables.show_dead(_CONSOLE, remedies.list_dead(settings)(), settings)
                return
            if discard:
                tables.show_run(
                    _CONSOLE, remedies.discard_letter(settings)(discard, who=_who(name))
                )
                return
            selection = _selection(
                settings, lead, cause, (since, until), every=every, events=events
            )
            _confirm(selection, yes=yes or dry_run)
            run = _run(settings, selection, name, dry_run=dry_run, limit=limit)
            tables.show_run(_CONSOLE, run)
        finally:
            once.close(settings)
    if any(item.outcome in _NOT_SENT for item in run.items):
        raise typer.Exit(NOT_ALL)


def _selection(
    settings: Settings,
    lead: str | None,
    cause: str | None,
    times: tuple[str | None, str | None],
    *,
    every: bool,
    events: bool,
) -> Selection:
    if not (lead or cause or any(times) or every or events):
        raise typer.BadParameter("say which: --lead, --cause, --since, --until, --events or --all")
    if lead and (cause or any(times) or every or events):
        raise typer.BadParameter("--lead is one thing: it goes with no other choice")
    if cause and events:
        raise typer.BadParameter("--cause is of leads: it does not go with --events")
    since, until = (_moment(text, settings.time_zone) for text in times)
    return Selection(
        item=lead,
        cause=cause,
        since=since,
        until=until,
        leads=not events,
        letters=events or (every and not cause),
    )


def _moment(text: str | None, zone: str) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is no moment such as 2026-11-28 or 2026-11-28T14:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _confirm(selection: Selection, *, yes: bool) -> None:
    if selection.item is None and not yes:
        typer.confirm(f"Send {tables.words(selection)} again?", abort=True)


def _who(name: str | None) -> str:
    """Name who does this, for the trail; a container's user may have no name."""
    try:
        return (name or getpass.getuser())[:80]
    except (KeyError, OSError):
        return "unknown"


def _run(
    settings: Settings, selection: Selection, name: str | None, *, dry_run: bool, limit: int
) -> Run:
    send = remedies.replay(settings)
    with tables.progress(_CONSOLE) as bar:
        task = bar.add_task("Looking" if dry_run else "Sending again", total=None)
        return send(
            selection,
            who=_who(name),
            dry_run=dry_run,
            at_most=limit,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
