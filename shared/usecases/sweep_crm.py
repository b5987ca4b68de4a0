"""Compare the whole pipeline with our picture of it, slowly, and announce what differs.

It finds what neither the CRM's reports nor reading by time tell: deletions that nobody reported,
renamed stages, activities that were taken away, changes that were lost on the way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.event import Topic
from shared.usecases.observed import observed
from shared.usecases.pictured import differing, gone_ids, pictured
from shared.usecases.refresh_directory import refresh_directory
from shared.usecases.sweep_mark import SweepMark
from shared.usecases.watermarks import Watermarks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from shared.domain.ids import CrmLeadId
    from shared.domain.reading import Reading, Slice
    from shared.log import Scalar
    from shared.ports import Bus, Clock, Memory, Pipeline

EVENT_ON_ITS_WAY = timedelta(minutes=15)
"""What the CRM reports itself is left alone for so long: its event is on its way."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a run did."""

    slices: int = 0
    compared: int = 0
    published: int = 0
    is_round_over: bool = False

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        return {
            "slices": self.slices,
            "compared": self.compared,
            "published": self.published,
            "is_round_over": self.is_round_over,
        }


@dataclass(frozen=True, slots=True)
class SweepCrm:
    """The use case with what it needs of the world."""

    pipeline: Pipeline
    memory: Memory
    bus: Bus
    clock: Clock
    tenant: str
    slice_size: int = 500
    slices_at_most: int = 500
    within: timedelta = timedelta(seconds=60)
    """No slice is begun later than this."""
    first_within: timedelta = timedelta(seconds=240)
    """The same for the first round, which takes the whole pipeline in."""

    def __call__(self) -> Swept:
        """Go on where the last run stopped; stop at the end of the round.

        The mark moves after each slice that was published. Of two runs at once the one that comes
        second to a slice stops there. The directory is read last: if it cannot be, the slices are
        done all the same.
        """
        done = self._sweep(is_reported=self.pipeline.reports_changes())
        refresh_directory(self.pipeline, self.memory, self.tenant, self.clock.now())
        return done

    def _sweep(self, *, is_reported: bool) -> Swept:
        marks, started = Watermarks(self.memory), self.clock.now()
        stored, done = marks.get(f"{self.tenant}.crm_sweep"), Swept()
        mark = SweepMark.parse(stored.cursor)
        until = started + (self.within if mark.rounds else self.first_within)
        while done.slices < self.slices_at_most and self.clock.now() < until:
            found = self.pipeline.opportunities_after(mark.after, at_most=self.slice_size)
            news, mark = self._compared(found, mark, is_reported=is_reported)
            self._publish(news)
            done = replace(
                done,
                slices=done.slices + 1,
                compared=done.compared + len(found.readings),
                published=done.published + len(news),
                is_round_over=found.cursor is None,
            )
            moved = marks.move(stored, str(mark), self.clock.now())
            if moved is None or done.is_round_over:
                break
            stored = moved
        return done

    def _compared(
        self, found: Slice, mark: SweepMark, *, is_reported: bool
    ) -> tuple[Sequence[Reading], SweepMark]:
        """Give what differs from our picture and may be told, and the mark behind this slice."""
        up_to = int(found.cursor) if found.cursor else None
        known = pictured(self.memory, self.tenant, after=mark.after, up_to=up_to)
        gone = self._read_again(gone_ids(known, found.readings))
        news = differing(known, (*found.readings, *gone))
        if is_reported:
            news, mark = _settled(news, mark, self.clock.now())
        return news, mark.moved(up_to)

    def _read_again(self, ids: Sequence[CrmLeadId]) -> Iterator[Reading]:
        """Make sure that they are gone: they may have been made since the slice was read."""
        for start in range(0, len(ids), self.slice_size):
            yield from self.pipeline.read(ids[start : start + self.slice_size])

    def _publish(self, readings: Sequence[Reading]) -> None:
        now = self.clock.now()
        events = [observed(one, tenant=self.tenant, source="sweep", now=now) for one in readings]
        if events:
            self.bus.publish(Topic.LEAD_EVENTS, events)


def _settled(
    news: Sequence[Reading], mark: SweepMark, now: datetime
) -> tuple[list[Reading], SweepMark]:
    """Leave out what changed just now; what is gone tells no time, so it is noted and waits."""
    before = now - EVENT_ON_ITS_WAY
    present = [one for one in news if one.state is not None and not _is_fresh(one)]
    gone = [one for one in news if one.state is None]
    waited = [one for one in gone if mark.is_noted(one.crm_lead_id, before)]
    ids = {one.crm_lead_id for one in gone} - {one.crm_lead_id for one in waited}
    return [*present, *waited], mark.noting(ids, now)


def _is_fresh(reading: Reading) -> bool:
    """Both by the CRM's clock, of which its revisions are made."""
    if reading.changed_at is None:
        return False
    changed_ms = reading.changed_at.timestamp() * 1000
    return reading.revision - changed_ms < EVENT_ON_ITS_WAY.total_seconds() * 1000
