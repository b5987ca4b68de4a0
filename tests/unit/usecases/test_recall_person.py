"""What had become of a person's earlier leads when a new one was sent, and nothing of later."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.clean import clean_lead
from shared.domain.erasure import purged
from shared.domain.features.arrival import Arrival, FormerLead, KnownAs
from shared.domain.features.lead_features import features_of
from shared.domain.ids import CrmLeadId, CrmPartnerId, FormId, LeadgenId, lead_key
from shared.domain.ledger import Decision, LeadState, LedgerEntry
from shared.domain.odoo_change import ChangeKind
from shared.domain.opportunity import Outcome
from shared.domain.score import Verdict
from shared.usecases.apply_odoo_change import ApplyOdooChange
from shared.usecases.describe_arrival import DescribeArrival
from shared.usecases.lead_ledger import LeadLedger
from shared.usecases.read_lead import FORMS
from shared.usecases.recall_person import AT_MOST, RecallPerson
from tests.odoo_reports import change, state
from tests.unit.domain.leads import PAGE, lead_form, source_lead
from tests.unit.usecases.crm_stand_in import SetClock
from tests.unit.usecases.test_reconcile import AnnouncedBus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ARRIVED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SARA = {"full_name": "Sara Ali", "email": "sara@x.com", "phone_number": "+966501234987"}
OLDER_FORM = FormId("9000")


class World:
    """Leads in a ledger, and what the CRM reported of them."""

    def __init__(self, memory: SqliteMemory) -> None:
        self.memory, self.ledger = memory, LeadLedger(memory)
        self.recall = RecallPerson(memory, "default")
        self.describe = DescribeArrival(memory, "default", "Asia/Riyadh", "SA")
        self._apply = ApplyOdooChange(memory, AnnouncedBus(), SetClock())
        self._numbers = iter(range(1, 10_000))

    def lead(
        self,
        sent_at: datetime,
        answers: dict[str, str] | None = None,
        *,
        decision: Decision | None = None,
        is_test: bool = False,
        tenant: str = "default",
        form_id: FormId | None = None,
    ) -> LedgerEntry:
        number = next(self._numbers)
        source = source_lead(dict(SARA if answers is None else answers), is_test=is_test)
        lead = clean_lead(source, None, None, default_country="SA")
        lead = lead.model_copy(
            update={"created_at": sent_at, "leadgen_id": LeadgenId(str(number)), "remarks": ()}
        )
        entry = LedgerEntry(
            key=lead_key(tenant, PAGE, lead.leadgen_id),
            tenant=tenant,
            page_id=PAGE,
            leadgen_id=lead.leadgen_id,
            form_id=form_id or lead.attribution.form_id,
            source="webhook",
            state=LeadState.DONE,
            announced_at=sent_at + timedelta(seconds=3),
            crm_lead_id=CrmLeadId(number),
            decision=decision or Decision(),
            is_test=is_test,
        ).holding(sent_at + timedelta(seconds=4), lead)
        assert self.ledger.plant(entry)
        return entry

    def reported(self, entry: LedgerEntry, at: datetime, kind: ChangeKind, **news: Any) -> None:
        number = next(self._numbers)
        report = change(
            number,
            crm_lead_id=self.record_of(entry),
            kind=kind,
            occurred_at=at,
            revision=int(at.timestamp() * 1000) + number,
            state=state(**news),
            said={"verdict": Verdict.SPAM} if kind is ChangeKind.CORRECTED else None,
            alert={"key": "a1", "what": "done"} if kind is ChangeKind.ALERT_SETTLED else None,
        )
        self._apply(report)

    def merged(self, entry: LedgerEntry, at: datetime, into: LedgerEntry) -> None:
        number = next(self._numbers)
        report = change(
            number,
            crm_lead_id=self.record_of(entry),
            kind=ChangeKind.MERGED,
            occurred_at=at,
            revision=int(at.timestamp() * 1000) + number,
            merged_into=self.record_of(into),
            state=None,
        )
        self._apply(report)

    def record_of(self, entry: LedgerEntry) -> CrmLeadId | None:
        """Give the record in which a lead stands now."""
        found = self.ledger.find(entry.key)
        return found.crm_lead_id if found else None

    def closed(self, entry: LedgerEntry, at: datetime, outcome: Outcome) -> None:
        kind = ChangeKind.WON if outcome is Outcome.WON else ChangeKind.LOST
        self.reported(entry, at, kind, outcome=outcome, closed_at=at)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SetClock())) as memory:
        yield World(memory)


def test_a_new_person_has_no_past(world: World) -> None:
    world.lead(ARRIVED - DAY, {"full_name": "Ali", "email": "ali@x.com"})
    assert world.recall(world.lead(ARRIVED)) == ()


def test_earlier_leads_are_recalled_with_what_had_become_of_them(world: World) -> None:
    won, lost, still_open = (world.lead(ARRIVED - n * DAY) for n in (90, 60, 30))
    world.closed(won, ARRIVED - 80 * DAY, Outcome.WON)
    world.closed(lost, ARRIVED - DAY, Outcome.LOST)
    world.reported(still_open, ARRIVED - DAY, ChangeKind.STAGE_CHANGED)
    now = world.lead(ARRIVED, form_id=OLDER_FORM)
    assert world.recall(now) == (
        FormerLead(
            arrived_at=ARRIVED - 90 * DAY, outcome=Outcome.WON, closed_at=ARRIVED - 80 * DAY
        ),
        FormerLead(arrived_at=ARRIVED - 60 * DAY, outcome=Outcome.LOST, closed_at=ARRIVED - DAY),
        FormerLead(arrived_at=ARRIVED - 30 * DAY),
    )


def test_what_was_won_after_the_new_lead_was_sent_was_open_then(world: World) -> None:
    earlier, now = world.lead(ARRIVED - 30 * DAY), world.lead(ARRIVED)
    world.closed(earlier, ARRIVED + timedelta(seconds=1), Outcome.WON)
    assert [one.outcome for one in world.recall(now)] == [Outcome.OPEN]


def test_what_was_lost_and_is_won_later_was_lost_then(world: World) -> None:
    earlier, now = world.lead(ARRIVED - 30 * DAY), world.lead(ARRIVED)
    world.closed(earlier, ARRIVED - 9 * DAY, Outcome.LOST)
    world.reported(earlier, ARRIVED + DAY, ChangeKind.REOPENED)
    world.closed(earlier, ARRIVED + 2 * DAY, Outcome.WON)
    assert [one.outcome for one in world.recall(now)] == [Outcome.LOST]


def test_what_was_lost_and_opened_again_before_was_open_then(world: World) -> None:
    earlier, now = world.lead(ARRIVED - 30 * DAY), world.lead(ARRIVED)
    world.closed(earlier, ARRIVED - 9 * DAY, Outcome.LOST)
    world.reported(earlier, ARRIVED - DAY, ChangeKind.REOPENED)
    assert [one.outcome for one in world.recall(now)] == [Outcome.OPEN]


def test_what_was_merged_after_the_new_lead_was_sent_is_looked_up_where_it_stood(
    world: World,
) -> None:
    lost, open_ = world.lead(ARRIVED - 60 * DAY), world.lead(ARRIVED - 30 * DAY)
    now = world.lead(ARRIVED)
    world.closed(lost, ARRIVED - 9 * DAY, Outcome.LOST)
    before = world.recall(now)
    world.reported(open_, ARRIVED - 9 * DAY, ChangeKind.UPDATED)
    world.merged(open_, ARRIVED + DAY, lost)
    assert world.record_of(open_) == world.record_of(lost)
    assert world.recall(now) == before
    assert [one.outcome for one in before] == [Outcome.LOST, Outcome.OPEN]


def test_what_was_merged_before_is_looked_up_in_what_took_it_in(world: World) -> None:
    won, merged = world.lead(ARRIVED - 60 * DAY), world.lead(ARRIVED - 30 * DAY)
    world.merged(merged, ARRIVED - 20 * DAY, won)
    world.closed(won, ARRIVED - 9 * DAY, Outcome.WON)
    recalled = world.recall(world.lead(ARRIVED))
    assert [one.outcome for one in recalled] == [Outcome.WON, Outcome.WON]


def test_the_same_form_again_is_told(world: World) -> None:
    world.lead(ARRIVED - 2 * DAY, form_id=OLDER_FORM)
    world.lead(ARRIVED - DAY)
    assert [one.same_form for one in world.recall(world.lead(ARRIVED))] == [False, True]


def test_a_phone_under_another_name_is_somebody_else(world: World) -> None:
    shared = {"full_name": "Omar Hassan", "phone_number": SARA["phone_number"]}
    world.lead(ARRIVED - DAY, shared)
    same = {"full_name": "Sara", "phone_number": SARA["phone_number"]}
    world.lead(ARRIVED - 2 * DAY, same)
    assert [one.arrived_at for one in world.recall(world.lead(ARRIVED))] == [ARRIVED - 2 * DAY]


def test_test_leads_and_other_tenants_leads_are_nobodys_past(world: World) -> None:
    world.lead(ARRIVED - DAY, is_test=True)
    world.lead(ARRIVED - DAY, tenant="other")
    assert world.recall(world.lead(ARRIVED)) == ()
    world.lead(ARRIVED - DAY)
    assert world.recall(world.lead(ARRIVED, is_test=True)) == ()


def test_a_lead_whose_persons_data_is_gone_cannot_be_described(world: World) -> None:
    entry = purged(world.lead(ARRIVED))
    assert world.recall(entry) == ()
    assert world.describe(entry) is None


def test_no_more_than_the_newest_are_looked_at(world: World) -> None:
    for n in range(1, AT_MOST + 10):
        world.lead(ARRIVED - n * DAY)
    assert len(world.recall(world.lead(ARRIVED))) <= AT_MOST


@pytest.mark.parametrize(
    ("decision", "known_as"),
    [
        (Decision(), KnownAs.NOBODY),
        (Decision(partner_id=CrmPartnerId(7)), KnownAs.CUSTOMER),
        (Decision(partner_id=CrmPartnerId(7), onto=CrmLeadId(3)), KnownAs.OPEN),
    ],
)
def test_as_whom_the_crm_knew_the_person_is_read_off_the_decision(
    world: World, decision: Decision, known_as: KnownAs
) -> None:
    described = world.describe(world.lead(ARRIVED, decision=decision))
    assert described is not None
    assert described.known_as is known_as


def test_the_form_is_the_remembered_one_unless_the_lead_was_read_without_it(world: World) -> None:
    form = lead_form()
    entry = world.lead(ARRIVED)
    assert world.describe(entry).form is None
    world.memory.put(FORMS, form.form_id, {"form": form.model_dump(mode="json")})
    assert world.describe(entry).form == form
    without = entry.lead.model_copy(update={"remarks": ("form_unknown",)})
    assert world.describe(entry.model_copy(update={"lead": without})).form is None


def something_later(world: World, leads: list[LedgerEntry], rng: Random) -> None:
    """Let something happen after the arrival: to this lead, to earlier ones, by the person."""
    at = ARRIVED + timedelta(minutes=rng.randint(1, 50_000))
    entry = rng.choice(leads)
    kind = rng.choice([None, *ChangeKind])
    if kind is None:
        leads.append(world.lead(at))
    elif kind in (ChangeKind.WON, ChangeKind.LOST):
        world.closed(entry, at, Outcome(kind))
    elif kind is ChangeKind.MERGED:
        into = rng.choice(leads)
        if world.record_of(into) != world.record_of(entry):
            world.merged(entry, at, into)
    else:
        stage = {"id": rng.randint(1, 9), "name": "Another"}
        world.reported(entry, at, ChangeKind(kind), stage=stage, priority="3")


@pytest.mark.parametrize("seed", range(25))
def test_nothing_that_happens_after_the_arrival_changes_a_feature(world: World, seed: int) -> None:
    rng = Random(seed)
    earlier = [world.lead(ARRIVED - rng.randint(1, 300) * DAY) for _ in range(rng.randint(0, 4))]
    for entry in earlier:
        if rng.random() < 0.5:
            world.closed(entry, ARRIVED - timedelta(hours=1), rng.choice([*Outcome][1:]))
    now = world.lead(ARRIVED)
    before = world.describe(now)
    leads = [*earlier, now]
    for _ in range(30):
        something_later(world, leads, rng)
    assert world.describe(now) == before
    assert features_of(world.describe(now)) == features_of(before)


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, Any]]:
    """Give every field that can be reached from a model, with its path."""
    for name, field in model.model_fields.items():
        yield name, field.annotation
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from ((f"{name}.{path}", kind) for path, kind in fields_of(part))


def _parts(annotation: Any) -> Iterator[Any]:
    yield annotation
    for argument in get_args(annotation):
        yield from _parts(argument)


def test_an_arrival_has_no_place_for_what_comes_later() -> None:
    """A new field here needs a thought: is it there, and final, when the lead is stored?"""
    assert sorted(Arrival.model_fields) == [
        *("chosen", "form", "home_country", "known_as", "lead", "past", "said", "time_zone")
    ]
    assert sorted(FormerLead.model_fields) == ["arrived_at", "closed_at", "outcome", "same_form"]
    paths = {path for path, _ in fields_of(Arrival)}
    assert len(paths) > 50
    later = ("stage", "owner", "state", "probability", "revenue", "grade", "score", "crm", "done")
    assert [path for path in paths if path.rpartition(".")[2].startswith(later)] == [
        *[path for path in paths if path == "lead.attribution.state"]
    ]


def test_an_arrival_refuses_a_past_that_comes_after_it(world: World) -> None:
    arrival = world.describe(world.lead(ARRIVED))
    parts = {name: getattr(arrival, name) for name in Arrival.model_fields}
    later = ARRIVED + timedelta(seconds=1)
    for former in (
        FormerLead(arrived_at=later),
        FormerLead(arrived_at=ARRIVED - DAY, outcome=Outcome.WON, closed_at=later),
    ):
        with pytest.raises(ValidationError, match="before the lead was sent"):
            Arrival(**parts | {"past": (former,)})
    with pytest.raises(ValidationError, match="since a moment"):
        FormerLead(arrived_at=ARRIVED - DAY, outcome=Outcome.WON)
