"""What a run of many schedules comes to, in figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.proof.run import Ran

RESULTS = {
    "lost": "I1",
    "written twice": "I2",
    "edits overwritten": "I3",
    "told never, or falsely": "I4",
    "stuck": "I5",
    "floods": "I6",
    "personal data logged": "I7",
    "erased, and back": "I8",
    "forged, and taken": "I9",
    "wrong id in the ledger": "I10",
}


@dataclass
class Figures:
    """Sums; they can be added up over processes."""

    schedules: int = 0
    leads: int = 0
    calls: int = 0
    crashes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)
    """Schedules by the invariant that they broke."""
    seeds: list[int] = field(default_factory=list)
    """Of schedules that broke one."""

    def count(self, ran: Ran) -> None:
        self.schedules += 1
        self.leads += ran.leads
        self.calls += ran.tally.calls
        self.crashes += ran.tally.crashes
        self.faults.update(ran.tally.faults)
        self.broken.update({text.partition(":")[0] for text in ran.broken})
        if ran.broken:
            self.seeds.append(ran.schedule.seed)

    def add(self, others: Figures) -> None:
        self.schedules += others.schedules
        self.leads += others.leads
        self.calls += others.calls
        self.crashes += others.crashes
        self.faults.update(others.faults)
        self.broken.update(others.broken)
        self.seeds += others.seeds

    def lines(self, seconds: float) -> Iterator[str]:
        """Give the figures as they are printed."""
        yield f"{self.schedules:,} schedules, {self.leads:,} leads, {self.calls:,} port calls"
        yield f"{self.crashes:,} crashes; {self.faults.total():,} faults:"
        yield from (f"  {count:>9,}  {fault}" for fault, count in self.faults.most_common())
        yield ", ".join(f"{name} {self.broken[number]}" for name, number in RESULTS.items())
        yield f"{seconds:.1f} seconds, {self.schedules / max(seconds, 0.001):.0f} schedules a second"
