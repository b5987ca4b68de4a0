"""Leads from Meta to an outcome in Odoo: announced, graded, then won or lost by what they are worth."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import requests

from shared import bootstrap, once, settings
from shared.domain.queries import SCORES_BY_ARRIVAL
from shared.domain.score import LeadScore
from shared.domain.scorecard_version import EXPERT
from shared.usecases.known_outcomes import ReadOutcomes
from shared.usecases.paged import documents
from shared.usecases.show_scoring import Scoring, ShowScoring
from tests.local_run import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.odoo_client import OdooClient
    from shared.ports import Memory
    from tests.local_run import LocalRunProcess

MATURITY = timedelta(days=180)
_BATCH = 100


class Trade:
    """One local run's leads and what becomes of them in its Odoo."""

    def __init__(self, run: LocalRunProcess, odoo: OdooClient, tenant: str = "default") -> None:
        self.run = run
        self.odoo = odoo
        self.tenant = tenant
        self.chance = Random(300)

    def take_in(self, count: int, timeout_s: float) -> tuple[LeadScore, ...]:
        """Let leads come from Meta and be graded; gives all scores there are."""
        before = len(self.scores())
        self.job("read_crm_changes")  # from now on
        self.run.announce(self.run.make_leads(count))
        wanted = before + count
        wait_until(lambda: len(self.scores()) >= wanted, timeout_s, f"not {wanted} leads graded")
        self.run.wait_drained(timeout_s)
        return self.scores()

    def close(self, scores: Sequence[LeadScore]) -> int:
        """Win or lose each in Odoo, as people there do; gives how many were won.

        Those of one page buy more often, and those on Instagram: no card knows that.
        """
        won, lost = list[int](), list[int]()
        for score in scores:
            (won if self.chance.random() < worth(score) else lost).append(score.crm_lead_id)
        for action, ids in {"action_set_won": won, "action_set_lost": lost}.items():
            for start in range(0, len(ids), _BATCH):
                self.odoo.call("crm.lead", action, ids=ids[start : start + _BATCH])
        return len(won)

    def learn(self, count: int, timeout_s: float) -> None:
        """Wait until our memory knows so many outcomes, by reading Odoo's changes alone."""

        def is_known() -> bool:
            self.job("read_crm_changes")
            with self.memory() as memory:
                found = ReadOutcomes(memory, bootstrap.clock(), self.tenant, MATURITY)()
            return len(found.known) >= count

        wait_until(is_known, timeout_s, f"not {count} outcomes known")

    def job(self, name: str) -> None:
        url = f"http://127.0.0.1:{self.run.port}/jobs/{name}"
        requests.post(url, timeout=280).raise_for_status()

    def page(self, language: str = "en") -> str:
        url = f"http://127.0.0.1:{self.run.port}/ops/scoring?lang={language}"
        answer = requests.get(url, timeout=60)
        answer.raise_for_status()
        return answer.text

    def scoring(self) -> Scoring:
        with self.memory() as memory:
            return ShowScoring(memory, self.tenant)()

    def in_force(self) -> str:
        pointer = self.scoring().in_force
        return pointer.version if pointer else EXPERT

    def scores(self) -> tuple[LeadScore, ...]:
        with self.memory() as memory:
            found = documents(memory, SCORES_BY_ARRIVAL, equals={"tenant": self.tenant})
            return tuple(LeadScore.model_validate(document.data) for document in found)

    @contextmanager
    def memory(self) -> Iterator[Memory]:
        """Look into the same file as the run."""
        found = settings.read({"DATA_DIR": str(self.run.folder)})
        try:
            yield bootstrap.memory(found)
        finally:
            once.close(found)


def worth(score: LeadScore) -> float:
    """Give the true chance of a lead."""
    is_academy = "Academy" in str(score.features.get("page", ""))
    is_instagram = score.features.get("platform") == "ig"
    return {0: 0.08, 1: 0.3, 2: 0.8}[is_academy + is_instagram]
