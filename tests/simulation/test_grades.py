"""One fault at every port call on a grade's way, then redelivery: stored once, shown, told."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

import pytest

from shared import learning
from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.event import LeadScored, LeadStored
from shared.domain.extracting.schema import BUILT_IN
from shared.domain.extraction import Extraction, Finding
from shared.domain.grading import order_of, shown
from shared.domain.ids import CrmLeadId
from shared.domain.lead_changes import LeadCorrected
from shared.domain.score import Verdict
from shared.errors import Busy, CrmLeadGone, SuiteError
from shared.usecases.correct_grade import CorrectGrade
from shared.usecases.describe_arrival import DescribeArrival
from shared.usecases.extract_answers import URGENT
from shared.usecases.lead_scores import LeadScores
from shared.usecases.qualify_lead import QualifyLead
from shared.usecases.tell_score import TellScore
from tests.lead_ways import done, keep
from tests.simulation.faulty import Controller, Crash, Fault, Stop, Stopped
from tests.simulation.stand_ins import NOW, GivenClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from shared.domain.event import Event, Topic
    from shared.domain.extraction import Asked, FreeText
    from shared.domain.score import LeadScore, ScoreOrder

CARD = learning.expert_card()
RECORD = CrmLeadId(1)


@dataclass
class Records:
    """What the CRM shows, by record."""

    shown: dict[int, ScoreOrder] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def write_score(self, order: ScoreOrder) -> None:
        if order.crm_lead_id in self.gone:
            raise CrmLeadGone("gone")
        self.shown[order.crm_lead_id] = order


@dataclass
class Told:
    """A bus that remembers."""

    events: list[Event] = field(default_factory=list)

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        self.events += events


@dataclass
class Reader:
    """Reads nothing at first sight, and every first level when there is time."""

    def __call__(
        self, asked: Sequence[Asked], texts: Sequence[FreeText], *, is_urgent: bool = False
    ) -> Extraction:
        if is_urgent:
            return Extraction(extracted_by="dictionary", not_by_model=URGENT)
        found = tuple(Finding(name=one.name, level=one.levels[0]) for one in asked)
        return Extraction(findings=found, extracted_by="model")


class World:
    """A memory, a CRM and a bus that outlive every process."""

    def __init__(self, folder: Path) -> None:
        self.clock = GivenClock()
        self.memory = SqliteMemory(folder / "memory.db", clock=self.clock)
        self.crm, self.bus = Records(), Told()
        self.entry = done(1)
        keep(self.memory, self.entry)

    def parts(self, process: Controller) -> tuple[QualifyLead, CorrectGrade]:
        memory = process.wrap("memory", self.memory)
        tell = TellScore(
            memory, process.wrap("crm", self.crm), process.wrap("bus", self.bus), self.clock
        )
        qualify = QualifyLead(
            memory,
            self.clock,
            DescribeArrival(memory, "default", "Asia/Riyadh", "SA"),
            Reader(),  # type: ignore[arg-type]
            BUILT_IN,
            lambda: CARD.scorecard("expert"),
            CARD.words,
            tell,
            BoundedSemaphore(1),
        )
        return qualify, CorrectGrade(memory, tell)

    def stored(self) -> LeadStored:
        return LeadStored(
            lead_key=self.entry.key,
            crm_lead_id=RECORD,
            is_new_crm_lead=True,
            is_test=False,
            stored_at=NOW,
        )

    def scores(self) -> list[LeadScore]:
        found = LeadScores(self.memory).of_record("default", RECORD)
        return [stored.score for stored in found]

    def broken(self) -> list[str]:
        """Say what is not as it has to be once everything was delivered."""
        scores, told = self.scores(), {one.happening_id for one in self.bus.events}  # type: ignore[attr-defined]
        wrong = [f"{one.news_id} was not told" for one in scores if one.news_id not in told]
        if not scores:
            return ["no score is stored"]
        if self.crm.shown.get(RECORD) != order_of(shown(scores)):
            wrong.append("the CRM shows something else")
        return wrong


def first(world: World, process: Controller) -> None:
    world.parts(process)[0].first(world.stored())


def deepen(world: World, process: Controller) -> None:
    event = next(one for one in world.bus.events if isinstance(one, LeadScored))
    world.parts(process)[0].deepen(event)


def correct(world: World, process: Controller) -> None:
    world.parts(process)[1](word(Verdict.SPAM))


def word(verdict: Verdict, later_s: int = 0) -> LeadCorrected:
    return LeadCorrected(
        tenant="default",
        crm_lead_id=RECORD,
        happening_id=f"{verdict}-{later_s}",
        revision=1 + later_s,
        occurred_at=NOW + timedelta(seconds=later_s),
        verdict=verdict,
    )


STEPS: dict[str, list[Callable[[World, Controller], None]]] = {
    "first": [first],
    "deepen": [first, deepen],
    "correct": [first, correct],
}


@pytest.fixture(name="worlds")
def _worlds(tmp_path: Path) -> Iterator[Callable[[], World]]:
    made: list[World] = []

    def new() -> World:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(World(folder))
        return made[-1]

    yield new
    for world in made:
        world.memory.close()


def prepared(worlds: Callable[[], World], name: str) -> World:
    world = worlds()
    for step in STEPS[name][:-1]:
        step(world, Controller())
    return world


@pytest.mark.parametrize("name", STEPS)
def test_after_a_fault_at_any_port_call_the_next_delivery_finishes_it(
    worlds: Callable[[], World], name: str
) -> None:
    step, happy = STEPS[name][-1], Controller()
    step(prepared(worlds, name), happy)
    assert len(happy.calls) > 3
    for at in range(1, len(happy.calls) + 1):
        for fault in Fault:
            world = prepared(worlds, name)
            with suppress(Crash, SuiteError):
                step(world, Controller({at: fault}))
            step(world, Controller())
            assert world.broken() == [], f"{fault} at {at} ({happy.calls[at - 1]})"
            assert len(world.scores()) == 1


@pytest.mark.parametrize("name", STEPS)
def test_delivered_twice_it_is_told_under_the_same_id(
    worlds: Callable[[], World], name: str
) -> None:
    world = prepared(worlds, name)
    before = len(world.bus.events)
    for _ in range(2):
        STEPS[name][-1](world, Controller())
    once, again = world.bus.events[before:]
    assert once == again


def test_a_correction_while_the_model_reads_is_not_lost(worlds: Callable[[], World]) -> None:
    happy = Controller()
    deepen(prepared(worlds, "deepen"), happy)
    for at in range(1, len(happy.calls) + 1):
        world = prepared(worlds, "deepen")

        def run(process: Controller, world: World = world) -> None:
            deepen(world, process)

        reading = Stopped(run, Stop(at))
        correct(world, Controller())
        reading.go_on()
        assert world.broken() == [], f"at {at} ({happy.calls[at - 1]})"
        (score,) = world.scores()
        assert (score.grade, world.crm.shown[RECORD].grade) == ("spam", "spam")


def test_new_answers_on_a_corrected_record_go_by_the_word_and_are_told(
    worlds: Callable[[], World],
) -> None:
    world = prepared(worlds, "deepen")
    correct(world, Controller())
    other = done(2).moved(RECORD)
    keep(world.memory, other)
    event = world.stored().model_copy(update={"lead_key": other.key})
    world.parts(Controller())[0].first(event)
    last = world.bus.events[-1]
    assert isinstance(last, LeadScored)
    assert (last.lead_key, last.grade) == (other.key, "spam")
    assert world.broken() == []


def test_two_leads_of_one_record_end_with_the_better_one_shown(
    worlds: Callable[[], World],
) -> None:
    happy = Controller()
    first(worlds(), happy)
    for at in range(1, len(happy.calls) + 1):
        world = worlds()
        other = done(2).moved(RECORD)
        keep(world.memory, other)

        def run(process: Controller, world: World = world) -> None:
            first(world, process)

        slow = Stopped(run, Stop(at))
        event = world.stored().model_copy(update={"lead_key": other.key})
        world.parts(Controller())[0].first(event)
        slow.go_on()
        assert len(world.scores()) == 2
        assert world.broken() == [], f"at {at} ({happy.calls[at - 1]})"


def test_a_full_instance_takes_no_more_leads_to_the_model(worlds: Callable[[], World]) -> None:
    world = prepared(worlds, "deepen")
    qualify, _ = world.parts(Controller())
    event = next(one for one in world.bus.events if isinstance(one, LeadScored))
    assert qualify.places.acquire(blocking=False)
    with pytest.raises(Busy):
        qualify.deepen(event)
    qualify.places.release()
    qualify.deepen(event)
    assert qualify.places.acquire(blocking=False)


def test_a_record_that_is_gone_keeps_its_score_and_is_told_to_nobody(
    worlds: Callable[[], World],
) -> None:
    world = worlds()
    world.crm.gone.add(RECORD)
    first(world, Controller())
    assert len(world.scores()) == 1
    assert world.bus.events == []
