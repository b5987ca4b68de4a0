"""Cards and leads that the tests of the scorecard share."""

from __future__ import annotations

from math import exp
from random import Random

from shared.scoring.expert import ExpertCard, card_of

CARD = {
    "base_rate": 0.2,
    "hot": 1.0,
    "warm": 0.25,
    "capped": {"said": {"at_most": 0.8, "fields": ["said_need", "said_budget"]}},
    "fields": {
        "platform": {
            "en": "Comes from {level}",
            "ar": "مصدره {level}",
            "levels": {
                "ig": {"points": 0.5, "en": "Comes from Instagram", "ar": "جاء من إنستغرام"},
                "fb": -0.25,
            },
            "missing": -0.5,
        },
        "answers": {
            "ranges": [
                {"below": 2, "points": -1, "en": "Answered almost nothing", "ar": "لم يجب تقريبًا"},
                {"below": 5, "points": 0.0},
                {"points": 0.75},
            ],
            "en": "Answered {level} questions",
            "ar": "عدد الأسئلة التي أجاب عنها: {level}",
            "missing": -0.1,
        },
        "said_need": {"levels": {"now": 1.0, "unknown": 0.0, "never": -1.5}},
        "said_budget": {"levels": {"high": 1.0, "unknown": 0.0}},
    },
}


def card() -> ExpertCard:
    return card_of(CARD)


def lead(chance: Random) -> dict[str, str | float | None]:
    """Give a lead of mixed kinds, some of it missing, some of it wrong."""
    return {
        "platform": chance.choice(["ig", "fb", "ig", None, "tiktok", ""]),
        "answers": chance.choice([0, 1, 2.5, "7", None, float("nan"), "many", 12]),
        "said_need": chance.choice(["now", "unknown", "never", None]),
        "said_budget": chance.choice(["high", "unknown", None]),
        "city": chance.choice(["Cairo", "Giza", "Riyadh", "Jeddah", "Dubai"]),
        "hour": chance.randrange(24),
        "wait": chance.expovariate(0.01),
    }


def history(leads: int, seed: int = 1) -> tuple[list[dict[str, str | float | None]], list[bool]]:
    """Give leads and outcomes that depend on platform, city, and hour together with city."""
    chance = Random(seed)
    rows = [lead(chance) for _ in range(leads)]
    return rows, [chance.random() < 1 / (1 + exp(-_truth(row))) for row in rows]


def _truth(row: dict[str, str | float | None]) -> float:
    hour, wait = row["hour"], row["wait"]
    assert isinstance(hour, int)
    assert isinstance(wait, float)
    late = 1 if hour >= 12 else -1
    cairo = 1 if row["city"] == "Cairo" else -1
    return -0.5 + (row["platform"] == "ig") * 1.5 + late * cairo * 0.9 - min(wait, 300) / 200
