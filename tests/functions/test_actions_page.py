"""/ops/actions through the function's real app: the trail, its filters, and its one button."""

from __future__ import annotations

import re
from contextlib import closing
from html import unescape
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import functions_framework
import pytest

from shared import bootstrap, once
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription
from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.acting import orders as of
from shared.domain.acting.action import ActionRequested
from shared.domain.acting.orders import Undo
from shared.domain.acting.preview import CODES, preview
from shared.domain.event import Topic, decode
from shared.domain.ids import CrmLeadId
from shared.push import parse_push
from shared.texts.language import Language
from shared.texts.translations import translations
from shared.web.action_texts import ACTION_REASONS, ASKERS, FIELDS, SENTENCES, STATES
from tests.actions_shown import ORDERS, an_action, keep_actions, keep_directory, of_every_kind
from tests.architecture.error_codes import codes
from tests.functions.test_dead_page import HOSTILE, OURS
from tests.lead_ways import START

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask.testing import FlaskClient

MAIN = Path(__file__).parents[2] / "functions/dashboards/main.py"
PLACES = (
    *("shared/usecases/acting/", "shared/guarded_https/", "shared/adapters/odoo/actions/"),
    *(f"shared/adapters/{name}/" for name in ("mail", "chat", "whatsapp", "outgoing")),
)


@pytest.fixture(name="memory")
def _memory(tmp_path: Path) -> Iterator[SqliteMemory]:
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        yield memory


@pytest.fixture(name="client")
def _client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: SqliteMemory
) -> Iterator[FlaskClient]:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("DEFAULT_LANGUAGE", "en")
    monkeypatch.setenv("ODOO_URL", "https://odoo.example.com")
    yield functions_framework.create_app("dashboards", str(MAIN)).test_client()
    once.close(bootstrap.settings())


