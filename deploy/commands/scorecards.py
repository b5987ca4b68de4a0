"""`python -m deploy scorecards`: those that are kept, and choosing which one scores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from deploy.commands.excuses import local_run, or_say
from deploy.commands.scoring_tables import show_versions
from deploy.commands.train import who_is_it
from shared import learning, once
from shared.domain.scorecard_version import EXPERT
from shared.errors import BadInput
from shared.texts.language import Language

if TYPE_CHECKING:
    from shared.settings import Settings
    from shared.usecases.show_scoring import Scoring

_CONSOLE = Console(highlight=False)
_Lang = Annotated[Language, typer.Option(help="The language of the table.")]

scorecards = typer.Typer(
    help="List the kept scorecards; roll back to one.", invoke_without_command=True
)


@scorecards.callback()
def listing(context: typer.Context, lang: _Lang = Language.ENGLISH) -> None:
    """List the kept scorecards, the newest first, and say which one scores."""
    if context.invoked_subcommand is not None:
        return
    with or_say("cannot list"):
        settings = local_run().settings
        try:
            found = learning.show_scoring(settings)()
        finally:
            once.close(settings)
    show_versions(_CONSOLE, found, settings.time_zone, lang)


@scorecards.command()
def rollback(
    version: Annotated[
        str, typer.Argument(help="A version of the list; none: the one before.", show_default=False)
    ] = "",
    *,
    expert: Annotated[
        bool, typer.Option("--expert", help="The expert card that came with the software.")
    ] = False,
) -> None:
    """Let a kept scorecard score from now on (within a minute).

    It is held until a newly trained one is better by more than chance on outcomes that become
    known after this moment.
    """
    if expert and version:
        raise typer.BadParameter("give a version or --expert, not both")
    with or_say("cannot roll back"):
        settings = local_run().settings
        try:
            chosen = EXPERT if expert else version or _before(settings)
            learning.choose_scorecard(settings)(chosen, who=who_is_it())
        finally:
            once.close(settings)
    _CONSOLE.print(f"{chosen or 'The expert card'} scores from now on, everywhere within a minute.")
    _CONSOLE.print("It is held until a newly trained one is better on outcomes known from now on.")


def _before(settings: Settings) -> str:
    """Give the version that scored before the one in force: the expert card, if there was none.

    Raises BadInput where the expert card scores: nothing came before it.
    """
    scoring = learning.show_scoring(settings)()
    if not scoring.is_damaged and (not scoring.in_force or scoring.in_force.version == EXPERT):
        raise BadInput(
            "the expert card scores, and nothing came before it; to choose another, name its version"
        )
    return version_before(scoring)


def version_before(scoring: Scoring) -> str:
    """Give the newest version that took over before the one in force did."""
    names = [one.version for one in scoring.versions if one.passed]
    current = scoring.in_force.version if scoring.in_force else EXPERT
    older = names[names.index(current) + 1 :] if current in names else []
    return older[0] if older else EXPERT
