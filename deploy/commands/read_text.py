"""`python -m deploy read`: what the dictionaries and the language model read in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.commands.excuses import local_run, or_say
from shared import bootstrap
from shared.domain.extracting.proof import proved
from shared.domain.extracting.sanitise import prepared
from shared.domain.extracting.schema import asked_by
from shared.domain.extraction import UNKNOWN, FreeText
from shared.errors import SuiteError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.extraction import Asked
    from shared.scoring_ports import Extractor

Read = dict[str, tuple[str, str]]
"""Level and, where it was claimed, its quote, by what was asked."""


def read(
    text: Annotated[str, typer.Argument(help="What somebody typed.")],
    question: Annotated[str, typer.Option(help="What the form asked.")] = "",
) -> None:
    """Show what is read in a text, by whom, and with which proof; nothing is remembered.

    To try QUALIFICATION_QUESTIONS and the key of Gemini: exit 1 if it cannot be asked.
    """
    with or_say("cannot read"):
        found = local_run().settings
        asked = asked_by(found.qualification_questions)
        texts = prepared([FreeText(question=question, text=text)])
        by_dictionaries = _read(bootstrap.dictionaries(found), asked, texts)
        model = bootstrap.language_model(found)
    by_model, why = _by_model(model, asked, texts)
    _print(asked, {"dictionaries": by_dictionaries, found.gemini_model: by_model})
    if why:
        Console(stderr=True, highlight=False).print(f"{found.gemini_model}: {why}", markup=False)
        raise typer.Exit(1)


def _by_model(
    model: Extractor | None, asked: Sequence[Asked], texts: Sequence[FreeText]
) -> tuple[Read, str]:
    if model is None:
        return {}, "no GEMINI_API_KEY"
    try:
        return _read(model, asked, texts), ""
    except SuiteError as error:
        return {}, f"{error} ({error.code}; docs/runbook.md)"


def _read(reader: Extractor, asked: Sequence[Asked], texts: Sequence[FreeText]) -> Read:
    claimed = reader.extract(asked, texts)
    quotes = {one.name: one.quote for one in claimed.findings}
    levels = proved(claimed, asked, texts).levels
    return {name: (level, quotes.get(name, "")) for name, level in levels.items()}


def _print(asked: Sequence[Asked], found: Mapping[str, Read]) -> None:
    table = Table("asked", *found, box=box.SIMPLE)
    for one in asked:
        cells = (_cell(*read.get(one.name, ("-", ""))) for read in found.values())
        table.add_row(one.name, *cells)
    Console(highlight=False).print(table)


def _cell(level: str, quote: str) -> Text:
    if level == UNKNOWN:
        return Text(f"{level} (not proved: {quote})" if quote else level, style="dim")
    return Text(f"{level}: {quote}" if quote else level)
