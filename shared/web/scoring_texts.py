"""What training found and decided, in plain words, for the page and for the command.

A test holds the tables to the enumerations, and the Arabic to the English.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.outcomes import Fate
from shared.domain.score import Grade
from shared.domain.training_run import (
    FEWEST_OUTCOMES,
    OUTCOMES_FOR_A_CHANCE,
    Decision,
    Why,
)
from shared.texts.translations import N_, translations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.scorecard_version import Judgement, Measured, Share
    from shared.domain.training_run import TrainingRun
    from shared.texts.language import Language

DECISIONS: Mapping[Decision, str] = MappingProxyType(
    {
        Decision.PROMOTED: N_("A model trained on your own outcomes took over."),
        Decision.REFRESHED: N_("The model stays; its level was moved to the newest outcomes."),
        Decision.KEPT: N_("The scorecard in force stays."),
    }
)
WHYS: Mapping[Why, str] = MappingProxyType(
    {
        Why.NO_WORSE: N_(
            "The new model was no worse than the one before: log-loss %(candidate)s against "
            "%(in_force)s on %(judged)s newer leads (lower is better; %(tolerance)s more would "
            "still pass as chance)."
        ),
        Why.BETTER_SINCE_HELD: N_(
            "Since a person chose the scorecard, the new model was better by more than chance: "
            "log-loss %(candidate)s against %(in_force)s on %(judged)s leads (lower is better)."
        ),
        Why.WORSE: N_(
            "The new model was worse than the one in force: log-loss %(candidate)s against "
            "%(in_force)s on %(judged)s newer leads (lower is better; %(tolerance)s more would "
            "have passed as chance)."
        ),
        Why.WORSE_THAN_EXPERT: N_(
            "The new model was worse than the expert card that came with the software: log-loss "
            "%(candidate)s against %(expert)s on %(judged)s newer leads (lower is better)."
        ),
        Why.NOT_BETTER_SINCE_HELD: N_(
            "A person chose this scorecard. Since then a new model was not better by more than "
            "chance: log-loss %(candidate)s against %(in_force)s on %(judged)s leads (lower is "
            "better)."
        ),
        Why.TOO_FEW: N_(
            "%(outcomes)s outcomes are known; learning begins with %(fewest)s. %(needed)s more "
            "are needed."
        ),
        Why.TOO_FEW_NEW: N_(
            "%(new)s outcomes are new since the scorecard in force was made or chosen; with "
            "%(fewest)s a new model is tried. %(needed)s more are needed."
        ),
        Why.ONE_CLASS: N_(
            "The outcomes are all the same, all sold or all not: there is nothing to tell apart."
        ),
        Why.NOT_JUDGED: N_(
            "The older leads alone were not enough to train on, so a new model could not be judged."
        ),
        Why.UNTRAINABLE: N_("Training refused the data: %(detail)s"),
        Why.OUTRUN: N_("Another run was faster; its choice counts."),
        Why.DRIFTED: N_(
            "Of the last %(block)s outcomes %(block_won)s were sold where %(expected)s were "
            "expected: more than chance."
        ),
        Why.ROLLED_BACK: N_("A person chose it."),
    }
)
SHORT: Mapping[str, str] = MappingProxyType(
    {
        Why.NO_WORSE.value: N_("took over: no worse than the one before"),
        Why.BETTER_SINCE_HELD.value: N_("took over: better than the one that a person chose"),
        Why.WORSE.value: N_("refused: worse than the one in force"),
        Why.WORSE_THAN_EXPERT.value: N_("refused: worse than the expert card"),
        Why.NOT_BETTER_SINCE_HELD.value: N_("refused: not better than the one that a person chose"),
        Why.DRIFTED.value: N_("level moved to the newest outcomes"),
    }
)
"""Of a kept version, why it took over or not."""
FATES: Mapping[Fate, str] = MappingProxyType(
    {
        Fate.WON: N_("sold"),
        Fate.LOST: N_("lost"),
        Fate.SPAM: N_("called spam by a person"),
        Fate.OVERDUE: N_("open too long, counted as not sold"),
        Fate.OPEN: N_("still open: not counted"),
        Fate.GONE: N_("not in Odoo: not counted"),
        Fate.NO_VERDICT: N_("closed as duplicate or test: not counted"),
        Fate.TEST: N_("test leads: not counted"),
    }
)
GRADES: Mapping[Grade, str] = MappingProxyType(
    {
        Grade.HOT: N_("Hot"),
        Grade.WARM: N_("Warm"),
        Grade.COLD: N_("Cold"),
        Grade.SPAM: N_("Spam"),
    }
)
EXPERT_CARD = N_("Expert card")
DRY_RUN = N_("Dry run: nothing was written.")
DAMAGED = N_("The scorecard in force cannot be read: the expert card scores in its place.")
HELD = N_("A person chose it; it is held until a better one is found.")
DRIFT = N_("Of the last %(leads)s outcomes %(won)s were sold; %(expected)s were expected.")
FIGURES = (
    N_("Scorecard"),
    N_("Leads"),
    N_("Sold"),
    N_("Log-loss (lower is better)"),
    N_("Right order, of 100 pairs"),
    N_("Off by, in 100"),
)
WEIGHTS = (N_("Field"), N_("Before"), N_("Newly trained"))
VERSIONS = (
    N_("Version"),
    N_("Made"),
    N_("Outcomes"),
    N_("Log-loss (lower is better)"),
    N_("What became of it"),
)
BECAME = (N_("Leads"), N_("What became of the scored leads"))
_OF_100: Mapping[Grade, str] = MappingProxyType(
    {
        Grade.HOT: N_("Of 100 leads called hot, %(of_100)s bought (%(won)s of %(leads)s)."),
        Grade.WARM: N_("Of 100 leads called warm, %(of_100)s bought (%(won)s of %(leads)s)."),
        Grade.COLD: N_("Of 100 leads called cold, %(of_100)s bought (%(won)s of %(leads)s)."),
    }
)
_ORDER = N_(
    "Of 100 pairs of a sold and an unsold lead it puts %(right)s in the right order (50 is chance)."
)
_OFF = N_("What it says and what happens differ by %(off)s in 100 on the average.")
_NEXT = (
    (FEWEST_OUTCOMES, N_("%(known)s of %(wanted)s outcomes known until the first training.")),
    (
        OUTCOMES_FOR_A_CHANCE,
        N_("%(known)s of %(wanted)s outcomes known until scores say a chance in per cent."),
    ),
)
_TRIED_NIGHTLY = N_("Enough new outcomes are known: a new model is tried every night.")
_NEXT_TRAINING = N_("%(known)s of %(wanted)s new outcomes known until the next training.")


def why(run: TrainingRun, language: Language) -> str:
    """Say why a run came to its decision."""
    return translations(language).gettext(WHYS[run.why]) % _facts(run)


def short_why(slug: str) -> str:
    """Give why a version took over or not, in English and a few words; empty for newer code's."""
    return SHORT.get(slug, "")


