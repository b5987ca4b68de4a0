"""Random weeks through the real sweep and memory, against the same weeks by the pure rules alone."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.alerts.alert import Alert
from shared.domain.alerts.saying import Word
from shared.domain.ids import LeadKey
from shared.usecases.alerts.alert_settings import AlertSettingsBook
from shared.usecases.alerts.say_of_alert import SayOfAlert
from shared.usecases.lead_scores import SCORES, _data
from tests.alert_histories import DIRECTORY, START, History, history
from tests.alert_turns import Turn, is_at_rest, plan
from tests.alert_world import Telling, World
from tests.swept_world import WORDING, SetClock, SweptWorld

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from shared.domain.alerts.trigger import Known

HISTORIES = 12
LOADED = {"overload": {"alerts": 1000, "uncontacted": 1000}}


class Model(World):
    """Who has had a turn once keeps it, as the sweep has it: also with nothing to be told."""

    def judge_all(self, now: datetime, records: Sequence[int], began_at: datetime) -> None:
        self.give_turns(now)
        super().judge_all(now, records, began_at)
        self.give_turns(now)

    def drop_turns(self) -> None:
        """Nobody loses his turn."""

    def with_turn(self) -> set[int]:
        return self.readers() | self.digests.keys()

    def give_turns(self, now: datetime) -> None:
        for one in self.readers() - self.digests.keys():
            self.digests[one] = self.reader(one).next_digest(now)


def run(past: History, turns: list[Turn], world: SweptWorld) -> Model:
    """Let it happen in both; stop when nobody is to be told any more."""
    model = Model(past.settings, DIRECTORY, past.known_at)
    shown: dict[int, Known] = {}
    for turn in turns:
        if turn.is_afterwards and is_at_rest(model):
            break
        world.clock.moment = turn.at
        if turn.word is not None:
            live = sorted(one.id for one in model.of_record(turn.number) if one.is_live)
            if live:
                say(world, live[turn.pick % len(live)], turn.word)
            model.say(turn.number, turn.word, turn.at, turn.pick)
            continue
        for number in past.records:
            known = past.known_at(number, turn.at)
            if known is not None and shown.get(number) is not known:
                shown[number] = known
                keep(world, number, known)
        model.sweep(turn.at, past.records)
        assert world.sweep() is not None
    return model


def keep(world: SweptWorld, number: int, known: Known) -> None:
    world.keep(known.opportunity)
    if known.score is not None:
        own = {"key": LeadKey(f"{number:032d}"), "crm_lead_id": number}
        score = known.score.model_copy(update=own)
        world.memory.put(SCORES, score.key, _data(score))


def say(world: SweptWorld, alert_id: str, word: Word) -> None:
    settings = AlertSettingsBook(world.memory, world.clock, world.tenant)
    own = (world.book, settings, WORDING, world.tenant)
    use_case = SayOfAlert(world.memory, world.bus, world.clock, *own, "ar")
    assert use_case.say(alert_id, word) is not None


def seen(alerts: Sequence[Alert]) -> dict[str, object]:
    """Give all of an alert but what the two do not share: the orders, and who is least busy."""
    own = {"owed_at", "next_step", "told"}
    return {
        one.id: (
            one.model_dump(exclude=own),
            [(told.rung, told.level, told.reader_id, told.at) for told in one.told],
        )
        for one in alerts
    }


def key_of(telling: Telling) -> str:
    """Give the natural key of the order that tells it."""
    key = f"alert:{telling.alert_id}:{telling.rung}:{telling.level}"
    key += f":of{telling.begun_for}" * bool(telling.begun_for)
    return key + f":{telling.given_to}" * bool(telling.given_to)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_the_sweep_does_what_the_rules_say(tmp_path: Path, seed: int) -> None:
    rng = Random(seed)
    past = history(rng)
    past.settings = past.settings.model_copy(
        update={"overload": past.settings.overload.model_validate(LOADED["overload"])}
    )
    turns = plan(rng, len(past.records))
    clock = SetClock(START)
    memory = SqliteMemory(tmp_path / "memory.db", clock=clock)
    try:
        world = SweptWorld(memory, clock, settings=past.settings)
        world.keep_directory(DIRECTORY)
        model = run(past, turns, world)
        assert seen(world.everything()) == seen(list(model.all()))
        keys = [one.natural_key for one in world.bus.published]
        told = {key_of(one) for one in model.tellings if not one.is_digest}
        assert told <= set(keys)
        sent = {key for key in keys if key.startswith("digest:")}
        full = {f"digest:{one.reader_id}:" for one in model.tellings if one.is_digest}
        assert all(any(key.startswith(reader) for key in sent) for reader in full)
    finally:
        memory.close()
