"""Read free text: out of what is remembered, by the language model, else by dictionaries."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared import log
from shared.domain.connection import model_connection
from shared.domain.extracting.price import most_tokens
from shared.domain.extracting.prompt import cache_key, document, instruction
from shared.domain.extracting.proof import proved
from shared.domain.extracting.sanitise import prepared
from shared.domain.extraction import UNKNOWN, Extraction, Finding
from shared.domain.values import moment_text
from shared.errors import SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.extracting.price import Price
    from shared.domain.extraction import Asked, FreeText
    from shared.ports import Clock, Memory
    from shared.scoring_ports import Extractor
    from shared.usecases.breaker import Breaker
    from shared.usecases.daily_budget import DailyBudget, Taken

EXTRACTIONS = "extractions"
KEPT = timedelta(days=30)
"""A lead is scored again within days, if at all; and what is not there cannot be lost."""
URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Model:
    """The language model, what it may cost, and the most that it writes."""

    extractor: Extractor
    name: str
    price: Price
    budget: DailyBudget
    breaker: Breaker
    most_tokens_out: int


@dataclass(frozen=True, slots=True)
class ExtractAnswers:
    """Turn what was typed into levels. `model` None: there is no language model."""

    memory: Memory
    clock: Clock
    dictionaries: Extractor
    model: Model | None
    tenant: str

    def __call__(
        self, asked: Sequence[Asked], texts: Sequence[FreeText], *, is_urgent: bool = False
    ) -> Extraction:
        """Give one finding for each thing asked, `unknown` where nothing proves a level.

        Never raises for the model's troubles or the money's: then the dictionaries read, and
        `not_by_model` says why. `is_urgent`: do not wait for anybody; what is remembered counts.
        """
        readable = prepared(texts)
        if self.model is None or not readable:
            return self._by_dictionaries(asked, readable)
        try:
            read = self._by_model(self.model, asked, readable, is_urgent=is_urgent)
        except SuiteError as error:
            read = self._by_dictionaries(asked, readable, error.code)
        if not is_urgent:
            _say(read)
        return read

    def _by_dictionaries(
        self, asked: Sequence[Asked], texts: Sequence[FreeText], why: str = ""
    ) -> Extraction:
        read = proved(self.dictionaries.extract(asked, texts), asked, texts)
        return read.model_copy(update={"not_by_model": why})

    def _by_model(
        self, model: Model, asked: Sequence[Asked], texts: Sequence[FreeText], *, is_urgent: bool
    ) -> Extraction:
        key = cache_key(asked, texts, model=model.name, tenant=self.tenant)
        remembered = self._remembered(key, asked, model)
        if remembered is not None:
            return remembered
        if is_urgent:
            return self._by_dictionaries(asked, texts, URGENT)
        with model.breaker.around(model_connection(self.tenant)):
            read = proved(_ask(model, asked, texts), asked, texts)
        self._remember(key, read)
        return read

    def _remembered(self, key: str, asked: Sequence[Asked], model: Model) -> Extraction | None:
        known = self.memory.get(EXTRACTIONS, key)
        levels = known.data.get("levels") if known else None
        if not isinstance(levels, dict):
            return None
        findings = (Finding(name=one.name, level=_known(levels, one)) for one in asked)
        return Extraction(findings=tuple(findings), extracted_by=model.name, is_cached=True)

    def _remember(self, key: str, read: Extraction) -> None:
        now = self.clock.now()
        data = {"levels": read.levels, "by": read.extracted_by, "at": moment_text(now)}
        with suppress(SuiteError):  # it was read, whether we remember it or not
            self.memory.put(EXTRACTIONS, key, data, expires_at=now + KEPT)


def _say(read: Extraction) -> None:
    """Log what a model's reading took, or why it did not read."""
    log.info(
        "typed answers read",
        extracted_by=read.extracted_by,
        is_cached=read.is_cached,
        not_by_model=read.not_by_model or None,
        tokens_in=read.tokens_in,
        tokens_out=read.tokens_out,
    )


def _known(levels: dict[str, object], asked: Asked) -> str:
    level = levels.get(asked.name)
    return level if isinstance(level, str) and level in asked.levels else UNKNOWN


def _ask(model: Model, asked: Sequence[Asked], texts: Sequence[FreeText]) -> Extraction:
    """Call the model within the day's money.

    A call that was refused or never arrived costs nothing; one whose answer was of no use, or
    never came, is taken to have cost the most that it could.
    """
    tokens_in = most_tokens(instruction(asked)) + most_tokens(document(texts))
    taken = model.budget.take(model.price.micros(tokens_in, model.most_tokens_out))
    try:
        read = model.extractor.extract(asked, texts)
    except TransientError:
        _settle(taken, 0)
        raise
    if read.tokens_in or read.tokens_out:
        _settle(taken, model.price.micros(read.tokens_in, read.tokens_out))
    return read


def _settle(taken: Taken, micros: int) -> None:
    with suppress(SuiteError):  # then more counts as spent than was, which does no harm
        taken.settle(micros)
