"""/go/TOKEN through the function's real app: it asks, does what the button says, and lets nobody else."""

import re
from contextlib import closing
from datetime import timedelta
from html import unescape
from pathlib import Path

import functions_framework
import pytest

from shared import bootstrap, once
from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.alerts.cause import Cause, Standing
from shared.domain.alerts.links import Says, SignedLink, sign_link
from shared.usecases.alerts.alert_book import AlertBook
from tests import alerts_shown
from tests.alerts_kept import keep_alerts, keep_directory, moved

MAIN = Path(__file__).parents[2] / "functions/api/main.py"
OURS = {"Sec-Fetch-Site": "same-origin"}
NEW, OLD = "n" * 32, "o" * 32
NOW = SystemClock().now()
LANGUAGES = pytest.mark.parametrize("language", ["ar", "en"])


@pytest.fixture
def memory(tmp_path):
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        keep_directory(memory)
        yield memory


@pytest.fixture
def client(tmp_path, monkeypatch, memory):
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    monkeypatch.setenv("META_APP_SECRET", "secret")
    monkeypatch.setenv("PUBLIC_URL", "https://api.example.com")
    monkeypatch.setenv("DASHBOARDS_URL", "https://pages.example.com")
    monkeypatch.setenv("ODOO_URL", "https://erp.example.com")
    monkeypatch.setenv("LINK_SECRET", f"{NEW},{OLD}")
    yield functions_framework.create_app("api", str(MAIN)).test_client()
    once.close(bootstrap.settings())


@pytest.fixture
def one(memory):
    found = moved(alerts_shown.alert(1, Cause.IDLE), NOW)
    keep_alerts(memory, [found])
    return found


def path(one, says, *, secret=NEW, reader=6, days=14.0):
    link = SignedLink(one.id, says, reader, NOW + timedelta(days=days))
    return f"/go/{sign_link(link, secret)}"


def found(memory, one):
    return AlertBook(memory, "default", timedelta(days=90)).find(one.id).alert


def text_of(answer):
    body = answer.text.split("</head>")[-1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def press(client, address, headers=OURS, **form):
    return client.post(address, data=form, headers=headers)


@LANGUAGES
@pytest.mark.parametrize("says", [one for one in Says if one is not Says.OPEN])
def test_a_link_asks_and_changes_nothing(client, memory, one, says, language):
    for _ in range(2):  # a mail server looks first
        answer = client.get(f"{path(one, says)}?lang={language}")
        client.head(path(one, says))

    assert answer.status_code == 200
    assert "<form" in answer.text
    assert "شقة في حي النرجس" in text_of(answer)
    assert answer.headers["Content-Language"] == language
    assert found(memory, one) == one


@pytest.mark.parametrize(
    ("pressed", "standing"),
    [
        ((Says.DONE, {}), Standing.DONE),
        ((Says.ACKNOWLEDGE, {}), Standing.ACKNOWLEDGED),
        ((Says.DISMISS, {"reason": "sold elsewhere"}), Standing.DISMISSED),
        ((Says.SNOOZE, {"until": "tomorrow"}), Standing.SNOOZED),
        ((Says.STEP, {}), Standing.ACKNOWLEDGED),
    ],
)
def test_the_button_does_it_in_the_reader_s_name(client, memory, one, pressed, standing):
    says, form = pressed
    answer = press(client, path(one, says), **form)

    assert answer.status_code == 200
    assert "Taken." in text_of(answer)
    assert found(memory, one).standing is standing
    assert found(memory, one).said_by == "user-6"


def test_links_of_the_old_secret_hold_while_it_is_rotated(client, memory, one):
    press(client, path(one, Says.DONE, secret=OLD))

    assert found(memory, one).standing is Standing.DONE


def test_the_second_press_says_that_it_was_done_already(client, one):
    press(client, path(one, Says.DONE))

    assert "was said already" in text_of(press(client, path(one, Says.DONE)))
    assert "closed meanwhile" in text_of(press(client, path(one, Says.SNOOZE), until="hour"))
    assert "nothing is left to do" in text_of(client.get(path(one, Says.ACKNOWLEDGE)))


@LANGUAGES
@pytest.mark.parametrize(
    "change",
    [
        lambda token: token[:-1],
        lambda token: "x" + token[1:],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: token[:9],
    ],
)
def test_a_cut_or_forged_link_is_refused_with_a_way_out(client, memory, one, language, change):
    token = path(one, Says.DONE).removeprefix("/go/")
    address = f"/go/{change(token)}?lang={language}"

    for answer in (client.get(address), press(client, address)):
        assert answer.status_code == 403
        assert 'href="https://pages.example.com/alerts"' in answer.text
        assert alerts_shown.TITLES[1] not in answer.text
    assert found(memory, one) == one


@pytest.mark.parametrize(
    "wish", [{"days": -1}, {"reader": 99}, {"secret": "f" * 32}], ids=["ended", "left", "forged"]
)
def test_ended_links_those_of_people_who_left_and_forged_ones_do_nothing(client, memory, one, wish):
    address = path(one, Says.DONE, **wish)

    assert client.get(address).status_code in {403, 410}
    assert press(client, address).status_code in {403, 410}
    assert found(memory, one) == one


def test_a_link_of_an_alert_that_is_gone_says_so(client):
    other = alerts_shown.alert(77)

    answer = client.get(path(other, Says.DONE))

    assert answer.status_code == 410
    assert "not there any more" in text_of(answer)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_a_form_that_is_not_ours_does_nothing(client, memory, one, headers):
    assert press(client, path(one, Says.DONE), headers).status_code == 403
    assert found(memory, one) == one


@pytest.mark.parametrize("form", [{}, {"until": "century"}, {"day": "2020-01-01"}])
def test_a_snooze_without_a_moment_is_refused(client, memory, one, form):
    assert press(client, path(one, Says.SNOOZE), **form).status_code == 400
    assert found(memory, one) == one


def test_a_link_that_only_opens_leads_to_our_own_page(client, one):
    answer = client.get(path(one, Says.OPEN))

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"https://pages.example.com/alerts?alert={one.id}"


def test_a_step_that_nobody_can_order_says_so(client, memory):
    one = moved(alerts_shown.alert(3, Cause.OWNER_OVERLOADED), NOW, crm_lead_id=0)
    keep_alerts(memory, [one])

    for answer in (client.get(path(one, Says.STEP)), press(client, path(one, Says.STEP))):
        assert "no button can do it" in text_of(answer)
    assert found(memory, one) == one


def test_nothing_is_loaded_and_the_token_goes_to_no_other_site(client, one):
    answer = client.get(path(one, Says.DONE))

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'" in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not re.search(r"<(?:script|img|link)\b", answer.text)


def test_without_a_secret_no_link_works(client, memory, one, monkeypatch):
    monkeypatch.delenv("LINK_SECRET")
    client = functions_framework.create_app("api", str(MAIN)).test_client()

    assert client.get(path(one, Says.DONE, secret="")).status_code == 403
    assert client.get(path(one, Says.DONE)).status_code == 403
