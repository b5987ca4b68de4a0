"""A small world for the sweep of alerts: real memory and use cases, lists for a bus and a CRM."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from shared.domain.acting.action import Action, ActionRequested, ActionState, Result, action_key
from shared.domain.acting.notice import AlertWords, Mail, Notice
from shared.domain.acting.orders import CancelActivity, CreateActivity, HandActivity
from shared.domain.alerts.alert import Alert
from shared.domain.alerts.settings import AlertSettings
from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage, Team
from shared.domain.event import Topic
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import Opportunity, OpportunityState, opportunity_key
from shared.domain.queries import ALERTS_RAISED
from shared.errors import SuiteError
from shared.usecases.alerts.alert_book import AlertBook, stored_alert_of
from shared.usecases.alerts.alert_settings import AlertSettingsBook
from shared.usecases.alerts.follow_ups import FOLLOW_UPS, FollowUps
from shared.usecases.alerts.sweep_alerts import SweepAlerts, Swept
from shared.usecases.opportunities import Opportunities
from shared.usecases.refresh_directory import CRM_DIRECTORY
from tests.alert_records import DEFAULT_MANAGER, LEADER, OWNER, STAGE, TEAM, at, opportunity
from tests.simulation.faulty import Controller, Crash

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.action_ports import Wording
    from shared.domain.alerts.cause import Cause, Rung
    from shared.domain.alerts.shown import Digest, Language, Reader, ShownAlert
    from shared.domain.event import Event, Message
    from shared.ports import Memory

START = at("2026-11-22 10:00")
"""A Sunday, in working time."""
RETENTION = timedelta(days=90)


@dataclass
class SetClock:
    moment: datetime = START

    def now(self) -> datetime:
        return self.moment


class PlainWording:
    """Words that tell which alert they are of."""

    def words(self, shown: ShownAlert, language: Language) -> AlertWords:
        cause = shown.alert.cause.value
        return AlertWords(f"{cause} ({language})", cause, "because", "do it")

    def alert(self, shown: ShownAlert, reader: Reader, rung: Rung, now: datetime) -> Notice:
        return Notice(reader.language, shown.alert.cause.value)

    def digest(self, digest: Digest, now: datetime) -> Notice:
        return Notice(digest.reader.language, "digest")

    def mail(self, notice: Notice, to: str, message_id: str) -> Mail:
        return Mail(message_id, to, notice.title, "", None, notice.language)


WORDING: Wording = PlainWording()


@dataclass
class OrderBus:
    """Keeps what was ordered, repeats too."""

    published: list[ActionRequested] = field(default_factory=list)

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        assert topic is Topic.ACTIONS
        for event in events:
            assert isinstance(event, ActionRequested)
            self.published.append(event)

    def republish(self, topic: Topic, messages: Sequence[Message]) -> None:
        raise AssertionError("nothing is sent again here")

    def check(self, topic: Topic) -> None:
        """It works."""

    @property
    def keys(self) -> set[str]:
        return {one.natural_key for one in self.published}


@dataclass
class SweptWorld:
    """One company with a team; every sweep is a process of its own."""

    memory: Memory
    clock: SetClock
    tenant: str = "default"
    settings: AlertSettings = field(default_factory=AlertSettings)
    bus: OrderBus = field(default_factory=OrderBus)
    carried_out: dict[str, ActionRequested] = field(default_factory=dict)
    activities: dict[int, str] = field(default_factory=dict)
    """Open activities in the CRM, each with the alert that it shows."""
    users: dict[int, int] = field(default_factory=dict)
    """Whose activities they are."""
    numbers: count[int] = field(default_factory=lambda: count(501))

    def __post_init__(self) -> None:
        people = {OWNER: "Noura", LEADER: "Sami", DEFAULT_MANAGER: "Huda"}
        self.keep_directory(
            CrmDirectory(
                stages=(Stage(id=STAGE, name="Qualified"),),
                teams=(Team(id=TEAM, name="Sales", leader_id=LEADER, member_ids=(OWNER, LEADER)),),
                salespeople=tuple(
                    Salesperson(id=number, name=name, email=f"{name}@example.com")
                    for number, name in people.items()
                ),
                read_at=self.clock.now(),
            )
        )
        self.set_to(self.settings)

    def keep_directory(self, directory: CrmDirectory) -> None:
        data = directory.model_dump(mode="json", exclude_none=True)
        self.memory.put(CRM_DIRECTORY, self.tenant, data)

    def set_to(self, settings: AlertSettings) -> None:
        self.settings = settings
        book = AlertSettingsBook(self.memory, self.clock, self.tenant)
        assert book.replace(book.stored(), settings, who="test")

    def record(self, number: int = 12, **state: Any) -> None:
        """Let the CRM have reported a record as it is now."""
        state.setdefault("alert_activities", tuple(self.activities))
        self.keep(opportunity(number, seen_at=self.clock.now(), **state))

    def closed(self, number: int = 12, **state: Any) -> None:
        self.record(number, closed_at=self.clock.now(), **state)

    def gone(self, number: int = 12) -> None:
        self.keep(opportunity(number, seen_at=self.clock.now()).model_copy(update={"state": None}))

    def keep(self, picture: Opportunity) -> None:
        key = opportunity_key(self.tenant, picture.crm_lead_id)
        picture = picture.model_copy(update={"tenant": self.tenant, "key": key})
        opportunities = Opportunities(self.memory)
        before = opportunities.find(self.tenant, picture.crm_lead_id)
        assert opportunities.replace(before, picture)
        FollowUps(self.memory, self.tenant).touch(picture.crm_lead_id, self.clock.now())

    def state(self, number: int = 12) -> OpportunityState:
        stored = Opportunities(self.memory).find(self.tenant, CrmLeadId(number))
        assert stored is not None
        assert stored.picture.state is not None
        return stored.picture.state

    def sweep(self, process: Controller | None = None) -> Swept | None:
        """Run the sweep once; None: it died or failed on the way."""
        process = process or Controller(at_most=5_000)
        try:
            return self.sweeping(process)()
        except (Crash, SuiteError):
            return None

    def sweeping(self, process: Controller) -> SweepAlerts:
        memory = process.wrap("memory", self.memory)
        return SweepAlerts(
            memory,
            process.wrap("bus", self.bus),
            self.clock,
            AlertSettingsBook(memory, self.clock, self.tenant),
            WORDING,
            self.tenant,
            RETENTION,
            "ar",
        )

    def sweep_at(self, text: str) -> Swept:
        """Run it at a local time, and carry out what it orders."""
        self.clock.moment = at(text)
        done = self.sweep()
        assert done is not None
        self.carry_out()
        return done

    def carry_out(self) -> None:
        """Carry out what was ordered, each key once, as the runner does."""
        for one in self.bus.published:
            if one.natural_key not in self.carried_out:
                self.carried_out[one.natural_key] = one
                self._carry_out(one)

    def _carry_out(self, one: ActionRequested) -> None:
        result = Result()
        if isinstance(one.order, CreateActivity):
            number = next(self.numbers)
            self.activities[number] = one.asked_by.id
            self.users[number] = one.order.user_id
            result = Result(activity_id=number, activity_made_at=self.clock.now())
        if isinstance(one.order, CancelActivity):
            self.activities.pop(one.order.activity_id, None)
        if isinstance(one.order, HandActivity) and one.order.activity_id in self.activities:
            alert = self.book.find(one.order.alert_id)
            if alert is not None and alert.alert.holders[-1] == one.order.user_id:
                self.users[one.order.activity_id] = one.order.user_id
        key = action_key(self.tenant, one.natural_key)
        action = Action(
            key=key,
            tenant=self.tenant,
            natural_key=one.natural_key,
            order=one.order,
            asked_by=one.asked_by,
            state=ActionState.DONE,
            requested_at=one.requested_at,
            result=result,
        )
        self.memory.put("actions", key, action.model_dump(mode="json", exclude_none=True))

    @property
    def book(self) -> AlertBook:
        return AlertBook(self.memory, self.tenant, RETENTION)

    def alerts(self, number: int = 12) -> list[Alert]:
        """Give a record's alerts, oldest first."""
        key = opportunity_key(self.tenant, CrmLeadId(number))
        return [one.alert for one in reversed(self.book.of_record(key))]

    def alert(self, cause: Cause, number: int = 12) -> Alert:
        """Give the last alert of a cause."""
        return [one for one in self.alerts(number) if one.cause is cause][-1]

    def told(self, number: int = 12) -> list[tuple[str, str, int]]:
        """Give who was told what on which rung, in order."""
        found = [(one.at, each.cause, one) for each in self.alerts(number) for one in each.told]
        return [
            (cause.value, one.rung.value, one.reader_id)
            for _, cause, one in sorted(found, key=lambda each: (each[0], each[1]))
        ]

    def check_at(self, number: int = 12) -> object:
        """Give when a record is looked at again; None: not by itself. KeyError: never."""
        document = self.memory.get(FOLLOW_UPS, opportunity_key(self.tenant, CrmLeadId(number)))
        if document is None:
            raise KeyError(number)
        return document.data.get("check_at")

    def everything(self) -> list[Alert]:
        """Give all alerts in the memory."""
        page = self.memory.query(ALERTS_RAISED, equals={"tenant": self.tenant}, limit=1000)
        return [stored_alert_of(one).alert for one in page.documents]
