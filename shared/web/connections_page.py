"""The page /ops/connections: what the last look at the connections found, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.domain.finding import Finding, Group, Status
from shared.texts.formats import Formats
from shared.texts.language import Language
from shared.web.connection_texts import CHECKS, GROUPS, STATUSES, Text, in_words
from shared.web.language import reader_of
from shared.web.ops_page import demos

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Request

    from shared.domain.finding import Report
    from shared.settings import Settings
    from shared.usecases.last_report import LastReport
    from shared.web.language import Reader
    from shared.web.site import Answered, Page, Site

PATH = "/ops/connections"
JOB = "/jobs/check_connections"
STALE = timedelta(hours=2)
"""The look is hourly: an older one means that it does not happen."""
_LEFT_TO_RIGHT, _BY_ITSELF, _END = "\u2066", "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Line:
    """One finding as the page shows it."""

    finding: Finding
    text: Text


@dataclass(frozen=True, slots=True)
class ConnectionsPage:
    """Writes the page."""

    site: Site
    settings: Settings
    last: LastReport

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where."""
        return {("GET", PATH): self.answer}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give status, page and headers."""
        reader = reader_of(request, self.settings.default_language)
        return 200, self.render(reader, self.last.read(), now), reader.headers

    def render(self, reader: Reader, report: Report | None, now: datetime) -> str:
        """Give the page as HTML."""
        zone = self.settings.time_zone
        return self.site.render(
            "connections.html",
            reader.language,
            report=report,
            is_stale=report is not None and now - report.at > STALE,
            groups=_groups(report, reader.language) if report else {},
            now=now,
            zone=zone,
            formats=Formats(reader.language, zone),
            languages=tuple(Language),
            group_names=GROUPS,
            statuses=STATUSES,
            status_order=(Status.FAIL, Status.WARN, Status.NOT_CHECKED, Status.OK),
            checks=CHECKS,
            job_url=_job_url(self.settings),
            demos=demos(self.settings),
        )


def _groups(report: Report, language: Language) -> Mapping[Group, list[Line]]:
    """Give the findings by group, each in words; a check that this code does not know is left out."""
    found: dict[Group, list[Line]] = {group: [] for group in Group}
    for finding in report.findings:
        if finding.check in CHECKS:
            found[finding.group].append(Line(finding, in_words(finding, language, _isolated)))
    return found


def _job_url(settings: Settings) -> str | None:
    """Give where to start a look by hand; on Cloud Run only the clock may."""
    return None if settings.k_service else f"http://localhost:{settings.port}{JOB}"


def _isolated(fact: str) -> str:
    """Keep a fact and the words around it from turning each other; a bare date runs as written."""
    return f"{_LEFT_TO_RIGHT if fact.isascii() else _BY_ITSELF}{fact}{_END}"
