"""Extractor by dictionaries: the same text on the same day always gives the same levels."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from shared.adapters.dictionaries.lexicon import ABOUT, ANSWERS, LEXICON, OFFERED
from shared.adapters.dictionaries.looking import Hit, Index, hits, indexed
from shared.adapters.dictionaries.money import money_in
from shared.adapters.dictionaries.needing import specific_needs
from shared.adapters.dictionaries.script import language_of
from shared.adapters.dictionaries.spam import junk_in
from shared.adapters.dictionaries.times import level_of, times_in
from shared.adapters.dictionaries.tokens import clauses, phrases
from shared.domain.extracting.proof import LEAST_QUOTE_CHARS, comparable
from shared.domain.extraction import Extraction, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from shared.domain.extraction import Asked, FreeText
    from shared.ports import Clock

DICTIONARY = "dictionary"
_FIRST = {
    "budget": ("amount", "none", "tight", "ready"),
    "need": ("none", "specific", "general"),
    "spam": ("abuse", "advertising", "nonsense"),
}
"""Which level counts where several are found; of other names the lexicon's order."""
_ANSWER_WORDS = 3


class DictionaryExtractor:
    """Reads Arabic, English and both mixed, as far as word lists go; never fails."""

    def __init__(self, clock: Clock) -> None:
        """`clock`: a date in a text is near or far from today."""
        self._clock = clock

    def extract(self, asked: Sequence[Asked], texts: Sequence[FreeText]) -> Extraction:
        """Give a finding for each thing asked that a list knows a sign of."""
        today = self._clock.now().date()
        signs = [hit for text in texts for hit in _signs(text, today)]
        signs += language_of(texts)
        findings = (_chosen(one, [*signs, *_own_signs(one, texts)]) for one in asked)
        return Extraction(findings=tuple(filter(None, findings)), extracted_by=DICTIONARY)


def _chosen(asked: Asked, signs: Sequence[Hit]) -> Finding | None:
    order = _FIRST.get(asked.name) or tuple(LEXICON.get(asked.name, ())) or asked.levels
    mine = [hit for hit in signs if hit.name == asked.name and hit.level in asked.levels]
    first = min(mine, key=lambda hit: _rank(hit, order), default=None)
    return Finding(name=asked.name, level=first.level, quote=first.quote) if first else None


def _rank(hit: Hit, order: Sequence[str]) -> tuple[bool, bool, int]:
    return (
        not hit.is_exact,
        hit.is_turned,
        order.index(hit.level) if hit.level in order else len(order),
    )


def _signs(text: FreeText, today: date) -> Iterator[Hit]:
    about = _about(text.question)
    yield from _answers(text.text, about)
    yield from _sums(text.text, is_about_money="budget" in about)
    yield from _times(text.text, today, is_about_time="timeline" in about)
    is_offer = False
    for clause in clauses(text.text):
        found = list(hits(clause, _index()))
        yield from found
        yield from specific_needs(clause, found)
        is_offer |= any((hit.name, hit.level) == ("intent", "sell") for hit in found)
        yield from hits(clause, _offered_index()) if is_offer else ()
    yield from junk_in(text.text)


def _times(text: str, today: date, *, is_about_time: bool) -> Iterator[Hit]:
    """Of a range the later end counts where that was the question, else what is named first."""
    found = list(times_in(text, today, is_about_time=is_about_time))
    if found:
        days, said = max(found) if is_about_time else found[0]
        yield Hit("timeline", level_of(days), said, is_exact=True)


def _sums(text: str, *, is_about_money: bool) -> Iterator[Hit]:
    """A bare number is a sum where the question, or the words around it, speak of money."""
    said = money_in(text, is_about_money=is_about_money) or next(_sums_beside_words(text), None)
    if said:
        is_short = len(comparable(said)) < LEAST_QUOTE_CHARS
        yield Hit("budget", "amount", text if is_short else said)


def _sums_beside_words(text: str) -> Iterator[str]:
    for clause in clauses(text):
        if any(True for _ in hits(clause, _money_words())):
            said = money_in(" ".join(clause.words), is_about_money=True)
            if said:
                yield said


def _answers(text: str, about: frozenset[str]) -> Iterator[Hit]:
    """Read a short answer by what was asked."""
    typed = _short_answer(text)
    for name in about if typed else ():
        for level, listed in ANSWERS[name].items():
            if any(typed[: len(phrase)] == phrase for phrase in phrases(listed)):
                yield Hit(name, level, text)


def _short_answer(text: str) -> tuple[str, ...]:
    """Give the stems of a text that is short enough to be an answer by itself, else none."""
    words = [stem for clause in clauses(text) for stem in clause.stems]
    return tuple(words) if len(words) <= _ANSWER_WORDS else ()


def _own_signs(asked: Asked, texts: Sequence[FreeText]) -> Iterator[Hit]:
    if asked.name in LEXICON or asked.name == "language":
        return
    index = _own_index(asked)
    for text in texts:
        for clause in clauses(text.text):
            yield from hits(clause, index)


@lru_cache(maxsize=64)
def _own_index(asked: Asked) -> Index:
    """A level's own name is a word of it, too."""
    own = {entry.level: ", ".join(entry.words) for entry in asked.words}
    levels = {level: f"{level.replace('_', ' ')}, {own.get(level, '')}" for level in asked.levels}
    return indexed({asked.name: levels})


@lru_cache(maxsize=512)
def _about(question: str) -> frozenset[str]:
    found = (hit.name for clause in clauses(question) for hit in hits(clause, _about_index()))
    return frozenset(found)


@cache
def _index() -> Index:
    return indexed(LEXICON)


@cache
def _about_index() -> Index:
    return indexed({name: {"asked": listed} for name, listed in ABOUT.items()})


@cache
def _offered_index() -> Index:
    return indexed({"spam": {"advertising": OFFERED}})


@cache
def _money_words() -> Index:
    return indexed({"budget": {"asked": ABOUT["budget"]}})
