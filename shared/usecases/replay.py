"""Send dead leads and dead messages again: safe to repeat, and for two people at once.

A lead is moved from dead to waiting by compare-and-set before it is announced: of two runs only
one announces it, and `redrive` takes up what a crash in between leaves. A message is published
before its letter is closed: a crash in between sends it twice, never not at all, and whoever hears
it recognises repeats.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.replay import Item, Outcome, Run
from shared.usecases.dead_letters import DEAD_LETTERS
from shared.usecases.lead_ledger import LEADS
from shared.usecases.replay_trail import REPLAY, ReplayTrail
from shared.usecases.selected import dead_leads, keys_of, open_letters
from shared.usecases.send_leads_again import SendLeadsAgain
from shared.usecases.send_letters_again import SendLettersAgain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from shared.domain.replay import Selection
    from shared.ports import Bus, Clock, Memory

AT_MOST = 1_000
"""What one run takes; whoever wants more starts another, when the queue has taken this."""
Progress = Callable[[int, int], None]
_CHUNK = 100
_OURS = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Found:
    """What a selection holds: keys of leads, ids of letters, names that nothing has."""

    leads: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    left: int = 0

    @property
    def total(self) -> int:
        """How many things a run takes."""
        return len(self.leads) + len(self.letters) + len(self.unknown)


@dataclass(frozen=True, slots=True)
class Replay:
    """The use case with what it needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    rng: Random
    tenant: str

    def __call__(
        self,
        selection: Selection,
        *,
        who: str,
        dry_run: bool = False,
        at_most: int = AT_MOST,
        progress: Progress | None = None,
    ) -> Run:
        """Send what is selected again, or with `dry_run` only say what would become of it.

        The run is in the audit trail before anything is done, and again when it is over.
        """
        found, trail = self._find(selection, at_most), ReplayTrail(self.memory, self.tenant)
        run = self._begin(_kept(selection, found), who, dry_run=dry_run)
        trail.write(run)
        items: list[Item] = []
        for done in self._send(found, dry_run=dry_run):
            items += done
            if progress is not None:
                progress(len(items), found.total)
        over = {"items": tuple(items), "left": found.left, "finished_at": self.clock.now()}
        run = run.model_copy(update=over)
        trail.write(run)
        return run

    def _begin(self, selection: Selection, who: str, *, dry_run: bool) -> Run:
        return Run(
            id=f"{self.rng.getrandbits(128):032x}",
            at=self.clock.now(),
            tenant=self.tenant,
            who=who,
            what=REPLAY,
            selection=selection,
            dry_run=dry_run,
        )

    def _send(self, found: Found, *, dry_run: bool) -> Iterator[list[Item]]:
        leads = SendLeadsAgain(self.memory, self.bus, self.clock)
        letters = SendLettersAgain(self.memory, self.bus, self.clock)
        yield [Item(id=name, outcome=Outcome.GONE) for name in found.unknown]
        for keys in _chunks(found.leads):
            yield leads(keys, dry_run=dry_run)
        for ids in _chunks(found.letters):
            yield letters(ids, dry_run=dry_run)

    def _find(self, selection: Selection, at_most: int) -> Found:
        if selection.item is not None:
            return self._named(selection.item)
        total, leads, letters = 0, tuple[str, ...](), tuple[str, ...]()
        if selection.leads:
            dead = dead_leads(self.memory, selection)
            total, leads = dead.count(), dead.ids(at_most)
        if selection.letters:
            lying = open_letters(self.memory, selection)
            total, letters = total + lying.count(), lying.ids(at_most - len(leads))
        return Found(leads, letters, left=max(0, total - len(leads) - len(letters)))

    def _named(self, name: str) -> Found:
        if _OURS.fullmatch(name):
            if self.memory.get(LEADS, name):
                return Found(leads=(name,))
            if self.memory.get(DEAD_LETTERS, name):
                return Found(letters=(name,))
        keys = keys_of(self.memory, name)
        return Found(leads=keys) if keys else Found(unknown=(name,))


def _kept(selection: Selection, found: Found) -> Selection:
    """Name one thing in the trail by our own key: Meta's id would outlive an erasure there."""
    if selection.item is None:
        return selection
    ours = (*found.leads, *found.letters)
    return selection.model_copy(update={"item": ours[0] if ours else "?"})


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
