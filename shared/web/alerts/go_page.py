"""The page /go/TOKEN: what a link in a mail would do, a button that does it, and what came of it.

A GET changes nothing: mail servers and chats open every link to look what is behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared import alert_pages, bootstrap
from shared.domain.alerts.links import Says, read_link
from shared.domain.alerts.speakers import by_link
from shared.errors import NotAuthentic
from shared.texts.language import Language
from shared.texts.translations import N_, translations
from shared.web.alerts import later
from shared.web.alerts.answering import CAME, effect_of, what_came
from shared.web.alerts.people import People
from shared.web.alerts.spoken import STEP, word_of
from shared.web.forms import form_of
from shared.web.language import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from flask import Request

    from shared.action_ports import Wording
    from shared.domain.acting.notice import AlertWords
    from shared.domain.alerts.links import SignedLink
    from shared.domain.alerts.shown import ShownAlert
    from shared.domain.crm_directory import CrmDirectory
    from shared.ports import Clock
    from shared.settings import Settings
    from shared.usecases.alerts.list_alerts import ListAlerts
    from shared.web.alerts.answering import Came, TakesWords
    from shared.web.styled_site import Page, StyledSite

    Directory = Callable[[], CrmDirectory | None]

HTML = "text/html; charset=utf-8"
NOT_OURS, ENDED, NO_ALERT = "not_ours", "ended", "no_alert"
REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        NOT_OURS: (
            N_("This link does not work"),
            N_("It is not whole, or it is not ours. Open it from the message once more."),
        ),
        ENDED: (
            N_("This link has ended"),
            N_("Links in messages hold for 14 days, and for people who work in Odoo only."),
        ),
        NO_ALERT: (
            N_("This alert is not there any more"),
            N_("It was closed long ago, or its record was erased."),
        ),
    }
)
_STATUSES = {NOT_OURS: 403, ENDED: 410, NO_ALERT: 410}
QUESTIONS: Mapping[Says, str] = MappingProxyType(
    {
        Says.STEP: N_("Carry this out in Odoo?"),
        Says.DONE: N_("Is it done?"),
        Says.SNOOZE: N_("When shall it come again?"),
        Says.DISMISS: N_("Is it no problem?"),
        Says.ACKNOWLEDGE: N_("Do you have it in hand?"),
    }
)
ANSWERS: Mapping[Says, str] = MappingProxyType(
    {
        Says.DONE: N_("Yes, I have done it"),
        Says.DISMISS: N_("Yes, it is no problem"),
        Says.ACKNOWLEDGE: N_("Yes, I have it in hand"),
    }
)


@dataclass(frozen=True)
class GoPage:
    """Writes the pages and does what the button says."""

    folder: Path
    settings: Settings
    clock: Clock
    parts: Callable[[], tuple[ListAlerts, TakesWords, Wording, Directory]]
    """Loaded at the first link: others who call this door do not wait for them."""

    def ask(self, request: Request) -> Page:
        """Ask; a link that only opens leads on. Nothing is changed."""
        now, language = self.clock.now(), self._language(request)
        found = self._found(request, now)
        if isinstance(found, str):
            return self._refused(found, language)
        link, shown = found
        if link.says is Says.OPEN:
            return 303, "", HTML, {"Location": self._where(shown)}
        return self._page(200, language, link, shown, came=None)

    def take(self, request: Request) -> Page:
        """Do it, once, and say what came of it; raises PermanentError for another site's form."""
        form, now, language = form_of(request), self.clock.now(), self._language(request)
        found = self._found(request, now)
        if isinstance(found, str):
            return self._refused(found, language)
        link, shown = found
        if link.says is Says.STEP and effect_of(shown.alert, now) is None:
            return self._page(200, language, link, shown, came=None)
        came = what_came(link.says, shown.alert)
        if came == "taken":
            self._take(link, form, now)
        return self._page(200, language, link, self._show.find(link.alert) or shown, came=came)

    def _take(self, link: SignedLink, form: Mapping[str, str], now: datetime) -> None:
        who = by_link(link.reader_id)
        if link.says == STEP:
            self._takes.carry_out(link.alert, who=who)
            return
        zone = self._people().zone_of(link.reader_id) or self.settings.time_zone
        self._takes.say(link.alert, word_of(link.says, who, form, now, zone))

    def _found(self, request: Request, now: datetime) -> tuple[SignedLink, ShownAlert] | str:
        """Give link and alert, or the name of a refusal."""
        try:
            link = read_link(request.path.rpartition("/")[2], self.settings.link_secret or (), now)
        except NotAuthentic as error:
            return ENDED if error.code == "timestamp" else NOT_OURS
        if self._people().is_gone(link.reader_id):
            return ENDED
        shown = self._show.find(link.alert)
        return (link, shown) if shown is not None else NO_ALERT

    def _people(self) -> People:
        return People(self._directory())

    def _language(self, request: Request) -> Language:
        default, accepted = self.settings.default_language, request.accept_languages
        return choose(request.args.get("lang"), None, accepted, default)

    def _where(self, shown: ShownAlert) -> str:
        """Give where an alert is seen: on the page of alerts, else its record in Odoo."""
        if self.settings.dashboards_url:
            return f"{self.settings.dashboards_url}/alerts?alert={shown.alert.id}"
        return f"{self.settings.odoo_url or ''}/odoo/crm/{shown.alert.crm_lead_id}"

    def _page(
        self,
        status: int,
        language: Language,
        link: SignedLink,
        shown: ShownAlert,
        *,
        came: Came | None,
    ) -> Page:
        effect = effect_of(shown.alert, link.ends_at) if link.says is Says.STEP else None
        words: AlertWords = self._wording.words(shown, language.value)
        page = self._site.render(
            "go.html",
            language,
            words=words,
            shown=shown,
            says=link.says.value,
            question=QUESTIONS.get(link.says),
            button_text=_button(link.says, words, language),
            is_live=shown.alert.is_live,
            came=CAME[came] if came else None,
            effect=effect,
            **self._around(shown),
        )
        return status, page, HTML, self._headers(language)

    def _refused(self, refusal: str, language: Language) -> Page:
        title, text = REFUSALS[refusal]
        page = self._site.render(
            "go_refused.html", language, title=title, text=text, **self._around(None)
        )
        return _STATUSES[refusal], page, HTML, self._headers(language)

    def _around(self, shown: ShownAlert | None) -> dict[str, object]:
        number, odoo = shown.alert.crm_lead_id if shown else None, self.settings.odoo_url
        return {
            "languages": tuple(Language),
            "later": later.CHOICES,
            "all_url": f"{self.settings.dashboards_url}/alerts"
            if self.settings.dashboards_url
            else None,
            "odoo_url": f"{odoo}/odoo/crm/{number}" if odoo and number else None,
        }

    def _headers(self, language: Language) -> dict[str, str]:
        # The address holds the token, and without an origin its own form would not be ours.
        headers = self._site.headers(language, takes_forms=True)
        return headers | {"Referrer-Policy": "same-origin"}

    @property
    def _show(self) -> ListAlerts:
        return self._parts[0]

    @property
    def _takes(self) -> TakesWords:
        return self._parts[1]

    @property
    def _wording(self) -> Wording:
        return self._parts[2]

    def _directory(self) -> CrmDirectory | None:
        return self._parts[3]()

    @cached_property
    def _parts(self) -> tuple[ListAlerts, TakesWords, Wording, Directory]:
        return self.parts()

    @cached_property
    def _site(self) -> StyledSite:
        from shared.web.styled_site import StyledSite

        return StyledSite(self.folder)


def links_page(folder: Path, settings: Settings) -> GoPage:
    """Give the page; what else it needs is loaded at the first link."""
    return GoPage(folder, settings, bootstrap.clock(), partial(alert_pages.of_alerts, settings))


def _button(says: Says, words: AlertWords, language: Language) -> str:
    text = ANSWERS.get(says)
    return translations(language).gettext(text) if text else words.proposal
