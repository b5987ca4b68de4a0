"""The outside world of actions: the CRM's pipeline to write to, and the channels to people.

Errors are those of shared/ports.py. A sink that knows a key carries an order out exactly once; one
that knows none says so in its docstring, and is called again only when nothing came of it or the
outcome stayed unknown for longer than the suppression window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.notice import AlertWords, CustomerContact, Mail, Notice
    from shared.domain.acting.orders import CreateActivity
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Rung
    from shared.domain.alerts.shown import Digest, Language, Reader, ShownAlert
    from shared.domain.ids import CrmLeadId


@dataclass(frozen=True, slots=True)
class MadeActivity:
    """A planned step in the CRM; `made_at` is by the clock of which revisions are made (`Reading`)."""

    id: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Before:
    """What stood there before a change, for undoing it; `changed` False: it stood so already."""

    value: int | str | None
    changed: bool


class CrmActions(Protocol):
    """What actions do in the CRM. Every method raises CrmLeadGone where the lead is gone.

    All of them may be repeated: keyed ones give what is there, the others set what is to be.
    """

    def create_activity(self, key: ActionKey, order: CreateActivity) -> MadeActivity:
        """Plan a step, at most once a key, even after it was done; without e-mail by the CRM."""
        ...

    def cancel_activity(self, crm_lead_id: CrmLeadId, activity_id: int) -> bool:
        """Take away a planned step; False where it is done or gone already.

        One that shows an alert also where a merge has taken it to another record.
        """
        ...

    def hand_activity(
        self, crm_lead_id: CrmLeadId, activity_id: int, user_id: int, former: Collection[int]
    ) -> bool:
        """Give a planned step of ours to another user, as long as it is one of the former's.

        False where it is done or gone, his already, or where a person has given it to somebody.
        """
        ...

    def log_note(self, key: ActionKey, crm_lead_id: CrmLeadId, text: str) -> None:
        """Write an internal note, at most once a key."""
        ...

    def assign(self, crm_lead_id: CrmLeadId, user_id: int | None) -> Before:
        """Set the owner; gives the one before."""
        ...

    def move_stage(self, crm_lead_id: CrmLeadId, stage_id: int) -> Before:
        """Set the stage; gives the one before. Raises BadInput (`stage_unknown`)."""
        ...

    def tag(self, crm_lead_id: CrmLeadId, name: str) -> Before:
        """Put a tag on; `changed` False: it had it."""
        ...

    def untag(self, crm_lead_id: CrmLeadId, name: str) -> None:
        """Take a tag off."""
        ...

    def set_field(
        self, crm_lead_id: CrmLeadId, field: str, value: Decimal | date | str | None
    ) -> Before:
        """Set a field of `SetField`; gives the value before as text."""
        ...

    def show_alert(self, alert: Alert, words: AlertWords) -> None:
        """Let the lead show the alert as it stands; nothing without the addon."""
        ...

    def contact(self, crm_lead_id: CrmLeadId) -> CustomerContact:
        """Read how the customer can be reached."""
        ...


class Mailer(Protocol):
    """Sends e-mail (SMTP)."""

    def send(self, mail: Mail) -> None:
        """Return when the server has taken it.

        Raises BadInput (`mail_refused`) for an address that is refused for ever, TransientError
        for 4xx, ConnectionDown where the server is not there or refuses our login, OutcomeUnknown
        where it broke off after the text was sent: the same Message-ID again is one mail for most
        receivers.
        """
        ...


class Chat(Protocol):
    """Posts to chat channels by the name that settings give them.

    Of these sinks only Google Chat knows a key (`requestId`).
    """

    def channels(self) -> Sequence[str]:
        """Give the names."""
        ...

    def post(self, channel: str, key: ActionKey, notice: Notice) -> str:
        """Post a notice; gives the other side's id of it, or "".

        Raises BadInput (`channel_unknown`, `channel_gone` for 404 and 410, `channel_refused`),
        TransientError with `retry_after_s` for 429.
        """
        ...


class WhatsApp(Protocol):
    """Writes to customers by WhatsApp's Cloud API. It knows no key."""

    def send_template(
        self, to: str, template: str, language: str, parameters: Sequence[str]
    ) -> str:
        """Send an approved template; gives WhatsApp's message id.

        Raises BadInput (`whatsapp_template_unknown`, `whatsapp_not_reachable`, `whatsapp_refused`).
        """
        ...

    def send_text(self, to: str, text: str) -> str:
        """Send free text; raises BadInput (`whatsapp_window_closed`) outside the 24 hours."""
        ...


class WebhookCaller(Protocol):
    """Calls named HTTPS endpoints of others, signed by Standard Webhooks (`webhook-id` is the key)."""

    def endpoints(self) -> Sequence[str]:
        """Give the names."""
        ...

    def call(
        self, endpoint: str, key: ActionKey, event_type: str, payload: Mapping[str, object]
    ) -> None:
        """POST once.

        Raises BadInput (`endpoint_unknown`, `endpoint_gone`, `endpoint_refused`,
        `endpoint_private` for an address inside a private network).
        """
        ...


class Wording(Protocol):
    """Puts what is to be told into words of one language; links in it are signed and expire."""

    def words(self, shown: ShownAlert, language: Language) -> AlertWords:
        """Give an alert in short texts, for the CRM."""
        ...

    def alert(self, shown: ShownAlert, reader: Reader, rung: Rung, now: datetime) -> Notice:
        """Give what one alert says to one reader."""
        ...

    def digest(self, digest: Digest, now: datetime) -> Notice:
        """Give the morning's list."""
        ...

    def mail(self, notice: Notice, to: str, message_id: str) -> Mail:
        """Give a notice the form of an e-mail, as text and as HTML."""
        ...
