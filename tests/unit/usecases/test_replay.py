"""What is dead is sent again: what is picked, what is refused, and what the trail says of it."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.dead_letter import LetterState
from shared.domain.event import Message, MetaLeadAnnounced, Topic
from shared.domain.ledger import LeadState, LedgerEntry
from shared.domain.replay import Outcome, Selection
from shared.domain.values import moment_text
from shared.errors import TransientError
from shared.usecases.dead_letters import DeadLetters
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.lead_ledger import LEADS, LeadLedger
from shared.usecases.list_dead import ListDead
from shared.usecases.redrive import Redrive
from shared.usecases.replay import Replay
from shared.usecases.replay_trail import ReplayTrail
from tests.dead_letters import announcement, dead
from tests.lead_ways import CANARY, START, announced, done, fetched, keep
from tests.simulation.stand_ins import GivenClock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from shared.domain.event import Event
    from shared.domain.replay import Run


class RecordingBus:
    """Keeps what is published, or refuses it."""

    def __init__(self) -> None:
        self.published: list[tuple[Topic, Event]] = []
        self.republished: list[tuple[Topic, Message]] = []
        self.is_down = False

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        self._check()
        self.published += [(topic, event) for event in events]

    def republish(self, topic: Topic, messages: Sequence[Message]) -> None:
        self._check()
        self.republished += [(topic, message) for message in messages]

    def _check(self) -> None:
        if self.is_down:
            raise TransientError("down", code="pubsub_unavailable")


@pytest.fixture
def clock() -> GivenClock:
    clock = GivenClock()
    clock.moment = START + timedelta(days=1)
    return clock


@pytest.fixture
def memory(tmp_path: Path, clock: GivenClock) -> Iterator[SqliteMemory]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield memory


@pytest.fixture
def bus() -> RecordingBus:
    return RecordingBus()


@pytest.fixture
def replay(memory: SqliteMemory, bus: RecordingBus, clock: GivenClock) -> Replay:
    return Replay(memory, bus, clock, Random(5), "default")


def died(number: int, cause: str = "odoo_invalid", hours: int = 0) -> LedgerEntry:
    entry = fetched(announced(number, START + timedelta(hours=hours)))
    return entry.dead(cause, "Odoo refused the record")


def entry(memory: SqliteMemory, key: str) -> LedgerEntry:
    found = LeadLedger(memory).find(key)  # type: ignore[arg-type]
    assert found is not None
    return found


def outcomes(run: Run) -> list[str]:
    return [item.outcome.value for item in run.items]


def letter_of(memory: SqliteMemory, clock: GivenClock, message: Message | MetaLeadAnnounced) -> str:
    return str(KeepDeadLetter(memory, clock)(dead(message))["dead_letter"])


@pytest.mark.parametrize("by", ["key", "leadgen_id"])
def test_one_lead_is_announced_again_and_its_patience_begins_anew(
    memory: SqliteMemory, bus: RecordingBus, clock: GivenClock, replay: Replay, by: str
) -> None:
    lead, other = died(1), died(2)
    keep(memory, lead, other)
    run = replay(Selection(item=getattr(lead, by)), who="huda")
    assert outcomes(run) == ["sent_again"]
    ((topic, event),) = bus.published
    assert isinstance(event, MetaLeadAnnounced)
    assert (topic, event.leadgen_id, event.source) == (Topic.LEAD_EVENTS, lead.leadgen_id, "replay")
    revived = entry(memory, lead.key)
    assert (revived.state, revived.next_attempt_at) == (LeadState.WAITING, clock.now())
    assert (revived.attempts, revived.tried_since, revived.reason) == (0, None, None)
    assert entry(memory, other.key).state is LeadState.DEAD


def test_a_second_replay_finds_it_on_its_way(
    memory: SqliteMemory, bus: RecordingBus, replay: Replay
) -> None:
    lead = died(1)
    keep(memory, lead)
    replay(Selection(item=lead.key), who="huda")
    assert outcomes(replay(Selection(item=lead.key), who="ali")) == ["under_way"]
    assert len(bus.published) == 1


def test_what_cannot_be_sent_again_says_why(
    memory: SqliteMemory, bus: RecordingBus, replay: Replay
) -> None:
    finished, erased = done(1), done(2).model_copy(update={"state": LeadState.ERASED})
    keep(memory, finished, erased)
    broken = "0" * 32
    memory.create(LEADS, broken, {"state": "dead", "announced_at": moment_text(START)})
    named = {finished.key: "done", erased.key: "erased", broken: "unreadable", "f" * 32: "gone"}
    more = {"7": "gone", "../x": "gone", "\x00": "gone"}
    for item, outcome in (named | more).items():
        assert outcomes(replay(Selection(item=item), who="huda")) == [outcome]
    assert bus.published == []


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        (Selection(), [1, 2, 3]),
        (Selection(cause="odoo_invalid"), [1, 3]),
        (Selection(cause="nobody"), []),
        (Selection(since=START + timedelta(hours=1)), [2, 3]),
        (Selection(until=START + timedelta(hours=2)), [1, 2]),
        (Selection(cause="odoo_invalid", since=START + timedelta(hours=1)), [3]),
        (Selection(leads=False, letters=True), []),
    ],
)
def test_leads_are_picked_by_cause_and_by_time(
    memory: SqliteMemory,
    bus: RecordingBus,
    replay: Replay,
    selection: Selection,
    numbers: list[int],
) -> None:
    keep(memory, died(1), died(2, "gave_up", hours=1), died(3, hours=2), done(4))
    replay(selection, who="huda")
    told = [int(event.leadgen_id[-3:]) for _, event in bus.published]  # type: ignore[attr-defined]
    assert told == numbers


def test_a_dry_run_says_what_would_be_and_changes_nothing_but_the_trail(
    memory: SqliteMemory, bus: RecordingBus, clock: GivenClock, replay: Replay
) -> None:
    lead = died(1)
    keep(memory, lead)
    letter_of(memory, clock, Message(b"x"))
    run = replay(Selection(letters=True), who="huda", dry_run=True)
    assert outcomes(run) == ["sent_again", "sent_again"]
    assert (bus.published, bus.republished) == ([], [])
    assert entry(memory, lead.key) == lead
    (kept,) = ReplayTrail(memory, "default").latest(5)
    assert kept.dry_run
    assert outcomes(replay(Selection(letters=True), who="huda")) == ["sent_again", "sent_again"]


def test_a_run_takes_so_many_and_says_how_many_are_left(
    memory: SqliteMemory, bus: RecordingBus, clock: GivenClock, replay: Replay
) -> None:
    keep(memory, *(died(number) for number in range(5)))
    letter_of(memory, clock, Message(b"x"))
    seen: list[tuple[int, int]] = []
    run = replay(
        Selection(letters=True), who="h", at_most=3, progress=lambda *said: seen.append(said)
    )
    assert (len(run.items), run.left) == (3, 3)
    assert seen[-1] == (3, 3)
    assert replay(Selection(letters=True), who="h").left == 0
    assert (len(bus.published), len(bus.republished)) == (5, 1)


def test_if_the_bus_fails_the_leads_are_left_to_the_next_sweep(
    memory: SqliteMemory, bus: RecordingBus, clock: GivenClock, replay: Replay
) -> None:
    keep(memory, died(1))
    bus.is_down = True
    replay(Selection(), who="huda")
    bus.is_down = False
    clock.move(timedelta(seconds=1))
    assert Redrive(memory, bus, clock)().announced == 1


def test_if_the_bus_fails_a_letter_stays_open(
    memory: SqliteMemory, bus: RecordingBus, clock: GivenClock, replay: Replay
) -> None:
    letter_of(memory, clock, Message(b"x"))
    bus.is_down = True
    assert outcomes(replay(Selection(letters=True), who="huda")) == ["failed"]
    bus.is_down = False
    assert outcomes(replay(Selection(letters=True), who="huda")) == ["sent_again"]


def test_a_message_is_published_again_as_it_was_and_its_letter_is_closed(
    memory: SqliteMemory, bus: RecordingBus, clock: GivenClock, replay: Replay
) -> None:
    message = Message(b"\xff" * 900_000, {"type": "Nobody", "a": "b"})
    letter = letter_of(memory, clock, message)
    assert outcomes(replay(Selection(item=letter), who="huda")) == ["sent_again"]
    assert bus.republished == [(Topic.LEAD_EVENTS, message)]
    assert outcomes(replay(Selection(item=letter), who="huda")) == ["closed"]
    assert len(bus.republished) == 1


def test_a_message_without_its_topic_or_all_of_its_data_is_not_sent(
    memory: SqliteMemory, bus: RecordingBus, clock: GivenClock, replay: Replay
) -> None:
    KeepDeadLetter(memory, clock)(dead(Message(b"x"), topic="others"))
    letter = letter_of(memory, clock, Message(b"y" * 800_000))
    stored = DeadLetters(memory).find(letter)
    assert stored is not None
    memory.delete("dead_letter_parts", f"{stored.letter.digest}-0")
    assert outcomes(replay(Selection(letters=True), who="huda")) == ["unreadable", "unreadable"]
    assert bus.republished == []


@pytest.mark.parametrize(
    ("state", "comes_to"),
    [
        (LeadState.ERASED, ("erased", LetterState.DISCARDED)),
        (LeadState.DONE, ("done", LetterState.DISCARDED)),
        (LeadState.DEAD, ("sent_again", LetterState.REPLAYED)),
        (LeadState.WAITING, ("sent_again", LetterState.REPLAYED)),
    ],
)
def test_a_leads_letter_asks_the_ledger_first(
    memory: SqliteMemory,
    clock: GivenClock,
    replay: Replay,
    state: LeadState,
    comes_to: tuple[str, LetterState],
) -> None:
    outcome, closed = comes_to
    lead = died(1).model_copy(update={"state": state})
    keep(memory, lead)
    letter = letter_of(memory, clock, announcement(1))
    assert outcomes(replay(Selection(item=letter), who="huda")) == [outcome]
    if state is LeadState.DEAD:
        assert entry(memory, lead.key).state is LeadState.WAITING
    stored = DeadLetters(memory).find(letter)
    assert stored is not None
    assert stored.letter.state is closed


def test_the_trail_says_who_did_what_and_holds_no_personal_data(
    memory: SqliteMemory, clock: GivenClock, replay: Replay
) -> None:
    lead = died(1)
    keep(memory, lead, died(2, "gave_up"))
    replay(Selection(item=lead.leadgen_id), who="huda")
    clock.move(timedelta(minutes=1))
    replay(Selection(cause="gave_up"), who="ali")
    latest, first = ReplayTrail(memory, "default").latest(5)
    assert (first.who, first.selection.item, latest.selection.cause) == (
        "huda",
        lead.key,
        "gave_up",
    )
    assert latest.counts == {Outcome.SENT_AGAIN: 1}
    assert latest.finished_at == clock.now()
    text = str(memory.get("audit", first.id))
    assert "counts" in text
    for canary in (CANARY, lead.leadgen_id):
        assert canary not in text


def test_a_run_that_was_cut_off_stands_in_the_trail_without_an_end(
    memory: SqliteMemory, replay: Replay
) -> None:
    keep(memory, died(1))

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replay(Selection(), who="huda", progress=stop)
    (run,) = ReplayTrail(memory, "default").latest(5)
    assert run.finished_at is None


def test_the_trail_passes_over_what_others_wrote(memory: SqliteMemory) -> None:
    strange = {"at": moment_text(START), "tenant": "default", "who": "x", "what": "erase"}
    memory.create("audit", "1", strange)
    memory.create("audit", "2", strange | {"what": "replay"})
    assert ReplayTrail(memory, "default").latest(5) == ()
    assert ReplayTrail(memory, "default").find("1") is None


def test_what_is_dead_is_listed_by_cause_the_latest_first(
    memory: SqliteMemory, clock: GivenClock
) -> None:
    keep(memory, died(1), died(2, "gave_up", hours=1), died(3, hours=2), done(4))
    memory.create(LEADS, "0" * 32, {"state": "dead", "announced_at": moment_text(START)})
    letter = letter_of(memory, clock, Message(b"x"))
    memory.create("dead_letters", "1" * 32, {"state": "open", "last_at": moment_text(START)})
    found = ListDead(memory, "default")()
    assert found.causes == {"odoo_invalid": 2, "gave_up": 1}
    assert list(found.causes) == ["odoo_invalid", "gave_up"]
    assert [lead.leadgen_id[-1] for lead in found.leads] == ["3", "2", "1"]
    assert [one.id for one in found.letters] == [letter]
    assert found.unreadable == ("0" * 32, "1" * 32)
    assert (found.dead_leads, found.open_letters) == (3, 2)
    of_cause = ListDead(memory, "default")(cause="gave_up")
    assert [lead.leadgen_id[-1] for lead in of_cause.leads] == ["2"]


def test_long_lists_come_in_pages(memory: SqliteMemory) -> None:
    keep(memory, *(died(number) for number in range(5)))
    shown = ListDead(memory, "default", page_size=3)
    first = shown()
    second = shown(leads_cursor=first.leads_cursor)
    assert (len(first.leads), len(second.leads), second.leads_cursor) == (3, 2, None)
