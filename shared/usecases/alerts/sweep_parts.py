"""The parts of one run of the sweep, all with the same settings, directory and counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.alerts.crm_absences import with_crm_absences
from shared.usecases.alerts.alert_book import AlertBook
from shared.usecases.alerts.digest_turns import DigestTurns
from shared.usecases.alerts.follow_people import FollowPeople
from shared.usecases.alerts.judge_record import JudgeRecord
from shared.usecases.alerts.least_busy import LeastBusy
from shared.usecases.alerts.owed_to_crm import OwedToCrm
from shared.usecases.alerts.record_facts import RecordFacts
from shared.usecases.alerts.send_digests import SendDigests
from shared.usecases.alerts.tell_at_once import TellAtOnce
from shared.usecases.alerts.teller import Teller
from shared.usecases.alerts.telling_orders import TellingOrders

if TYPE_CHECKING:
    from datetime import timedelta

    from shared.action_ports import Wording
    from shared.domain.alerts.rules import Learnt
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.alerts.shown import Language
    from shared.domain.crm_directory import CrmDirectory
    from shared.ports import Bus, Clock, Memory


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run does, one after the other."""

    judge: JudgeRecord
    people: FollowPeople
    tell_at_once: TellAtOnce
    send_digests: SendDigests
    owed: OwedToCrm


@dataclass(frozen=True, slots=True)
class World:
    """What a run needs of the world."""

    memory: Memory
    bus: Bus
    clock: Clock
    wording: Wording
    tenant: str
    retention: timedelta
    language: Language
    """Of people of whom neither settings nor the CRM say which."""


def parts_of(
    world: World, settings: AlertSettings, directory: CrmDirectory, learnt: Learnt
) -> Parts:
    """Put them together for one run."""
    memory, clock = world.memory, world.clock
    book = AlertBook(memory, world.tenant, world.retention)
    settings = with_crm_absences(settings, directory)
    facts = RecordFacts(memory, world.tenant, settings, directory, learnt)
    turns, least_busy = DigestTurns(memory, facts), LeastBusy(memory, book, facts)
    orders = TellingOrders(facts, world.wording, least_busy, world.language)
    teller = Teller(memory, world.bus, clock, book, facts, turns, orders)
    return Parts(
        JudgeRecord(memory, clock, book, facts, least_busy, turns),
        FollowPeople(memory, clock, book, facts, turns),
        TellAtOnce(teller),
        SendDigests(teller),
        OwedToCrm(memory, world.bus, clock, book),
    )
