"""What the watch over the connections finds: one finding a check, and a report of all of them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from shared.domain.values import Moment, StoredValue

NOT_CHECKED = "not_checked"
"""The cause of what was not even tried."""
Fact = str | int | float | bool


class Status(StrEnum):
    """How a check went."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    NOT_CHECKED = "not_checked"


class Group(StrEnum):
    """What a check is about: the first part of its name."""

    META = "meta"
    ODOO = "odoo"
    SUITE = "suite"


class Finding(StoredValue):
    """How one check went, and why. No secret and no personal data is ever in it."""

    check: str
    """Stable name, `GROUP.WHAT`."""
    status: Status
    cause: str
    """Stable slug; its texts, cause and fix, are in shared/web/connection_texts.py."""
    about: str = ""
    """Which page, permission, model or connection, where a check is made for several."""
    facts: dict[str, Fact] = Field(default_factory=dict)
    since: Moment | None = None
    """When it was first found not to be in order."""

    @property
    def group(self) -> Group:
        """What the check is about."""
        return Group(self.check.partition(".")[0])

    @property
    def key(self) -> str:
        """Which check of which thing: the same from run to run."""
        return f"{self.check}/{self.about}"

    @property
    def is_bad(self) -> bool:
        """Somebody should look at it."""
        return self.status in {Status.WARN, Status.FAIL}


class Report(StoredValue):
    """All findings of one run."""

    at: Moment
    findings: tuple[Finding, ...]
    failing: dict[str, Moment] = Field(default_factory=dict)
    """What fails, by key, with its beginning; what can no longer be checked stays."""

    def count(self, status: Status) -> int:
        """Count the findings of one status."""
        return sum(finding.status is status for finding in self.findings)


def well(check: str, cause: str = "in_order", *, about: str = "", **facts: Fact) -> Finding:
    """All is well."""
    return Finding(check=check, status=Status.OK, cause=cause, about=about, facts=facts)


def warn(check: str, cause: str, *, about: str = "", **facts: Fact) -> Finding:
    """It works, and something should be done."""
    return Finding(check=check, status=Status.WARN, cause=cause, about=about, facts=facts)


def fail(check: str, cause: str, *, about: str = "", **facts: Fact) -> Finding:
    """Leads are held up or lost until something is done."""
    return Finding(check=check, status=Status.FAIL, cause=cause, about=about, facts=facts)


def unknown(check: str, cause: str, *, about: str = "", **facts: Fact) -> Finding:
    """It could not be found out."""
    return Finding(check=check, status=Status.NOT_CHECKED, cause=cause, about=about, facts=facts)


def not_checked(check: str, because: str) -> Finding:
    """It was not even tried, as another check failed that it needs."""
    return unknown(check, NOT_CHECKED, because=because)
