"""What a person reads of the figures."""

from __future__ import annotations

from shared.scoring.evaluation import calibration, figures
from shared.scoring.report import compared, explained

OUTCOMES = [True] * 30 + [False] * 70
SURE = [0.85] * 30 + [0.05] * 70
BLIND = [0.3] * 100


def test_models_stand_below_each_other_with_what_they_were_measured_on() -> None:
    text = compared({"card": figures(OUTCOMES, SURE), "average": figures(OUTCOMES, BLIND)})
    assert text.startswith(
        "Measured on 100 leads that were not learnt from, 30 of them won (30.0%)."
    )
    head, first, second = text.splitlines()[2:]
    assert head.split()[:2] == ["model", "AUC"]
    assert first.split()[:2] == ["card", "1.000"]
    assert second.split()[:2] == ["average", "0.500"]


def test_nothing_measured_is_said() -> None:
    assert compared({}) == "Nothing was measured.\n"


def test_a_good_model_is_told_in_sentences() -> None:
    text = explained(figures(OUTCOMES, SURE), calibration(OUTCOMES, SURE))
    assert "good (AUC 1.000)" in text
    assert "3.3 times the average" in text
    assert "take away" in text
    assert " 80% to  90%    30   85% 100%  ####################" in text
    assert " 10% to  20%     0\n" in text


def test_a_useless_model_is_called_so() -> None:
    worse = [0.6] * 30 + [0.7] * 70
    text = explained(figures(OUTCOMES, worse))
    assert "no better than chance" in text
    assert "worth less than the average alone" in text
