"""`python -m deploy bundle`: build/<function>/, ready to be deployed or run alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from deploy.gcp.bundle import Bundle, Bundler, write
from deploy.gcp.errors import DeployError

ROOT = Path(__file__).parents[2]


def bundle(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Functions; all, if none.")
    ] = None,
    output: Annotated[Path, typer.Option(help="Where the bundles go.")] = ROOT / "build",
) -> None:
    """Make build/<function>/ of each function: its code, its part of shared/, its requirements."""
    try:
        bundler = Bundler(ROOT)
        bundles = [bundler.bundle(name) for name in names or bundler.manifests]
        for made in bundles:
            write(made, output / made.manifest.name)
    except DeployError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"{error}", style="red")
        raise typer.Exit(1) from None
    _show(bundles, output)


def _show(bundles: list[Bundle], output: Path) -> None:
    table = Table("function", "our files", "our kB", "distributions", "their MB", box=None)
    for made in bundles:
        table.add_row(
            made.manifest.name,
            str(len(made.files)),
            f"{made.source_bytes / 1000:.0f}",
            str(len(made.pins)),
            f"{made.installed_bytes / 1e6:.0f}",
        )
    console = Console(highlight=False)
    console.print(table)
    console.print(f"in {output}", soft_wrap=True)
