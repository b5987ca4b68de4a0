"""`python -m deploy import-leads`: leads of a file that Meta exported, into the suite."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from deploy.commands.excuses import local_run, or_say
from deploy.lead_file import lead_file, rows
from shared import assembly, once
from shared.domain.ids import FormId, PageId
from shared.usecases.import_leads import Outcome, RowResult

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONSOLE = Console(highlight=False)
_ERRORS = Console(stderr=True, highlight=False, soft_wrap=True)
_WORDS = {
    Outcome.ANNOUNCED: "on their way",
    Outcome.KNOWN: "here already",
    Outcome.TWICE: "twice in the file",
    Outcome.BAD: "not read",
}


def _id(value: str) -> str:
    if not (value.isascii() and value.isdigit()):
        raise typer.BadParameter("is not an id of Meta's (digits only)")
    return value


def import_leads(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV from Meta.")],
    page: Annotated[str, typer.Option(callback=_id, help="Id of the Page whose leads these are.")],
    form: Annotated[
        str,
        typer.Option(
            callback=lambda value: value and _id(value),
            help="Leads of this form only; the form, if the file names none.",
        ),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; write nothing.")
    ] = False,
    each: Annotated[bool, typer.Option("--each", help="Say what became of every row.")] = False,
) -> None:
    """Import leads that Meta exported (UTF-16 or UTF-8); the same file again changes nothing."""
    with or_say("cannot import"):
        counts: Counter[Outcome] = Counter()
        for result in _results(file, page, form, is_dry_run=dry_run):
            counts[result.outcome] += 1
            _tell(result, each=each)
    _show(counts, is_dry_run=dry_run)
    if counts[Outcome.BAD]:
        raise typer.Exit(1)


def _results(file: Path, page: str, form: str, *, is_dry_run: bool) -> Iterator[RowResult]:
    settings = local_run().settings
    try:
        bring_in = assembly.import_leads(settings)
        with lead_file(file) as text, Progress(console=_ERRORS, transient=True) as progress:
            task = progress.add_task("Reading", total=file.stat().st_size)
            found = rows(text, PageId(page), FormId(form) if form else None)
            for result in bring_in(found, is_dry_run=is_dry_run):
                yield result
                progress.update(task, completed=text.buffer.tell())
    finally:
        once.close(settings)


def _tell(result: RowResult, *, each: bool) -> None:
    if result.outcome is Outcome.BAD:
        _ERRORS.print(f"line {result.line}: {result.fault}", style="red", markup=False)
    elif each:
        _CONSOLE.print(f"line {result.line}: {result.outcome}", markup=False)


def _show(counts: Counter[Outcome], *, is_dry_run: bool) -> None:
    if is_dry_run:
        _CONSOLE.print("Nothing was written. It would be:")
    for outcome, words in _WORDS.items():
        _CONSOLE.print(f"{counts[outcome]:>7} {words}")
