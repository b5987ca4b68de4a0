"""A schedule as data: what happens, one step after the other, drawn from a seed.

A step carries all that it needs as numbers that fit any state of the world (`pick` is taken modulo
what there is), so a schedule with steps left out is a schedule still: that is how one is shrunk.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from tests.simulation.proof.gates import CRASHES, Fault
from tests.simulation.proof.outages import DOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WAYS = {
    "deliver": 22,
    "meet": 22,
    "overtake": 22,
    "redrive": 12,
    "reconcile": 22,
    "miss": 22,
    "replay": 12,
    "erase": 16,
    "bury": 3,
    "read_crm_changes": 8,
    "sweep_crm": 8,
}
"""About as many port calls as a run makes; every other one makes two."""
PICKS = 5040
MISSES = 6
"""Every so-many-th schedule ends with a lead that only the reconciliation can find."""
JUMPS_S = (1, 2, 11, 11, 30, 61, 300, 1200, 3600, 5 * 3600)
SKEWS_S = (0, 0, 0, -600, -60, 60, 600)


@dataclass(frozen=True)
class Step:
    """One thing that happens."""

    act: str
    pick: int = 0
    amount: int = 0
    faults: Mapping[int, Fault] = field(default_factory=dict)
    stop: tuple[int, bool] | None = None
    """The process stands still before (after) its so many-th call."""
    skew_s: int = 0
    """How wrong the clock of its instance goes."""

    def __str__(self) -> str:
        told = [self.act, f"pick={self.pick}", f"amount={self.amount}"]
        told += [f"{fault} {at}" for at, fault in self.faults.items()]
        if self.stop:
            told.append(f"stops {'after' if self.stop[1] else 'before'} {self.stop[0]}")
        if self.skew_s:
            told.append(f"clock {self.skew_s:+d}s")
        return " ".join(told)


@dataclass(frozen=True)
class Schedule:
    """What happens in one run, and in which kind of world."""

    seed: int
    steps: Sequence[Step]
    has_addon: bool = True
    follows_crm: bool = False
    """Odoo's changes are told to us and read by us."""
    sweeps: bool = True
    """False: nothing but redelivery recovers; then only crashes happen."""


ACTS: Mapping[str, int] = {
    "submit": 3,
    "post": 8,
    "deliver": 18,
    "jump": 6,
    "go_on": 5,
    "redrive": 4,
    "reconcile": 2,
    "purge": 1,
    "bury": 2,
    "replay": 1,
    "erase": 1,
    "duplicate": 2,
    "lose_message": 1,
    "edit": 2,
    "close": 1,
    "merge": 1,
    "delete": 1,
    "down": 2,
    "up": 3,
    "relay": 1,
    "meet": 2,
    "overtake": 2,
    "storm": 1,
    "crowd": 1,
    "forge": 1,
    "toggle_addon": 1,
}
FOLLOWING: Mapping[str, int] = {
    "report": 8,
    "read_crm_changes": 3,
    "sweep_crm": 3,
    "edit": 6,
    "close": 3,
    "merge": 3,
    "delete": 2,
}
ALWAYS = frozenset({"submit", "post", "deliver", "jump", "go_on", "report"})
"""Of all else each schedule has only some, so that what it has comes often enough to add up."""
ONLY_WITH_SWEEPS = frozenset(
    {
        "lose_message",
        "bury",
        "replay",
        "reconcile",
        "erase",
        "down",
        "crowd",
        "overtake",
        "merge",
        "delete",
        "toggle_addon",
    }
)
STOPPING = frozenset({"deliver", "redrive", "reconcile", "replay", "erase", "meet", "overtake"})
FAULTLESS = frozenset({"submit", "jump", "up", "go_on", "edit", "close", "merge", "delete"})


def draw(seed: int, *, sweeps: bool = True) -> Schedule:
    """Give the schedule of a seed: the same for ever."""
    rng = Random(seed)
    follows = rng.random() < 0.25
    weights = {**ACTS, **(FOLLOWING if follows else {})}
    if not sweeps:
        weights = {act: n for act, n in weights.items() if act not in ONLY_WITH_SWEEPS}
    weights = {act: n for act, n in weights.items() if act in ALWAYS or rng.random() < 0.6}
    has_addon, length = rng.random() < 0.6, rng.randint(12, 28)
    acts = ["submit", "post", *rng.choices([*weights], [*weights.values()], k=length)]
    steps = [_step(rng, act, sweeps=sweeps) for act in acts]
    if sweeps and seed % MISSES == MISSES - 1:
        steps.append(_step(rng, "miss", sweeps=sweeps))
    if follows and not has_addon:  # or what happens before the first reading is seen by none
        steps.insert(0, Step("read_crm_changes"))
    return Schedule(seed, steps, has_addon, follows, sweeps)


def _step(rng: Random, act: str, *, sweeps: bool) -> Step:
    pick, amount = rng.randrange(PICKS), rng.randrange(PICKS)
    if act == "down":
        return Step(act, pick % len(DOWN), amount)
    if act == "jump":
        return Step(act, amount=rng.choice(JUMPS_S))
    if act in FAULTLESS:
        return Step(act, pick, amount)
    way, stop = WAYS.get(act, 2), None
    if act in STOPPING and rng.random() < (0.6 if act in {"meet", "overtake"} else 0.2):
        stop = (rng.randint(1, way), rng.random() < 0.5)
    skew_s = rng.choice(SKEWS_S) if sweeps and rng.random() < 0.1 else 0
    return Step(act, pick, amount, _faults(rng, way, sweeps=sweeps), stop, skew_s)


def _faults(rng: Random, way: int, *, sweeps: bool) -> dict[int, Fault]:
    if rng.random() < 0.45:
        return {}
    kinds = [*Fault] if sweeps else CRASHES
    return {rng.randint(1, way): rng.choice(kinds) for _ in range(rng.choice((1, 1, 2)))}
