"""Who is judged on a set of leads."""

from __future__ import annotations

from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tests.bench.judge.contestants import LightGbm, Logistic, OdooAsItIs, OdooBinned
from tests.bench.judge.ours import ours
from tests.bench.judge.reading import BadData

if TYPE_CHECKING:
    from tests.bench.judge.contestants import Contestant
    from tests.bench.judge.lead_set import LeadSet


class Peers(StrEnum):
    """Which other libraries take part."""

    ALL = "all"
    NONE = "none"


def entrants(judged: LeadSet, peers: Peers) -> list[Contestant]:
    """Give the contestants, ours first; raises BadData for a card that cannot be read."""
    found: list[Contestant] = [*ours(judged)]
    if peers is Peers.ALL:
        found += [LightGbm(), Logistic()]
    if judged.odoo_fields:
        found.append(OdooAsItIs(judged.odoo_fields, "Odoo's algorithm, its own fields"))
    return [*found, OdooAsItIs(), OdooBinned()]


def check_installed(peers: Peers) -> None:
    """Raise BadData when a peer's library is not there."""
    absent = [name for name in ("lightgbm", "sklearn") if find_spec(name) is None]
    if peers is Peers.ALL and absent:
        raise BadData(
            f"not installed: {', '.join(absent)}. `make bench-scoring` installs the peers;"
            " `--peers none` judges without them"
        )
