"""The page of one opportunity through the function's real app, on SQLite."""

import re
from contextlib import closing
from datetime import timedelta
from html import unescape
from pathlib import Path

import functions_framework
import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.opportunity import Named
from tests.lead_ways import CANARY, announced, done, keep
from tests.pictures import keep_pictures, of_all_kinds, picture, state

MAIN = Path(__file__).parents[2] / "functions/dashboards/main.py"


@pytest.fixture
def memory(tmp_path):
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        yield memory


@pytest.fixture
def client(tmp_path, monkeypatch, memory):
    monkeypatch.setenv("SQLITE_PATH", str(tmp_path / "memory.db"))
    monkeypatch.setenv("ODOO_URL", "https://erp.example.com")
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    return functions_framework.create_app("dashboards", str(MAIN)).test_client()


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_what_is_known_of_an_opportunity_is_shown(client, memory):
    keep_pictures(memory, picture(42, state()))

    answer = client.get("/customer-360/42")
    text = text_of(answer)

    assert answer.status_code == 200
    assert "Villa 12" in text
    assert "SAR 1,250,000.50" in text
    for part in ("Qualified", "نورة العتيبي", "Sales", "42.5%", "Dec 24, 2026"):
        assert part in text
    for label in ("In this stage since", "Next activity", "Last contact with the customer"):
        assert label in text
    assert "Nov 22, 2026 17:06:05" in text  # last learnt, in Riyadh
    assert 'href="https://erp.example.com/odoo/crm/42"' in answer.text
    assert "71234567890000042" in text


def test_an_activity_whose_day_has_passed_is_marked(client, memory):
    now = SystemClock().now()
    step = state(now).next_activity
    soon = step.model_copy(update={"due_on": (now + timedelta(days=2)).date()})
    keep_pictures(memory, picture(1, state(now)), picture(2, state(now, next_activity=soon)))

    assert "overdue" in text_of(client.get("/customer-360/1"))
    assert "overdue" not in text_of(client.get("/customer-360/2"))


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (43, "Won"),
        (44, "Lost"),
        (44, "السعر مرتفع"),
        (45, "Archived"),
        (46, "nothing planned"),
        (47, "It was merged into another one: #42"),
        (48, "somebody deleted it"),
    ],
)
def test_each_kind_is_told_in_plain_words(client, memory, number, words):
    keep_pictures(memory, *of_all_kinds())

    answer = client.get(f"/customer-360/{number}")

    assert answer.status_code == 200
    assert words in text_of(answer)


def test_the_metas_leads_way_stands_below(client, memory):
    keep_pictures(memory, picture(42, state()))
    keep(memory, done(42), done(43))

    text = text_of(client.get("/customer-360/42"))

    assert "How it came from Meta" in text
    assert "71234567890000043" not in text
    assert CANARY not in text


def test_a_lead_that_odoo_has_not_told_of_is_shown_by_its_way(client, memory):
    keep(memory, done(42))

    answer = client.get("/customer-360/42")

    assert answer.status_code == 200
    assert "Odoo has not told us yet" in text_of(answer)
    assert "71234567890000042" in answer.text


@pytest.mark.parametrize("number", ["7", "2147483647"])
def test_an_unknown_number_is_a_page_with_404(client, number):
    answer = client.get(f"/customer-360/{number}")

    assert answer.status_code == 404
    assert answer.content_type == "text/html; charset=utf-8"
    assert f"We know no #{number} of Odoo" in text_of(answer)
    assert f'href="https://erp.example.com/odoo/crm/{number}"' in answer.text


@pytest.mark.parametrize(
    "path",
    ["", "/", "/0", "/-1", "/012", "/x", "/1.5", "/2147483648", "/99999999999", "/٤٢", "/%3Cscript%3E", "/1%202"],
)  # fmt: skip
def test_what_is_no_number_is_a_page_with_404_too(client, path):
    answer = client.get(f"/customer-360{path}")

    assert answer.status_code == 404
    assert "There is nothing here" in text_of(answer)
    assert "<script>" not in answer.text


def test_two_steps_below_there_is_nothing(client):
    answer = client.get("/customer-360/42/more")

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_the_page_is_only_read(client, memory):
    keep_pictures(memory, picture(42, state()))

    answer = client.post("/customer-360/42")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert client.head("/customer-360/42").status_code == 200


def test_the_policy_is_as_strict_as_that_of_the_other_pages(client, memory):
    keep_pictures(memory, picture(42, state()))
    ours, other = client.get("/customer-360/42"), client.get("/ops")

    for name in ("Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"):
        assert ours.headers[name] == other.headers[name]
    assert ours.headers["Cache-Control"] == "no-store"
    assert "<script" not in ours.text


def test_arabic_runs_from_the_right_and_is_remembered(client, memory):
    keep_pictures(memory, picture(42, state()))

    answer = client.get("/customer-360/42?lang=ar")

    assert '<html lang="ar" dir="rtl">' in answer.text
    assert answer.headers["Set-Cookie"].startswith("lang=ar;")
    assert "مندوب المبيعات" in answer.text
    assert "مندوب المبيعات" in client.get("/customer-360/42").text
    assert 'dir="rtl"' in client.get("/customer-360/1").text


def test_hostile_names_are_text(client, memory):
    hostile = "</title><script>alert(1)</script>{{ 7 * 7 }}%(x)s"
    named = Named(id=1, name=hostile)
    shown = state(title=hostile, stage=named, owner=named, team=named, currency="<b>")
    keep_pictures(memory, picture(42, shown.model_copy(update={"lost_reason": hostile})))

    answer = client.get("/customer-360/42")

    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert text_of(answer).count("{{ 7 * 7 }}%(x)s") >= 5


def test_another_tenants_opportunity_is_not_shown(client, memory):
    ours = picture(42, state())
    keep_pictures(memory, ours.model_copy(update={"tenant": "other", "key": "k" * 32}))
    keep(memory, announced(1).model_copy(update={"tenant": "other", "crm_lead_id": 42}))

    assert client.get("/customer-360/42").status_code == 404
