"""`python -m deploy alerts settings`: what is set, what a file would change, and changing it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from deploy.commands.excuses import local_run, or_say
from deploy.commands.train import who_is_it
from shared import alert_pages, alerting, once
from shared.domain.alerts.settings import AlertSettings, parse_settings
from shared.domain.alerts.settings_changes import set_values, settings_changes
from shared.domain.alerts.settings_findings import settings_findings
from shared.errors import BadInput, VersionConflict
from shared.notices.voice import Voice
from shared.texts.language import Language
from shared.web.alerts.texts import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.settings import Settings
    from shared.usecases.alerts.alert_settings import AlertSettingsBook, StoredSettings

_CONSOLE = Console(highlight=False, markup=False, soft_wrap=True)
_REMARKS = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
_LARGEST_BYTES = 1_000_000

settings = typer.Typer(
    help="Thresholds, ladders, calendars and readers of alerts, as one JSON file.",
    no_args_is_help=True,
)

_File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="JSON, as `show` prints it.")
]
_Lang = Annotated[Language, typer.Option(help="The language of what is said about them.")]
_Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@settings.command()
def show(
    *,
    whole: Annotated[bool, typer.Option("--all", help="Also what is as it is by default.")] = False,
    lang: _Lang = Language.ENGLISH,
) -> None:
    """Print what is set as JSON, for a file that `set` takes; remarks go to standard error."""
    with or_say("cannot show"):
        found = local_run().settings
        try:
            stored = alerting.alert_settings(found).stored().settings
            _remark(stored, found, lang)
        finally:
            once.close(found)
    document = stored.model_dump(mode="json", exclude_none=True) if whole else set_values(stored)
    _CONSOLE.print(json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True))


@settings.command()
def check(file: _File, *, lang: _Lang = Language.ENGLISH) -> None:
    """Check a file, and say how it differs from the defaults and from what is in force."""
    with or_say("not in order"):
        wanted = read_file(file)
        found = local_run().settings
        try:
            stored = alerting.alert_settings(found).stored()
            _say_changes("Against the defaults", AlertSettings(), wanted)
            _say_changes("Against what is in force", stored.settings, wanted)
            _remark(wanted, found, lang)
        finally:
            once.close(found)
    _CONSOLE.print("It is in order.")


@settings.command(name="set")
def set_(file: _File, *, yes: _Yes = False, lang: _Lang = Language.ENGLISH) -> None:
    """Check a file, show what changes, and put it in force: with the next sweep it counts."""
    with or_say("cannot set"):
        _replace(read_file(file), is_sure=yes, lang=lang)


@settings.command()
def reset(*, yes: _Yes = False, lang: _Lang = Language.ENGLISH) -> None:
    """Go back to the defaults; what is set is shown first, as what changes."""
    with or_say("cannot reset"):
        _replace(AlertSettings(), is_sure=yes, lang=lang)


def read_file(file: Path) -> AlertSettings:
    """Read settings from a file; raises BadInput that names the place of the first fault."""
    if file.stat().st_size > _LARGEST_BYTES:
        raise BadInput("is larger than settings can be", path="$")
    try:
        text = file.read_text(encoding="utf-8-sig")
        return parse_settings(json.loads(text, object_pairs_hook=_object))
    except (ValueError, RecursionError):
        raise BadInput("is not JSON in UTF-8", path="$") from None


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadInput("stands there twice", path=twice)
    return members


def _replace(wanted: AlertSettings, *, is_sure: bool, lang: Language) -> None:
    found = local_run().settings
    try:
        book = alerting.alert_settings(found)
        stored = book.stored()
        if not _say_changes("Changes", stored.settings, wanted):
            return
        _remark(wanted, found, lang)
        if not is_sure:
            typer.confirm("Put it in force?", abort=True)
        _put(book, stored, wanted)
    finally:
        once.close(found)
    _CONSOLE.print("In force from now on, everywhere within a minute.")


def _put(book: AlertSettingsBook, stored: StoredSettings, wanted: AlertSettings) -> None:
    if not book.replace(stored, wanted, who=who_is_it()):
        raise VersionConflict("somebody else has changed them meanwhile; look again")


def _say_changes(title: str, before: AlertSettings, after: AlertSettings) -> bool:
    """Say what differs; False: nothing does."""
    changes = settings_changes(before, after)
    _CONSOLE.print(f"{title}: {'' if changes else 'nothing differs'}".rstrip())
    for one in changes:
        _CONSOLE.print(f"  {one.path}: {_shown(one.before)} -> {_shown(one.after)}")
    return bool(changes)


def _shown(value: object) -> str:
    return "(not set)" if value is None else json.dumps(value, ensure_ascii=False)


def _remark(checked: AlertSettings, found: Settings, lang: Language) -> None:
    """Say what is odd; without a copy of the CRM's directory that is not known."""
    directory = alert_pages.directory(found)()
    if directory is None:
        _REMARKS.print("Stages, teams and people of Odoo are not known yet: not compared.")
        return
    voice = Voice(lang, found.time_zone)
    for one in settings_findings(checked, directory):
        facts = {name: str(fact) for name, fact in one.facts.items()}
        _REMARKS.print(f"! {voice.say(FINDINGS[one.code], **facts)}")
