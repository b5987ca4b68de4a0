"""Reads an expert card from a mapping (parsed YAML or JSON).

The shape, with every key there is:

base_rate: 0.1                  # the chance of a lead of which nothing is known
hot: 1.0                        # grades begin so many log-odds above the base (optional)
warm: 0.3
capped:                         # fields that together add at most so much (optional)
  said: {at_most: 0.8, fields: [said_*]}      # all fields that begin so, or names
fields:
  platform:                     # a category: points (log-odds) a level
    en: "Comes from {level}"    # words are optional; {level} is the level's own text
    ar: "مصدره {level}"
    levels:
      ig: {points: 0.1, en: "Comes from Instagram", ar: "مصدره إنستغرام"}
      fb: 0.0
    other: 0.0                  # optional, like missing; both may have words too
    missing: {points: -0.2, en: "...", ar: "..."}
  answers:                      # a number: ranges in rising order, the last one open
    ranges:
      - {below: 5, points: -0.3, en: "...", ar: "..."}
      - {points: 0.2}
words:                          # of fields without points; `*`: all that begin so (optional)
  answer:*: {en: "Chose {level} for {field}", ar: "...", missing: {en: "...", ar: "..."}}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from shared.scoring.card import HOT_ABOVE_BASE, WARM_ABOVE_BASE, Capped, ExpertCard, ExpertField
from shared.scoring.errors import BadCard
from shared.scoring.lookup import MISSING, NUMBER_END, OTHER, Bins, Levels, level_of
from shared.scoring.words import NO_PHRASE, FieldWords, Phrase, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BadCard", "ExpertCard", "card_of"]

POINTS_MAX = 20.0
_WORDS = ("en", "ar")


class _Entry(NamedTuple):
    points: float | None
    phrase: Phrase


_SILENT = _Entry(None, NO_PHRASE)


def card_of(card: object) -> ExpertCard:
    """Read a card; raises BadCard, which names the path of the first fault."""
    keys = _keys(card, "", ("base_rate", "hot", "warm", "capped", "fields", "words"))
    base_rate = _number(keys.get("base_rate"), "base_rate", least=0, most=1)
    if base_rate in (0, 1):
        raise BadCard("has to be above 0 and below 1", path="base_rate")
    hot = _number(keys.get("hot", HOT_ABOVE_BASE), "hot")
    warm = _number(keys.get("warm", WARM_ABOVE_BASE), "warm")
    if warm > hot:
        raise BadCard("has to be at most `hot`", path="warm")
    fields = {
        _name(name, "fields"): _field(entry, f"fields.{name}")
        for name, entry in _mapping(keys.get("fields", {}), "fields").items()
    }
    more = {
        _name(name, "words"): _words_alone(entry, f"words.{name}")
        for name, entry in _mapping(keys.get("words", {}), "words").items()
    }
    return ExpertCard(
        base_rate=base_rate,
        fields={name: field for name, (field, _) in fields.items()},
        capped=tuple(_capped(keys.get("capped", {}))),
        hot_above_base=hot,
        warm_above_base=warm,
        words=Words({name: words for name, (_, words) in fields.items()} | more),
    )


def _field(entry: object, path: str) -> tuple[ExpertField, FieldWords]:
    keys = _keys(entry, path, (*_WORDS, "levels", "ranges", OTHER, MISSING))
    if ("levels" in keys) == ("ranges" in keys):
        raise BadCard("needs either `levels` or `ranges`", path=path)
    missing = _entry(keys[MISSING], f"{path}.{MISSING}") if MISSING in keys else _SILENT
    if "ranges" in keys:
        if OTHER in keys:
            raise BadCard("a number has no other", path=f"{path}.{OTHER}")
        return _ranges(keys["ranges"], missing, _phrase(keys, path), f"{path}.ranges")
    other = _entry(keys[OTHER], f"{path}.{OTHER}") if OTHER in keys else _SILENT
    levels = _levels(keys["levels"], f"{path}.levels")
    points = (*(level.points for level in levels.values()), other.points, missing.points)
    words = {name: level.phrase for name, level in levels.items()}
    spoken = {OTHER: other.phrase, MISSING: missing.phrase} | words
    return ExpertField(Levels(list(levels)), points), FieldWords(_phrase(keys, path), spoken)


def _words_alone(entry: object, path: str) -> FieldWords:
    """Read the words of fields without points: `missing` may have its own."""
    keys = _keys(entry, path, (*_WORDS, MISSING))
    missing = _keys(keys.get(MISSING, {}), f"{path}.{MISSING}", _WORDS)
    return FieldWords(_phrase(keys, path), {MISSING: _phrase(missing, f"{path}.{MISSING}")})


def _levels(entry: object, path: str) -> dict[str, _Entry]:
    levels: dict[str, _Entry] = {}
    for key, value in _mapping(entry, path).items():
        name = level_of(key)
        if name is None or name in levels:
            raise BadCard("a level needs a name of its own", path=f"{path}.{key}")
        levels[name] = _entry(value, f"{path}.{key}")
    return levels


def _ranges(
    entry: object, missing: _Entry, phrase: Phrase, path: str
) -> tuple[ExpertField, FieldWords]:
    if not isinstance(entry, list) or not entry:
        raise BadCard("is no list of ranges", path=path)
    ranges = [_entry(part, f"{path}[{at}]", "below") for at, part in enumerate(entry)]
    edges = [
        _number(part.get("below"), f"{path}[{at}].below", least=-NUMBER_END, most=NUMBER_END)
        for at, part in enumerate(entry[:-1])
    ]
    if "below" in _mapping_or_none(entry[-1]):
        raise BadCard("the last range is open: it has no `below`", path=f"{path}[{len(edges)}]")
    for at in range(1, len(edges)):
        if edges[at] <= edges[at - 1]:
            raise BadCard("ranges have to rise", path=f"{path}[{at}].below")
    bounds = [*edges, None]
    spoken = tuple((below, part.phrase) for below, part in zip(bounds, ranges, strict=True))
    points = (*(part.points for part in ranges), missing.points)
    words = FieldWords(phrase, {MISSING: missing.phrase}, spoken)
    return ExpertField(Bins(edges), points), words


def _entry(entry: object, path: str, *more: str) -> _Entry:
    """Read `0.3`, or `{points: 0.3, en: ..., ar: ...}`."""
    if not isinstance(entry, Mapping):
        return _Entry(_number(entry, path), NO_PHRASE)
    keys = _keys(entry, path, ("points", *_WORDS, *more))
    return _Entry(_number(keys.get("points"), f"{path}.points"), _phrase(keys, path))


def _phrase(keys: Mapping[str, object], path: str) -> Phrase:
    english, arabic = (_words(keys.get(language, ""), f"{path}.{language}") for language in _WORDS)
    return english, arabic


def _capped(entry: object) -> Iterator[Capped]:
    taken: set[str] = set()
    for name, group in _mapping(entry, "capped").items():
        path = f"capped.{name}"
        keys = _keys(group, path, ("at_most", "fields"))
        fields = keys.get("fields")
        if not isinstance(fields, list) or not all(isinstance(field, str) for field in fields):
            raise BadCard("is no list of fields", path=f"{path}.fields")
        if len(set(fields)) != len(fields) or not taken.isdisjoint(fields):
            raise BadCard("a field can be capped once only", path=f"{path}.fields")
        taken.update(fields)
        at_most = _number(keys.get("at_most"), f"{path}.at_most", least=0)
        yield Capped(_name(name, "capped"), at_most, tuple(fields))


def _keys(entry: object, path: str, allowed: tuple[str, ...]) -> Mapping[str, object]:
    keys = _mapping(entry, path)
    for key in keys:
        if key not in allowed:
            place = f"{path}.{key}" if path else str(key)
            raise BadCard(f"is not known here; known are {', '.join(allowed)}", path=place)
    return keys


def _mapping(entry: object, path: str) -> Mapping[str, object]:
    if not isinstance(entry, Mapping):
        raise BadCard("is no mapping", path=path)
    return entry


def _mapping_or_none(entry: object) -> Mapping[str, object]:
    return entry if isinstance(entry, Mapping) else {}


def _name(name: object, path: str) -> str:
    if not isinstance(name, str) or not name:
        raise BadCard("a name has to be a text", path=f"{path}.{name}")
    return name


def _words(entry: object, path: str) -> str:
    if not isinstance(entry, str):
        raise BadCard("is no text", path=path)
    return entry


def _number(
    entry: object, path: str, *, least: float = -POINTS_MAX, most: float = POINTS_MAX
) -> float:
    if isinstance(entry, bool) or not isinstance(entry, int | float):
        raise BadCard("is no number", path=path)
    if not least <= entry <= most:
        raise BadCard(f"has to be between {least:g} and {most:g}", path=path)
    return float(entry)
