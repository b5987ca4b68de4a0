"""The page /alerts/settings: what is set, in words, what is odd about it, and how it is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Urgency
from shared.domain.alerts.settings_findings import settings_findings
from shared.domain.alerts.span_text import OFF
from shared.domain.crm_directory import CrmDirectory
from shared.notices.spans import span_words
from shared.notices.titles import CAUSES, PROPOSALS
from shared.notices.voice import Voice
from shared.texts.language import Language
from shared.web.alerts.people import People
from shared.web.alerts.texts import FINDINGS, LADDER, URGENCIES
from shared.web.language import reader_of
from shared.web.ops_page import demos

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, time

    from flask import Request

    from shared.domain.alerts.cause_rules import CauseRule
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.settings_findings import SettingsFinding
    from shared.domain.calendar.hours import Hours
    from shared.settings import Settings
    from shared.web.site import Answered, Page, Site

PATH = "/alerts/settings"


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What is set for one team or stage: causes with their rules as they come to be."""

    number: int
    rules: tuple[tuple[Cause, CauseRule], ...]


@dataclass(frozen=True, slots=True)
class AlertSettingsPage:
    """Writes the page."""

    site: Site
    settings: Settings
    read: Callable[[], AlertSettings]
    directory: Callable[[], CrmDirectory | None]

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where."""
        return {("GET", PATH): self.answer}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give the page."""
        reader = reader_of(request, self.settings.default_language)
        voice = Voice(reader.language, self.settings.time_zone)
        rules, directory = self.read(), self.directory()
        page = self.site.render(
            "alert_settings.html",
            reader.language,
            rules=rules,
            causes={cause: (CAUSES[cause], rules.rule(cause)) for cause in Cause},
            teams=tuple(_of_teams(rules)),
            stages=tuple(_of_stages(rules)),
            ladders=[(urgency, rules.ladder(urgency).rungs) for urgency in Urgency],
            findings=_findings(rules, directory, voice),
            people=People(directory),
            span=lambda text: _span(text, voice),
            hours=hours_text,
            clock=clock,
            formats=voice.formats,
            languages=tuple(Language),
            demos=demos(self.settings),
            **_WORDS,
        )
        return 200, page, reader.headers


def clock(at: time) -> str:
    """Give a time of the wall clock; the end of a day as 24:00 is not told apart."""
    return f"{at:%H:%M}"


def hours_text(hours: Hours) -> str:
    """Give opening hours from left to right."""
    return ", ".join(f"{clock(start)}-{clock(end)}" for start, end in hours.spans)


def _span(text: str | None, voice: Voice) -> str | None:
    """Say a span; None for `off`, nothing, and no time at all."""
    return span_words(text, voice) if text and text != OFF else None


def _findings(
    rules: AlertSettings, directory: CrmDirectory | None, voice: Voice
) -> tuple[str, ...]:
    """Say what is odd; without a copy of Odoo's directory nothing can be told."""
    found = settings_findings(rules, directory) if directory else ()
    return tuple(_said(one, voice) for one in found if one.code in FINDINGS)


def _said(finding: SettingsFinding, voice: Voice) -> str:
    return voice.say(FINDINGS[finding.code], **{k: str(v) for k, v in finding.facts.items()})


def _of_teams(rules: AlertSettings) -> Iterator[OwnRules]:
    for number, team in rules.teams.items():
        yield OwnRules(number, tuple((one, rules.rule(one, number)) for one in team.causes))


def _of_stages(rules: AlertSettings) -> Iterator[OwnRules]:
    for number, causes in rules.stages.items():
        yield OwnRules(number, tuple((one, rules.rule(one, None, number)) for one in causes))


_WORDS = {
    "names": CAUSES,
    "urgencies": URGENCIES,
    "proposals": PROPOSALS,
    "rungs": LADDER,
}
