"""/alerts, its figures and settings through the function's real app, on SQLite."""

import json
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
from shared.domain.alerts.cause import Cause, Standing
from shared.push import parse_push
from shared.usecases.alerts.alert_book import AlertBook
from tests import alerts_shown
from tests.alerts_kept import keep_alerts, keep_directory, moved, of_all_causes

MAIN = Path(__file__).parents[2] / "functions/dashboards/main.py"
OURS = {"Sec-Fetch-Site": "same-origin"}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raise %}",
    "%(since)s %s %d 100%",
    "\u202eevil\u202c",
)
NOW = SystemClock().now()


@pytest.fixture
def memory(tmp_path):
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        keep_directory(memory)
        yield memory


@pytest.fixture
def client(tmp_path, monkeypatch, memory):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    yield functions_framework.create_app("dashboards", str(MAIN)).test_client()
    once.close(bootstrap.settings())


def text_of(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def keep_one(memory, cause=Cause.IDLE, number=1, **fields):
    one = moved(alerts_shown.alert(number, cause), NOW, **fields)
    keep_alerts(memory, [one])
    return one


def found(memory, one):
    return AlertBook(memory, "default", timedelta(days=90)).find(one.id).alert


def say(client, one, what, headers=OURS, **form):
    return client.post("/alerts/say", data={"id": one.id, "what": what, **form}, headers=headers)


def ordered():
    bus, taken = bootstrap.bus(bootstrap.settings()), []

    def take(_, headers, body):
        taken.append(json.loads(parse_push(headers, body).message.data))
        return 204

    probe = Subscription("probe", "actions", "probe", concurrency=1000)
    Courier(bus.queue, [probe], take, rng=Random(1)).deliver_due()
    return taken


def test_an_alert_says_what_why_and_the_next_step(client, memory):
    one = keep_one(memory)
    answer = client.get("/alerts")

    text = text_of(answer)
    assert answer.status_code == 200
    for part in ("It is going cold", "شقة في حي النرجس", "the limit is", "7 working days"):
        assert part in text
    assert "Call the customer" in text
    assert "SAR 12,500" in text
    assert f"Salesperson: \u2068{alerts_shown.PEOPLE[6]}\u2069" in text
    assert f'href="/customer-360/{one.crm_lead_id}"' in answer.text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_alerts_of_all_causes_are_shown(client, memory, language):
    keep_alerts(memory, of_all_causes(NOW))
    answer = client.get(f"/alerts?lang={language}")

    assert answer.status_code == 200
    assert answer.text.count('class="alert card"') == len(Cause)
    assert "nobody to tell" in answer.text or "لا أحد يُبلَّغ" in answer.text


@pytest.mark.parametrize("language", ["ar", "en"])
@pytest.mark.parametrize("page", ["/alerts", "/alerts/figures", "/alerts/settings"])
def test_pages_without_anything_say_so(client, page, language):
    assert client.get(f"{page}?lang={language}").status_code == 200


def test_filters_narrow_the_list_and_stand_in_the_form(client, memory):
    keep_alerts(memory, of_all_causes(NOW))

    by_owner = client.get("/alerts?owner=5")
    by_cause = client.get("/alerts?cause=idle")
    snoozed = client.get("/alerts?standing=snoozed")

    assert 0 < by_owner.text.count('class="alert card"') < len(Cause)
    assert by_cause.text.count('class="alert card"') == 1
    assert "Later" in text_of(snoozed)
    assert re.search(r'<option value="idle" selected>', by_cause.text)


@pytest.mark.parametrize(
    "query", ["owner=x", "owner=0", "team=-1", "cause=none", "standing=x", "alert=zz", "owner=5'"]
)
def test_filters_that_name_nothing_are_refused(client, query):
    assert client.get(f"/alerts?{query}").status_code == 400


def test_how_many_are_live_is_said_only_where_it_is_what_is_asked_for(client, memory):
    keep_alerts(memory, of_all_causes(NOW))
    for counted in ("", "&owner=5", "&cause=idle"):
        assert "live." in text_of(client.get(f"/alerts?lang=en{counted}"))
    for narrower in ("&owner=5&cause=idle", "&team=1&cause=idle", "&standing=snoozed"):
        assert "live." not in text_of(client.get(f"/alerts?lang=en{narrower}"))


def test_one_alert_alone_is_shown_by_its_id(client, memory):
    keep_one(memory, number=2)
    one = keep_one(memory, number=1)

    assert client.get(f"/alerts?alert={one.id}").text.count('class="alert card"') == 1
    assert client.get(f"/alerts?alert={'0' * 32}").text.count('class="alert card"') == 0


def test_a_record_s_page_leads_to_its_alerts_closed_ones_too(client, memory):
    keep_one(memory, number=2)
    one = keep_one(memory, number=1, standing=Standing.MENDED, closed_at=NOW)

    assert 'href="/alerts?record=1"' in client.get("/customer-360/1").text
    page = client.get("/alerts?record=1")
    assert page.text.count('class="alert card"') == 1
    assert f'id="a-{one.id}"' in page.text
    assert "No longer the case" in text_of(page)
    assert 'name="what"' not in page.text


@pytest.mark.parametrize(
    ("what", "standing", "form"),
    [
        ("acknowledge", Standing.ACKNOWLEDGED, {}),
        ("done", Standing.DONE, {}),
        ("dismiss", Standing.DISMISSED, {"reason": "He bought elsewhere"}),
        ("snooze", Standing.SNOOZED, {"until": "hour"}),
        ("snooze", Standing.SNOOZED, {"day": (NOW + timedelta(days=5)).date().isoformat()}),
        ("delegate", Standing.OPEN, {"to": "7"}),
    ],
)
def test_a_person_says_so_and_it_stands(client, memory, what, standing, form):
    one = keep_one(memory)

    answer = say(client, one, what, **form)

    assert answer.status_code == 303
    after = found(memory, one)
    assert after.standing is standing
    assert after.said_by == "unnamed"
    assert after.said_reason == form.get("reason", "")
    assert "Taken." in text_of(client.get(answer.headers["Location"]))
    assert what != "delegate" or after.delegated_to == 7


def test_the_next_step_is_ordered_once_however_often_it_is_pressed(client, memory):
    one = keep_one(memory)

    say(client, one, "step")
    say(client, one, "step")

    orders = [one for one in ordered() if one["asked_by"]["kind"] == "person"]
    assert {one["order"]["kind"] for one in orders} == {"create_activity"}
    assert len({one["natural_key"] for one in orders}) == 1
    assert found(memory, one).standing is Standing.ACKNOWLEDGED


def test_what_was_said_already_and_what_is_closed_changes_nothing(client, memory):
    one = keep_one(memory)
    say(client, one, "done")

    again, late = say(client, one, "done"), say(client, one, "snooze", until="hour")

    assert "came=already" in again.headers["Location"]
    assert "came=closed" in late.headers["Location"]
    assert found(memory, one).standing is Standing.DONE


def test_the_form_leads_back_to_the_list_it_came_from(client, memory):
    one = keep_one(memory)

    answer = say(client, one, "acknowledge", owner="6", cause="idle")

    assert answer.headers["Location"] == "/alerts?owner=6&cause=idle&came=taken#result"


@pytest.mark.parametrize(
    "form",
    [
        {"what": "shout"},
        {"what": "snooze"},
        {"what": "snooze", "until": "century"},
        {"what": "snooze", "day": "2020-01-01"},
        {"what": "snooze", "day": "9999-12-31"},
        {"what": "snooze", "day": "soon"},
        {"what": "delegate"},
        {"what": "delegate", "to": "me"},
        {"what": "done", "id": "x"},
        {},
    ],
)
def test_half_a_form_is_refused_and_changes_nothing(client, memory, form):
    one = keep_one(memory)

    answer = client.post("/alerts/say", data={"id": one.id, **form}, headers=OURS)

    assert answer.status_code == 400
    assert found(memory, one) == one


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://x"}])
def test_another_site_s_form_is_refused(client, memory, headers):
    one = keep_one(memory)

    assert say(client, one, "done", headers).status_code == 403
    assert found(memory, one).standing is Standing.OPEN


def test_an_alert_that_is_gone_is_said_to_be_closed(client, memory):
    one = moved(alerts_shown.alert(), NOW)

    assert "came=closed" in say(client, one, "done").headers["Location"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_and_reasons_stay_text(client, memory, name):
    one = moved(alerts_shown.alert(), NOW, said_by="user-5", said_reason=name)
    keep_alerts(memory, [one], title=name, owner={"id": 5, "name": name})

    page = client.get("/alerts").text

    assert "<script" not in page
    assert "<img src=x" not in page
    assert "49" not in text_of(client.get("/alerts?lang=en")).split("Found")[0].split("live")[1]


def test_whom_the_proxy_vouches_for_finds_his_own(client, memory, monkeypatch):
    from shared.usecases.front_door import person_name
    from shared.web.alerts import list_page

    monkeypatch.setattr(list_page, "actor_of", lambda *_: person_name("U6@example.com "))
    keep_alerts(memory, of_all_causes(NOW))
    mine = client.get("/alerts?owner=me")

    assert '<option value="me" selected>' in mine.text
    assert mine.text.count('class="alert card"') == client.get("/alerts?owner=6").text.count(
        'class="alert card"'
    )


def test_figures_count_what_came_of_alerts(client, memory):
    keep_alerts(memory, of_all_causes(NOW))
    text = text_of(client.get("/alerts/figures?days=7"))

    assert "Aisha Al-Harbi" in text
    assert "told to nobody" in text
    assert client.get("/alerts/figures?days=8").status_code == 400


def test_settings_are_told_in_words_with_what_is_odd(client):
    text = text_of(client.get("/alerts/settings"))

    for part in ("5 working minutes", "14 working days", "At once", "08:30", "Asia/Riyadh"):
        assert part in text
    assert "Team 2 has neither a leader in Odoo nor a manager here" in text


def test_settings_of_teams_stages_and_readers_are_told(client, memory):
    from shared.usecases.alerts.alert_settings import ALERT_SETTINGS

    memory.put(
        ALERT_SETTINGS,
        "default",
        {
            "teams": {"1": {"causes": {"idle": {"after": "3 working days"}}}},
            "stages": {"2": {"idle": {"is_on": False}}},
            "readers": {"5": {"mails": False, "absent": [
                {"first": "2026-12-01", "last": "2026-12-05", "name": "Leave"}]}},
            "ladders": {"normal": "off"},
            "calendar": {"closed": [{"first": "2026-12-02", "last": "2026-12-02", "name": "Day"}],
                         "by_weekday": {"4": "09:00-13:00"}, "ramadan": "10:00-15:00"},
            "reassign": "do", "learns": True, "default_manager_id": 7,
        },
    )  # fmt: skip
    for language in ("ar", "en"):
        answer = client.get(f"/alerts/settings?lang={language}")
        assert answer.status_code == 200
    text = text_of(answer)
    for part in ("3 working days", "off", "no mails", "10:00-15:00", "takes over", "Omar Said"):
        assert part in text
