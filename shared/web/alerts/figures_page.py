"""The page /alerts/figures: what came of alerts, by cause and by who was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from shared.domain.alerts.cause import Cause
from shared.errors import BadInput
from shared.notices.titles import CAUSES
from shared.texts.formats import Formats
from shared.texts.language import Language
from shared.web.alerts.people import People
from shared.web.language import reader_of
from shared.web.ops_page import demos
from shared.web.site import FORM_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from flask import Request

    from shared.domain.crm_directory import CrmDirectory
    from shared.settings import Settings
    from shared.usecases.alerts.alert_figures import AlertFigures, Figures
    from shared.web.site import Answered, Page, Site

PATH = "/alerts/figures"
DAYS = (7, 30, 90)
_USUAL = "30"


@dataclass(frozen=True, slots=True)
class AlertFiguresPage:
    """Writes the page."""

    site: Site
    settings: Settings
    count: AlertFigures
    directory: Callable[[], CrmDirectory | None]

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where."""
        return {("GET", PATH): self.answer}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give the page; raises BadInput for a time that is not offered."""
        reader = reader_of(request, self.settings.default_language)
        asked = request.args.get("days", _USUAL)
        if asked not in set(map(str, DAYS)):
            raise BadInput("is none of ours", path="days")
        days = int(asked)
        found = self.count(now - timedelta(days=days), now)
        page = self.site.render(
            "alert_figures.html",
            reader.language,
            days=days,
            choices=DAYS,
            outcomes=found,
            by_cause=[(CAUSES[one], found.by_cause[one]) for one in Cause if one in found.by_cause],
            by_reader=sorted(found.by_reader.items(), key=lambda one: -one[1].told),
            people=People(self.directory()),
            formats=Formats(reader.language, self.settings.time_zone),
            languages=tuple(Language),
            demos=demos(self.settings),
            share=share,
            took=took,
            address=address,
        )
        return 200, page, {**FORM_HEADERS, **reader.headers}


def address(days: int, language: Language | None = None) -> str:
    """Give the page's own address."""
    query = {"days": days} | ({"lang": language.value} if language else {})
    return f"{PATH}?{urlencode(query)}"


def share(part: int, whole: int) -> int | None:
    """Give a part in whole per cent; None of nothing."""
    return round(100 * part / whole) if whole else None


def took(figures: Figures) -> timedelta | None:
    """Give the usual time from telling to the first act."""
    acting_s = figures.median_acting_s
    return None if acting_s is None else timedelta(seconds=round(acting_s))
