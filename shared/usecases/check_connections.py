"""Look at every connection, and remember what was found for the page and for the next look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared import log
from shared.domain.finding import Finding, Group, Report, Status, unknown
from shared.usecases.last_report import LastReport

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime

    from shared.log import Scalar
    from shared.ports import Clock

    Section = Callable[[datetime], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run found."""

    report: Report

    def facts(self) -> dict[str, Scalar]:
        """What a log line may say of it."""
        return {f"checks_{status}": self.report.count(status) for status in Status}


@dataclass(frozen=True, slots=True)
class CheckConnections:
    """The use case: a section for each group of checks, none of which hides the others."""

    sections: Callable[[], Mapping[Group, Section]]
    """Made anew for each run: what a run reads it reads once."""
    last: LastReport | None
    clock: Clock

    def look(self, groups: Collection[Group] = tuple(Group)) -> Report:
        """Check some groups; nothing is remembered."""
        now = self.clock.now()
        sections = self.sections()
        found = [one for group in groups for one in _whole(group, sections[group], now)]
        return Report(at=now, findings=tuple(found))

    def __call__(self) -> Checked:
        """Check everything, say what has changed since the last time, and remember it."""
        report = self.look()
        if self.last is not None:
            report, changes = self.last.follow(report)
            for change in changes:
                say(change)
        return Checked(report)


def say(finding: Finding) -> None:
    """Log that a check has begun to fail (once an episode), or is well again."""
    facts = {"check": finding.check, "cause": finding.cause, "about": finding.about}
    if finding.status is Status.FAIL:
        log.warning("a connection check fails", **facts)
    else:
        log.info("a connection check is well again", **facts)


def _whole(group: Group, section: Section, now: datetime) -> list[Finding]:
    """Give a section's findings; one that breaks off keeps what it found, and says so."""
    found: list[Finding] = []
    try:
        found.extend(section(now))
    except Exception as error:  # noqa: BLE001 - a fault of ours in one section hides no other
        log.error("a section of the connection checks broke off", error, group=group.value)
        found.append(unknown(f"{group}.section", "broken_off"))
    return found