def words(page: str) -> str:
    """Give what a reader sees, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def ordered() -> list[ActionRequested]:
    bus, taken = bootstrap.bus(bootstrap.settings()), []
    assert isinstance(bus, EmbeddedBus)

    def take(_: Subscription, headers: Mapping[str, str], body: bytes) -> int:
        taken.append(decode(parse_push(headers, body).message))
        return 204

    probe = Subscription("probe", Topic.ACTIONS, "probe", concurrency=10)
    Courier(bus.queue, [probe], take, rng=Random(1)).deliver_due()
    return [one for one in taken if isinstance(one, ActionRequested)]


def test_every_kind_of_order_is_told_in_a_sentence_with_names(
    client: FlaskClient, memory: SqliteMemory
) -> None:
    keep_directory(memory, START)
    keep_actions(memory, *of_every_kind(START))
    text = words(client.get("/ops/actions").text)
    for sentence in (
        "Show نورة العتيبي an alert as a step on #42, due Nov 23, 2026: اتصل الآن · Call now",
        "Plan a step for #99 on #42, due Nov 23, 2026: Send the offer",
        "Give #42 to نورة العتيبي",
        "Leave #42 without a salesperson",
        "Move #42 to the stage Qualified",
        "Set the expected revenue of #42 to 1,250,000.5",
        "Clear the closing date of #42",
        "Send نورة العتيبي the list of Nov 23, 2026",
        f"Take back the action {'b' * 32}",
    ):
        assert sentence in text


def test_each_end_is_told_with_its_cause_and_channels(
    client: FlaskClient, memory: SqliteMemory
) -> None:
    keep_actions(memory, *of_every_kind(START))
    text = words(client.get("/ops/actions").text)
    for said in (
        "Under way 12 attempts",
        "It is not known that the customer agreed to WhatsApp. whatsapp_no_consent",
        "brand_new_code",
        "Its time was over before it could be begun.",
        "Taken back by person-0123456789abcdef",
        "Taken by chat:sales",
        "Not by chat:managers: The chat channel is gone.",
        "No contact for long",
    ):
        assert said in text, said


def test_a_record_leads_to_odoo(client: FlaskClient, memory: SqliteMemory) -> None:
    keep_actions(memory, an_action(1, of.LogNote(crm_lead_id=CrmLeadId(42), text="x"), START))
    assert 'href="https://odoo.example.com/odoo/crm/42"' in client.get("/ops/actions").text


def test_the_trail_is_narrowed_by_state_and_asker(
    client: FlaskClient, memory: SqliteMemory
) -> None:
    keep_actions(memory, *of_every_kind(START))

    def rows(query: str) -> int:
        return client.get(f"/ops/actions?{query}").text.count("<tr role")

    assert (rows("state=refused"), rows("asker=person"), rows("state=refused&asker=person")) == (
        3, 2, 2
    )  # fmt: skip
    assert "No action is like that." in client.get("/ops/actions?asker=rule").text
    assert client.get("/ops/actions?state=lost").status_code == 400
    assert client.get("/ops/actions?asker=nobody").status_code == 400
    assert client.get("/ops/actions?cursor=abc").status_code == 400


def test_older_actions_stand_on_the_next_page(client: FlaskClient, memory: SqliteMemory) -> None:
    note = of.LogNote(crm_lead_id=CrmLeadId(1), text="x")
    keep_actions(memory, *(an_action(number, note, START) for number in range(53)))
    page = client.get("/ops/actions").text
    (link,) = re.findall(r'rel="next" href="([^"]+)"', page)
    assert page.count("<tr role") == 51
    assert client.get(unescape(link)).text.count("<tr role") == 4


def test_only_what_can_be_taken_back_has_the_button_and_pressing_twice_is_one_action(
    client: FlaskClient, memory: SqliteMemory
) -> None:
    keep_actions(memory, *of_every_kind(START))
    page = client.get("/ops/actions").text
    keys = re.findall(r'name="action" value="([0-9a-f]{32})"', page)
    assert len(keys) == 9
    for _ in range(2):
        answer = client.post("/ops/actions/undo", data={"action": keys[0]}, headers=OURS)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/ops/actions?ordered=1")
    first, again = ordered()
    assert first.order == Undo(action_key=keys[0])
    assert (first.natural_key, first.asked_by.kind) == (again.natural_key, "person")
    assert "taken back within seconds" in client.get("/ops/actions?ordered=1").text


def test_a_form_of_another_site_or_without_an_action_orders_nothing(client: FlaskClient) -> None:
    data = {"action": "a" * 32}
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/ops/actions/undo", data=data, headers=headers).status_code == 403
    for bad in ({}, {"action": "x"}, {"action": "a" * 33}):
        assert client.post("/ops/actions/undo", data=bad, headers=OURS).status_code == 400
    assert ordered() == []


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_others_wrote_stays_text(client: FlaskClient, memory: SqliteMemory, evil: str) -> None:
    keep_directory(memory, START, name=evil)
    named = of.AddTag(crm_lead_id=CrmLeadId(1), name=evil)
    keep_actions(memory, an_action(1, named, START), an_action(2, ORDERS[4], START, why=evil))
    page = client.get("/ops/actions").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert unescape(page).count(evil) == 3


def test_what_this_version_cannot_read_is_named_and_hides_no_other(
    client: FlaskClient, memory: SqliteMemory
) -> None:
    keep_actions(memory, *of_every_kind(START)[:1])
    newer = {"tenant": "default", "requested_at": "2026-11-22T12:00:00.000000Z", "order": {}}
    memory.create("actions", "newer-code", newer)
    page = client.get("/ops/actions").text
    assert "newer-code" in page
    assert page.count("<tr role") == 2


def test_the_empty_trail_says_what_will_stand_here(client: FlaskClient) -> None:
    assert "Nothing was done yet" in client.get("/ops/actions").text


def test_every_order_state_asker_and_code_has_its_words_in_both_languages() -> None:
    assert {preview(order).code for order in ORDERS} == CODES == set(SENTENCES)
    found = {code for code, place in codes().items() if place.startswith(PLACES)}
    assert {"undo_overtaken", "channel_gone", "mail_refused", "stage_unknown"} <= found
    assert found - set(ACTION_REASONS) == set()
    arabic = translations(Language.ARABIC)
    texts = [*SENTENCES.values(), *STATES.values(), *ASKERS.values(), *FIELDS.values()]
    texts += [ACTION_REASONS[code] for code in found]
    assert [text for text in texts if arabic.gettext(text) == text] == []
