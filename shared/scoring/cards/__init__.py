"""The expert cards that come with the suite: written as YAML, run as the JSON compiled from it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from shared.scoring.card import ExpertCard
from shared.scoring.expert import card_of


@cache
def lead_ads() -> ExpertCard:
    """Give the general card for lead ads; about 2 ms, once a process."""
    file = Path(__file__).with_name("lead_ads.json")
    return card_of(json.loads(file.read_text(encoding="utf-8")))
