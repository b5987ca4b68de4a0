"""The port Wording: what is told, as texts of one language with its buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.acting.notice import AlertWords, Notice, NoticeItem
from shared.domain.alerts.cause import Rung, Urgency
from shared.notices.explanations import explanation
from shared.notices.mails import mail_of
from shared.notices.morning import morning
from shared.notices.records import at_a_glance, record_title
from shared.notices.titles import CAUSES, headline, on_rung, proposal
from shared.notices.voice import Voice
from shared.texts.isolation import isolated
from shared.texts.language import Language
from shared.texts.translations import N_

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.acting.notice import Mail
    from shared.domain.alerts import shown as shapes
    from shared.domain.alerts.shown import Digest, Reader, ShownAlert
    from shared.notices.buttons import Buttons

_PROPOSED = N_("Proposed: %(proposal)s")
_WAS_TOLD = N_("%(owner)s was told on %(when)s and has not acted.")
_SOMEBODY_WAS_TOLD = N_("The salesperson was told on %(when)s and has not acted.")
_YOURS = N_("You get this because the record is yours in Odoo.")
_YOU_LEAD = N_("You get this because you lead the team, or stand in for its salesperson.")
_GIVEN = N_("You get this because somebody asked you to see to it.")
_YOURS_OR_LED = N_("You get this because these records are yours in Odoo, or your team's.")
_LINKS_ACT = N_("The buttons act in your name: do not pass this message on.")
_TO_LEADERS = frozenset({Rung.MANAGER, Rung.REASSIGN})


@dataclass(frozen=True, slots=True)
class NoticeWriter:
    """Puts alerts and digests into words; `time_zone` is for words that go to no reader."""

    buttons: Buttons
    time_zone: str

    def words(self, shown: ShownAlert, language: shapes.Language) -> AlertWords:
        """Give an alert in short texts, for the CRM and for pages."""
        voice = Voice(Language(language), self.time_zone)
        return AlertWords(
            title=headline(shown, voice),
            cause=voice.say(CAUSES[shown.alert.cause]),
            explanation=explanation(shown, voice),
            proposal=proposal(shown, voice),
        )

    def alert(self, shown: ShownAlert, reader: Reader, rung: Rung, now: datetime) -> Notice:
        """Give what one alert says to one reader."""
        voice = voice_of(reader)
        title = headline(shown, voice)
        is_own = reader.user_id == shown.alert.owner_id
        item = NoticeItem(
            title=title,
            record=record_title(shown),
            lines=tuple(line for line in _lines(shown, rung, voice, is_own=is_own) if line),
            links=self.buttons.of_alert(shown, reader, now, voice),
            is_urgent=shown.alert.urgency is Urgency.URGENT,
        )
        return Notice(
            language=reader.language,
            title=on_rung(rung, title, voice),
            items=(item,),
            links=self.buttons.of_reader(reader, voice, leads=not is_own),
            footer=self._footer(_why(shown, reader), voice),
        )

    def digest(self, digest: Digest, now: datetime) -> Notice:
        """Give the morning's list."""
        voice = voice_of(digest.reader)
        return morning(digest, self.buttons, voice, now, self._footer(_YOURS_OR_LED, voice))

    def mail(self, notice: Notice, to: str, message_id: str) -> Mail:
        """Give a notice the form of an e-mail, as text and as HTML."""
        return mail_of(notice, to, message_id)

    def _footer(self, why: str, voice: Voice) -> str:
        acts = bool(self.buttons.secret and self.buttons.public_url)
        return " ".join(voice.say(text) for text in (why, *((_LINKS_ACT,) if acts else ())))


def voice_of(reader: Reader) -> Voice:
    """Give how one speaks to a reader."""
    return Voice(Language(reader.language), reader.time_zone)


def _why(shown: ShownAlert, reader: Reader) -> str:
    """Give why this reader is told."""
    if reader.user_id == shown.alert.delegated_to:
        return _GIVEN
    return _YOURS if reader.user_id == shown.alert.owner_id else _YOU_LEAD


def _lines(shown: ShownAlert, rung: Rung, voice: Voice, *, is_own: bool) -> tuple[str, ...]:
    return (
        explanation(shown, voice),
        _told(shown, voice) if rung in _TO_LEADERS else "",
        at_a_glance(shown, voice, with_owner=not is_own),
        voice.say(_PROPOSED, proposal=proposal(shown, voice)),
    )


def _told(shown: ShownAlert, voice: Voice) -> str:
    """Say whom the first telling went to, as far as it is known."""
    first = next((one for one in shown.alert.told if one.rung is Rung.OWNER), None)
    if first is None:
        return ""
    when, owner = (
        voice.moment(first.at, shown.alert.raised_at),
        shown.state.owner if shown.state else None,
    )
    if owner is None or owner.id != first.reader_id:
        return voice.say(_SOMEBODY_WAS_TOLD, when=when)
    return voice.say(_WAS_TOLD, owner=isolated(owner.name), when=when)
