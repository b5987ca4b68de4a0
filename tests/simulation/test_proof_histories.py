"""The long proof of the laws of alerts: what it counts, and how it tells of a seed."""

from __future__ import annotations

from tests.alert_courses import course
from tests.alert_world import World
from tests.simulation.proof.histories import HistoryFigures, histories_of, lived, prove, told


def test_histories_are_counted() -> None:
    figures = histories_of(range(3))
    figures.add(histories_of(range(3, 6)))
    assert figures.histories == 6
    assert figures.counts["records"] == 18
    assert figures.counts["sweeps"] > 100
    assert figures.raised.total() > 10
    assert "laws broken: 0" in list(figures.lines(1.0))


def test_a_seed_gives_the_same_history_for_ever() -> None:
    first, again = (told(*lived(7)) for _ in range(2))
    assert first == again
    assert first.startswith("history 7: ")
    assert first.endswith("no law of alerts is broken")
    assert "raised " in first
    assert "told " in first


def test_a_broken_law_is_told_with_its_seed() -> None:
    drawn = course(7)
    drawn.world = Silent(drawn.world.settings, drawn.world.directory, drawn.world.known_at)
    wrong = prove(drawn)
    assert wrong.startswith("check_each_record, line ")
    assert told(drawn, wrong).endswith(wrong)
    assert f"  SEED=7: {wrong}" in list(HistoryFigures(broken={7: wrong}).lines(1.0))


class Silent(World):
    """Judges nothing."""

    def is_due(self, *_: object) -> bool:
        return False
