"""/ops/dead through the function's real app: what it shows, and that only our own form does anything."""

import re
from contextlib import closing
from datetime import timedelta
from html import unescape
from pathlib import Path
from random import Random

import functions_framework
import pytest

from shared import bootstrap, once
from shared.adapters.messaging.embedded import Courier, Subscription
from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.event import Message, decode
from shared.domain.ledger import LeadState
from shared.push import parse_push
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.lead_ledger import LEADS, LeadLedger
from shared.web.dead_page import A_PRESS
from shared.web.reasons import REASONS
from tests.dead_letters import announcement, dead
from tests.lead_ways import CANARY, START, announced, done, fetched, in_all_states, keep

MAIN = Path(__file__).parents[2] / "functions/dashboards/main.py"
OURS = {"Sec-Fetch-Site": "same-origin"}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raise %}",
    "%(shown)s %s %d",
    "\u202eevil\u202c",
)


@pytest.fixture
def memory(tmp_path):
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        yield memory


@pytest.fixture
def client(tmp_path, monkeypatch, memory):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    yield functions_framework.create_app("dashboards", str(MAIN)).test_client()
    once.close(bootstrap.settings())


def died(number, cause="odoo_invalid", **fields):
    return fetched(announced(number, **fields)).dead(cause, f"English of {cause}")


def letter(memory, message=Message(b"Canary", {"type": "Canary"})):  # noqa: B008 - frozen
    return KeepDeadLetter(memory, SystemClock())(dead(message))["dead_letter"]


def press(client, form, headers=OURS):
    return client.post("/ops/dead/replay", data=form, headers=headers)


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def state(memory, entry):
    return LeadLedger(memory).find(entry.key).state


def published():
    bus, taken = bootstrap.bus(bootstrap.settings()), []

    def take(one, headers, body):
        taken.append(decode(parse_push(headers, body).message))
        return 204

    probe = Subscription("probe", "lead-events", "probe", concurrency=1000)
    Courier(bus.queue, [probe], take, rng=Random(1)).deliver_due()
    return taken


def test_nothing_dead_is_said_in_words(client):
    text = text_of(client.get("/ops/dead"))

    assert "No lead has stopped." in text
    assert "No message lies here." in text


def test_the_start_page_links_here(client):
    assert 'href="/ops/dead"' in client.get("/ops").text


def test_leads_are_counted_by_cause_in_plain_words(client, memory):
    keep(memory, died(1), died(2), died(3, "gave_up"), done(4))

    text = text_of(client.get("/ops/dead"))

    assert re.search(r"2 Odoo refused the record\. [^.]+\. odoo_invalid Send all again…", text)
    assert f"1 {REASONS['gave_up']} gave_up Send all again…" in text
    assert "English of gave_up" in text


def test_one_cause_alone_can_be_shown(client, memory):
    keep(memory, died(1), died(2, "gave_up"))

    text = text_of(client.get("/ops/dead?cause=gave_up"))

    assert "71234567890000002" in text
    assert "71234567890000001" not in text
    assert "Only of the cause gave_up ." in text


def test_one_button_sends_one_lead_and_says_so(client, memory):
    lead, other = died(1), died(2)
    keep(memory, lead, other)

    answer = press(client, {"item": lead.key})
    page = client.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert [event.leadgen_id for event in published()] == [lead.leadgen_id]
    assert (state(memory, lead), state(memory, other)) == (LeadState.WAITING, LeadState.DEAD)
    assert re.search(r'role="status".*?1</span> sent again', page.text, re.DOTALL)
    assert "unnamed" in text_of(page)


def test_a_button_pressed_twice_sends_once(client, memory):
    lead = died(1)
    keep(memory, lead)

    answers = [press(client, {"item": lead.key}) for _ in range(2)]

    assert len(published()) == 1
    assert "1 already on the way" in text_of(client.get(answers[1].headers["Location"]))


def test_a_whole_cause_is_asked_about_before_it_is_sent(client, memory):
    keep(memory, died(1), died(2), died(3, "gave_up"))

    question = client.get("/ops/dead/confirm?cause=odoo_invalid")

    assert published() == []
    assert '<button class="button primary" type="submit" name="cause" value="odoo_invalid">' in (
        question.text
    )
    assert "2" in text_of(question)
    press(client, {"cause": "odoo_invalid"})
    assert {event.leadgen_id[-1] for event in published()} == {"1", "2"}


def test_many_are_sent_a_part_at_a_time(client, memory):
    keep(memory, *(died(number) for number in range(A_PRESS + 5)))

    question = text_of(client.get("/ops/dead/confirm?cause=odoo_invalid"))
    answer = press(client, {"cause": "odoo_invalid"})

    assert f"At most {A_PRESS} at a time" in question
    assert "Left for another time: 5" in text_of(client.get(answer.headers["Location"]))
    assert len(published()) == A_PRESS


def test_messages_are_shown_without_their_words_and_sent_again(client, memory):
    letter(memory)
    letter(memory, announcement(7))
    page = client.get("/ops/dead")

    assert "Canary" not in page.text
    assert "Of an unknown kind" in page.text
    assert "MetaLeadAnnounced" in page.text
    assert "Send all of these again?" in client.get("/ops/dead/confirm?letters=all").text
    answer = press(client, {"letters": "all"})
    assert "2 sent again" in text_of(client.get(answer.headers["Location"]))


def test_a_message_of_no_use_is_discarded(client, memory):
    key = letter(memory)

    answer = client.post("/ops/dead/discard", data={"item": key}, headers=OURS)
    page = text_of(client.get(answer.headers["Location"]))

    assert "1 discarded" in page
    assert "No message lies here." in page
    again = client.post("/ops/dead/discard", data={"item": key}, headers=OURS)
    assert "1 seen to already" in text_of(client.get(again.headers["Location"]))


