"""How long something lasts that ends: a token, access to data, a key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.finding import fail, warn, well

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.finding import Finding

WARN_DAYS, HURRY_DAYS, FAIL_DAYS = 14, 7, 1
_DAY = timedelta(days=1)


def lasting(check: str, what: str, ends_at: datetime | None, now: datetime) -> Finding:
    """Judge an end: OK, a warning from 14 days on, a more urgent one from 7, a failure from 1.

    The causes are `WHAT_never_ends`, `WHAT_lasts`, `WHAT_ends_soon`, `WHAT_ends_this_week`,
    `WHAT_ends_now` and `WHAT_ended`.
    """
    if ends_at is None:
        return well(check, f"{what}_never_ends")
    days, day = (ends_at - now) // _DAY, ends_at.date().isoformat()
    if ends_at <= now:
        return fail(check, f"{what}_ended", day=day)
    if ends_at - now <= FAIL_DAYS * _DAY:
        return fail(check, f"{what}_ends_now", day=day, hours=(ends_at - now) // timedelta(hours=1))
    if ends_at - now <= HURRY_DAYS * _DAY:
        return warn(check, f"{what}_ends_this_week", day=day, days=days)
    if ends_at - now <= WARN_DAYS * _DAY:
        return warn(check, f"{what}_ends_soon", day=day, days=days)
    return well(check, f"{what}_lasts", day=day, days=days)
