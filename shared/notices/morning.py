"""The morning's digest: urgent first, then by rank, then what the reader's people left undone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from shared.domain.acting.notice import Notice, NoticeItem
from shared.domain.alerts.cause import Urgency
from shared.notices.explanations import explanation
from shared.notices.records import at_a_glance, record_title
from shared.notices.titles import headline
from shared.texts.isolation import isolated
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from shared.domain.alerts.shown import Digest, Reader, ShownAlert
    from shared.notices.buttons import Buttons
    from shared.notices.voice import Voice

_URGENT = N_("Urgent")
_TODAY = N_("For today")
_TEAM = N_("Your team: nobody has acted")
_NOTHING = N_("Nothing needs you today")
_OF_WHICH_URGENT = N_("urgent: %(shown)s")


def morning(digest: Digest, buttons: Buttons, voice: Voice, now: datetime, footer: str) -> Notice:
    """Give the digest as a notice."""
    lines = _Items(digest.reader, buttons, voice, now)
    items = chain(
        lines.of(_URGENT, (one for one in digest.mine if _is_urgent(one))),
        lines.of(_TODAY, (one for one in digest.mine if not _is_urgent(one))),
        lines.of(_TEAM, digest.escalated, with_owner=True),
    )
    return Notice(
        language=digest.reader.language,
        title=_title(digest, voice),
        lines=tuple(_lines(digest, voice)),
        items=tuple(items),
        links=buttons.of_reader(digest.reader, voice, leads=not digest.mine),
        footer=footer,
    )


@dataclass(frozen=True, slots=True)
class _Items:
    """Writes the alerts of one digest."""

    reader: Reader
    buttons: Buttons
    voice: Voice
    now: datetime

    def of(
        self, group: str, alerts: Iterable[ShownAlert], *, with_owner: bool = False
    ) -> Iterator[NoticeItem]:
        """Give a group's alerts, urgent first, then by rank."""
        for shown in _sorted(alerts):
            glance = at_a_glance(shown, self.voice, with_owner=with_owner)
            lines = (explanation(shown, self.voice), glance)
            yield NoticeItem(
                title=headline(shown, self.voice),
                record=record_title(shown),
                lines=tuple(line for line in lines if line),
                links=self.buttons.of_alert(shown, self.reader, self.now, self.voice),
                is_urgent=_is_urgent(shown),
                group=self.voice.say(group),
            )


def _title(digest: Digest, voice: Voice) -> str:
    every = (*digest.mine, *digest.escalated)
    if not every:
        return voice.say(_NOTHING)
    text = voice.catalogue.ngettext(
        "%(shown)s alert for today", "%(shown)s alerts for today", len(every)
    )
    title = text % {"shown": voice.number(len(every))}
    urgent = sum(map(_is_urgent, every))
    if not urgent:
        return title
    return f"{title} ({voice.say(_OF_WHICH_URGENT, shown=voice.number(urgent))})"


def _lines(digest: Digest, voice: Voice) -> Iterator[str]:
    yield isolated(voice.formats.weekday(digest.day))
    if digest.more:
        text = voice.catalogue.ngettext(
            "And %(shown)s more, of less weight: it stands on the page of alerts.",
            "And %(shown)s more, of less weight: they stand on the page of alerts.",
            digest.more,
        )
        yield text % {"shown": voice.number(digest.more)}
    if digest.undelivered:
        text = voice.catalogue.ngettext(
            "%(shown)s message could not be delivered to you since the last list.",
            "%(shown)s messages could not be delivered to you since the last list.",
            digest.undelivered,
        )
        yield text % {"shown": voice.number(digest.undelivered)}


def _sorted(alerts: Iterable[ShownAlert]) -> list[ShownAlert]:
    return sorted(alerts, key=lambda one: (not _is_urgent(one), -one.alert.rank, one.alert.id))


def _is_urgent(shown: ShownAlert) -> bool:
    return shown.alert.urgency is Urgency.URGENT
