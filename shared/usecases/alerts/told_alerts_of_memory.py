"""What a message says, read when it is sent: an alert, a reader with his channels, a day's list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.alerts.reader_rules import ReaderRules
from shared.domain.alerts.shown import Digest, Reader, spoken
from shared.usecases.acting.undelivered import Undelivered
from shared.usecases.alerts.reader_days import ReaderDays
from shared.usecases.alerts.shown_alerts import shown_alert
from shared.usecases.refresh_directory import read_directory

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from shared.domain.alerts.shown import Language, ShownAlert
    from shared.domain.crm_directory import CrmDirectory, Salesperson
    from shared.ports import Memory
    from shared.usecases.alerts.alert_book import AlertBook
    from shared.usecases.alerts.alert_settings import AlertSettingsBook


@dataclass(frozen=True, slots=True)
class ToldAlertsOfMemory:
    """Alerts, digests and readers as they stand now."""

    memory: Memory
    book: AlertBook
    settings: AlertSettingsBook
    tenant: str
    language: Language
    """Where neither settings nor the CRM say which."""

    def shown(self, alert_id: str) -> ShownAlert | None:
        """Give an alert with its record; None: there is none. Raises UnknownVersion."""
        stored = self.book.find(alert_id)
        if stored is None:
            return None
        shown = shown_alert(self.memory, stored.alert, self._directory())
        team = self.settings.read().teams.get(stored.alert.team_id or 0)
        return replace(shown, chat_channels=team.chat_channels) if team else shown

    def reader(self, user_id: int) -> Reader | None:
        """Give a reader with his channels; None: nobody of that number works in the CRM."""
        directory = self._directory()
        people = directory.salespeople if directory else ()
        person = next((one for one in people if one.id == user_id), None)
        return self._reader(person) if person else None

    def digest(self, reader: Reader, day: date) -> Digest | None:
        """Give what a reader's list of that day holds; None: none was put together.

        What was closed since is left out.
        """
        found = ReaderDays(self.memory, self.tenant).find(reader.user_id, day)
        if found is None or found.digest_at is None:
            return None
        alerts = tuple(self._live(found.digest))
        return Digest(
            reader=reader,
            day=day,
            mine=tuple(one for one in alerts if one.alert.owner_id == reader.user_id),
            escalated=tuple(one for one in alerts if one.alert.owner_id != reader.user_id),
            more=found.more,
            undelivered=Undelivered(self.memory, self.tenant)(reader.user_id, day),
        )

    def _live(self, alert_ids: Iterable[str]) -> Iterable[ShownAlert]:
        directory = self._directory()
        for alert_id in alert_ids:
            stored = self.book.find(alert_id)
            if stored is not None and stored.alert.is_live:
                yield shown_alert(self.memory, stored.alert, directory)

    def _reader(self, person: Salesperson) -> Reader:
        settings = self.settings.read()
        rules = settings.readers.get(person.id, ReaderRules())
        return Reader(
            user_id=person.id,
            name=person.name,
            email=person.email,
            language=language_of(person, rules, self.language),
            time_zone=person.time_zone or settings.calendar.time_zone,
            mails=rules.mails,
            chat_channels=rules.chat_channels,
        )

    def _directory(self) -> CrmDirectory | None:
        return read_directory(self.memory, self.tenant)


def language_of(person: Salesperson | None, rules: ReaderRules | None, usual: Language) -> Language:
    """Give a reader's language: as set, as in the CRM, else the usual one."""
    if rules is not None and rules.language is not None:
        return rules.language
    return spoken(person.language if person else None, usual)
