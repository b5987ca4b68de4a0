"""The page /ops/dead: what has stopped, why, and a button to send it again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from shared.domain.dead_letter import NOT_TAKEN
from shared.domain.replay import Outcome, Selection
from shared.errors import BadInput
from shared.texts.formats import Formats
from shared.texts.language import Language
from shared.texts.translations import N_
from shared.web.actor import actor_of
from shared.web.forms import form_of
from shared.web.language import reader_of
from shared.web.ops_page import demos, words
from shared.web.reasons import REASONS
from shared.web.site import FORM_HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask import Request

    from shared.domain.replay import Run
    from shared.settings import Settings
    from shared.usecases.discard_letter import DiscardLetter
    from shared.usecases.list_dead import Dead, ListDead
    from shared.usecases.replay import Replay
    from shared.web.language import Reader
    from shared.web.site import Answered, Page, Site

PATH = "/ops/dead"
A_PRESS = 200
"""What one press of a button takes: it is over well within the function's time."""
OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {
        Outcome.SENT_AGAIN: N_("sent again"),
        Outcome.UNDER_WAY: N_("already on the way"),
        Outcome.CLOSED: N_("seen to already"),
        Outcome.DONE: N_("done already"),
        Outcome.ERASED: N_("erased, so never brought back"),
        Outcome.GONE: N_("no longer there"),
        Outcome.UNREADABLE: N_("not readable, or of unknown origin"),
        Outcome.DISCARDED: N_("discarded"),
        Outcome.FAILED: N_("not taken just now: send it once more"),
    }
)
LETTER_REASONS: Mapping[str, str] = MappingProxyType(
    {
        NOT_TAKEN: N_("The function that should take it failed each time. See its log lines."),
        "bad_input": REASONS["bad_input"],
        "unknown_version": REASONS["unknown_version"],
    }
)
_CAUSE = re.compile(r"[a-z0-9_]{1,100}", re.ASCII)
_OURS = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for in the address."""

    cause: str | None = None
    letters: bool = False
    leads_cursor: str | None = None
    letters_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class DeadPage:
    """Writes the page, its question before many are sent, and takes the answer."""

    site: Site
    settings: Settings
    show: ListDead
    send_again: Replay
    discard_letter: DiscardLetter

    @property
    def routes(self) -> Mapping[tuple[str, str], Page]:
        """Give what answers where; only a POST has an effect."""
        return {
            ("GET", PATH): self.answer,
            ("GET", f"{PATH}/confirm"): self.confirm,
            ("POST", f"{PATH}/replay"): self.replay,
            ("POST", f"{PATH}/discard"): self.discard,
        }

    def answer(self, request: Request, now: datetime) -> Answered:
        """Give the page; raises BadInput on a strange cause or a foreign cursor."""
        found, run_id = asked(request.args), request.args.get("run", "")
        dead = self.show(
            cause=found.cause,
            leads_cursor=found.leads_cursor,
            letters_cursor=found.letters_cursor,
        )
        run = self.show.run(run_id) if _OURS.fullmatch(run_id) else None
        return self._page("dead.html", request, now, asked=found, dead=dead, run=run)

    def confirm(self, request: Request, now: datetime) -> Answered:
        """Ask before many are sent again; raises BadInput if nothing is named."""
        found = asked(request.args)
        if found.cause is None and not found.letters:
            raise BadInput("name a cause, or letters", path="cause")
        dead = self.show(cause=found.cause)
        values = {"asked": found, "count": _count(found, dead), "at_most": A_PRESS}
        return self._page("dead_confirm.html", request, now, **values)

    def replay(self, request: Request, now: datetime) -> Answered:
        """Send what the form names again, and lead to the page that says what came of it."""
        run = self.send_again(
            selected(form_of(request)), who=actor_of(request, self.settings), at_most=A_PRESS
        )
        return _see(run)

    def discard(self, request: Request, now: datetime) -> Answered:
        """Close the message that the form names; raises BadInput if it names none."""
        chosen = selected(form_of(request))
        if chosen.item is None:
            raise BadInput("names one item", path="$")
        return _see(self.discard_letter(chosen.item, who=actor_of(request, self.settings)))

    def _page(self, template: str, request: Request, now: datetime, **values: object) -> Answered:
        reader, zone = reader_of(request, self.settings.default_language), self.settings.time_zone
        page = self.site.render(
            template,
            reader.language,
            now=now,
            zone=zone,
            formats=Formats(reader.language, zone),
            languages=tuple(Language),
            address=address,
            action=PATH,
            outcomes=OUTCOMES,
            letter_reasons=LETTER_REASONS,
            demos=demos(self.settings),
            **words(self.settings),
            **values,
        )
        return 200, page, _headers(reader)


def asked(args: Mapping[str, str]) -> Asked:
    """Read an address; raises BadInput for a cause that is no error code."""
    cause = args.get("cause") or None
    if cause and not _CAUSE.fullmatch(cause):
        raise BadInput("is no error code", path="cause")
    cursors = (args.get(name) or None for name in ("leads_cursor", "letters_cursor"))
    return Asked(cause, bool(args.get("letters")), *cursors)


def selected(form: Mapping[str, str]) -> Selection:
    """Read a form: one thing, the leads of one cause, or all messages; raises BadInput."""
    if len(form) != 1:
        raise BadInput("names one of item, cause, letters", path="$")
    name, text = next(iter(form.items()))
    if name == "item" and _OURS.fullmatch(text):
        return Selection(item=text)
    if name == "cause" and _CAUSE.fullmatch(text):
        return Selection(cause=text)
    if name == "letters" and text == "all":
        return Selection(leads=False, letters=True)
    raise BadInput("names one of item, cause, letters", path="$")


def address(
    asked: Asked | None = None, *, language: Language | None = None, page: str = "", **more: str
) -> str:
    """Give the page's own address, or one below it, for what a link asks for."""
    here = asked or Asked()
    query = {
        "lang": language,
        "cause": here.cause,
        "letters": "all" if here.letters else None,
        "leads_cursor": here.leads_cursor,
        "letters_cursor": here.letters_cursor,
    }
    text = urlencode({name: value for name, value in (query | more).items() if value})
    return f"{PATH}{page}?{text}" if text else f"{PATH}{page}"


def _see(run: Run) -> Answered:
    return 303, "", {"Location": f"{PATH}?run={run.id}"}


def _count(asked: Asked, dead: Dead) -> int:
    return dead.causes.get(asked.cause, 0) if asked.cause else dead.open_letters


def _headers(reader: Reader) -> dict[str, str]:
    return {**FORM_HEADERS, **reader.headers}
