"""From leads to a trained scorecard, in the local run as a user has it: demo Meta, demo Odoo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.local.demo.odoo import users
from shared.domain.scorecard_version import EXPERT
from shared.odoo_client import OdooClient
from tests.local_run import LocalRunProcess
from tests.sold_leads import Trade

if TYPE_CHECKING:
    from pathlib import Path

ACCESS = {"database": users.DATABASE, "api_key": users.API_KEY}


def test_outcomes_in_the_demo_odoo_train_a_scorecard_that_grades_the_next_lead(
    tmp_path: Path,
) -> None:
    with LocalRunProcess(tmp_path) as run:
        url = f"http://127.0.0.1:{run.port}/demo/odoo"
        with OdooClient.connect(url, **ACCESS) as odoo:
            trade = Trade(run, odoo)
            scores = trade.take_in(60, 60)
            assert {score.scored_by for score in scores} == {"expert"}
            trade.close(scores)
            trade.learn(60, 60)
        trade.job("train")
        version = trade.in_force()
        assert version != EXPERT
        assert "60 of 100 outcomes known" in trade.page()
        run.kill()  # a scorecard is kept for a minute: another process reads it at once
        run.start()
        newest = {score.key for score in trade.take_in(1, 30)} - {score.key for score in scores}
        assert [s.scored_by for s in trade.scores() if s.key in newest] == [version]
