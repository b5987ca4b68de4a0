"""What `replay` shows: the dead by cause, and what came of each thing that was sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from shared.domain.replay import Outcome
from shared.web.reasons import REASONS

if TYPE_CHECKING:
    from rich.console import Console

    from shared.domain.replay import Item, Run, Selection
    from shared.settings import Settings
    from shared.usecases.list_dead import Dead

_ROWS = 50
"""A longer table tells nobody more; the summary counts them all."""
_SAID = {
    Outcome.SENT_AGAIN: "[green]sent again[/green]",
    Outcome.UNDER_WAY: "[cyan]already on its way[/cyan]",
    Outcome.CLOSED: "seen to already",
    Outcome.DONE: "done already",
    Outcome.ERASED: "[yellow]erased: never brought back[/yellow]",
    Outcome.GONE: "[red]nothing has this name[/red]",
    Outcome.UNREADABLE: "[red]cannot be read or has no topic[/red]",
    Outcome.DISCARDED: "discarded",
    Outcome.FAILED: "[red]not taken just now: do it once more[/red]",
}
_WOULD_BE = "[green]would be sent again[/green]"


def progress(console: Console) -> Progress:
    """Give a progress bar that goes away when it is over."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, console=console, transient=True)


def words(selection: Selection) -> str:
    """Say what a selection is, for a person who has to confirm it."""
    what = " and ".join(
        name
        for name, is_in in {
            "dead leads": selection.leads,
            "dead messages": selection.letters,
        }.items()
        if is_in
    )
    bounds = {
        "of": selection.cause,
        "from": selection.since and selection.since.isoformat(),
        "until": selection.until and selection.until.isoformat(),
    }
    limits = "".join(f" {word} {bound}" for word, bound in bounds.items() if bound)
    return f"the {what}{limits}" if limits else f"all {what}"


def show_dead(console: Console, dead: Dead, settings: Settings) -> None:
    """Show the causes with their numbers and plain words, and how many messages lie there."""
    if not dead.causes and not dead.open_letters:
        console.print("Nothing is dead.")
        return
    table = Table("leads", "cause", "in plain words", title=f"Dead ({settings.tenant})")
    for cause, count in dead.causes.items():
        table.add_row(str(count), escape(cause), REASONS.get(cause, ""))
    if dead.causes:
        console.print(table)
    if dead.open_letters:
        console.print(f"Messages that no function took (--events): {dead.open_letters}")


def show_run(console: Console, run: Run) -> None:
    """Show what came of each, and the sum."""
    if not run.items:
        console.print("Nothing dead is selected.")
        return
    table = Table("what", "id", "Meta's lead id", "result")
    for item in run.items[:_ROWS]:
        kind = "message" if item.is_letter else "lead"
        table.add_row(kind, escape(item.id), escape(item.leadgen_id or ""), _result(item, run))
    console.print(table)
    if len(run.items) > _ROWS:
        console.print(f"... and {len(run.items) - _ROWS} more")
    sums = (f"{count} {outcome.replace('_', ' ')}" for outcome, count in run.counts.items())
    dry = " (dry run: nothing was sent)" if run.dry_run else ""
    console.print(f"{', '.join(sums)}{dry}. Trail: {run.id}")
    if run.left:
        console.print(f"[yellow]{run.left} more are selected: run it again.[/yellow]")


def _result(item: Item, run: Run) -> str:
    return _WOULD_BE if run.dry_run and item.outcome is Outcome.SENT_AGAIN else _SAID[item.outcome]
