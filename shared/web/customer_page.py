"""The page /customer-360/NUMBER: one opportunity, in words that a template only has to print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from shared.domain.grading import per_cent
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Outcome
from shared.domain.score import Grade, Verdict
from shared.errors import BadInput
from shared.texts.formats import Formats
from shared.texts.language import Language
from shared.texts.translations import N_
from shared.web.actor import actor_of
from shared.web.forms import form_of
from shared.web.language import reader_of
from shared.web.ops_page import demos, words
from shared.web.scoring_texts import GRADES
from shared.web.site import FORM_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from flask import Request

    from shared.domain.opportunity import OpportunityState
    from shared.domain.score import LeadScore
    from shared.settings import Settings
    from shared.usecases.say_of_grade import SayOfGrade
    from shared.usecases.show_opportunity import Shown
    from shared.web.language import Reader
    from shared.web.site import Answered, Page, Site

PATHS = ("/customer-360", "/customer-360/*")
_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)
_HIGHEST = 2**31 - 1
"""Of a record's id in Odoo."""
_STANDING = Literal["open", "won", "lost", "archived"]
STANDINGS: Mapping[str, str] = MappingProxyType(
    {"open": N_("Open"), "won": N_("Won"), "lost": N_("Lost"), "archived": N_("Archived")}
)
TYPES: Mapping[str, str] = MappingProxyType({"lead": N_("Lead"), "opportunity": N_("Opportunity")})


CORRECT = "/customer-360/correct"
SAID: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.HOT: N_("It is hot"),
        Verdict.NOT_HOT: N_("Not hot"),
        Verdict.SPAM: N_("It is spam"),
        Verdict.NOT_SPAM: N_("Not spam"),
    }
)


def verdicts(score: LeadScore | None) -> tuple[Verdict, ...]:
    """Give what a person can say against a grade."""
    if score is None:
        return ()
    if score.grade is Grade.SPAM:
        return (Verdict.NOT_SPAM, Verdict.HOT)
    return (Verdict.NOT_HOT if score.grade is Grade.HOT else Verdict.HOT, Verdict.SPAM)


def number_in(path: str) -> CrmLeadId | None:
    """Give the record's number that an address ends in; None where it ends in none."""
    text = path.rstrip("/").rpartition("/")[2]
    if not _NUMBER.fullmatch(text) or int(text) > _HIGHEST:
        return None
    return CrmLeadId(int(text))


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """Writes the page."""

    site: Site
    settings: Settings
    show: Callable[[CrmLeadId], Shown | None]
    say: SayOfGrade

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where; only the POST has an effect."""
        return {("GET", path): self.answer for path in PATHS} | {("POST", CORRECT): self.correct}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give status, page and headers for an address; 404 and a page for what is not known."""
        reader = reader_of(request, self.settings.default_language)
        number = number_in(request.path)
        shown = self.show(number) if number else None
        if shown is None:
            page = self._render("customer_not_known.html", reader, now, number=number)
            return 404, page, reader.headers
        page = self._render(
            "customer.html",
            reader,
            now,
            shown=shown,
            picture=shown.picture,
            verdicts=verdicts(shown.score),
            is_said="said" in request.args,
        )
        return 200, page, {**reader.headers, **(FORM_HEADERS if shown.score else {})}

    def correct(self, request: Request, now: datetime) -> Answered:
        """Take a person's word on a grade, and lead back to the page.

        Raises BadInput for a form that names no record or no verdict.
        """
        form = form_of(request)
        number, verdict = number_in(form.get("number", "")), form.get("verdict", "")
        if number is None:
            raise BadInput("is no record's number", path="number")
        if verdict not in set(Verdict):
            raise BadInput("is none of ours", path="verdict")
        who = actor_of(request, self.settings)
        self.say(number, Verdict(verdict), form.get("reason", ""), who=who)
        return 303, "", {"Location": f"/customer-360/{number}?said=1#grade"}

    def _render(self, template: str, reader: Reader, now: datetime, **values: object) -> str:
        zone = self.settings.time_zone
        return self.site.render(
            template,
            reader.language,
            now=now,
            today=now.astimezone(ZoneInfo(zone)).date(),
            zone=zone,
            formats=Formats(reader.language, zone),
            languages=tuple(Language),
            standings=STANDINGS,
            types=TYPES,
            standing=standing,
            grades=GRADES,
            said_of=SAID,
            per_cent=per_cent,
            action=CORRECT,
            is_overdue=is_overdue,
            demos=demos(self.settings),
            **words(self.settings),
            **values,
        )


def standing(state: OpportunityState) -> _STANDING:
    """Give how it stands: archived only if that is all there is to say."""
    if state.outcome is not Outcome.OPEN:
        return "won" if state.outcome is Outcome.WON else "lost"
    return "open" if state.is_active else "archived"


def is_overdue(state: OpportunityState, today: date) -> bool:
    """Tell whether the day of the next activity has passed, in the company's time zone."""
    step = state.next_activity
    return step is not None and step.due_on is not None and step.due_on < today
