"""`python -m deploy train`: learn from the outcomes now, as the nightly job does."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer
from rich.console import Console

from deploy.commands.excuses import local_run, or_say
from deploy.commands.scoring_tables import show_report, show_run
from shared import learning, once
from shared.texts.language import Language

_CONSOLE = Console(highlight=False)


def who_is_it() -> str:
    """Name who does this, for the record; a container's user may have no name."""
    try:
        return getpass.getuser()[:80]
    except (KeyError, OSError):
        return "unknown"


def train(
    *,
    report: Annotated[
        bool, typer.Option("--report", help="Say all that was found, not only the decision.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Train and judge; write nothing.")
    ] = False,
    lang: Annotated[Language, typer.Option(help="The report's language.")] = Language.ENGLISH,
) -> None:
    """Train on the leads that were won and lost; the better scorecard takes over."""
    with or_say("cannot train"):
        settings = local_run().settings
        try:
            run = learning.train_scorecard(settings)(by=who_is_it(), is_dry_run=dry_run)
        finally:
            once.close(settings)
    show_run(_CONSOLE, run, lang)
    if report:
        show_report(_CONSOLE, run, lang)