@pytest.mark.parametrize(
    ("form", "headers", "status"),
    [
        ({}, OURS, 400),
        ({"letters": "all"}, OURS, 400),
        ({"item": "0" * 32}, {}, 403),
        ({"item": "0" * 32}, OURS, 303),
    ],
)
def test_only_one_message_of_ours_can_be_discarded(client, form, headers, status):
    assert client.post("/ops/dead/discard", data=form, headers=headers).status_code == status


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused_and_changes_nothing(client, memory, headers):
    lead = died(1)
    keep(memory, lead)

    answer = press(client, {"item": lead.key}, headers)

    assert (answer.status_code, answer.json["code"]) == (403, "cross_site")
    assert state(memory, lead) is LeadState.DEAD
    assert published() == []


def test_an_older_browser_is_known_by_its_origin(client, memory):
    lead = died(1)
    keep(memory, lead)

    assert press(client, {"item": lead.key}, {"Origin": "http://localhost"}).status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"item": ""},
        {"item": "../../x"},
        {"item": "0" * 31},
        {"item": "0" * 32, "cause": "x"},
        {"cause": "Nobody's <b>"},
        {"cause": ""},
        {"letters": "some"},
        {"all": "yes"},
    ],
)
def test_a_form_that_names_nothing_of_ours_is_a_bad_request(client, form):
    answer = press(client, form)

    assert (answer.status_code, answer.json["code"]) == (400, "bad_input")


def test_a_long_form_is_not_read(client):
    assert press(client, {"item": "0" * 10_000}).status_code == 413


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=x"]
)
def test_what_is_no_form_is_a_bad_request(client, kind):
    answer = client.post(
        "/ops/dead/replay", data=b'{"item": 1}', headers={**OURS, "Content-Type": kind}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/ops/dead/replay", 405),
        ("PUT", "/ops/dead/replay", 405),
        ("GET", "/ops/dead/discard", 405),
        ("POST", "/ops/dead", 405),
        ("POST", "/ops/dead/confirm", 405),
        ("GET", "/ops/dead/other", 404),
        ("HEAD", "/ops/dead", 200),
    ],
)
def test_only_a_post_does_anything(client, memory, method, path, status):
    lead = died(1)
    keep(memory, lead)

    answer = client.open(f"{path}?item={lead.key}", method=method, headers=OURS)

    assert answer.status_code == status
    assert state(memory, lead) is LeadState.DEAD


@pytest.mark.parametrize(
    "query", ["cause=<b>", "cause=A", "leads_cursor=x", "letters_cursor=%00", "cause=" + "a" * 101]
)
def test_what_a_strange_address_asks_for_is_refused(client, query):
    answer = client.get(f"/ops/dead?{query}")

    assert answer.status_code == 400
    assert "<b>" not in answer.text


@pytest.mark.parametrize("query", ["", "cause=", "lang=en"])
def test_a_question_about_nothing_is_refused(client, query):
    assert client.get(f"/ops/dead/confirm?{query}").status_code == 400


@pytest.mark.parametrize("run", ["x", "0" * 32, "../audit"])
def test_an_unknown_run_is_passed_over(client, run):
    answer = client.get("/ops/dead", query_string={"run": run})

    assert answer.status_code == 200
    assert 'role="status"' not in answer.text


def test_a_form_may_be_sent_here_and_nowhere_else(client):
    for path in ("/ops/dead", "/ops/dead/confirm?letters=all"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "form-action 'self';" in policy
        assert "default-src 'none'; style-src 'self'; script-src 'self';" in policy
        assert "unsafe" not in policy
    assert "form-action 'none'" in client.get("/ops").headers["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_personal_data_stands_on_the_page(client, memory, language):
    keep(memory, *in_all_states())
    letter(memory, Message(CANARY.encode(), {"type": CANARY, CANARY: CANARY}))

    page = client.get(f"/ops/dead?lang={language}").text

    for canary in (CANARY, "canary@example.com", "966500000000"):
        assert canary not in page


def test_the_arabic_page_runs_from_right_to_left_and_speaks_arabic(client, memory):
    keep(memory, died(1))

    page = client.get("/ops/dead?lang=ar").text

    assert '<html lang="ar" dir="rtl">' in page
    assert "إعادة الإرسال" in page


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_text(client, memory, hostile):
    data = died(1).model_dump(mode="json", exclude_none=True)
    fields = ("leadgen_id", "page_id", "reason", "reason_text")
    memory.create(LEADS, "hostile", {**data, **dict.fromkeys(fields, hostile)})
    memory.create(LEADS, "unreadable <b>", {"state": "dead", "announced_at": data["announced_at"]})

    answer = client.get("/ops/dead")

    assert answer.status_code == 200
    assert hostile in unescape(answer.text)
    tags = re.findall(r"<([a-z0-9]+)", answer.text)
    assert "script" not in tags
    assert "b" not in tags
    assert not re.search(r"<[^>]*\son[a-z]+\s*=\s*[^>]*>", answer.text)


def test_older_leads_are_one_link_away_and_keep_the_cause(client, memory):
    keep(memory, *(died(number, at=START + timedelta(seconds=number)) for number in range(60)))

    first = client.get("/ops/dead?cause=odoo_invalid")
    [older] = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = client.get(unescape(older))

    ids = re.findall(r"<code>(7123456789\d{7})</code>", first.text + second.text)
    assert len(ids) == len(set(ids)) == 60
    assert "Only of the cause" in second.text
