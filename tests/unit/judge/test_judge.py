"""The whole command on made leads, without the peers' libraries."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from tests.bench.judge import __main__ as command
from tests.bench.judge.column_roles import Targets
from tests.bench.judge.lead_set import LeadSet
from tests.bench.judge.made import Shape, made
from tests.bench.judge.matrices import fields_of
from tests.bench.judge.protocols import NO_SIGNAL, NOREP, STRICT, TIME, Plan, rounds
from tests.bench.judge.running import Bench, measured
from tests.bench.judge.suspicions import suspicions
from tests.bench.judge.verdicts import report

APP = typer.Typer()
APP.command()(command.main)
SMALL = Plan(repeats=2, draws=2, labels=(50, 10_000), blocks=2)


def judge(*words: str) -> Result:
    return CliRunner().invoke(APP, ["--peers", "none", "--processes", "1", "--quick", *words])


class Oracle:
    """Knows the outcome from a field that tells it."""

    name = "scorecard"

    def fit(self, leads: object, won: object) -> object:
        return lambda others: np.array([0.9 if one["told"] == "yes" else 0.1 for one in others])


def told(*, auc: float = 0.9) -> LeadSet:
    won = np.arange(1000) % 4 == 0
    leads = tuple({"told": "yes" if one else "no", "kind": "a"} for one in won)
    targets = Targets(norep={"auc": auc, "log_loss": 0.2, "over_odoo": 0.1}, few={50: 0.8})
    return LeadSet("told", leads, won, ("told",), times=np.arange(1000.0), targets=targets)


def judged_by_oracle(judged: LeadSet) -> dict[str, bool]:
    bench = Bench(judged.leads, rounds(judged, SMALL), [Oracle()])
    said: list[str] = []
    results = measured(bench, said.append)
    assert len(said) == len(results) == len(bench.rounds)
    return {verdict.target: verdict.is_met for verdict in report(judged, results, "").verdicts}


def test_there_is_a_round_for_each_protocol_that_the_leads_have_room_for() -> None:
    found = {one.protocol: one for one in rounds(told(), SMALL)}
    assert list(found) == [NOREP, STRICT, "n=50", TIME, NO_SIGNAL]
    assert found[NOREP].fields == ("told", "kind")
    assert found[STRICT].fields == ("told",)
    assert [len(split.train) for split in found["n=50"].splits] == [50] * 4
    assert (found[NO_SIGNAL].won != found[NOREP].won).any()


def test_a_missed_target_is_told_from_a_met_one() -> None:
    met = judged_by_oracle(told())
    assert met["scorecard: norep AUC"]
    assert met["scorecard: norep log-loss"]
    assert met["scorecard: 50 labels, AUC"]
    assert not met["scorecard: no signal, log-loss, base entropy + 0.005"]
    assert not judged_by_oracle(told(auc=1.01))["scorecard: norep AUC"]


def test_a_field_that_knows_too_much_is_called_suspicious() -> None:
    assert [remark.split('"')[1] for remark in suspicions(told())] == ["told"]
    assert suspicions(made(Shape.PLAIN, rows=500)) == []


def test_the_same_seed_makes_the_same_leads() -> None:
    for shape in Shape:
        first, again, other = (made(shape, seed=seed, rows=50) for seed in (1, 1, 2))
        assert first.leads == again.leads
        assert first.leads != other.leads


def test_numbers_and_categories_are_told_apart_and_binned() -> None:
    leads = [{"n": str(n), "c": "ab"[n % 2], "gap": None if n else "1"} for n in range(100)]
    number, category, gap = fields_of(leads)
    assert not number.levels
    assert set(category.levels) == {"a", "b"}
    assert np.bincount(number.bins(leads)).tolist() == [0, *[10] * 10]
    unseen = [{"n": "x", "c": "z", "gap": None}]
    for field in (number, category, gap):
        assert field.bins(unseen).tolist() == [0]
        assert field.bins(leads).max() < field.width


def test_made_leads_are_judged_without_any_data() -> None:
    result = judge("--json")
    assert result.exit_code in {0, command.MISSED}, result.output
    reports = json.loads(result.stdout)
    assert [one["name"] for one in reports] == ["judge-plain", "judge-noise"]
    assert "did not take part" in reports[0]["setting"]
    assert reports[0]["verdicts"]


def csv(path: Path, outcomes: str) -> Path:
    shown = made(Shape.PLAIN, rows=len(outcomes))
    lines = ["won," + ",".join(shown.fields)]
    for won, lead in zip(outcomes, shown.leads, strict=True):
        lines.append(",".join([won, *(value or "" for value in lead.values())]))
    path.write_text("\n".join(lines))
    return path


def test_a_csv_is_judged_by_guessed_roles(tmp_path: Path) -> None:
    result = judge(str(csv(tmp_path / "some.csv", "10010" * 40)))
    assert result.exit_code in {0, command.MISSED}, result.output
    assert 'Guessed: target column "won"' in result.output
    assert "judge-some" in result.output


@pytest.mark.parametrize(
    ("outcomes", "words", "why"),
    [
        ("1" * 50, (), "50 won and 0 lost"),
        ("10" * 30, ("--target", "nothing"), 'no column "nothing"'),
        ("10" * 30, ("--roles", "none.yaml"), "none.yaml cannot be read"),
    ],
)
def test_data_that_cannot_be_judged_end_in_one_sentence(
    tmp_path: Path, outcomes: str, words: tuple[str, ...], why: str
) -> None:
    result = judge(str(csv(tmp_path / "some.csv", outcomes)), *words)
    assert result.exit_code == command.UNUSABLE
    assert why in result.output
    assert "Traceback" not in result.output
