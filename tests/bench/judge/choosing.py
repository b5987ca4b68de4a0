"""Which roles a CSV gets: those that were named, those that fit its columns, or guessed ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.judge.column_roles import Roles, load
from tests.bench.judge.guessing import guess
from tests.bench.judge.lead_set import LeadSet, lead_set
from tests.bench.judge.reading import BadData, Columns, read

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).with_name("roles")


def chosen(
    data: Path, roles: Path | None, target: str | None = None, won: str | None = None
) -> tuple[LeadSet, str]:
    """Read a CSV and give its leads, and in words whose roles they got; raises BadData."""
    if roles is not None and (target, won) != (None, None):
        raise BadData("--roles says what the target is: leave out --target and --won")
    columns = read(data)
    if roles is None and target is None:
        roles = next(_fitting(columns), None)
    if roles is not None:
        found = load(roles)
        about = f"Roles: {roles.name}. {found.about}".strip()
        return lead_set(roles.stem, columns, found), about
    guessed, said = guess(columns, target, won)
    return lead_set(data.stem, columns, guessed), f"Guessed: {'; '.join(said)}."


def _fitting(columns: Columns) -> Iterator[Path]:
    """Find roles files beside this command whose columns are all there."""
    for path in sorted(FOLDER.glob("*.yaml")):
        found: Roles = load(path)
        if set(found.named) <= set(columns.by_name):
            yield path
