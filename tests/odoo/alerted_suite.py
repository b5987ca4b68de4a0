"""The suite's real doors beside a real Odoo, in one process, by a clock that the test sets."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import time, timedelta
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any

import requests
from werkzeug.test import Client

from deploy.gcp.manifest import read_manifests
from deploy.local.doors import FUNCTIONS, open_door
from deploy.local.meta_caller import notification
from deploy.local.subscriptions import subscriptions
from shared import alerting, bootstrap
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, wsgi_deliverer
from shared.domain.alerts.cause import Cause, Rung, Standing
from shared.domain.alerts.cause_rules import CauseRule
from shared.domain.alerts.reader_rules import TeamRules
from shared.domain.alerts.settings import AlertSettings
from shared.domain.alerts.working_times import working_time
from shared.domain.calendar.quiet import next_digest
from shared.domain.calendar.settings import CalendarSettings
from shared.domain.calendar.spans import WorkingMinutes
from shared.domain.ids import CrmLeadId, LeadgenId, PageId, lead_key
from shared.domain.opportunity import opportunity_key
from shared.domain.signature import sign
from shared.usecases.alerts.follow_ups import FollowUps
from shared.usecases.lead_ledger import LeadLedger
from shared.usecases.opportunities import Opportunities
from tests.local_run import wait_until
from tests.odoo_reports import message, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from deploy.local.demo.mail.outbox import Outbox, Received
    from shared.domain.alerts.alert import Alert
    from shared.domain.opportunity import Opportunity, OpportunityState
    from shared.settings import Settings
    from tests.odoo.receiver import Receiver
    from tests.odoo.sales_team import SalesTeam

CHANGES = "/api/webhooks/odoo"
SWEEP = "/jobs/sweep_alerts"
SOON_S = 90
IDLE_DAYS = 7
WORKING, MORNING = working_time(CalendarSettings()), time(8, 35)


@dataclass
class SetClock:
    """Tells the time that the test says."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass
