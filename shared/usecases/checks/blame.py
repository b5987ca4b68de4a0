"""What an error says about a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.finding import fail, not_checked, warn, well

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.domain.finding import Finding
    from shared.errors import SuiteError

PASSING = frozenset(
    {
        *("meta_throttled", "meta_quota_used_up", "meta_unavailable", "meta_unknown_error"),
        *("odoo_rate_limited", "odoo_conflict", "odoo_deadline_over", "odoo_pool_exhausted"),
        "memory_busy",
    }
)
"""What ends by itself, and is no reason to wake anybody."""


def blamed(check: str, error: SuiteError, *, about: str = "") -> Finding:
    """Give the finding of a check that this error ended; the error's code is the cause."""
    found = warn if error.code in PASSING else fail
    return found(check, error.code, about=about)


def ladder(steps: Sequence[str], failed: Finding, rest: Sequence[str] = ()) -> Iterator[Finding]:
    """Give the findings where one of some steps failed: before it well, after it not checked."""
    done = steps.index(failed.check)
    yield from (well(step) for step in steps[:done])
    yield failed
    yield from (not_checked(step, failed.check) for step in (*steps[done + 1 :], *rest))
