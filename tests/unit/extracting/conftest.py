"""Reading free text as it is put together in service, on a memory and the demo Gemini."""

from __future__ import annotations

from contextlib import closing
from random import Random
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from shared.adapters.dictionaries import DictionaryExtractor
from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.extracting.price import MICROS_PER_CENT, Price
from shared.domain.local_days import LocalDays
from shared.usecases.breaker import Breaker
from shared.usecases.daily_budget import DailyBudget
from shared.usecases.extract_answers import ExtractAnswers, Model
from tests.contracts.extractor.conftest import MODEL, Gemini, gemini, running
from tests.simulation.stand_ins import GivenClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.scoring_ports import Extractor

__all__ = ["gemini", "running"]
MOST_TOKENS_OUT = 2_000


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock()


@pytest.fixture
def memory(tmp_path: Path, clock: GivenClock) -> Iterator[SqliteMemory]:
    with closing(SqliteMemory(tmp_path / "m.db", clock=clock, synchronous="NORMAL")) as memory:
        yield memory


class Desk:
    """The use case with its parts in reach."""

    def __init__(self, memory: SqliteMemory, clock: GivenClock, gemini: Gemini) -> None:
        self.memory, self.clock, self.gemini = memory, clock, gemini

    def budget(self, cents: int = 100) -> DailyBudget:
        days = LocalDays(ZoneInfo("Asia/Riyadh"))
        return DailyBudget(self.memory, self.clock, days, "t", cents * MICROS_PER_CENT)

    def model(self, extractor: Extractor | None = None, *, cents: int = 100) -> Model:
        return Model(
            extractor=extractor or self.gemini.extractor(),
            name=MODEL,
            price=Price(30, 250),
            budget=self.budget(cents),
            breaker=Breaker(self.memory, self.clock, Random(7)),
            most_tokens_out=MOST_TOKENS_OUT,
        )

    def reader(self, model: Model | None) -> ExtractAnswers:
        return ExtractAnswers(self.memory, self.clock, DictionaryExtractor(self.clock), model, "t")


@pytest.fixture
def desk(memory: SqliteMemory, clock: GivenClock, gemini: Gemini) -> Desk:
    return Desk(memory, clock, gemini)
