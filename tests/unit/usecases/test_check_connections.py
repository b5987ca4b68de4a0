"""The watch: sections apart from each other, and one log line an episode of failure."""

from __future__ import annotations

import io
import json
import logging
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from shared import log
from shared.adapters.storage.sqlite import SqliteMemory
from shared.domain.finding import Finding, Group, Status, fail, not_checked, warn, well
from shared.usecases.check_connections import CheckConnections
from shared.usecases.last_report import LastReport
from tests.unit.usecases.crm_stand_in import START, SetClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)


@dataclass
class Watch:
    """A watch whose Meta finds what it is told to; the others are well."""

    memory: SqliteMemory
    clock: SetClock = field(default_factory=SetClock)
    said: io.StringIO = field(default_factory=io.StringIO)

    def run(self, *of_meta: Finding) -> CheckConnections:
        """Look an hour later."""
        self.clock.at += HOUR
        sections = {group: _finding(well(f"{group}.settings")) for group in Group}
        sections[Group.META] = _finding(*of_meta)
        last = LastReport(self.memory, "default")
        watch = CheckConnections(lambda: sections, last, self.clock)
        watch()
        return watch

    def lines(self) -> list[tuple[str, str, str]]:
        """Give severity, check and what it is about of each line since the last call."""
        lines = [json.loads(line) for line in self.said.getvalue().splitlines()]
        self.said.truncate(0)
        self.said.seek(0)
        return [(line["severity"], line["check"], line["about"]) for line in lines]

    def kept(self, check: str) -> Finding:
        report = LastReport(self.memory, "default").read()
        assert report is not None
        [found] = [one for one in report.findings if one.check == check]
        return found


def _finding(*findings: Finding):
    def section(now: datetime) -> Iterator[Finding]:
        yield from findings

    return section


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SetClock())) as memory:
        watch = Watch(memory)
        log.configure(watch.said)
        yield watch
        logging.getLogger().handlers[:] = []


DEAD = fail("meta.token", "token_expired")
ALIVE = well("meta.token")


def test_a_failure_is_logged_once_an_episode_and_its_end_once(watch: Watch) -> None:
    for _ in range(3):
        watch.run(DEAD)
    assert watch.lines() == [("WARNING", "meta.token", "")]
    for _ in range(2):
        watch.run(ALIVE)
    assert watch.lines() == [("INFO", "meta.token", "")]
    watch.run(DEAD)
    assert watch.lines() == [("WARNING", "meta.token", "")]


def test_what_cannot_be_checked_neither_begins_nor_ends_an_episode(watch: Watch) -> None:
    shut = fail("meta.page_leads", "meta_leads_access_revoked", about="1")
    watch.run(ALIVE, shut)
    assert watch.lines() == [("WARNING", "meta.page_leads", "1")]
    watch.run(DEAD, not_checked("meta.page_leads", "meta.token"))
    assert watch.lines() == [("WARNING", "meta.token", "")]
    watch.run(ALIVE, shut)
    assert watch.lines() == [("INFO", "meta.token", "")]


def test_each_page_has_episodes_of_its_own_and_one_that_is_gone_has_none(watch: Watch) -> None:
    one, other = (fail("meta.page_leads", "x", about=page) for page in "12")
    watch.run(one, other)
    assert len(watch.lines()) == 2
    watch.run(one, well("meta.page_leads", about="2"))
    assert watch.lines() == [("INFO", "meta.page_leads", "2")]
    watch.run(well("meta.page_leads", about="2"))
    assert watch.lines() == [("INFO", "meta.page_leads", "1")]


def test_a_failure_is_dated_by_its_beginning_and_a_warning_too(watch: Watch) -> None:
    soon = warn("meta.token_expiry", "token_ends_soon", days=9)
    for _ in range(3):
        watch.run(DEAD, soon)
    assert watch.kept("meta.token").since == START + HOUR
    assert watch.kept("meta.token_expiry").since == START + HOUR
    watch.run(ALIVE, soon)
    assert watch.kept("meta.token").since is None


def test_a_warning_is_not_logged(watch: Watch) -> None:
    watch.run(warn("meta.token_expiry", "token_ends_soon", days=9))
    assert watch.lines() == []


def test_a_report_of_newer_code_begins_anew(watch: Watch) -> None:
    watch.run(DEAD)
    watch.lines()
    watch.memory.put("connections", "watch.default", {"at": 7, "findings": "many"})
    assert LastReport(watch.memory, "default").read() is None
    watch.run(DEAD)
    assert watch.lines() == [("WARNING", "meta.token", "")]


def test_a_fault_of_ours_in_one_section_hides_no_other(watch: Watch) -> None:
    def broken(now: datetime) -> Iterator[Finding]:
        yield ALIVE
        raise KeyError("slip")

    sections = {group: _finding(well(f"{group}.settings")) for group in Group}
    sections[Group.META] = broken
    report = CheckConnections(lambda: sections, None, watch.clock).look()
    assert [(one.check, one.status) for one in report.findings] == [
        ("meta.token", Status.OK),
        ("meta.section", Status.NOT_CHECKED),
        ("odoo.settings", Status.OK),
        ("suite.settings", Status.OK),
    ]


def test_the_log_line_of_a_run_counts_the_findings(watch: Watch) -> None:
    sections = {group: _finding(well(f"{group}.settings")) for group in Group}
    sections[Group.META] = _finding(DEAD)
    checked = CheckConnections(lambda: sections, None, watch.clock)()
    assert checked.facts() == {
        "checks_ok": 2,
        "checks_warn": 0,
        "checks_fail": 1,
        "checks_not_checked": 0,
    }
