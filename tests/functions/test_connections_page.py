"""From housekeeping's job to the page /ops/connections, through both doors."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from shared import bootstrap, log
from shared.domain.finding import Finding, Report, Status, fail, warn, well
from shared.domain.values import moment_text
from shared.usecases.last_report import LastReport

if TYPE_CHECKING:
    from tests.functions.conftest import World

JOB, PAGE = "/jobs/check_connections", "/ops/connections"
HOSTILE = "</td><script>alert(1)</script>%(x)s"


def text_of(world: World, language: str = "en") -> str:
    answer = world.door("dashboards").get(f"{PAGE}?lang={language}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def keep(world: World, *findings: Finding, hours_ago: float = 0) -> None:
    at = bootstrap.clock().now() - timedelta(hours=hours_ago)
    memory = bootstrap.memory(world.settings)
    LastReport(memory, "default").follow(Report(at=at, findings=findings))


def test_before_the_first_look_the_page_says_how_to_look(world: World) -> None:
    assert "curl -X POST http://localhost:4200/jobs/check_connections" in text_of(world)


def test_the_job_looks_at_both_connections_and_the_page_shows_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    answer = world.door("housekeeping").post(JOB)
    assert answer.status_code == 200
    [line] = [one for one in caplog.records if one.getMessage() == "invocation"]
    facts = log.facts_of(line) or {}
    assert facts["checks_fail"] == 0
    assert int(str(facts["checks_ok"])) > 20
    text = text_of(world)
    for words in ("Meta reachable", "Odoo reachable", "Queue", "Last looked at"):
        assert words in text


def test_a_trouble_at_meta_is_shown_with_cause_fix_and_beginning(world: World) -> None:
    keep(world, fail("meta.token", "token_expired"), well("odoo.key"), hours_ago=1)
    text = text_of(world)
    assert "The access token has expired." in text
    assert "What to do: Make a new token for the system user" in text
    assert "token_expired · since" in text
    assert "more than two hours old" not in text


def test_the_page_is_in_arabic_too(world: World) -> None:
    keep(world, fail("meta.token", "token_expired"))
    text = text_of(world, "ar")
    assert "انتهت صلاحية رمز الوصول." in text
    assert "ما العمل:" in text


def test_a_look_that_is_too_old_is_said_to_be(world: World) -> None:
    keep(world, well("odoo.key"), hours_ago=3)
    assert "more than two hours old" in text_of(world)


def test_the_worst_comes_first(world: World) -> None:
    keep(world, well("meta.pages"), warn("meta.version", "version_deprecated", asked="v1.0"),
         fail("meta.token", "token_expired"))  # fmt: skip
    text = text_of(world)
    at = [text.index(words) for words in ("Access token Fails", "Graph API Warning", "Pages OK")]
    assert at == sorted(at)


def test_hostile_facts_and_findings_of_newer_code_are_shown_as_they_are_or_not(
    world: World,
) -> None:
    newer = Finding(check="meta.of_newer_code", status=Status.FAIL, cause="of_newer_code")
    hostile = fail("suite.settings", "setting_wrong", about=HOSTILE, said=HOSTILE)
    keep(world, hostile, fail("odoo.key", "of_newer_code"), newer)
    answer = world.door("dashboards").get(f"{PAGE}?lang=en")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "alert(1)" in answer.text


def test_a_stored_look_that_cannot_be_read_counts_as_none(world: World) -> None:
    memory = bootstrap.memory(world.settings)
    memory.create("connections", "watch.default", {"at": moment_text(bootstrap.clock().now())})
    assert "Nobody has looked" in text_of(world)


def test_facts_that_a_text_wants_and_are_not_there_do_not_break_the_page(world: World) -> None:
    keep(world, fail("meta.token_expiry", "token_ends_now"))
    assert "End of the token" in text_of(world)


def test_ops_leads_to_the_page(world: World) -> None:
    assert f'href="{PAGE}"' in world.door("dashboards").get("/ops?lang=en").text