def decided(run: TrainingRun, language: Language) -> str:
    """Say what a run came to."""
    return translations(language).gettext(DECISIONS[run.decision])


def of_100(shares: Mapping[str, Share], language: Language) -> Iterator[str]:
    """Say for each grade with leads how many of 100 bought."""
    said = translations(language).gettext
    for grade, text in _OF_100.items():
        share = shares.get(grade.value)
        if share is not None and share.of_100 is not None:
            facts = {"of_100": share.of_100, "won": share.won, "leads": share.leads}
            yield said(text) % facts


def meaning(measured: Measured, language: Language) -> Iterator[str]:
    """Say a model's figures in words that need no statistics."""
    said = translations(language).gettext
    if measured.auc is not None:
        yield said(_ORDER) % {"right": round(100 * measured.auc)}
    if measured.ece is not None:
        yield said(_OFF) % {"off": round(100 * measured.ece)}


def rivals(judgement: Judgement) -> tuple[tuple[str, Measured], ...]:
    """Give who was measured on the same leads, by names in English."""
    found = (
        (N_("Newly trained"), judgement.candidate),
        (N_("In force"), judgement.in_force),
        (EXPERT_CARD, judgement.expert),
        (N_("The average chance for every lead"), judgement.average),
    )
    return tuple((name, measured) for name, measured in found if measured is not None)


def next_step(run: TrainingRun, language: Language) -> str:
    """Say how many outcomes are known of those that the next step needs."""
    said = translations(language).gettext
    for wanted, text in _NEXT:
        if run.outcomes < wanted:
            return said(text) % {"known": run.outcomes, "wanted": wanted}
    if new_since(run) >= FEWEST_OUTCOMES:
        return said(_TRIED_NIGHTLY)
    return said(_NEXT_TRAINING) % {"known": new_since(run), "wanted": FEWEST_OUTCOMES}


def new_since(run: TrainingRun) -> int:
    """Give how many outcomes the scorecard that scores has not seen, up to what a training needs."""
    return 0 if run.decision is Decision.PROMOTED else min(run.new_outcomes, FEWEST_OUTCOMES)


def _facts(run: TrainingRun) -> dict[str, object]:
    drift = run.drift
    return {
        "outcomes": run.outcomes,
        "new": run.new_outcomes,
        "needed": run.needed,
        "fewest": FEWEST_OUTCOMES,
        "detail": run.detail,
        "block": drift.leads if drift else 0,
        "block_won": drift.won if drift else 0,
        "expected": round(drift.expected) if drift else 0,
        **_judged(run.judgement),
    }


def _judged(judgement: Judgement | None) -> dict[str, object]:
    if judgement is None:
        return dict.fromkeys(("judged", "candidate", "in_force", "expert", "tolerance"), "?")
    return {
        "judged": judgement.candidate.leads,
        "candidate": f"{judgement.candidate.log_loss:.3f}",
        "in_force": f"{judgement.in_force.log_loss:.3f}",
        "expert": f"{judgement.expert.log_loss:.3f}",
        "tolerance": f"{max(judgement.tolerance, 0):.3f}",
    }
