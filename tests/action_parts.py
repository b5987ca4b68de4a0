"""The outside of actions in memory: a CRM, mail, chat, WhatsApp and webhooks that keep what they got."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

from shared.action_ports import Before, MadeActivity
from shared.domain.acting.notice import AlertWords, CustomerContact, Mail, Notice, NoticeItem
from shared.domain.opportunity import Named, OpportunityState
from shared.domain.reading import Reading
from shared.errors import BadInput, CrmLeadGone

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.orders import CreateActivity
    from shared.domain.alerts.alert import Alert
    from shared.domain.alerts.cause import Rung
    from shared.domain.alerts.shown import Digest, Language, Reader, ShownAlert
    from shared.domain.ids import CrmLeadId

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAGES = {1: "New", 2: "Qualified", 3: "Won"}
CONTACT = CustomerContact(
    name="Noura", email="noura@example.com", phone="+966500000000", language="ar_001", is_opted_out=False
)  # fmt: skip


class Clock:
    """Stands still until it is moved."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Record:
    """One lead of the CRM."""

    owner: int | None = 7
    stage: int = 1
    tags: set[str] = field(default_factory=set)
    fields: dict[str, object] = field(default_factory=dict)
    contact: CustomerContact = CONTACT


class Records:
    """A CrmActions and a Pipeline's `read`: keyed inserts happen once a key."""

    def __init__(self, *numbers: int) -> None:
        self.leads = {number: Record() for number in numbers}
        self.activities: dict[str, tuple[int, CreateActivity]] = {}
        self.open: set[int] = set()
        self.users: dict[int, int] = {}
        self.notes: dict[str, tuple[int, str]] = {}
        self.alerts: dict[str, tuple[Alert, AlertWords]] = {}
        self._ids, self._lock = count(1), threading.Lock()

    def create_activity(self, key: ActionKey, order: CreateActivity) -> MadeActivity:
        self._lead(order.crm_lead_id)
        with self._lock:
            if key not in self.activities:
                self.activities[key] = (next(self._ids), order)
                self.open.add(self.activities[key][0])
                self.users[self.activities[key][0]] = order.user_id
        return MadeActivity(self.activities[key][0], NOW)

    def cancel_activity(self, crm_lead_id: CrmLeadId, activity_id: int) -> bool:
        self._lead(crm_lead_id)
        was_open = activity_id in self.open
        self.open.discard(activity_id)
        return was_open

    def hand_activity(
        self, crm_lead_id: CrmLeadId, activity_id: int, user_id: int, former: Collection[int]
    ) -> bool:
        self._lead(crm_lead_id)
        holder = self.users.get(activity_id)
        if activity_id not in self.open or holder == user_id or holder not in former:
            return False
        self.users[activity_id] = user_id
        return True

    def log_note(self, key: ActionKey, crm_lead_id: CrmLeadId, text: str) -> None:
        self._lead(crm_lead_id)
        self.notes.setdefault(key, (crm_lead_id, text))

    def assign(self, crm_lead_id: CrmLeadId, user_id: int | None) -> Before:
        lead = self._lead(crm_lead_id)
        before, lead.owner = lead.owner, user_id
        return Before(before, changed=before != user_id)

    def move_stage(self, crm_lead_id: CrmLeadId, stage_id: int) -> Before:
        lead = self._lead(crm_lead_id)
        if stage_id not in STAGES:
            raise BadInput("there is no such stage", code="stage_unknown")
        before, lead.stage = lead.stage, stage_id
        return Before(before, changed=before != stage_id)

    def tag(self, crm_lead_id: CrmLeadId, name: str) -> Before:
        tags = self._lead(crm_lead_id).tags
        is_new = name not in tags
        tags.add(name)
        return Before(None, changed=is_new)

    def untag(self, crm_lead_id: CrmLeadId, name: str) -> None:
        self._lead(crm_lead_id).tags.discard(name)

    def set_field(
        self, crm_lead_id: CrmLeadId, name: str, value: Decimal | date | str | None
    ) -> Before:
        fields = self._lead(crm_lead_id).fields
        before = fields.get(name)
        fields[name] = value
        return Before(None if before is None else str(before), changed=before != value)

    def show_alert(self, alert: Alert, words: AlertWords) -> None:
        self._lead(alert.crm_lead_id)
        self.alerts[alert.id] = (alert, words)

    def contact(self, crm_lead_id: CrmLeadId) -> CustomerContact:
        return self._lead(crm_lead_id).contact

    def read(self, crm_lead_ids: Sequence[CrmLeadId]) -> tuple[Reading, ...]:
        return tuple(Reading(one, 1, self._state(one)) for one in crm_lead_ids)

    def _state(self, number: CrmLeadId) -> OpportunityState | None:
        lead = self.leads.get(number)
        if lead is None:
            return None
        owner = None if lead.owner is None else Named(id=lead.owner, name="-")
        stage = Named(id=lead.stage, name=STAGES[lead.stage])
        return OpportunityState(owner=owner, stage=stage).model_copy(update=dict(lead.fields))

    def _lead(self, number: int) -> Record:
        if number not in self.leads:
            raise CrmLeadGone("there is no such lead")
        return self.leads[number]


