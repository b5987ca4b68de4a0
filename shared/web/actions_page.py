"""The page /ops/actions: what was done on whose behalf, and a button to take it back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from markupsafe import Markup

from shared import acting
from shared.domain.acting.action import ActionKey, ActionState
from shared.domain.acting.preview import preview
from shared.domain.acting.undoing import field_value, undo_of
from shared.errors import BadInput
from shared.notices.titles import CAUSES
from shared.texts.formats import Formats
from shared.texts.language import Language
from shared.texts.translations import translations
from shared.web.action_texts import ACTION_REASONS, ASKERS, BADGES, FIELDS, SENTENCES, STATES, WHY
from shared.web.actor import actor_of
from shared.web.forms import form_of
from shared.web.language import reader_of
from shared.web.ops_page import demos, odoo_link
from shared.web.site import FORM_HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Request

    from shared.domain.acting.action import Action
    from shared.settings import Settings
    from shared.usecases.acting.list_actions import ListActions, Trail
    from shared.usecases.acting.order_action import OrderAction
    from shared.web.site import Answered, Page, Site

PATH = "/ops/actions"
_OURS = re.compile(r"[0-9a-f]{32}", re.ASCII)
_WHY = {**WHY, **{cause.value: text for cause, text in CAUSES.items()}}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for in the address."""

    state: ActionState | None = None
    asker: str | None = None
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class ActionsPage:
    """Writes the page and takes its one button."""

    site: Site
    settings: Settings
    show: ListActions
    order: OrderAction

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where; only the POST has an effect."""
        return {("GET", PATH): self.answer, ("POST", f"{PATH}/undo"): self.undo}

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give the page; raises BadInput on a strange state, asker or cursor."""
        reader, found = reader_of(request, self.settings.default_language), asked(request.args)
        formats = Formats(reader.language, self.settings.time_zone)
        trail = self.show(state=found.state, asker=found.asker, cursor=found.cursor)
        page = self.site.render(
            "actions.html",
            reader.language,
            now=now,
            zone=self.settings.time_zone,
            formats=formats,
            languages=tuple(Language),
            asked=found,
            trail=trail,
            address=address,
            action=PATH,
            is_ordered="ordered" in request.args,
            states=STATES,
            badges=BADGES,
            askers=ASKERS,
            why_of=_WHY,
            reasons=ACTION_REASONS,
            sentence=Sentences(self.settings, trail, formats),
            can_be_undone=lambda one: undo_of(one) is not None,
            demos=demos(self.settings),
        )
        return 200, page, {**FORM_HEADERS, **reader.headers}

    def undo(self, request: Request, now: datetime) -> Answered:
        """Order that the action of the form is taken back; raises BadInput if it names none."""
        key = form_of(request).get("action", "")
        if not _OURS.fullmatch(key):
            raise BadInput("names no action", path="action")
        self.order.undo(ActionKey(key), who=actor_of(request, self.settings))
        return 303, "", {"Location": f"{PATH}?ordered=1"}


def actions_page(site: Site, settings: Settings) -> ActionsPage:
    """Give the page with its use cases."""
    return ActionsPage(site, settings, *acting.of_the_trail(settings))


@dataclass(frozen=True, slots=True)
class Sentences:
    """Says what actions do, in the reader's language, with people and stages by name."""

    settings: Settings
    trail: Trail
    formats: Formats

    def __call__(self, action: Action) -> Markup:
        """Give the sentence; whatever is not ours in it is escaped and stands for itself."""
        found = preview(action.order)
        say = translations(self.formats.language).gettext
        facts = {name: str(fact) for name, fact in found.facts.items()}
        facts |= {name: self._day(facts[name]) for name in ("due_on", "day") if name in facts}
        shown = {
            **{name: _apart(text) for name, text in facts.items()},
            "lead": self._lead(facts.get("crm_lead_id")),
            "user": self._name(self.trail.people, facts.get("user_id")),
            "stage": self._name(self.trail.stages, facts.get("stage_id")),
            "activity": _number(facts.get("activity_id")),
            "action": Markup('<bdi dir="ltr"><code>{}</code></bdi>').format(
                facts.get("action_key")
            ),
        }
        if "field" in facts:
            shown["field"] = Markup("{}").format(say(FIELDS[facts["field"]]))
            shown["value"] = _apart(self._value(facts["field"], facts.get("value", "")))
        return Markup(say(SENTENCES[found.code])) % shown  # noqa: S704 - our own text, values escaped

    def _day(self, text: str) -> str:
        return self.formats.day(date.fromisoformat(text))

    def _value(self, field: str, text: str) -> str:
        """Write a field's value as people do; one that does not fit the field as it is."""
        try:
            value = field_value(field, text)
        except (ValueError, ArithmeticError):
            return text
        if isinstance(value, Decimal):
            return self.formats.money(value, None)
        return self.formats.day(value) if isinstance(value, date) else value

    def _lead(self, number: str | None) -> Markup:
        url = odoo_link(self.settings, int(number)) if number else None
        if url is None:
            return _number(number)
        return Markup('<a href="{}">{}</a>').format(url, _number(number))

    def _name(self, names: Mapping[int, str], number: str | None) -> Markup:
        name = names.get(int(number)) if number else None
        return _number(number) if name is None else _apart(name)


def _apart(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def _number(number: str | None) -> Markup:
    return Markup('<bdi dir="ltr">#{}</bdi>').format(number or "?")


def asked(args: Mapping[str, str]) -> Asked:
    """Read an address; raises BadInput for a state or an asker that there is not."""
    state, asker = args.get("state") or None, args.get("asker") or None
    if state is not None and state not in set(ActionState):
        raise BadInput(f"one of {', '.join(ActionState)}", path="state", code="state")
    if asker is not None and asker not in ASKERS:
        raise BadInput(f"one of {', '.join(ASKERS)}", path="asker", code="state")
    return Asked(ActionState(state) if state else None, asker, args.get("cursor") or None)


def address(asked: Asked | None = None, *, language: Language | None = None, **more: str) -> str:
    """Give the page's own address for what a link asks for."""
    here = asked or Asked()
    query = {"lang": language, "state": here.state, "asker": here.asker, "cursor": here.cursor}
    text = urlencode({name: value for name, value in (query | more).items() if value})
    return f"{PATH}?{text}" if text else PATH
