"""What one training run found and decided: the report, as it is kept."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, FiniteFloat

from shared.domain.outcomes import Fate
from shared.domain.scorecard_version import Judgement, Share
from shared.domain.values import Moment, StoredValue

FEWEST_OUTCOMES = 30
"""Below this, and without won and lost leads among them, nothing is learnt."""
OUTCOMES_FOR_A_CHANCE = 100
"""From here on a score says a chance in per cent; before, only a grade."""


class Decision(StrEnum):
    """What a run came to."""

    PROMOTED = "promoted"
    """A newly trained model took over."""
    REFRESHED = "refreshed"
    """The model stayed, its intercept was moved to the newest outcomes."""
    KEPT = "kept"
    """The model in force stayed."""


class Why(StrEnum):
    """The reason for a decision; each has its sentence in shared/web/scoring_texts.py."""

    NO_WORSE = "no_worse"
    BETTER_SINCE_HELD = "better_since_held"
    WORSE = "worse"
    WORSE_THAN_EXPERT = "worse_than_expert"
    NOT_BETTER_SINCE_HELD = "not_better_since_held"
    TOO_FEW = "too_few"
    TOO_FEW_NEW = "too_few_new"
    ONE_CLASS = "one_class"
    NOT_JUDGED = "not_judged"
    UNTRAINABLE = "untrainable"
    OUTRUN = "outrun"
    DRIFTED = "drifted"
    ROLLED_BACK = "rolled_back"


class FieldWeight(StoredValue):
    """How much a field moves scores: mean size of its points, in log-odds, over recent leads."""

    field: str
    before: FiniteFloat
    after: FiniteFloat


class Drift(StoredValue):
    """The newest outcomes against what the model in force says of them."""

    leads: int
    expected: FiniteFloat
    """How many should have been won."""
    won: int
    is_significant: bool
    """More than chance: beyond two standard deviations."""


class TrainingRun(StoredValue):
    """One run; the latest of each tenant is kept, in `training_runs`."""

    tenant: str
    at: Moment
    by: str
    decision: Decision
    why: Why
    detail: str = ""
    """What the trainer refused, in its own words: no personal data."""
    in_force: str
    """The version that scores after this run; empty: the expert card."""
    in_force_before: str
    candidate: str = ""
    """The version that was trained, whether or not it took over."""
    fates: dict[Fate, int] = Field(default_factory=dict)
    """Of all scored leads that were read."""
    unreadable: int = 0
    is_complete: bool = True
    """False: older leads than the newest 20,000 were left out."""
    maturity_days: int
    new_outcomes: int = 0
    """That the model in force has not seen."""
    needed: int = 0
    """How many more would have been needed, where there were too few."""
    judgement: Judgement | None = None
    as_told: dict[str, Share] = Field(default_factory=dict)
    """What became of the leads that were called hot, warm, cold when they arrived."""
    fields: tuple[FieldWeight, ...] = ()
    drift: Drift | None = None
    is_dry_run: bool = False

    @property
    def outcomes(self) -> int:
        """How many leads there were to learn from."""
        return sum(self.fates.get(fate, 0) for fate in _TEACHING)

    @property
    def won(self) -> int:
        """How many of those were won."""
        return self.fates.get(Fate.WON, 0)

    def facts(self) -> dict[str, str | int | float | bool | None]:
        """What a log line may say of it."""
        judged = self.judgement
        return {
            "decision": self.decision.value,
            "why": self.why.value,
            "in_force": self.in_force or "expert",
            "candidate": self.candidate or None,
            "outcomes": self.outcomes,
            "won": self.won,
            "new_outcomes": self.new_outcomes,
            "unreadable": self.unreadable,
            "log_loss": judged.candidate.log_loss if judged else None,
            "log_loss_in_force": judged.in_force.log_loss if judged else None,
        }


_TEACHING = (Fate.WON, Fate.LOST, Fate.SPAM, Fate.OVERDUE)
