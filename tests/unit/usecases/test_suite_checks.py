"""What the watch says of leads, pauses, silence and counts in our own memory."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest

from shared.adapters.messaging.embedded import EmbeddedBus
from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.connection import (
    chat_connection,
    mail_connection,
    model_connection,
    odoo_connection,
    page_connection,
    webhook_connection,
    whatsapp_connection,
)
from shared.domain.finding import Finding, Report, Status
from shared.domain.values import moment_text
from shared.errors import PermanentError, TransientError
from shared.usecases.checks.leads_seen import AT_MOST, LeadsSeen
from shared.usecases.checks.suite import SuiteChecks
from shared.usecases.connections import Connections
from shared.usecases.last_report import LastReport
from shared.usecases.watermarks import Watermarks
from tests.lead_ways import PAGE, START, announced, done, keep
from tests.unit.usecases.crm_stand_in import SetClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from shared.domain.ledger import LedgerEntry


@dataclass
class Suite:
    """A memory, a queue, and the checks of both at a moment that is set."""

    memory: SqliteMemory
    bus: EmbeddedBus
    clock: SetClock = field(default_factory=lambda: SetClock(START))

    def find(self) -> list[Finding]:
        seen = LeadsSeen(self.memory, "default")
        return list(SuiteChecks(self.memory, self.bus, "default", seen)(self.clock.at))

    def bad(self) -> dict[str, str]:
        return {one.key: one.cause for one in self.find() if one.is_bad}

    def one(self, check: str) -> Finding:
        [found] = [one for one in self.find() if one.check == check]
        return found

    def keep(self, *entries: LedgerEntry) -> None:
        keep(self.memory, *entries)


@pytest.fixture
def suite(tmp_path: Path) -> Iterator[Suite]:
    clock = SetClock(START)
    with (
        closing(SqliteMemory(tmp_path / "memory.db", clock=clock)) as memory,
        closing(EmbeddedBus(tmp_path / "queue.db", clock=clock, rng=Random(1))) as bus,
    ):
        yield Suite(memory, bus, clock)


def every_day(days: int, last: datetime, **changes: object) -> list[LedgerEntry]:
    """Give a lead each two hours of some days that end with a moment."""
    moments = [last - timedelta(hours=2 * n) for n in range(days * 12)]
    return [done(n, at).model_copy(update=changes) for n, at in enumerate(moments)]


def test_an_empty_memory_is_in_order(suite: Suite) -> None:
    assert suite.bad() == {}
    assert {one.status for one in suite.find()} == {Status.OK, Status.NOT_CHECKED}


def test_a_paused_connection_fails_with_its_cause_and_its_beginning(suite: Suite) -> None:
    for name in (odoo_connection("default"), page_connection("default", PAGE)):
        known = Connections(suite.memory).get(name)
        paused = known.connection.failed(
            START, Random(1), cause="odoo_unreachable", is_certain=True, asked_s=None
        )
        Connections(suite.memory).put(known, paused)
    found = [one for one in suite.find() if one.check == "suite.pauses"]
    assert {one.about for one in found} == {"odoo", f"meta.{PAGE}"}
    assert {one.cause for one in found} == {"connection_paused"}
    assert found[0].facts == {"since": "2026-11-22 14:10", "code": "odoo_unreachable"}


@pytest.mark.parametrize(
    "name",
    [
        mail_connection("default"),
        chat_connection("default", "sales"),
        whatsapp_connection("default"),
        webhook_connection("default", "erp"),
    ],
)
def test_a_paused_channel_is_a_warning_for_no_lead_waits_for_it(suite: Suite, name: str) -> None:
    known = Connections(suite.memory).get(name)
    paused = known.connection.failed(
        START, Random(1), cause="channel_unavailable", is_certain=True, asked_s=None
    )
    Connections(suite.memory).put(known, paused)
    found = suite.one("suite.pauses")
    assert (found.status, found.cause) == (Status.WARN, "channel_paused")
    assert f"default.{found.about}" == name


def test_a_paused_language_model_is_a_warning_for_nobody_waits_for_it(suite: Suite) -> None:
    known = Connections(suite.memory).get(model_connection("default"))
    paused = known.connection.failed(
        START, Random(1), cause="gemini_key_refused", is_certain=True, asked_s=None
    )
    Connections(suite.memory).put(known, paused)
    found = suite.one("suite.pauses")
    assert (found.status, found.cause, found.about) == (Status.WARN, "model_paused", "gemini")


def test_a_pause_that_ends_by_itself_is_a_warning(suite: Suite) -> None:
    known = Connections(suite.memory).get(page_connection("default", PAGE))
    paused = known.connection.failed(
        START, Random(1), cause="meta_throttled", is_certain=True, asked_s=600
    )
    Connections(suite.memory).put(known, paused)
    assert suite.one("suite.pauses").status is Status.WARN


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("default.odoo", {"state": "closed"}),
        ("default.odoo", {"state": 7, "since": []}),
        ("another.odoo", {"state": "open"}),
    ],
)
def test_a_connection_that_works_or_is_not_ours_is_no_pause(
    suite: Suite, name: str, data: dict[str, object]
) -> None:
    suite.memory.create("connections", name, {"name": name, **data})
    assert suite.bad() == {}


def test_the_last_report_is_not_taken_for_a_connection(suite: Suite) -> None:
    LastReport(suite.memory, "default").follow(Report(at=START, findings=()))
    assert list(Connections(suite.memory).all()) == []


def test_leads_that_wait_long_are_counted_by_what_they_wait_for(suite: Suite) -> None:
    at = START - timedelta(hours=5)
    for number, reason in enumerate(["odoo_unreachable", "odoo_unreachable", "meta_throttled"]):
        suite.keep(announced(number, at).waiting(START, reason, "words"))
    suite.keep(announced(9, START).waiting(START, "busy", "words"))
    found = {one.about: one for one in suite.find() if one.check == "suite.waiting"}
    assert set(found) == {"odoo_unreachable", "meta_throttled"}
    assert found["odoo_unreachable"].facts == {"leads": 2, "total": 4, "hours": 5}


def test_a_lead_that_waits_for_a_connection_is_counted_under_its_name(suite: Suite) -> None:
    entry = announced(1, START - timedelta(hours=1)).waiting(START, "odoo_unreachable", "words")
    suite.keep(entry)
    document = suite.memory.get("leads", entry.key)
    assert document is not None
    suite.memory.put("leads", entry.key, {**document.data, "waits_for": odoo_connection("default")})
    assert suite.one("suite.waiting").about == "odoo"


def test_a_lead_that_waits_a_little_is_everyday(suite: Suite) -> None:
    suite.keep(announced(1, START - timedelta(minutes=20)).waiting(START, "busy", "words"))
    assert suite.bad() == {}


def test_leads_that_stopped_are_a_warning(suite: Suite) -> None:
    suite.keep(announced(1).dead("odoo_invalid", "words"))
    found = suite.one("suite.dead")
    assert (found.status, found.facts) == (Status.WARN, {"leads": 1})


def test_silence_where_leads_were_to_be_expected_is_a_warning(suite: Suite) -> None:
    suite.keep(*every_day(30, START))
    assert suite.one("suite.silence").cause == "rhythm_usual"
    suite.clock.at = START + timedelta(hours=18, minutes=1)
    found = suite.one("suite.silence")
    assert (found.status, found.cause) == (Status.WARN, "silence")
    assert found.facts == {"hours": 18, "expected": 10}


def test_replayed_and_imported_leads_break_no_silence(suite: Suite) -> None:
    suite.keep(*every_day(30, START))
    later = START + timedelta(hours=20)
    for number, source in enumerate(("replay", "import"), 900):
        suite.keep(done(number, later).model_copy(update={"source": source}))
    suite.clock.at = later
    assert suite.one("suite.silence").cause == "silence"


def test_with_less_than_two_weeks_nothing_is_said_of_silence(suite: Suite) -> None:
    suite.keep(*every_day(13, START))
    suite.clock.at = START + timedelta(hours=20)
    assert suite.one("suite.silence").cause == "rhythm_unknown"


def test_leads_that_only_reconciling_finds_say_that_webhooks_do_not_arrive(suite: Suite) -> None:
    suite.keep(*every_day(1, START, source="reconcile"))
    found = suite.one("suite.silence")
    assert (found.status, found.cause) == (Status.FAIL, "webhooks_silent")
    suite.keep(done(99, START))
    assert suite.one("suite.silence").status is not Status.FAIL


def day_of(form: str, day: str, **numbers: object) -> dict[str, object]:
    return {"tenant": "default", "page_id": PAGE, "form_id": form, "day": day, **numbers}


def test_what_meta_has_and_we_do_not_fails_and_what_no_webhook_told_is_a_warning(
    suite: Suite,
) -> None:
    days = [
        day_of("1", "2026-11-21", meta=10, known=9, announced=1),
        day_of("2", "2026-11-20", meta=10, known=7, announced=0),
        day_of("2", "2026-11-21", meta=4, known=2, announced=1),
        day_of("3", "2026-11-21", meta=5, known=5, announced=0),
        day_of("4", "2026-11-01", meta=50, known=0, announced=0),
    ]
    for number, data in enumerate(days):
        suite.memory.create("form_days", str(number), data)
    found = {one.about: one for one in suite.find() if one.check == "suite.counts"}
    assert {about: one.cause for about, one in found.items()} == {
        "1": "leads_unannounced",
        "2": "leads_missing",
    }
    assert found["2"].facts == {"leads": 4}


def test_counts_that_agree_and_documents_of_newer_code_are_no_trouble(suite: Suite) -> None:
    suite.memory.create("form_days", "1", day_of("1", "2026-11-21", meta=3, known=3, announced=0))
    suite.memory.create("form_days", "2", day_of("2", "2026-11-21", meta="many", known=None))
    assert suite.one("suite.counts").facts == {"leads": 3}


def test_a_document_that_is_no_lead_hides_no_other(suite: Suite) -> None:
    suite.memory.create("leads", "odd", {"tenant": "default", "announced_at": "~soon"})
    suite.memory.create("leads", "odder", {"announced_at": moment_text(START), "state": 1})
    suite.keep(*every_day(30, START))
    assert suite.one("suite.silence").cause == "rhythm_usual"


def test_no_more_than_the_latest_leads_are_read(suite: Suite) -> None:
    suite.keep(*every_day(27, START))
    assert len(LeadsSeen(suite.memory, "default").latest(START)) == AT_MOST


class Gone:
    """A memory or a bus that cannot be reached."""

    def __getattr__(self, name: str) -> object:
        def refuse(*_: object, **__: object) -> object:
            raise TransientError("cannot be reached", code="memory_unavailable")

        return refuse


def test_a_memory_that_is_gone_hides_neither_itself_nor_the_queue(suite: Suite) -> None:
    gone = Gone()
    found = list(SuiteChecks(gone, suite.bus, "default", LeadsSeen(gone, "default"))(START))  # type: ignore[arg-type]
    assert [(one.check, one.status) for one in found if one.is_bad] == [
        ("suite.memory", Status.FAIL)
    ]
    unchecked = [one.facts for one in found if one.status is Status.NOT_CHECKED]
    assert unchecked == [{"because": "suite.memory"}] * 7


def test_a_queue_that_refuses_is_named_by_its_code(suite: Suite) -> None:
    class Refusing:
        def check(self, topic: object) -> None:
            raise PermanentError("no right", code="not_allowed")

    checks = SuiteChecks(suite.memory, Refusing(), "default", LeadsSeen(None, "default"))  # type: ignore[arg-type]
    found = next(one for one in checks(START) if one.check == "suite.queue")
    assert (found.status, found.cause) == (Status.FAIL, "not_allowed")


def test_a_sweep_of_alerts_that_never_ran_is_not_yet_a_failure(suite: Suite) -> None:
    assert suite.one("suite.alerts").cause == "alert_sweep_never_ran"


@pytest.mark.parametrize(
    ("minutes", "status", "cause"),
    [(15, Status.OK, "alert_sweep_runs"), (16, Status.FAIL, "alert_sweep_late")],
)
def test_a_sweep_of_alerts_is_late_after_a_quarter_of_an_hour(
    suite: Suite, minutes: int, status: Status, cause: str
) -> None:
    marks = Watermarks(suite.memory)
    marks.move(marks.get("default.alert_sweep"), None, START - timedelta(minutes=minutes))
    found = suite.one("suite.alerts")
    assert (found.status, found.cause, found.facts) == (status, cause, {"minutes": minutes})


def test_a_mark_that_tells_no_time_counts_as_none(suite: Suite) -> None:
    for moved_at in ("soon", 7):
        suite.memory.put("watermarks", "default.alert_sweep", {"moved_at": moved_at})
        assert suite.one("suite.alerts").cause == "alert_sweep_never_ran"


def test_alerts_that_nobody_can_be_told_of_are_counted(suite: Suite) -> None:
    assert suite.one("suite.alerts_told").cause == "alerts_have_readers"
    for number, tenant in enumerate(("default", "default", "another")):
        alert = {"tenant": tenant, "lacks_reader": True, "rank": 0.5}
        suite.memory.create("alerts", f"a{number}", alert)
    found = suite.one("suite.alerts_told")
    assert (found.status, found.facts) == (Status.WARN, {"alerts": 2})
