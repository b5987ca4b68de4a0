"""The last report of the watch: one document, from which episodes of failure are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.finding import Report, Status, well
from shared.domain.queries import CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.finding import Finding
    from shared.ports import Memory

_COLLECTION = CONNECTIONS.collection
"""Beside the connections themselves; having no `name`, it is not found among them."""


@dataclass(frozen=True, slots=True)
class LastReport:
    """Reads and replaces it; of two runs at once the later one is kept."""

    memory: Memory
    tenant: str

    def read(self) -> Report | None:
        """Give the last report; None before the first, and for one that this code cannot read."""
        document = self.memory.get(_COLLECTION, self._id)
        if document is None:
            return None
        try:
            return Report.model_validate(document.data)
        except ValidationError:
            return None

    def follow(self, report: Report) -> tuple[Report, tuple[Finding, ...]]:
        """Keep a report; give it with when each trouble began, and what has changed.

        What has changed: a check that fails as it did not before, and one that does no longer.
        """
        former = self.read() or Report(at=report.at, findings=())
        findings = tuple(_dated(one, former, report) for one in report.findings)
        kept = Report(at=report.at, findings=findings, failing=_failing(findings, former))
        self.memory.put(_COLLECTION, self._id, kept.model_dump(mode="json"))
        return kept, (*_begun(kept, former), *_ended(kept, former))

    @property
    def _id(self) -> str:
        return f"watch.{self.tenant}"


def _dated(finding: Finding, former: Report, report: Report) -> Finding:
    """Say since when it is not in order."""
    if not finding.is_bad:
        return finding
    before = [one.since for one in former.findings if one.key == finding.key and one.since]
    since = former.failing.get(finding.key) or next(iter(before), report.at)
    return finding.model_copy(update={"since": since})


def _failing(findings: tuple[Finding, ...], former: Report) -> dict[str, datetime]:
    """Give what fails with its beginning. What could not be checked goes on failing."""
    unchecked = {one.check for one in findings if one.status is Status.NOT_CHECKED}
    going_on = {key: since for key, since in former.failing.items() if _check_of(key) in unchecked}
    now = {one.key: one.since for one in findings if one.status is Status.FAIL and one.since}
    return going_on | now


def _begun(report: Report, former: Report) -> Iterator[Finding]:
    failing = (one for one in report.findings if one.status is Status.FAIL)
    return (one for one in failing if one.key not in former.failing)


def _ended(report: Report, former: Report) -> Iterator[Finding]:
    """Give a finding that all is well for each failure that is over."""
    for key in sorted(former.failing.keys() - report.failing.keys()):
        yield well(_check_of(key), about=key.partition("/")[2])


def _check_of(key: str) -> str:
    return key.partition("/")[0]
