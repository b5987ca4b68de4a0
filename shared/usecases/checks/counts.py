"""Meta's count of leads against ours, by form and day, as the reconciliation has written it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.finding import fail, unknown, warn, well
from shared.domain.queries import FORM_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from shared.domain.finding import Finding
    from shared.ports import Memory

DAYS = 7
_AT_MOST = 200


def counts(memory: Memory, tenant: str, now: datetime) -> Iterator[Finding]:
    """Judge each form's days of the last week together."""
    since = (now - timedelta(days=DAYS)).date().isoformat()
    page = memory.query(
        FORM_DAYS, equals={"tenant": tenant}, at_least=since, descending=True, limit=_AT_MOST
    )
    rows = [document.data for document in page.documents]
    if not rows:
        yield unknown("suite.counts", "not_compared")
        return
    missing, missed = _by_form(rows, _missing), _by_form(rows, _missed)
    yield from (
        fail("suite.counts", "leads_missing", about=form, leads=number)
        for form, number in sorted(missing.items())
    )
    yield from (
        warn("suite.counts", "leads_unannounced", about=form, leads=number)
        for form, number in sorted(missed.items())
        if form not in missing
    )
    if not missing and not missed:
        yield well("suite.counts", "counts_agree", leads=sum(_number(r, "meta") for r in rows))


def _by_form(
    rows: list[Mapping[str, object]], count: Callable[[Mapping[str, object]], int]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        number, form = count(row), str(row.get("form_id"))
        if number:
            found[form] = found.get(form, 0) + number
    return found


def _missing(row: Mapping[str, object]) -> int:
    """Leads that Meta has and we neither knew nor have announced since."""
    return max(0, _number(row, "meta") - _number(row, "known") - _number(row, "announced"))


def _missed(row: Mapping[str, object]) -> int:
    """Leads that no webhook had told us of."""
    return _number(row, "announced")


def _number(row: Mapping[str, object], name: str) -> int:
    value = row.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
