"""Whatever a dead message holds is kept once, whole, and can be given back byte for byte."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.dead_letter import KEPT, LetterState
from shared.domain.event import Message, encode
from shared.domain.happened import Topic
from shared.domain.replay import Selection
from shared.usecases.dead_letters import DeadLetters
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.selected import open_letters
from tests.dead_letters import announcement, dead
from tests.simulation.stand_ins import GivenClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
MESSAGES = st.builds(
    Message,
    st.binary(max_size=400),
    st.dictionaries(TEXT | st.sampled_from(["type", "version"]), TEXT, max_size=6),
)


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def memory(tmp_path: Path, clock: GivenClock) -> Iterator[SqliteMemory]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory:
        yield memory


@pytest.fixture
def keep(memory: SqliteMemory, clock: GivenClock) -> KeepDeadLetter:
    return KeepDeadLetter(memory, clock)


def letters(memory: SqliteMemory) -> int:
    return open_letters(memory, Selection()).count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=MESSAGES)
def test_f19_anything_is_kept_and_comes_back_as_it_was(
    memory: SqliteMemory, keep: KeepDeadLetter, message: Message
) -> None:
    """F19: undecodable bytes, wrong schemas, strange attributes."""
    facts = keep(dead(message))
    stored = DeadLetters(memory).find(str(facts["dead_letter"]))
    assert stored is not None
    assert stored.letter.topic is Topic.LEAD_EVENTS
    assert DeadLetters(memory).message(stored.letter) == message


@pytest.mark.parametrize("size", [74_999, 75_001, 675_000, 675_001, 10_000_000])
def test_f19_a_huge_message_is_kept_whole(
    memory: SqliteMemory, keep: KeepDeadLetter, size: int
) -> None:
    """F19: more than a document can hold."""
    attributes = {f"{number:02}" + "\x01" * 250: "\x02" * 1024 for number in range(100)}
    message = Message(bytes(range(256)) * (size // 256) + b"x" * (size % 256), attributes)
    stored = DeadLetters(memory).find(str(keep(dead(message))["dead_letter"]))
    assert stored is not None
    assert stored.letter.size_bytes == size
    assert DeadLetters(memory).message(stored.letter) == message


def test_a_message_whose_parts_went_is_not_given_back_cut_off(
    memory: SqliteMemory, keep: KeepDeadLetter
) -> None:
    stored = DeadLetters(memory).find(str(keep(dead(Message(b"x" * 800_000)))["dead_letter"]))
    assert stored is not None
    memory.delete("dead_letter_parts", f"{stored.letter.digest}-1")
    assert DeadLetters(memory).message(stored.letter) is None


def test_f21_three_copies_are_one_letter_with_a_count(
    memory: SqliteMemory, keep: KeepDeadLetter
) -> None:
    """F21: Pub/Sub may give the same message to the dead letters several times."""
    for number in range(3):
        facts = keep(dead(announcement(1), message_id=str(number)))
    assert facts["times"] == 3
    assert letters(memory) == 1
    assert keep(dead(announcement(2)))["times"] == 1
    assert letters(memory) == 2


def test_f21_three_copies_at_one_time_are_one_letter(
    memory: SqliteMemory, keep: KeepDeadLetter
) -> None:
    """F21: in threads."""
    threads = [threading.Thread(target=keep, args=(dead(announcement(1)),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert letters(memory) == 1
    assert keep(dead(announcement(1)))["times"] == 4


def test_announcements_of_one_lead_are_one_letter_whoever_sent_them(
    memory: SqliteMemory, keep: KeepDeadLetter
) -> None:
    keep(dead(announcement(1)))
    assert keep(dead(announcement(1, source="reconcile")))["times"] == 2
    assert letters(memory) == 1


def test_other_messages_are_one_letter_only_if_they_are_the_same(
    memory: SqliteMemory, keep: KeepDeadLetter
) -> None:
    keep(dead(Message(b"x", {"a": "1"})))
    keep(dead(Message(b"x", {"a": "2"})))
    keep(dead(Message(b"y", {"a": "1"})))
    assert letters(memory) == 3
    assert keep(dead(Message(b"x", {"a": "1"})))["times"] == 2


@pytest.mark.parametrize(
    ("message", "reason", "event"),
    [
        (encode(announcement(1)), "not_taken", "MetaLeadAnnounced"),
        (Message(b"{", {"type": "MetaLeadAnnounced", "version": "1"}), "bad_input", "MetaLeadAnnounced"),
        (Message(b"{}", {"type": "MetaLeadAnnounced", "version": "2"}), "unknown_version", "MetaLeadAnnounced"),
        (Message(b"\xff", {"type": "Canary Person"}), "unknown_version", None),
    ],
)  # fmt: skip
def test_a_letter_says_why_and_repeats_no_strangers_words(
    keep: KeepDeadLetter, message: Message, reason: str, event: str | None
) -> None:
    facts = keep(dead(message))
    assert (facts["reason"], facts["event"]) == (reason, event)
    assert "Canary" not in str(facts)


def test_a_copy_of_a_death_that_was_seen_to_opens_nothing_and_a_new_death_does(
    memory: SqliteMemory, keep: KeepDeadLetter, clock: GivenClock
) -> None:
    letter_id = str(keep(dead(announcement(1)))["dead_letter"])
    kept = DeadLetters(memory)
    stored = kept.find(letter_id)
    assert stored is not None
    assert kept.close(stored, LetterState.REPLAYED, clock.now())
    keep(dead(announcement(1)))
    assert letters(memory) == 0
    keep(dead(announcement(1), published_at="2026-11-25T12:00:00Z"))
    assert letters(memory) == 1


def test_who_closes_a_letter_that_changed_meanwhile_is_told(
    memory: SqliteMemory, keep: KeepDeadLetter, clock: GivenClock
) -> None:
    kept = DeadLetters(memory)
    stored = kept.find(str(keep(dead(announcement(1)))["dead_letter"]))
    assert stored is not None
    keep(dead(announcement(1)))
    assert not kept.close(stored, LetterState.REPLAYED, clock.now())


def test_a_letter_does_not_stay_for_ever(
    memory: SqliteMemory, keep: KeepDeadLetter, clock: GivenClock
) -> None:
    keep(dead(Message(b"x" * 800_000)))
    clock.move(KEPT)
    assert letters(memory) == 0


def test_what_came_from_nowhere_known_has_no_topic(
    memory: SqliteMemory, keep: KeepDeadLetter
) -> None:
    stored = DeadLetters(memory).find(
        str(keep(dead(announcement(1), topic="others"))["dead_letter"])
    )
    assert stored is not None
    assert stored.letter.topic is None
