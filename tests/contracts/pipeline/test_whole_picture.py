"""Whatever people do in Odoo, by its own methods: polling and sweeping end in the same picture."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.odoo_change import OdooRecordChanged
from shared.usecases.apply_odoo_change import ApplyOdooChange
from shared.usecases.opportunities import Opportunities
from shared.usecases.read_crm_changes import ReadCrmChanges
from shared.usecases.sweep_crm import SweepCrm
from shared.usecases.sweep_mark import SweepMark
from shared.usecases.watermarks import Watermarks
from tests.contracts.pipeline.conftest import CALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.event import Event, Topic
    from shared.domain.opportunity import OpportunityState
    from tests.contracts.pipeline.conftest import Bench


@dataclass
class ShuffledBus:
    """Gives what it was given twice over and in any order."""

    rng: Random
    events: list[OdooRecordChanged] = field(default_factory=list)

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        self.events += [one for one in events if isinstance(one, OdooRecordChanged)]

    def take(self) -> list[OdooRecordChanged]:
        taken, self.events = self.events * 2, []
        self.rng.shuffle(taken)
        return taken


class Watched:
    """Our side: its memory, its two jobs, and what it makes of their events."""

    def __init__(self, bench: Bench, memory: SqliteMemory, seed: int) -> None:
        clock = SystemClock()
        self.memory, self.bus = memory, ShuffledBus(Random(seed))
        self.apply = ApplyOdooChange(memory, ShuffledBus(Random(seed)), clock)
        self.read = ReadCrmChanges(bench.pipeline, memory, self.bus, clock, "t", page_size=7)
        self.sweep = SweepCrm(bench.pipeline, memory, self.bus, clock, "t", slice_size=5)
        self.read()

    def poll(self) -> None:
        self.read()
        self.take_in()

    def sweep_from(self, crm_id: int) -> None:
        """A round from there on: a shared Odoo has thousands before."""
        marks = Watermarks(self.memory)
        marks.move(marks.get("t.crm_sweep"), str(SweepMark(after=crm_id - 1)), SystemClock().now())
        while not self.sweep().is_round_over:
            self.take_in()
        self.take_in()

    def take_in(self) -> None:
        for event in self.bus.take():
            self.apply(event)

    def picture(self, ids: Sequence[int]) -> dict[int, OpportunityState]:
        found = {one: Opportunities(self.memory).find("t", one) for one in ids}  # type: ignore[arg-type]
        return {
            one: stored.picture.state
            for one, stored in found.items()
            if stored is not None and stored.picture.state is not None
        }


class People:
    """They work in Odoo; each deed takes one or two of the leads that are there."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.customer = bench.customer()
        self.every = bench.make("one", "two", "three")
        self.alive = list(self.every)
        self.activities: list[int] = []

    def do(self, deed: str, which: int) -> None:
        if len(self.alive) < 2:
            self._make(0)
        DEEDS[deed](self, self.alive[which % len(self.alive)])

    def _make(self, _: int) -> None:
        made = self.bench.make("another", expected_revenue=12.5)
        self.every += made
        self.alive += made

    def _post(self, lead: int, **named: Any) -> None:
        self.bench.do("message_post", lead, body="hello", **named)

    def _theirs(self, lead: int) -> None:
        self._post(lead, message_type="email", author_id=self.customer)

    def _ours(self, lead: int) -> None:
        self._post(lead, message_type="comment", subtype_xmlid="mail.mt_comment")

    def _plan(self, lead: int) -> None:
        self.activities.append(self.bench.plan(lead, f"2031-01-{1 + len(self.activities) % 28:02}", CALL))  # fmt: skip

    def _each_activity(self, method: str) -> None:
        open_ones = [["id", "in", self.activities[-1:]]]
        ids = [int(str(one["id"])) for one in self.bench.client.search_read("mail.activity", open_ones, ["id"])]  # fmt: skip
        if ids:
            self.bench.client.call("mail.activity", method, ids=ids)

    def _lose(self, lead: int) -> None:
        self.bench.write(lead, stage_id=2)  # Odoo 19 loses nothing that stands in a won stage
        self.bench.do("action_set_lost", lead)

    def _unlink(self, lead: int) -> None:
        self.bench.do("unlink", lead)
        self.alive.remove(lead)

    def _merge(self, lead: int) -> None:
        other = next(one for one in self.alive if one != lead)
        stayed = self.bench.do("merge_opportunity", lead, other)
        self.alive = [one for one in self.alive if one not in {lead, other} or one in stayed]


DEEDS: dict[str, Callable[[People, int], None]] = {
    "make": People._make,
    "stage": lambda people, lead: people.bench.write(lead, stage_id=3),
    "revenue": lambda people, lead: people.bench.write(lead, expected_revenue=99.5 + lead),
    "unassign": lambda people, lead: people.bench.write(lead, user_id=False),
    "win": lambda people, lead: people.bench.do("action_set_won", lead),
    "lose": People._lose,
    "archive": lambda people, lead: people.bench.do("action_archive", lead),
    "unarchive": lambda people, lead: people.bench.do("action_unarchive", lead),
    "plan": People._plan,
    "finish": lambda people, _: people._each_activity("action_feedback"),
    "cancel": lambda people, _: people._each_activity("unlink"),
    "theirs": People._theirs,
    "ours": People._ours,
    "note": lambda people, lead: people._post(lead, message_type="comment"),
    "unlink": People._unlink,
    "merge": People._merge,
}
UNSEEN_BY_POLLING = {"unlink", "merge", "cancel"}
"""They take records away: only the sweep sees that."""

steps = st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 9), st.booleans()), max_size=18)  # fmt: skip


def test_polling_and_sweeping_end_in_the_picture_that_reading_gives(
    request: pytest.FixtureRequest, bench: Bench, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # A real Odoo takes ten seconds for what the demo does in one.
    is_real = request.node.get_closest_marker("odoo") is not None

    @settings(max_examples=4 if is_real else 8, deadline=None)
    @given(steps=steps, seed=st.integers(0, 999))
    def holds(steps: list[tuple[str, int, bool]], seed: int) -> None:
        path = tmp_path_factory.mktemp("picture") / "memory.db"
        with closing(SqliteMemory(path, clock=SystemClock())) as memory:
            ends_in_the_same_picture(bench, Watched(bench, memory, seed), steps)

    holds()


def ends_in_the_same_picture(
    bench: Bench, ours: Watched, steps: Sequence[tuple[str, int, bool]]
) -> None:
    people = People(bench)
    for deed, which, is_polled in steps:
        people.do(deed, which)
        if is_polled:
            ours.poll()
    ours.poll()

    truth = bench.all_states(people.every)
    if not UNSEEN_BY_POLLING & {deed for deed, _, _ in steps}:
        assert ours.picture(people.every) == truth
    ours.sweep_from(people.every[0])
    assert ours.picture(people.every) == truth
