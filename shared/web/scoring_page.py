"""The page /ops/scoring: what scores, since when and why, how good it is, and what was before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.score import Grade
from shared.domain.training_run import FEWEST_OUTCOMES, OUTCOMES_FOR_A_CHANCE
from shared.texts.formats import Formats
from shared.texts.language import Language
from shared.web import scoring_texts as texts
from shared.web.language import reader_of
from shared.web.ops_page import demos

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from flask import Request

    from shared.domain.scorecard_version import Share
    from shared.domain.training_run import FieldWeight, TrainingRun
    from shared.settings import Settings
    from shared.usecases.show_scoring import Scoring, ShowScoring
    from shared.web.language import Reader
    from shared.web.site import Answered, Page, Site

PATH = "/ops/scoring"
JOB = "/jobs/train"
_FIELDS = 12
_GRADES = (Grade.HOT, Grade.WARM, Grade.COLD)


@dataclass(frozen=True, slots=True)
class GradeBar:
    """One grade: how many of 100 were sold; `of_100` None: there was none."""

    grade: Grade
    leads: int
    won: int
    of_100: int | None


@dataclass(frozen=True, slots=True)
class FieldBar:
    """One field: by how much it moved scores and moves them, and the same in per cent of the most."""

    field: str
    before: float
    after: float
    before_width: int
    after_width: int


@dataclass(frozen=True, slots=True)
class ScoringPage:
    """Writes the page."""

    site: Site
    settings: Settings
    show: ShowScoring

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where."""
        return {("GET", PATH): self.answer}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give status, page and headers."""
        reader = reader_of(request, self.settings.default_language)
        return 200, self.render(reader, self.show(), now), reader.headers

    def render(self, reader: Reader, scoring: Scoring, now: datetime) -> str:
        """Give the page as HTML."""
        zone, run = self.settings.time_zone, scoring.last_run
        return self.site.render(
            "scoring.html",
            reader.language,
            scoring=scoring,
            run=run,
            now=now,
            zone=zone,
            formats=Formats(reader.language, zone),
            languages=tuple(Language),
            demos=demos(self.settings),
            job_url=_job_url(self.settings),
            texts=texts,
            grades=texts.GRADES,
            fates=texts.FATES,
            told=list(grade_bars(run.as_told)) if run else [],
            judged=list(grade_bars(run.judgement.grades)) if run and run.judgement else [],
            fields=field_bars(run.fields[:_FIELDS]) if run else [],
            goal=goal(run),
        )


def grade_bars(shares: Mapping[str, Share]) -> Iterator[GradeBar]:
    """Give the grades that there were leads of, the best first."""
    for grade in _GRADES:
        share = shares.get(grade.value)
        if share is not None:
            yield GradeBar(grade, share.leads, share.won, share.of_100)


def field_bars(weights: tuple[FieldWeight, ...]) -> list[FieldBar]:
    """Give fields with the widths of their bars, the widest being 100."""
    most = max((max(one.before, one.after) for one in weights), default=0.0) or 1.0
    return [
        FieldBar(
            one.field,
            one.before,
            one.after,
            round(100 * one.before / most),
            round(100 * one.after / most),
        )
        for one in weights
    ]


def goal(run: TrainingRun | None) -> tuple[int, int]:
    """Give how many outcomes are known of those that the next step needs."""
    if run is None:
        return 0, FEWEST_OUTCOMES
    for wanted in (FEWEST_OUTCOMES, OUTCOMES_FOR_A_CHANCE):
        if run.outcomes < wanted:
            return run.outcomes, wanted
    return texts.new_since(run), FEWEST_OUTCOMES


def _job_url(settings: Settings) -> str | None:
    """Give where to start a run by hand; on Cloud Run only the clock may."""
    return None if settings.k_service else f"http://localhost:{settings.port}{JOB}"
