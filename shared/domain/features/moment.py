"""When a lead was sent, by the company's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.domain.features.field import YES_NO, FeatureField, Group, Kind, yes_no

if TYPE_CHECKING:
    from shared.domain.features.arrival import Arrival
    from shared.domain.score import Features

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PARTS = ((5, "night"), (12, "morning"), (17, "afternoon"), (21, "evening"), (24, "late evening"))
_FRI_SAT, _SAT_SUN = frozenset({4, 5}), frozenset({5, 6})
_WEEKENDS = {
    **dict.fromkeys(
        ("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "PS", "QA", "SA", "SD", "SY", "YE"),
        _FRI_SAT,
    ),
    "AF": frozenset({3, 4}),
    "IR": frozenset({4}),
    "IN": frozenset({6}),
    "UG": frozenset({6}),
}
"""Where it is not Saturday and Sunday; CLDR 48, supplemental weekData (AE left Friday in 2022)."""

FIELDS = (
    FeatureField(
        "hour",
        Kind.NUMBER,
        Group.MOMENT,
        "hour of the day in the company's zone, 0 to 23",
        "people who ask at work are often further on than those who scroll at night",
    ),
    FeatureField(
        "part_of_day",
        Kind.CATEGORY,
        Group.MOMENT,
        "the same, coarse: night is 0 to 5, late evening from 21",
        "few leads are enough to learn it",
        tuple(name for _, name in _PARTS),
    ),
    FeatureField(
        "weekday",
        Kind.CATEGORY,
        Group.MOMENT,
        "day of the week in the company's zone",
        "people ask for different things on different days",
        WEEKDAYS,
    ),
    FeatureField(
        "weekend",
        Kind.CATEGORY,
        Group.MOMENT,
        "whether it is the weekend of the company's country (Friday and Saturday in most of the "
        "Gulf, Saturday and Sunday in the Emirates)",
        "the same, coarse",
        YES_NO,
    ),
)


def moment(arrival: Arrival) -> Features:
    """Give the features of this group."""
    local = arrival.at.astimezone(ZoneInfo(arrival.time_zone))
    weekend = _WEEKENDS.get(arrival.home_country, _SAT_SUN)
    return {
        "hour": local.hour,
        "part_of_day": next(name for end, name in _PARTS if local.hour < end),
        "weekday": WEEKDAYS[local.weekday()],
        "weekend": yes_no(is_so=local.weekday() in weekend),
    }
