"""The laws of alerts on many random histories, on all cores."""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.alert_courses import Course, course

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

SEEDS_AT_ONCE = 25
_LAWS = ("alert_laws.py", "alert_courses.py", "alert_world.py")


@dataclass
class HistoryFigures:
    """Sums; they can be added up over processes."""

    histories: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    raised: Counter[str] = field(default_factory=Counter)
    broken: dict[int, str] = field(default_factory=dict)
    """By seed, what was broken."""

    def count(self, lived: Course) -> None:
        world = lived.world
        self.histories += 1
        self.raised.update(str(one.cause) for one in world.all())
        self.counts.update(
            {
                "records": len(lived.past.records),
                "changes": sum(map(len, lived.past.states.values())),
                "sweeps": sum(one.word is None for one in lived.turns),
                "words of people": sum(one.word is not None for one in lived.turns),
                "told at once": sum(not one.is_digest for one in world.tellings),
                "told in digests": sum(one.is_digest for one in world.tellings),
                "digests": len(world.sent),
                "second opinions": lived.opinions,
            }
        )

    def add(self, others: HistoryFigures) -> None:
        self.histories += others.histories
        self.counts.update(others.counts)
        self.raised.update(others.raised)
        self.broken.update(others.broken)

    def lines(self, seconds: float) -> Iterator[str]:
        """Give the figures as they are printed."""
        yield f"{self.histories:,} histories of alerts, {self.raised.total():,} alerts:"
        yield from (f"  {count:>9,}  {cause}" for cause, count in self.raised.most_common())
        yield ", ".join(f"{name} {count:,}" for name, count in self.counts.items())
        yield f"laws broken: {len(self.broken)}"
        yield from (f"  SEED={seed}: {text}" for seed, text in sorted(self.broken.items()))
        yield f"{seconds:.1f} seconds, {self.histories / max(seconds, 0.001):.0f} histories a second"


def lived(seed: int) -> tuple[Course, str]:
    """Let one seed's history happen; gives what it broke, or nothing."""
    drawn = course(seed)
    return drawn, prove(drawn)


def prove(drawn: Course) -> str:
    """Give the law that is broken and by what; nothing if all hold."""
    try:
        drawn.prove()
    except Exception as error:  # noqa: BLE001 - whatever a seed does, the others are to be run
        return _place(error)
    return ""


def histories_of(seeds: Sequence[int]) -> HistoryFigures:
    figures = HistoryFigures()
    for seed in seeds:
        drawn, wrong = lived(seed)
        figures.count(drawn)
        if wrong:
            figures.broken[seed] = wrong
    return figures


def many_histories(first: int, count: int) -> tuple[HistoryFigures, float]:
    """Give the figures of so many seeds, and how long they took; says how far it is."""
    begun, figures, end = time.monotonic(), HistoryFigures(), first + count
    parts = [range(at, min(at + SEEDS_AT_ONCE, end)) for at in range(first, end, SEEDS_AT_ONCE)]
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for part in processes.map(histories_of, parts):
            figures.add(part)
            wrong = f", BROKEN: {sorted(figures.broken)[:5]}" if figures.broken else ""
            sys.stderr.write(f"\r{figures.histories:,} of {count:,} histories of alerts{wrong} ")
            sys.stderr.flush()
    sys.stderr.write("\n")
    return figures, time.monotonic() - begun


def told(drawn: Course, wrong: str) -> str:
    """Give what happened in one history, in order, and what it broke."""
    lines = [f"history {drawn.seed}: {drawn.past.settings.model_dump_json(exclude_defaults=True)}"]
    lines += [f"  {at:%m-%d %H:%M} {text}" for at, text in sorted(_happened(drawn))]
    return "\n".join([*lines, wrong or "no law of alerts is broken"])


def _happened(drawn: Course) -> Iterator[tuple[datetime, str]]:
    for number, states in drawn.past.states.items():
        for moment, known in zip(drawn.past.moments[number], states, strict=True):
            state = known.opportunity.state
            shown = state.model_dump_json(exclude_defaults=True) if state else "gone"
            grade = known.score.grade if known.score else "no score"
            yield moment, f"record {number} is {shown}, {grade}"
    for turn in drawn.turns:
        if turn.word is not None:
            yield turn.at, f"{turn.word.kind} an alert of record {turn.number}"
    yield from _of_alerts(drawn)


def _of_alerts(drawn: Course) -> Iterator[tuple[datetime, str]]:
    names: dict[str, str] = {}
    for one in drawn.world.all():
        names[one.id] = f"{one.cause} {one.episode} of record {one.crm_lead_id}"
        yield one.raised_at, f"raised {names[one.id]}"
        if one.closed_at is not None:
            yield one.closed_at, f"closed {names[one.id]}: {one.standing}"
    for told in drawn.world.tellings:
        how = "in the digest" if told.is_digest else "at once"
        place = f"{told.rung}, level {told.level}"
        yield told.at, f"told {told.reader_id} {how} ({place}): {names[told.alert_id]}"


def _place(error: Exception) -> str:
    """Give the law, its line, and what it was about."""
    own = [one for one in traceback.extract_tb(error.__traceback__) if one.filename.endswith(_LAWS)]
    at = own[-1] if own else traceback.extract_tb(error.__traceback__)[-1]
    return f"{at.name}, line {at.lineno}: {at.line}: {type(error).__name__} {error}"[:1000]
