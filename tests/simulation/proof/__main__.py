"""`make simulate`: the long proof, one seed told in full, or every safeguard switched off."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.simulation.long_outage import six_hours_without_odoo
from tests.simulation.outages import beginning
from tests.simulation.proof import ablate, every_point, histories
from tests.simulation.proof.many import many, the_plant
from tests.simulation.proof.run import Ran, run
from tests.simulation.proof.shrink import shrunk, told
from tests.simulation.proof.steps import draw

HISTORIES = 3_000
"""Of alerts, where nothing else is asked for."""
OUTAGE_LEADS = 10_000
"""That come in during six hours without Odoo."""


def main() -> int:
    """Give 0 if nothing was broken, else 1."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulation.proof", description=__doc__)
    asked.add_argument("--seeds", type=int, default=10_000, help="how many schedules")
    asked.add_argument("--first", type=int, default=0, help="the first of them")
    asked.add_argument("--histories", type=int, help="only so many histories of alerts")
    asked.add_argument("--seed", type=int, help="run this one only and tell what happens")
    asked.add_argument("--ablate", action="store_true", help="switch each safeguard off in turn")
    given = asked.parse_args()
    if given.seed is not None:
        return _one(given.seed)
    if given.ablate:
        rows = [_said(row) for row in ablate.table(the_plant())]
        return int(any("not caught" in row for row in rows))
    if given.histories is not None:
        return _histories(given.first, given.histories)
    return _all(given.first, given.seeds) | _long_outage() | _histories(given.first, HISTORIES)


def _histories(first: int, count: int) -> int:
    figures, seconds = histories.many_histories(first, count)
    _say(*figures.lines(seconds))
    for seed in sorted(figures.broken)[:1]:
        _say(histories.told(*histories.lived(seed)))
    return int(bool(figures.broken))


def _long_outage() -> int:
    with TemporaryDirectory() as folder, beginning(Path(folder)) as suite:
        try:
            _said(six_hours_without_odoo(suite, OUTAGE_LEADS))
        except AssertionError as error:
            _said(f"F15 is broken: {error or suite.standings()}")
            return 1
    return 0


def _all(first: int, seeds: int) -> int:
    figures, seconds = many(first, seeds)
    _say(*figures.lines(seconds))
    for seed in figures.seeds[:3]:
        _say(_told_small(run(the_plant(), draw(seed))))
    points = every_point.all_points(the_plant())
    _say(*points.lines())
    return int(bool(figures.seeds or points.broken))


def _one(seed: int) -> int:
    drawn, wrong = histories.lived(seed)
    _say(histories.told(drawn, wrong))
    ran = run(the_plant(), draw(seed))
    if ran.broken:
        _say(_told_small(ran))
        return 1
    _say(*(str(step) for step in ran.schedule.steps), *ran.diary, "nothing is broken")
    return int(bool(wrong))


def _told_small(ran: Ran) -> str:
    return told(shrunk(the_plant(), ran), ran.schedule.steps)


def _say(*lines: str) -> None:
    for line in lines:
        _said(line)


def _said(line: str) -> str:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
    return line


if __name__ == "__main__":
    sys.exit(main())
