"""What `python -m deploy alerts` shows of alerts and of thresholds that were learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table

from shared.domain.alerts.cause_rules import DEFAULTS
from shared.domain.alerts.pauses import FEWEST_PAUSES
from shared.notices.records import record_title
from shared.notices.spans import span_words
from shared.notices.titles import CAUSES, STANDINGS
from shared.texts.isolation import bare
from shared.web.alerts import console_texts as texts
from shared.web.alerts.texts import URGENCIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from shared.domain.alerts.learnt import LearntThresholds
    from shared.domain.alerts.shown import ShownAlert
    from shared.notices.voice import Voice
    from shared.web.alerts.people import People


def table_of(headings: Sequence[str], voice: Voice, **values: str) -> Table:
    """Give an empty table with its headings."""
    shown = (voice.say(one, **values) for one in headings)
    return Table(*shown, box=None, pad_edge=False, padding=(0, 1, 0, 0))


def say(console: Console, voice: Voice, text: str, **values: object) -> None:
    """Print a sentence with its numbers."""
    shown = {name: str(value) for name, value in values.items()}
    console.print(voice.say(text, **shown), markup=False)


def named(number: int | None, names: Mapping[int, str], voice: Voice, nobody: str) -> str:
    """Give a name with its number, which settings need."""
    if number is None:
        return voice.say(nobody)
    name = names.get(number)
    return escape(f"{name} ({number})" if name else str(number))


def show_alerts(
    console: Console, alerts: Sequence[ShownAlert], people: People, voice: Voice
) -> None:
    """List alerts with the numbers by which Odoo and the filters know them."""
    if not alerts:
        say(console, voice, texts.NONE_LIVE)
        return
    table = table_of(texts.ALERTS, voice)
    for one in alerts:
        table.add_row(*_alert(one, people, voice))
    console.print(table)


def _alert(one: ShownAlert, people: People, voice: Voice) -> tuple[str, ...]:
    alert, names = one.alert, people.salespeople
    reader_id = alert.told[-1].reader_id if alert.told else None
    return (
        str(alert.crm_lead_id or ""),
        escape(record_title(one)),
        voice.say(CAUSES[alert.cause]),
        voice.say(URGENCIES[alert.urgency]),
        voice.number(alert.level),
        named(alert.owner_id, names, voice, texts.NOBODY),
        bare(voice.moment(alert.due_at, alert.due_at)),
        voice.say(STANDINGS[alert.standing]),
        named(reader_id, names, voice, texts.NOBODY),
    )


def show_learnt(
    console: Console,
    learnt: LearntThresholds,
    people: People,
    voice: Voice,
    *,
    learns: bool,
    is_dry_run: bool,
) -> None:
    """Say what was learnt, of what, and whether it counts."""
    days = (learnt.learnt_at - learnt.since).days
    counts = {"days": days, "opportunities": learnt.opportunities, "won": learnt.won}
    say(console, voice, texts.LEARNT, **counts)
    if not learnt.is_complete:
        say(console, voice, texts.NOT_COMPLETE)
    if not learnt.thresholds:
        say(console, voice, texts.TOO_LITTLE, fewest=FEWEST_PAUSES)
    else:
        console.print(_thresholds(learnt, people, voice))
        say(console, voice, texts.LEARNING_ON if learns else texts.LEARNING_OFF)
    if is_dry_run:
        say(console, voice, texts.DRY)


def _thresholds(learnt: LearntThresholds, people: People, voice: Voice) -> Table:
    table = table_of(texts.THRESHOLDS, voice)
    for one in learnt.thresholds:
        table.add_row(
            voice.say(CAUSES[one.cause]),
            named(one.team_id, people.teams, voice, texts.EVERY),
            named(one.stage_id, people.stages, voice, texts.EVERY),
            voice.number(one.days),
            voice.number(one.pauses),
            bare(span_words(DEFAULTS[one.cause].after or "", voice) or ""),
        )
    return table
