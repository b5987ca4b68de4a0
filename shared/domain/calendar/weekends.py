"""The days of the week on which a country does not work."""

from __future__ import annotations

_SATURDAY_SUNDAY = frozenset({6, 7})
_FRIDAY_SATURDAY = (
    "AF", "BD", "BH", "DJ", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "QA", "SA", "SD",
    "SY", "YE",
)  # fmt: skip
WEEKENDS = {
    **dict.fromkeys(_FRIDAY_SATURDAY, frozenset({5, 6})),
    "BN": frozenset({5, 7}),
    "IN": frozenset({7}),
    "IR": frozenset({5}),
    "UG": frozenset({7}),
}
"""ISO weekdays by country, where they are not Saturday and Sunday (AE is since January 2022).

Source: Unicode CLDR, weekData (as of Babel 2.18); where it is silent or behind (AF, BD, BN, DJ,
MV), the `weekend` of the library holidays 0.109. Looked up in November 2026.
"""


def weekend_of(country: str) -> frozenset[int]:
    """Give a country's days off as ISO weekdays; Saturday and Sunday if it is not known."""
    return WEEKENDS.get(country, _SATURDAY_SUNDAY)
