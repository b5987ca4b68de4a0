"""`python -m deploy plan`: the gcloud commands of a deployment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from dotenv import dotenv_values
from rich.console import Console

from deploy.gcp.bundle import Bundler
from deploy.gcp.errors import DeployError
from deploy.gcp.plan.command import Phase
from deploy.gcp.plan.functions import missing
from deploy.gcp.plan.phases import make_plan
from deploy.gcp.plan.script import as_json, shell_script
from deploy.gcp.plan.target import NUMBER_LATER, Target
from shared.settings import SECRETS

ROOT = Path(__file__).parents[2]


def plan(
    *,
    project: Annotated[str, typer.Option(help="Google Cloud project.")],
    region: Annotated[str, typer.Option(help="Region of the functions, such as me-central2.")],
    project_number: Annotated[
        str, typer.Option(help="The project's number; the script asks Google for it, if not given.")
    ] = NUMBER_LATER,
    firestore_location: Annotated[
        str, typer.Option(help="Where the database lies; the region, if not given.")
    ] = "",
    env_file: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Variables (NAME=value); secrets are left out."
        ),
    ] = None,
    with_secret: Annotated[
        list[str] | None,
        typer.Option(help="An optional secret that has a value, such as GEMINI_API_KEY."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Phases to print, such as functions; all, if none.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Print the gcloud commands that deploy the suite, in order; nothing is run."""
    try:
        target = Target(
            *(project, region, project_number, firestore_location, _variables(env_file)),
            frozenset(with_secret or ()),
        )
        bundler = Bundler(ROOT)
        bundles = [bundler.bundle(name) for name in bundler.manifests]
        phases = _chosen(make_plan(target, bundles, ROOT), only or [])
    except DeployError as error:
        raise typer.Exit(_say(str(error))) from None
    lacking = missing(target, bundles) if any(p.name == "functions" for p in phases) else {}
    if lacking:
        _say(f"not set: {', '.join(lacking)}; the script will not run without (--env-file)")
    sys.stdout.write((as_json if json else shell_script)(target, phases, lacking))


def _variables(env_file: Path | None) -> dict[str, str]:
    if env_file is None:
        return {}
    values = {
        name: value or "" for name, value in dotenv_values(env_file, interpolate=False).items()
    }
    secret = sorted(set(values) & set(SECRETS))
    if secret:
        _say(f"left out, because Secret Manager keeps them: {', '.join(secret)}")
    return {name: value for name, value in values.items() if name not in secret}


def _chosen(phases: tuple[Phase, ...], only: list[str]) -> tuple[Phase, ...]:
    names = [phase.name for phase in phases]
    for name in only:
        if name not in names:
            raise DeployError(f"--only: no phase {name!r}; there are: {', '.join(names)}")
    return tuple(phase for phase in phases if not only or phase.name in only)


def _say(text: str) -> int:
    Console(stderr=True, highlight=False, soft_wrap=True).print(text, style="red", markup=False)
    return 1