@dataclass
class Faults:
    """What the next calls raise, by the name of the channel; None: that one goes through."""

    next: dict[str, list[Exception | None]] = field(default_factory=dict)

    def meet(self, name: str) -> None:
        waiting = self.next.get(name)
        fault = waiting.pop(0) if waiting else None
        if fault is not None:
            raise fault


@dataclass
class Outbox:
    """Mailer, Chat, WhatsApp and WebhookCaller in one; everything taken is kept in order."""

    rooms: tuple[str, ...] = ("sales", "managers")
    hooks: tuple[str, ...] = ("erp",)
    mails: list[Mail] = field(default_factory=list)
    posts: list[tuple[str, Notice]] = field(default_factory=list)
    whatsapps: list[tuple[str, str]] = field(default_factory=list)
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)

    def send(self, mail: Mail) -> None:
        self.faults.meet("mail")
        self.mails.append(mail)

    def channels(self) -> Sequence[str]:
        return self.rooms

    def post(self, channel: str, key: ActionKey, notice: Notice) -> str:
        if channel not in self.rooms:
            raise BadInput("no such channel", code="channel_unknown")
        self.faults.meet(channel)
        self.posts.append((channel, notice))
        return f"{channel}-{len(self.posts)}"

    def send_template(
        self, to: str, template: str, language: str, parameters: Sequence[str]
    ) -> str:
        self.faults.meet("whatsapp")
        self.whatsapps.append((to, f"{template}/{language}/{'|'.join(parameters)}"))
        return f"wamid.{len(self.whatsapps)}"

    def send_text(self, to: str, text: str) -> str:
        self.faults.meet("whatsapp")
        self.whatsapps.append((to, text))
        return f"wamid.{len(self.whatsapps)}"

    def endpoints(self) -> Sequence[str]:
        return self.hooks

    def call(
        self, endpoint: str, key: ActionKey, event_type: str, payload: Mapping[str, object]
    ) -> None:
        if endpoint not in self.hooks:
            raise BadInput("no such endpoint", code="endpoint_unknown")
        self.faults.meet(endpoint)
        self.calls.append((endpoint, key, event_type))

    @property
    def mails_by_id(self) -> set[str]:
        """What a receiver sees who knows Message-IDs."""
        return {mail.message_id for mail in self.mails}

    @property
    def calls_by_id(self) -> set[str]:
        """What an endpoint takes in that knows webhook-ids."""
        return {key for _, key, _ in self.calls}


@dataclass
class Told:
    """A ToldAlerts of given alerts, readers and digests."""

    alerts: dict[str, ShownAlert] = field(default_factory=dict)
    readers: dict[int, Reader] = field(default_factory=dict)
    digests: dict[tuple[int, date], Digest] = field(default_factory=dict)

    def shown(self, alert_id: str) -> ShownAlert | None:
        return self.alerts.get(alert_id)

    def reader(self, user_id: int) -> Reader | None:
        return self.readers.get(user_id)

    def digest(self, reader: Reader, day: date) -> Digest | None:
        found = self.digests.get((reader.user_id, day))
        return replace(found, reader=reader) if found else None


class PlainWording:
    """A Wording of codes instead of sentences."""

    def words(self, shown: ShownAlert, language: Language) -> AlertWords:
        return AlertWords(f"{shown.alert.cause} {language}", shown.alert.cause, "", "")

    def alert(self, shown: ShownAlert, reader: Reader, rung: Rung, now: datetime) -> Notice:
        return Notice(reader.language, f"{shown.alert.cause} {rung}", items=(_item(shown),))

    def digest(self, digest: Digest, now: datetime) -> Notice:
        items = tuple(_item(one) for one in (*digest.mine, *digest.escalated))
        return Notice(digest.reader.language, f"digest {digest.day}", items=items)

    def mail(self, notice: Notice, to: str, message_id: str) -> Mail:
        text = "\n".join((notice.title, *notice.lines))
        return Mail(message_id, to, notice.title, text, None, notice.language)


def _item(shown: ShownAlert) -> NoticeItem:
    return NoticeItem(title=shown.alert.cause, record=f"#{shown.alert.crm_lead_id}")
