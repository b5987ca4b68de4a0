"""A made-up company: scored leads and what became of them, in a memory of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey
from shared.domain.opportunity import (
    Opportunity,
    OpportunityState,
    Outcome,
    opportunity_key,
)
from shared.domain.score import Correction, Grade, LeadScore, Verdict
from shared.scoring.expert import card_of
from shared.usecases.choose_scorecard import ChooseScorecard
from shared.usecases.known_outcomes import ReadOutcomes
from shared.usecases.lead_scores import LeadScores
from shared.usecases.opportunities import Opportunities
from shared.usecases.scorecards import ScorecardInForce, Scorecards
from shared.usecases.train_scorecard import TrainScorecard

if TYPE_CHECKING:
    from pathlib import Path

    from shared.ports import Memory

START = datetime(2026, 6, 1, tzinfo=UTC)
MATURITY = timedelta(days=180)
TENANT = "default"
CARD = card_of(
    {
        "base_rate": 0.2,
        "fields": {
            "form": {"levels": {"demo": 0.3, "guide": -0.3}},
            "platform": {"levels": {"ig": 0.2, "fb": 0.0}},
            "answers": {"ranges": [{"below": 3, "points": -0.2}, {"points": 0.2}]},
        },
    }
)
FORMS = {"demo": 1.8, "guide": -1.2, "price": 0.6}
"""What a form's leads are worth here, in log-odds: not what the card thinks."""


class GivenClock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.at = now

    def now(self) -> datetime:
        return self.at


@dataclass
class Company:
    """Leads come in, are scored, and are won or lost."""

    memory: Memory
    clock: GivenClock = field(default_factory=lambda: GivenClock(START))
    rng: Random = field(default_factory=lambda: Random(5))
    count: int = 0

    def lead(
        self,
        outcome: Outcome | None = None,
        *,
        features: dict[str, str | float] | None = None,
        is_test: bool = False,
        verdict: Verdict | None = None,
        arrived_at: datetime | None = None,
        lost_reason: str | None = None,
    ) -> LeadScore:
        """Store a scored lead and, if it is in the CRM, our picture of it."""
        self.count += 1
        arrived = arrived_at or self.clock.at
        correction = Correction(verdict=verdict, at=self.clock.at) if verdict else None
        score = LeadScore(
            key=LeadKey(f"{self.count:032x}"),
            tenant=TENANT,
            leadgen_id=LeadgenId(str(10**15 + self.count)),
            crm_lead_id=CrmLeadId(self.count),
            is_test=is_test,
            arrived_at=arrived,
            features=features or {"form": "demo", "platform": "fb", "answers": 4.0},
            grade=Grade.WARM,
            log_odds=0.0,
            scored_by="expert",
            scored_at=arrived,
            correction=correction,
        )
        LeadScores(self.memory).create(score)
        if outcome is not None:
            self.picture(score.crm_lead_id, outcome, lost_reason=lost_reason)
        return score

    def picture(
        self,
        crm_lead_id: int,
        outcome: Outcome,
        *,
        lost_reason: str | None = None,
        merged_into: int | None = None,
    ) -> None:
        """Store what the CRM says of a record."""
        closed = self.clock.at if outcome is not Outcome.OPEN else None
        state = OpportunityState(outcome=outcome, closed_at=closed, lost_reason=lost_reason)
        record = CrmLeadId(crm_lead_id)
        picture = Opportunity(
            key=opportunity_key(TENANT, record),
            tenant=TENANT,
            crm_lead_id=record,
            revision=1,
            state=None if merged_into else state,
            merged_into=CrmLeadId(merged_into) if merged_into else None,
            seen_at=self.clock.at,
        )
        assert Opportunities(self.memory).replace(None, picture)

    def trade(self, leads: int, *, shift: float = 0.0, sign: float = 1.0) -> None:
        """Let so many leads come, one an hour, each won or lost by what its form is worth."""
        for _ in range(leads):
            self.clock.at += timedelta(hours=1)
            form = self.rng.choice(sorted(FORMS))
            answers = float(self.rng.randrange(8))
            worth = sign * (FORMS[form] + 0.3 * (answers - 3.5)) - 0.8 + shift
            is_won = self.rng.random() < 1 / (1 + math.exp(-worth))
            features: dict[str, str | float] = {
                "form": form,
                "platform": self.rng.choice(["fb", "ig"]),
                "answers": answers,
            }
            self.lead(Outcome.WON if is_won else Outcome.LOST, features=features)

    def later(self, **span: float) -> None:
        self.clock.at += timedelta(**span)

    @property
    def train(self) -> TrainScorecard:
        return TrainScorecard(self.memory, self.clock, TENANT, MATURITY, CARD)

    @property
    def read(self) -> ReadOutcomes:
        return ReadOutcomes(self.memory, self.clock, TENANT, MATURITY)

    @property
    def choose(self) -> ChooseScorecard:
        return ChooseScorecard(self.memory, self.clock, TENANT)

    @property
    def kept(self) -> Scorecards:
        return Scorecards(self.memory, TENANT)

    @property
    def reader(self) -> ScorecardInForce:
        return ScorecardInForce(self.memory, self.clock, TENANT, CARD.scorecard("expert"))


def new_company(folder: Path) -> Company:
    clock = GivenClock(START)
    return Company(SqliteMemory(folder / "memory.db", clock=clock), clock)
