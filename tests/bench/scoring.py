"""What a score costs: the scorecard beside scikit-learn's logistic regression on the same leads."""

from __future__ import annotations

import json
import subprocess
import sys
from math import exp
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Any

from shared.scoring.artefact import dumps, loads
from shared.scoring.training import train
from tests.bench.processes import ROOT
from tests.bench.report import Figures, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.scoring.training import Trained

    Lead = dict[str, str | float | None]

TRAINED_ON = 3000
MANY = 10_000
SINGLES = 1000
ROUNDS = 15
_TIMEOUT_S = 60
_CATEGORIES, _NUMBERS = 18, 6
_OURS, _THEIRS = "scorecard", "scikit-learn"
_FOREIGN = """
import sys, json
from shared.scoring import artefact, expert, intercept, scorecard, sentences
tops = {name.partition(".")[0] for name in sys.modules} - {"shared", "__main__", "__mp_main__"}
print(json.dumps(sorted(tops - sys.stdlib_module_names - set(sys.builtin_module_names))))
"""

Times = dict[str, list[float]]


def measure(*, quick: bool = False) -> Report:
    """Score the same generated leads in turns, one by one and 10,000 at once."""
    chance = Random(7)
    leads = [_lead(chance) for _ in range(TRAINED_ON)]
    outcomes = [chance.random() < 1 / (1 + exp(-_truth(lead))) for lead in leads]
    trained = train(leads, outcomes, version="bench")
    many = [_lead(chance) for _ in range(MANY)]
    peer = _peer(leads, outcomes)
    scorecard, text = trained.scorecard, dumps(trained.scorecard)
    times: Times = {}
    for _ in range(3 if quick else ROUNDS):
        _note(times, f"{_OURS} one", lambda: _each(scorecard.probability, many[:SINGLES]), SINGLES)
        _note(times, f"{_THEIRS} one", lambda: _each(peer.predict_proba, _rows(many)), 30)
        _note(times, f"{_OURS} many", lambda: _each(scorecard.probability, many))
        _note(times, f"{_THEIRS} many", lambda: peer.predict_proba(list(map(_filled, many))))
        _note(
            times, f"{_OURS} explained", lambda: _each(scorecard.explain, many[:SINGLES]), SINGLES
        )
        _note(times, "load", lambda: loads(text))
    return _report(trained, leads, times, text)


def _rows(leads: Sequence[Lead]) -> list[list[Lead]]:
    return [[_filled(lead)] for lead in leads[:30]]


def _each(call: Callable[[Any], object], leads: Sequence[Any]) -> None:
    for lead in leads:
        call(lead)


def _note(times: Times, name: str, call: Callable[[], object], count: int = 1) -> None:
    begun = perf_counter()
    call()
    times.setdefault(name, []).append((perf_counter() - begun) / count)


def _lead(chance: Random) -> Lead:
    categories = {f"c{at}": chance.choice("abcdefghij"[: 2 + at % 9]) for at in range(_CATEGORIES)}
    numbers = {f"n{at}": chance.gauss(0, 1) for at in range(_NUMBERS)}
    return {
        name: None if chance.random() < 1 / 10 else value
        for name, value in (categories | numbers).items()
    }


def _truth(lead: Lead) -> float:
    number = lead["n0"] if isinstance(lead["n0"], float) else 0.0
    both = 1 if (lead["c3"] == "a") == (number > 0) else -1
    return -1 + number + (lead["c0"] == "a") + (lead["c5"] in {"b", "c"}) * 0.8 + 0.6 * both


def _filled(lead: Lead) -> Lead:
    """Give what a one-hot pipeline takes: no None."""
    return {name: value for name, value in lead.items() if value is not None}


def _peer(leads: Sequence[Lead], outcomes: Sequence[bool]) -> Any:
    """One-hot and logistic regression, as scikit-learn's users write it."""
    from sklearn.feature_extraction import DictVectorizer  # type: ignore[import-untyped]
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
    from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]

    pipeline = make_pipeline(DictVectorizer(), LogisticRegression(max_iter=1000))
    return pipeline.fit([_filled(lead) for lead in leads], outcomes)


def _foreign_modules() -> list[str]:
    """Import what serving needs in a fresh interpreter; give what is not Python's own."""
    answer = subprocess.run(
        [sys.executable, "-S", "-c", _FOREIGN],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=_TIMEOUT_S,
    )
    modules: list[str] = json.loads(answer.stdout)
    return modules


def _report(trained: Trained, leads: Sequence[Lead], times: Times, text: str) -> Report:
    least = {name: min(found) for name, found in times.items()}
    rows = tuple(
        (name, least[f"{name} one"] * 1e6, least[f"{name} many"] * 1e3) for name in (_OURS, _THEIRS)
    )
    pairs = zip(leads, trained.scores, strict=True)
    parity = max(abs(trained.scorecard.log_odds(lead) - score) for lead, score in pairs)
    verdicts = (
        Verdict("one lead", least[f"{_OURS} one"] * 1e6, 25, "us"),
        Verdict("10,000 leads", least[f"{_OURS} many"], 0.3, "s"),
        Verdict("artefact", len(text.encode()) / 1000, 15, "kB"),
        Verdict("loading it", least["load"] * 1e3, 1, "ms"),
        Verdict("parity with the trainer", parity / 1e-4, 1, "x 0.0001"),
        Verdict("third-party modules imported", len(_foreign_modules()), 0),
    )
    explained = least[f"{_OURS} explained"] * 1e6
    setting = (
        f"{_CATEGORIES} categories and {_NUMBERS} numbers, trained on {TRAINED_ON} generated leads,"
        f" {len(trained.pairs)} pairs; the least of {len(times['load'])} rounds, in turns;"
        f" with its reasons a lead takes {explained:.0f} us."
    )
    columns = ("who", "one lead us", "10,000 leads ms")
    return Report("scoring", setting, (Figures("Scoring", columns, rows),), verdicts, times)
