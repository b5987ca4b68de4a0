"""A term of a score as a short plain sentence for a salesperson, in English and in Arabic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.scoring.lookup import MISSING, OTHER
from shared.scoring.words import NO_PHRASE

if TYPE_CHECKING:
    from shared.scoring.scorecard import Range, Term
    from shared.scoring.words import FieldWords, Phrase, Words

FEW_POINTS = 0.05
MANY_POINTS = 0.7


def sentence(term: Term, words: Words) -> Phrase:
    """Say what the lead has and which way it points; no number of points in it."""
    ranges = term.ranges or (None,) * len(term.fields)
    phrases = [
        _phrase(words.of(field), field, level, bounds)
        for field, level, bounds in zip(term.fields, term.levels, ranges, strict=True)
    ]
    if len(phrases) == 1:
        english, arabic = phrases[0]
        direction = _direction(term.points)
        return f"{english}: {direction[0]}", f"{arabic}: {direction[1]}"
    english = " and ".join(_lowered(phrase[0], at) for at, phrase in enumerate(phrases))
    arabic = "، و".join(phrase[1] for phrase in phrases)
    direction = _direction_together(term.points)
    return f"{english}: {direction[0]}", f"{arabic}: {direction[1]}"


def _direction(points: float) -> Phrase:
    if abs(points) < FEW_POINTS:
        return (
            "such leads buy about as often as average.",
            "أمثاله يشترون بالقدر المعتاد تقريبًا.",
        )
    is_much = abs(points) >= MANY_POINTS
    far, much = ("far ", "بكثير ") if is_much else ("", "")
    english, arabic = ("more", "أكثر") if points > 0 else ("less", "أقل")
    return (
        f"such leads buy {far}{english} often than average.",
        f"أمثاله يشترون {arabic} {much}من المعتاد.",
    )


def _direction_together(points: float) -> Phrase:
    if points > 0:
        return (
            "together they promise more than each does alone.",
            "اجتماع الأمرين يَعِد بأكثر مما يَعِد به كل منهما وحده.",
        )
    return (
        "together they promise less than each does alone.",
        "اجتماع الأمرين يَعِد بأقل مما يَعِد به كل منهما وحده.",
    )


def _phrase(words: FieldWords, field: str, level: str, bounds: Range | None) -> Phrase:
    own = _level_phrase(words, level, bounds)
    english, arabic = _level_text(level, bounds)
    name = _readable(field)
    fallback = (f"{name} is {english}", f"قيمة «{name}» هي {arabic}")
    if level == MISSING and bounds is None:
        fallback = (f"{name} is not known", f"قيمة «{name}» غير معروفة")
    template = words.phrase if level != MISSING else NO_PHRASE
    return (
        own[0] or template[0].replace("{level}", english) or fallback[0],
        own[1] or template[1].replace("{level}", arabic) or fallback[1],
    )


def _level_phrase(words: FieldWords, level: str, bounds: Range | None) -> Phrase:
    if bounds is None:
        return words.levels.get(level, NO_PHRASE)
    low, high = bounds
    floor: float | None = None
    for below, phrase in words.ranges:
        is_above = floor is None or (low is not None and low >= floor)
        is_under = below is None or (high is not None and high <= below)
        if is_above and is_under:
            return phrase
        floor = below
    return NO_PHRASE


def _level_text(level: str, bounds: Range | None) -> Phrase:
    if bounds is None:
        return ("something else", "غير ذلك") if level == OTHER else (f"“{level}”", f"«{level}»")
    low, high = bounds
    if low is None:
        return level, "أي رقم" if high is None else f"أقل من {high:g}"
    return level, f"{low:g} أو أكثر" if high is None else f"من {low:g} إلى {high:g}"


def _readable(field: str) -> str:
    words = field.rpartition(":")[2].replace("_", " ").strip() or field
    return words[:1].upper() + words[1:]


def _lowered(phrase: str, at: int) -> str:
    return phrase[:1].lower() + phrase[1:] if at else phrase
