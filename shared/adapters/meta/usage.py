"""Meta's quota headers: how much is used up, and waiting before Meta says no.

`X-App-Usage: {"call_count": 28, "total_time": 25, "total_cputime": 25}` and
`X-Business-Use-Case-Usage: {"<business>": [{"type": "leadgen", "call_count": 95, "total_cputime":
20, "total_time": 20, "estimated_time_to_regain_access": 19}]}`, in per cent and minutes (Meta,
Rate limits, v26.0, read 2026-11).
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.errors import ConnectionDown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.ports import Clock

FULL_PERCENT = 95.0
"""From here on we wait: the last calls are left to people who look at the page."""
DEFAULT_WAIT_S = 300.0
_LONGEST_WAIT_S = 86_400.0
_OUR_USE_CASES = {"leadgen", "pages"}
_FIGURES = ("call_count", "total_cputime", "total_time")
_LONGEST_HEADER = 65_536


@dataclass(frozen=True, slots=True)
class Usage:
    """The highest figure of a header and, if Meta says so, how long access is lost."""

    percent: float = 0.0
    regain_s: float = 0.0

    def wait_s(self) -> float:
        """Seconds to make no calls; 0 to go on."""
        if self.regain_s:
            return self.regain_s
        return DEFAULT_WAIT_S if self.percent >= FULL_PERCENT else 0.0


def app_usage(headers: Mapping[str, str]) -> Usage:
    """Read the quota of the whole app; a header that cannot be read counts as none."""
    return _highest(_json(headers.get("X-App-Usage")))


def business_usage(headers: Mapping[str, str]) -> Usage:
    """Read the quota of the Page's business for leads and pages, the worst of all objects."""
    found = [_highest(entry) for entry in _use_cases(_json(_business_header(headers)))]
    return Usage(
        max((usage.percent for usage in found), default=0.0),
        max((usage.regain_s for usage in found), default=0.0),
    )


class UsageGate:
    """Stops calls while a quota is used up: the app's for all Pages, a business's for its own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._closed_until: dict[str, datetime] = {}

    def check(self, page_id: str) -> None:
        """Raise ConnectionDown with the seconds to wait if this Page's quota is used up."""
        now = self._clock.now()
        with self._lock:
            until = max((self._closed_until.get(key, now) for key in ("", page_id)), default=now)
        if until > now:
            raise ConnectionDown(
                "Meta's quota is nearly used up, calls wait",
                code="meta_quota_used_up",
                is_certain=True,
                retry_after_s=(until - now).total_seconds(),
            )

    def note(self, page_id: str, headers: Mapping[str, str]) -> None:
        """Take in the quota headers of a reply."""
        self._set("", app_usage(headers).wait_s())
        self._set(page_id, business_usage(headers).wait_s())

    def close(self, page_id: str, wait_s: float) -> None:
        """Stop the calls for a Page: Meta has said no already."""
        self._set(page_id, wait_s)

    def _set(self, key: str, wait_s: float) -> None:
        if wait_s <= 0:
            return
        with self._lock:
            self._closed_until[key] = self._clock.now() + timedelta(seconds=wait_s)


def _business_header(headers: Mapping[str, str]) -> str | None:
    return headers.get("X-Business-Use-Case-Usage")


def _use_cases(businesses: object) -> Iterator[object]:
    if not isinstance(businesses, dict):
        return
    for entries in businesses.values():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("type") in _OUR_USE_CASES:
                yield entry


def _highest(entry: object) -> Usage:
    if not isinstance(entry, dict):
        return Usage()
    minutes = _figure(entry.get("estimated_time_to_regain_access"))
    return Usage(
        max(_figure(entry.get(name)) for name in _FIGURES),
        min(minutes * 60, _LONGEST_WAIT_S),
    )


def _figure(value: object) -> float:
    """Give a figure of at least 0; what is no number counts as 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return float(min(value, 1_000_000)) if value > 0 else 0.0


def _json(header: str | None) -> object:
    if not header or len(header) > _LONGEST_HEADER:
        return None
    try:
        return json.loads(header)
    except (ValueError, RecursionError):
        return None
