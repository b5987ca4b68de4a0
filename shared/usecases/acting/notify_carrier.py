"""Orders to tell a salesperson of an alert, or to send his digest, by each of his channels.

What it says is written when it is sent. Channels stand for themselves: one that is down holds up
none of the others, one that is gone is passed over, and if none takes it the record's own page in
the CRM has it as a note.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from shared.domain.acting.orders import Notify
from shared.domain.acting.plain_notice import plain
from shared.domain.alerts.cause import Rung
from shared.domain.alerts.shown import Reader
from shared.errors import Busy, OutcomeUnknown, PermanentError, TransientError, UnknownVersion
from shared.usecases.acting.attempt import Obsolete
from shared.usecases.acting.message_carriers import MAIL, chat_channel, message_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.action_ports import Chat, CrmActions, Mailer, Wording
    from shared.domain.acting.action import Result
    from shared.domain.acting.notice import Notice
    from shared.domain.alerts.shown import Language
    from shared.domain.ids import CrmLeadId
    from shared.usecases.acting.attempt import Attempt
    from shared.usecases.acting.run_action import Carriers
    from shared.usecases.acting.told_alerts import ToldAlerts

NOTE = "note"


@dataclass(frozen=True, slots=True)
class _Way:
    """One channel of a reader."""

    channel: str
    call: Callable[[], str | None]
    is_keyed: bool


@dataclass(frozen=True, slots=True)
class _Message:
    """What is told, and where else than to the reader himself."""

    notice: Notice
    record: CrmLeadId | None
    """On which it may be noted."""
    chat_channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotifyCarrier:
    """The carrier of this order; a channel that is not set up is None."""

    alerts: ToldAlerts
    wording: Wording
    crm: CrmActions
    mailer: Mailer | None
    chat: Chat | None
    mail_domain: str
    language: Language
    time_zone: str

    @property
    def table(self) -> Carriers:
        """Give it by the type of order."""
        return {Notify: self}

    def __call__(self, attempt: Attempt, order: Notify) -> Result:
        """Tell it by every channel that has not taken it yet.

        Raises Obsolete if there is nothing to tell any more and nobody was told, TransientError or
        OutcomeUnknown once all channels were tried if one of them has to be tried again.
        """
        reader = self.alerts.reader(order.reader_id) or self._nobody(order.reader_id)
        try:
            message = self._message(attempt, order, reader)
        except Obsolete:
            if attempt.result.delivered:
                return attempt.result
            raise
        self._tell(attempt, tuple(self._ways(attempt, reader, message)))
        if not attempt.result.delivered:
            self._note(attempt, message)
        return attempt.result

    def _message(self, attempt: Attempt, order: Notify, reader: Reader) -> _Message:
        """Write it."""
        if order.about == "digest":
            return self._digest(attempt, order, reader)
        shown = self.alerts.shown(order.alert_id)
        if shown is None or not shown.alert.is_live:
            raise Obsolete("the alert is closed", code="alert_closed")
        rung = Rung(order.step) if order.step in set(Rung) else Rung.OWNER
        notice = self.wording.alert(shown, reader, rung, attempt.now())
        return _Message(notice, shown.alert.crm_lead_id or None, shown.chat_channels)

    def _digest(self, attempt: Attempt, order: Notify, reader: Reader) -> _Message:
        digest = self.alerts.digest(reader, order.day) if order.day else None
        listed = (*digest.mine, *digest.escalated) if digest else ()
        if digest is None or not listed:
            raise Obsolete("the list is empty", code="digest_empty")
        records = (one.alert.crm_lead_id for one in listed if one.alert.crm_lead_id)
        return _Message(self.wording.digest(digest, attempt.now()), next(records, None))

    def _ways(self, attempt: Attempt, reader: Reader, message: _Message) -> Iterator[_Way]:
        notice = message.notice
        for name in dict.fromkeys((*reader.chat_channels, *message.chat_channels)):
            post = partial(self._post, attempt, name, notice)
            yield _Way(chat_channel(name), post, is_keyed=False)
        if reader.mails and reader.email:
            yield _Way(MAIL, partial(self._mail, attempt, reader.email, notice), is_keyed=True)

    def _tell(self, attempt: Attempt, ways: tuple[_Way, ...]) -> None:
        """Try every channel that has not refused; raises the first passing trouble."""
        trouble: TransientError | OutcomeUnknown | None = None
        for way in ways:
            if way.channel in attempt.result.refused:
                continue
            try:
                attempt.send(way.channel, way.call, is_keyed=way.is_keyed)
            except (Busy, UnknownVersion):
                raise
            except (TransientError, OutcomeUnknown) as error:
                trouble = trouble or error
            except PermanentError as error:
                attempt.refused(way.channel, error.code)
        if trouble is not None:
            raise trouble

    def _post(self, attempt: Attempt, name: str, notice: Notice) -> str:
        if self.chat is None:
            raise PermanentError("no chat is set up", code="channel_not_set")
        return self.chat.post(name, attempt.key, notice)

    def _mail(self, attempt: Attempt, to: str, notice: Notice) -> None:
        if self.mailer is None:
            raise PermanentError("e-mail is not set up", code="channel_not_set")
        name = message_id(attempt.key, self.mail_domain)
        self.mailer.send(self.wording.mail(notice, to, name))

    def _note(self, attempt: Attempt, message: _Message) -> None:
        record, text = message.record, plain(message.notice)
        if record is None:
            raise PermanentError("no channel took it, and it is of no record", code="no_channel")
        attempt.send(NOTE, lambda: self.crm.log_note(attempt.key, record, text), is_keyed=True)

    def _nobody(self, user_id: int) -> Reader:
        """Stand in for a reader who is gone: he has no channel."""
        return Reader(
            user_id=user_id,
            name="",
            email=None,
            language=self.language,
            time_zone=self.time_zone,
            mails=False,
        )
