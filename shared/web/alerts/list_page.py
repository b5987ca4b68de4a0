"""The page /alerts: what needs a person, why, the next step, and buttons to answer it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.alerts.cause import Cause, Standing
from shared.errors import BadInput
from shared.notices.records import at_a_glance, record_title
from shared.notices.titles import CAUSES, STANDINGS
from shared.notices.voice import Voice
from shared.texts.language import Language
from shared.web.actor import actor_of
from shared.web.alerts import later
from shared.web.alerts.answering import CAME, effect_of, what_came
from shared.web.alerts.asked import ALERT_ID, PATH, Asked, asked
from shared.web.alerts.people import People
from shared.web.alerts.spoken import STEP, word_of
from shared.web.alerts.texts import RUNGS
from shared.web.forms import form_of
from shared.web.language import reader_of
from shared.web.ops_page import demos, odoo_link
from shared.web.site import FORM_HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from flask import Request

    from shared.action_ports import Wording
    from shared.domain.acting.notice import AlertWords
    from shared.domain.alerts.saying import Word
    from shared.domain.alerts.shown import ShownAlert
    from shared.domain.crm_directory import CrmDirectory
    from shared.settings import Settings
    from shared.usecases.alerts.list_alerts import ListAlerts
    from shared.web.alerts.answering import TakesWords
    from shared.web.site import Answered, Page, Site

SAY = f"{PATH}/say"


@dataclass(frozen=True, slots=True)
class Row:
    """One alert as the page shows it."""

    shown: ShownAlert
    words: AlertWords
    title: str
    glance: str
    effect: str | None
    """What a press on the proposed step does; None: there is no such button."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a page holds."""

    rows: tuple[Row, ...]
    cursor: str | None
    live: int | None
    """None: of what is asked for nobody has counted how many are live."""


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """Writes the page and takes its forms."""

    site: Site
    settings: Settings
    show: ListAlerts
    takes: TakesWords
    wording: Wording
    directory: Callable[[], CrmDirectory | None]

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where; only the POST has an effect."""
        return {("GET", PATH): self.answer, ("POST", SAY): self.say}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give the page; raises BadInput for a filter that names nothing, or a foreign cursor."""
        reader = reader_of(request, self.settings.default_language)
        people = People(self.directory())
        me = people.number_of(actor_of(request, self.settings))
        found = asked(request.args, me)
        voice = Voice(reader.language, self.settings.time_zone)
        page = self.site.render(
            "alerts.html",
            reader.language,
            asked=found,
            listed=self._listed(found, voice, now),
            people=people,
            me=me,
            came=CAME.get(request.args.get("came", "")),  # type: ignore[call-overload]
            now=now,
            zone=voice.zone,
            formats=voice.formats,
            languages=tuple(Language),
            demos=demos(self.settings),
            **_WORDS,
            odoo_link=lambda number: odoo_link(self.settings, number),
        )
        return 200, page, {**FORM_HEADERS, **reader.headers}

    def say(self, request: Request, now: datetime) -> Answered:
        """Take what the form says of an alert, and lead back to the list that it came from."""
        form = form_of(request)
        alert_id, what = form.get("id", ""), form.get("what", "")
        if not ALERT_ID.fullmatch(alert_id):
            raise BadInput("is no alert's id", path="id")
        who, zone = actor_of(request, self.settings), self.settings.time_zone
        word = None if what == STEP else word_of(what, who, form, now, zone)
        before = self.show.find(alert_id)
        came = what_came(what, before.alert) if before else "closed"
        if came == "taken":
            self._take(alert_id, word, who)
        back = replace(asked(form, None), cursor=None)
        return 303, "", {"Location": f"{back.address(came=came)}#result"}

    def _take(self, alert_id: str, word: Word | None, who: str) -> None:
        if word is None:
            self.takes.carry_out(alert_id, who=who)
        else:
            self.takes.say(alert_id, word)

    def _listed(self, found: Asked, voice: Voice, now: datetime) -> Listed:
        alerts, cursor, live = self._alerts(found)
        return Listed(tuple(self._row(one, voice, now) for one in alerts), cursor, live)

    def _alerts(self, found: Asked) -> tuple[tuple[ShownAlert, ...], str | None, int | None]:
        """Give alerts, where they go on, and how many are live; raises UnknownVersion of one."""
        if found.alert is not None:
            one = self.show.find(found.alert)
            return (one,) if one else (), None, None
        if found.record is not None:
            return self.show.of_record(found.record), None, None
        page = self.show(found.filter, found.cursor)
        return page.alerts, page.cursor, page.live if found.filter.is_counted else None

    def _row(self, shown: ShownAlert, voice: Voice, now: datetime) -> Row:
        words = self.wording.words(shown, voice.language.value)
        glance = at_a_glance(shown, voice, with_owner=True)
        return Row(shown, words, record_title(shown), glance, effect_of(shown.alert, now))


_WORDS = {
    "causes": {cause: CAUSES[cause] for cause in Cause},
    "standings": {standing: STANDINGS[standing] for standing in Standing},
    "rungs": RUNGS,
    "later": later.CHOICES,
    "action": SAY,
    "page": PATH,
}
