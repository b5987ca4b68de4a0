"""What `train` and `scorecards` show."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table

from shared.domain.scorecard_version import EXPERT
from shared.texts.translations import translations
from shared.web import scoring_texts as texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from shared.domain.scorecard_version import Measured, ScorecardVersion
    from shared.domain.training_run import TrainingRun
    from shared.texts.language import Language
    from shared.usecases.show_scoring import Scoring

_ROWS = 20


def show_run(console: Console, run: TrainingRun, language: Language) -> None:
    """Say what was decided, and why."""
    if run.is_dry_run:
        console.print(translations(language).gettext(texts.DRY_RUN), markup=False)
    console.print(texts.decided(run, language), style="bold", markup=False)
    console.print(texts.why(run, language), markup=False)
    shares = run.judgement.grades if run.judgement else run.as_told
    for line in (*texts.of_100(shares, language), texts.next_step(run, language)):
        console.print(line, markup=False)


def show_report(console: Console, run: TrainingRun, language: Language) -> None:
    """Say all that was found: the outcomes, the figures, the fields, the drift."""
    said = translations(language).gettext
    fates = _table(texts.BECAME, language)
    for fate, text in texts.FATES.items():
        fates.add_row(str(run.fates.get(fate, 0)), said(text))
    console.print("", fates, sep="\n")
    if run.judgement is not None:
        console.print("", _figures(run, language), sep="\n")
    if run.fields:
        console.print("", _fields(run, language), sep="\n")
    if run.drift is not None:
        facts = {"leads": run.drift.leads, "won": run.drift.won}
        facts["expected"] = round(run.drift.expected)
        console.print("", said(texts.DRIFT) % facts, sep="\n", markup=False)


def _table(headings: Sequence[str], language: Language) -> Table:
    said = translations(language).gettext
    return Table(*(said(heading) if heading else "" for heading in headings), box=None)


def _figures(run: TrainingRun, language: Language) -> Table:
    table, judged = _table(texts.FIGURES, language), run.judgement
    if judged is not None:
        for name, measured in texts.rivals(judged):
            table.add_row(translations(language).gettext(name), *_measured(measured))
    return table


def _measured(measured: Measured) -> tuple[str, ...]:
    shares = (measured.auc, measured.ece)
    return (
        str(measured.leads),
        str(measured.won),
        f"{measured.log_loss:.3f}",
        *("" if share is None else f"{100 * share:.1f}" for share in shares),
    )


def _fields(run: TrainingRun, language: Language) -> Table:
    table = _table(texts.WEIGHTS, language)
    for row in run.fields[:_ROWS]:
        table.add_row(escape(row.field), f"{row.before:.2f}", f"{row.after:.2f}")
    return table


def show_versions(console: Console, found: Scoring, time_zone: str, language: Language) -> None:
    """Show the kept versions; the one that scores is marked."""
    said = translations(language).gettext
    in_force = None if found.is_damaged else found.in_force
    current = in_force.version if in_force else EXPERT
    table = _table(("", *texts.VERSIONS), language)
    table.columns[1].no_wrap = True  # it has to be typed as it is
    for one in found.versions:
        table.add_row(*_version(one, current, time_zone, language))
    table.add_row("*" if current == EXPERT else "", said(texts.EXPERT_CARD), "", "0", "", "")
    console.print(table)
    if found.is_damaged:
        console.print(said(texts.DAMAGED), style="yellow", markup=False)
    if found.in_force is not None and found.in_force.held_since is not None:
        console.print(said(texts.HELD), markup=False)


def _version(
    one: ScorecardVersion, current: str, time_zone: str, language: Language
) -> tuple[str, ...]:
    judged, why = one.judgement, texts.short_why(one.why)
    return (
        "*" if one.version == current else "",
        escape(one.version),
        f"{one.made_at.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M}",
        str(one.outcomes),
        f"{judged.candidate.log_loss:.3f}" if judged else "",
        translations(language).gettext(why) if why else "",
    )