class AlertedSuite:
    """What comes out of Odoo goes through the doors that the cloud has, and so does what goes in."""

    settings: Settings
    clock: SetClock
    secret: str
    outbox: Outbox
    scratch: Path
    receiver: Receiver | None
    """Takes what the addon sends; None: Odoo has no addon, and is read."""
    doors: dict[str, Any] = field(default_factory=dict)
    heard: int = 0

    def __post_init__(self) -> None:
        self.manifests = read_manifests(FUNCTIONS)
        for one in self.manifests:
            sys.modules.pop(f"functions.{one.name}.main", None)
            self.doors[one.name] = open_door(one.name, self.scratch)
        bus = bootstrap.bus(self.settings)
        assert isinstance(bus, EmbeddedBus)
        send = wsgi_deliverer(self.doors)
        self.courier = Courier(bus.queue, subscriptions(self.manifests), send, rng=Random(1))
        self.job("housekeeping", "/jobs/sweep_crm")
        self.job("housekeeping", "/jobs/read_crm_changes")
        self.carry_out()

    def door(self, name: str) -> Client:
        return Client(self.doors[name])

    def job(self, door: str, path: str) -> None:
        answer = self.door(door).post(path)
        assert answer.status_code == 200, answer.text

    def carry_out(self) -> None:
        """Deliver all that waits, and what comes of it; nothing may be left."""
        while self.courier.deliver_due():
            pass
        left = {name: one for name, one in self.courier.depth().items() if one.open or one.dead}
        assert left == {}

    def hear(self) -> None:
        """Take in what has changed in Odoo."""
        if self.receiver is None:
            self.job("housekeeping", "/jobs/read_crm_changes")
        else:
            events = self.receiver.events
            self._report(events[self.heard :])
            self.heard = len(events)
        self.carry_out()

    def until(self, is_so: Callable[[], object], complaint: str) -> None:
        """Hear of Odoo until something is so."""

        def heard() -> object:
            self.hear()
            return is_so()

        wait_until(heard, SOON_S, complaint)

    def sweep(self, at: datetime | None = None) -> None:
        """Run the sweep of alerts, and have done what it orders."""
        self.clock.moment = at or self.clock.moment
        self.job("proactive_alert_agent", SWEEP)
        self.carry_out()

    def sweep_doubled(self) -> None:
        """Run it twice at the same time."""
        with ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(self.door("proactive_alert_agent").post, SWEEP) for _ in range(2)]
        assert [run.result().status_code for run in runs] == [200, 200]
        self.carry_out()

    def morning(self, days: int = 1) -> datetime:
        """Give the n-th working morning from now, a little after the digest."""
        moment = self.clock.moment
        for _ in range(days):
            moment = next_digest(WORKING, MORNING, moment)
        return moment

    def picture(self, lead: int) -> Opportunity | None:
        memory = bootstrap.memory(self.settings)
        stored = Opportunities(memory).find(self.settings.tenant, CrmLeadId(lead))
        return stored.picture if stored else None

    def from_meta(self) -> int:
        """Have Meta announce a lead of somebody whom no Odoo knows; give its number there."""
        wish = {"count": 1, "people_from": SystemRandom().randrange(990_000)}
        answer = requests.post(f"{self.settings.meta_graph_url}/_demo/leads", json=wish, timeout=20)
        [lead] = answer.json()["leads"]
        body, secrets = notification([lead], self.clock.now()), self.settings.meta_app_secret or ()
        headers = {"X-Hub-Signature-256": sign(body, secrets[0])}
        told = self.door("webhooks").post("/api/webhooks/meta", data=body, headers=headers)
        assert told.status_code == 200, told.text
        self.carry_out()
        key = lead_key(self.settings.tenant, PageId(lead["page_id"]), LeadgenId(lead["leadgen_id"]))
        entry = LeadLedger(bootstrap.memory(self.settings)).find(key)
        assert entry is not None
        assert entry.crm_lead_id is not None
        return entry.crm_lead_id

    def owner(self, lead: int) -> int | None:
        """Give a record's owner as we know it."""
        state = self._state(lead)
        return state.owner.id if state and state.owner else None

    def next_step(self, lead: int) -> int | None:
        """Give the number of a record's next step as we know it."""
        state = self._state(lead)
        return state.next_activity.id if state and state.next_activity else None

    def rungs(self, lead: int) -> list[tuple[Rung, int]]:
        """Give on which rung whom a record's alert was told to."""
        return [(one.rung, one.reader_id) for one in self.alert(lead).told]

    def has_ended(self, lead: int) -> bool:
        """Judge once more whether a record's alert is over."""
        self.sweep()
        return not self.alert(lead).is_live

    def find_stale(self, team: SalesTeam) -> int:
        """Make an opportunity of which nothing is heard, and let it be found one night."""
        lead = team.opportunity()
        self.until(lambda: self.picture(lead), "the opportunity did not come")
        is_after_work = WORKING.after(self.clock.moment, WorkingMinutes(0)) > self.clock.moment
        days = IDLE_DAYS + is_after_work  # what comes in the evening counts from the next morning
        self.sweep(self.morning(days) + timedelta(hours=16))
        assert self.alert(lead).standing is Standing.OPEN
        return lead

    def touch(self, lead: int) -> None:
        """Have a record judged again, as a new score of it does."""
        FollowUps(bootstrap.memory(self.settings), self.settings.tenant).touch(
            CrmLeadId(lead), self.clock.now()
        )

    def alert(self, lead: int) -> Alert:
        """Give a record's only alert."""
        key = opportunity_key(self.settings.tenant, CrmLeadId(lead))
        (found,) = alerting.alert_book(self.settings).of_record(key)
        return found.alert

    def live(self, lead: int) -> set[tuple[Cause, int]]:
        """Give the causes of a record's live alerts, each with its level."""
        key = opportunity_key(self.settings.tenant, CrmLeadId(lead))
        alerts = [one.alert for one in alerting.alert_book(self.settings).of_record(key)]
        return {(one.cause, one.level) for one in alerts if one.is_live}

    def mails_to(self, address: str) -> list[Received]:
        return [one for one in self.outbox.mails() if address in one.to]

    def alert_only(self, team: int, cause: Cause, **rule: object) -> None:
        """Have one cause alone raised, and for one team alone: others work in the same Odoo."""
        off = dict.fromkeys(Cause, CauseRule(is_on=False))
        causes = {cause: CauseRule.model_validate({"is_on": True, **rule})}
        self.set_to(AlertSettings(causes=off, teams={team: TeamRules(causes=causes)}))

    def alert_all(self, team: int) -> None:
        """Have every cause raised as it is set at first, for one team alone."""
        off, on = (dict.fromkeys(Cause, CauseRule(is_on=is_on)) for is_on in (False, True))
        self.set_to(AlertSettings(causes=off, teams={team: TeamRules(causes=on)}))

    def set_to(self, alerts: AlertSettings) -> None:
        """Put other settings of alerts in force."""
        book = alerting.alert_settings(self.settings)
        assert book.replace(book.stored(), alerts, who="test")
        self.clock.moment += timedelta(minutes=2)

    def change(self, **changes: object) -> None:
        """Change some settings of alerts."""
        stored = alerting.alert_settings(self.settings).stored().settings
        self.set_to(stored.model_copy(update=changes))

    def _state(self, lead: int) -> OpportunityState | None:
        picture = self.picture(lead)
        return picture.state if picture else None

    def _report(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Bring the addon's events to our door, signed anew: it was sent by Odoo's own clock."""
        for one in events:
            body = message(one)
            headers = signed(body, self.secret, at=self.clock.now(), message_id=str(one["id"]))
            answer = self.door("webhooks").post(CHANGES, data=body, headers=headers)
            assert answer.status_code == 200, answer.text
