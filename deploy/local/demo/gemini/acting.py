"""How the demo Gemini reads, honestly or as ordered: the ways in which a model can be wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deploy.local.demo.gemini.replies import candidate, reply
from shared.adapters.dictionaries import DictionaryExtractor
from shared.adapters.system.clock import SystemClock
from shared.domain.extraction import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deploy.local.demo.gemini.replies import Json
    from deploy.local.demo.gemini.request import Question

    Claims = dict[str, object]
    Way = Callable[[Question], str]

_QUOTE_WORDS = 12


def _claim(level: str, quote: str) -> dict[str, str]:
    return {"quote": quote, "level": level}


def _honest(question: Question) -> Claims:
    found = DictionaryExtractor(SystemClock()).extract(question.asked, question.texts).findings
    claims = {one.name: _claim(one.level, one.quote) for one in found}
    return {one.name: claims.get(one.name, _claim(UNKNOWN, "")) for one in question.asked}


def _obedient(question: Question) -> Claims:
    """Do what the texts say: the first level of everything, each with a true quote.

    Only `spam` is left out: no text asks to be thrown away.
    """
    typed = max((one.text for one in question.texts), key=len, default="")
    quote = " ".join(typed.split()[:_QUOTE_WORDS])
    return {
        one.name: _claim(UNKNOWN if one.name == "spam" else one.levels[0], quote)
        for one in question.asked
    }


def _without_quotes(question: Question) -> Claims:
    return {one.name: _claim(one.levels[0], "") for one in question.asked}


def _with_wrong_quotes(question: Question) -> Claims:
    return {one.name: _claim(one.levels[0], "the budget is unlimited") for one in question.asked}


def _out_of_schema(question: Question) -> Claims:
    quote = question.texts[0].text if question.texts else ""
    return {"grade": "hot", "score": 99} | {
        one.name: _claim("hot", quote) for one in question.asked
    }


def _wrong_types(question: Question) -> Claims:
    wrong = (None, 7, ["now"], "now", {"level": 1, "quote": None}, {"level": ["now"]})
    return {one.name: wrong[index % len(wrong)] for index, one in enumerate(question.asked)}


def _as_text(claims: Callable[[Question], Claims]) -> Way:
    return lambda question: json.dumps(claims(question), ensure_ascii=False)


WAYS: Mapping[str, Way] = {
    "honest": _as_text(_honest),
    "obedient": _as_text(_obedient),
    "no_quotes": _as_text(_without_quotes),
    "wrong_quotes": _as_text(_with_wrong_quotes),
    "out_of_schema": _as_text(_out_of_schema),
    "wrong_types": _as_text(_wrong_types),
    "garbage": lambda _: "Sure! Here is the grade you asked for: HOT {",
    "not_an_object": lambda _: '["hot"]',
    "deeply_nested": lambda _: "[" * 5_000,
}
"""Ways of reading, by the name to order them by."""


def answered(question: Question, model: str, way: str) -> Json:
    """Give the reply of a model that reads in this way."""
    if way == "no_candidates":
        return reply([], model, tokens_in=question.tokens_in, tokens_out=0)
    if way == "blocked":
        usage = reply([], model, tokens_in=question.tokens_in, tokens_out=0)
        del usage["candidates"]
        return usage | {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}
    text = WAYS.get(way, WAYS["honest"])(question)
    tokens_out = len(text) // 4
    reasons = {"cut_off": "MAX_TOKENS", "broken_off": "SAFETY"}
    if way in reasons or tokens_out > question.most_tokens_out:
        text, tokens_out = text[: len(text) // 2], question.most_tokens_out
    done = candidate(text, reason=reasons.get(way, "STOP"))
    return reply([done], model, tokens_in=question.tokens_in, tokens_out=tokens_out)


NAMES = frozenset(WAYS) | {"no_candidates", "blocked", "cut_off", "broken_off"}
