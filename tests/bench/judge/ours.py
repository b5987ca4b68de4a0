"""This project's scorecard as a contestant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shared.scoring.expert import BadCard, card_of
from shared.scoring.training import Untrainable, train
from tests.bench.judge.reading import BadData

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from shared.scoring.card import ExpertCard
    from tests.bench.judge.contestants import Predict
    from tests.bench.judge.lead_set import Lead, LeadSet


@dataclass(frozen=True, slots=True)
class Ours:
    """Trained with numpy, served as it is in production: through the rounded artefact."""

    card: ExpertCard | None = None

    @property
    def name(self) -> str:
        """Say whether an expert's card was the prior."""
        return "scorecard with an expert card" if self.card else "scorecard"

    def fit(self, leads: Sequence[Lead], won: NDArray[np.bool_]) -> Predict:
        try:
            scorecard = train(leads, won.tolist(), self.card, version="judged").scorecard
        except Untrainable as error:
            raise BadData(f"the scorecard cannot be trained: {error}") from error
        return lambda others: np.array([scorecard.probability(lead) for lead in others])


def ours(judged: LeadSet) -> list[Ours]:
    """Give the scorecard without, and with the roles' expert card; raises BadData for a bad card."""
    if judged.card is None:
        return [Ours()]
    try:
        return [Ours(), Ours(card_of(judged.card))]
    except BadCard as error:
        raise BadData(f"the expert card of the roles: {error}") from error
