"""The benchmark's copy of Odoo's predictive scoring tells the chances that Odoo itself tells."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.bench.judge.odoo_bayes import OdooBayes

if TYPE_CHECKING:
    from tests.odoo.addon import AddonOdoo

pytestmark = pytest.mark.odoo

EMAILS = ("sara@example.com", "no address", False)
PHONES = ("+20 100 123 4567", "12", False)
VARIABLES = ("email_state", "phone_state")
"""What Odoo looks at unless it is told otherwise; an empty one is a value to it, `False`."""


def new_leads(odoo: AddonOdoo, team: int, count: int, rng: Random) -> list[int]:
    values = [
        {
            "name": "scored",
            "type": "opportunity",
            "team_id": team,
            "email_from": rng.choice(EMAILS),
            "phone": rng.choice(PHONES),
            "country_id": odoo.client.search_read("res.country", [["code", "=", "EG"]], ["id"])[0][
                "id"
            ],
        }
        for _ in range(count)
    ]
    return list(odoo.client.create_many("crm.lead", values))


def states(odoo: AddonOdoo, leads: list[int]) -> dict[int, dict[str, str | None]]:
    rows = odoo.client.search_read("crm.lead", [["id", "in", leads]], ["id", *VARIABLES])
    return {row["id"]: {name: str(row[name] or False) for name in VARIABLES} for row in rows}


def test_our_copy_tells_the_chances_that_odoo_tells(addon: AddonOdoo) -> None:
    rng = Random(1)
    [team] = addon.client.create_many("crm.team", [{"name": "predictive scoring"}])
    closed = new_leads(addon, team, 30, rng)
    known = states(addon, closed)
    won = {
        lead: rng.random() < (0.7 if known[lead]["phone_state"] == "correct" else 0.3)
        for lead in closed
    }
    for way, ended in (("action_set_won", True), ("action_set_lost", False)):
        leads = [lead for lead in closed if won[lead] is ended]
        addon.client.call("crm.lead", way, ids=leads)
    model = OdooBayes().fit([known[lead] for lead in closed], [won[lead] for lead in closed])

    fresh = new_leads(addon, team, 12, rng)
    told = addon.client.search_read(
        "crm.lead", [["id", "in", fresh]], ["id", "automated_probability"]
    )
    ours = {lead: model.probability(state) for lead, state in states(addon, fresh).items()}
    addon.client.unlink("crm.lead", [*closed, *fresh])

    assert len(told) == len(set(fresh)) == len(ours)
    assert len(set(ours.values())) > 3
    for row in told:
        assert float(row["automated_probability"]) / 100 == pytest.approx(ours[row["id"]], abs=1e-4)
