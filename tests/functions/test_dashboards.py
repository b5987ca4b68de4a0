"""The pages through the function's real app, on SQLite."""

import re
from contextlib import closing
from html import unescape
from pathlib import Path

import functions_framework
import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.ledger import LeadState
from shared.usecases.lead_ledger import LEADS
from tests.lead_ways import CANARY, START, announced, done, in_all_states, keep

MAIN = Path(__file__).parents[2] / "functions/dashboards/main.py"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></table><svg/onload=alert(1)>",
    "{{ 7 * 7 }}{% raise %}",
    "%(shown)s %s %d",
    "javascript:alert(1)",
    "\u202eevil\u202c",
    "&lt;b&gt; &amp;",
    "عميل 123 abc",
)


@pytest.fixture
def memory(tmp_path):
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        yield memory


@pytest.fixture
def client(tmp_path, monkeypatch, memory):
    monkeypatch.setenv("SQLITE_PATH", str(tmp_path / "memory.db"))
    monkeypatch.setenv("ODOO_URL", "http://127.0.0.1:4200/demo/odoo")
    monkeypatch.setenv("META_GRAPH_URL", "https://graph.facebook.com")
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    return functions_framework.create_app("dashboards", str(MAIN)).test_client()


def text_of(answer):
    """Give what a reader reads, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_the_start_page_leads_to_ops(client):
    answer = client.get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/ops"


def test_an_empty_ledger_says_what_to_do(client):
    answer = client.get("/ops")

    assert answer.status_code == 200
    assert "No leads yet" in answer.text
    assert "make lead" in answer.text


def test_a_lead_is_shown_with_times_durations_and_its_record(client, memory):
    keep(memory, done(77))

    answer = client.get("/ops")
    text = text_of(answer)

    assert "71234567890000077" in text
    assert "104857600012345" in text
    assert "1048576000100001" in text
    assert "Nov 22, 2026 17:10:05" in text  # Asia/Riyadh
    assert "420 ms" in text
    assert "1.3 sec" in text
    assert "1 attempt" in text
    assert "Asia/Riyadh" in text
    assert 'href="http://127.0.0.1:4200/demo/odoo/odoo/crm/77"' in answer.text


def test_a_waiting_lead_says_why_and_when_it_goes_on(client, memory):
    waiting = announced(1).waiting(START, "odoo_unavailable", "Odoo: 503")
    keep(memory, waiting)

    text = text_of(client.get("/ops"))

    assert "Odoo does not answer. It is tried again by itself." in text
    assert "Next attempt 17:10:05" in text
    assert "odoo_unavailable" in text
    assert "Odoo: 503" in text


def test_the_reason_is_in_the_readers_language(client, memory):
    keep(memory, announced(1).dead("meta_lead_gone", "Meta does not show it"))

    text = text_of(client.get("/ops?lang=ar"))

    assert "لا تعرض ميتا هذا العميل المحتمل" in text


def test_an_unknown_reason_is_shown_in_its_own_words(client, memory):
    keep(memory, announced(1).dead("brand_new_code", "A cause nobody knew"))

    assert "A cause nobody knew" in text_of(client.get("/ops?lang=ar"))


def test_the_arabic_page_runs_from_right_to_left(client):
    answer = client.get("/ops?lang=ar")

    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "لا يوجد عملاء محتملون بعد" in answer.text
    assert answer.headers["Content-Language"] == "ar"


def test_the_chosen_language_is_remembered(client):
    client.get("/ops?lang=ar")

    assert 'lang="ar"' in client.get("/ops", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("ar-SA,ar;q=0.9,en;q=0.8", "ar"),
        ("en-GB", "en"),
        ("fr, ar;q=0.3", "ar"),
        ("ja", "en"),
        ("\x80;q=q,,", "en"),
    ],
)
def test_without_a_choice_the_browsers_language_counts_and_then_the_default(
    client, accepted, language
):
    answer = client.get("/ops", headers={"Accept-Language": accepted})

    assert f'<html lang="{language}"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("language", ["xx", "", "ar\r\nX-Evil: 1", "<b>", "AR" * 4000])
def test_an_unknown_language_is_passed_over_and_not_remembered(client, language):
    answer = client.get("/ops", query_string={"lang": language})

    assert answer.status_code == 200
    assert '<html lang="en"' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("state", ["nonsense", "DONE", "<script>", "done'--", "\x00"])
def test_an_unknown_state_is_a_bad_request_that_echoes_nothing(client, state):
    answer = client.get("/ops", query_string={"state": state})

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"].startswith("state: one of announced, ")
    assert state not in answer.text


@pytest.mark.parametrize(
    "cursor", ["x", "%%%", "\x00", "\u0627", "W10=", "WzEsIDIsIDNd", "A" * 30_000, "../../etc"]
)
def test_a_forged_cursor_is_a_bad_request(client, memory, cursor):
    keep(memory, done(1))

    answer = client.get("/ops", query_string={"cursor": cursor})

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


def test_older_leads_are_one_link_away_and_keep_the_filter(client, memory):
    keep(memory, *(done(number) for number in range(60)))

    first = client.get("/ops?state=done")
    [older] = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = client.get(unescape(older))

    ids = re.findall(r"7123456789\d{7}", first.text + second.text)
    assert len(ids) == len(set(ids)) == 60
    assert "Back to the latest" in second.text
    assert 'rel="next"' not in second.text
    assert 'data-state="done" aria-current="page"' in second.text


def test_each_state_has_its_filter_with_its_number(client, memory):
    entries = in_all_states()
    keep(memory, *entries)

    page = client.get("/ops").text

    for state in LeadState:
        number = sum(entry.state is state for entry in entries)
        link = rf'href="/ops\?state={state}"[^>]*>\s*<span class="number">{number}</span>'
        assert re.search(link, page), state


def test_a_state_without_leads_offers_the_way_back(client, memory):
    keep(memory, done(1))

    text = text_of(client.get("/ops?state=dead"))

    assert "No lead is in this state. Show all leads" in text


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_personal_data_stands_on_the_page(client, memory, language):
    keep(memory, *in_all_states())

    page = client.get(f"/ops?lang={language}").text

    for canary in (CANARY, "canary@example.com", "966500000000"):
        assert canary not in page


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_hostile_text_in_the_ledger_is_shown_as_text(client, memory, hostile, language):
    # Made elsewhere than by our own steps: whatever stands in the ledger is only text.
    fields = ("leadgen_id", "page_id", "form_id", "source", "reason", "reason_text", "key")
    data = announced(1).dead("x", "x").model_dump(mode="json", exclude_none=True)
    decided = {"decision": {"remarks": [hostile]}, "fetched_at": data["announced_at"]}
    memory.create(LEADS, "hostile", {**data, **dict.fromkeys(fields, hostile), **decided})
    memory.create(LEADS, "unreadable <b>", {"announced_at": data["announced_at"]})

    answer = client.get(f"/ops?lang={language}")

    assert answer.status_code == 200
    assert hostile in unescape(answer.text)
    tags = re.findall(r"<([a-z0-9]+)", answer.text)
    assert tags.count("script") == 1
    assert "svg" not in tags
    assert tags.count("b") == 0
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[^>]*>", answer.text)
    assert "javascript:" not in "".join(re.findall(r'(?:href|src)="[^"]*"', answer.text))


def test_the_policy_of_pages_allows_nothing_inline(client, memory):
    keep(memory, *in_all_states())

    answer = client.get("/ops")
    policy = answer.headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self';")
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|<script(?![^>]* src=)", answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_everything_that_a_page_links_to_under_assets_is_there_and_kept_for_ever(client):
    links = set(re.findall(r'(?:href|src)="(/assets/[^"]+)"', client.get("/ops").text))

    assert {link.split("?")[0] for link in links} == {
        f"/assets/{file.name}" for file in (MAIN.parent / "static").iterdir()
    }
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.content_type.split(";")[0] in {
            "text/css",
            "text/javascript",
            "image/svg+xml",
        }


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef"])
def test_a_static_file_under_another_version_is_not_kept(client, query):
    answer = client.get(f"/assets/pages.css{query}")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/assets/none.css",
        "/assets/../main.py",
        "/assets/%2e%2e/main.py",
        "/assets/",
        "/assets",
        "/ops/x",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_not_found(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.json["code"] == "not_found"


@pytest.mark.parametrize("path", ["/", "/ops", "/assets/pages.css"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_pages_can_only_be_read(client, path, method):
    assert client.open(path, method=method).status_code == 405


def test_head_answers_like_get_without_a_body(client):
    answer = client.head("/ops")

    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.data == b""


def test_only_demo_servers_in_use_are_linked(client):
    text = client.get("/ops").text

    assert 'href="http://127.0.0.1:4200/demo/odoo/"' in text
    assert "Demo Meta" not in text
