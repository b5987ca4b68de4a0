"""The demo Meta speaks as the real one does, and holds leads over a restart."""

import hmac
import json
from datetime import UTC, datetime

import pytest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client
from werkzeug.wrappers import Response

from deploy.local.demo.meta.app import FAULT_NAMES, create_app
from deploy.local.demo.meta.catalogue import catalogue
from deploy.local.demo.meta.server import DemoMeta
from deploy.local.demo.meta.tokens import ACCESS_TOKEN, APP_SECRET

ACADEMY, FORM = "104857600012345", "1048576000100001"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def app(tmp_path, clock):
    demo = create_app(tmp_path / "meta.sqlite", clock=clock)
    yield demo
    demo.close()


@pytest.fixture
def client(app):
    return Client(app)


def credentials(token=ACCESS_TOKEN):
    proof = hmac.digest(APP_SECRET.encode(), token.encode(), "sha256").hex()
    return {"access_token": token, "appsecret_proof": proof}


def ask(client, path, token=ACCESS_TOKEN, method="GET", **query):
    reply = client.open(path, method=method, query_string={**credentials(token), **query})
    return reply.status_code, reply.json


def page_token(client):
    return ask(client, f"/v26.0/{ACADEMY}", fields="access_token")[1]["access_token"]


def make(client, **wish):
    return client.post("/_demo/leads", json={"seed": 1, **wish}).json["leads"]


@pytest.mark.parametrize(("arabic", "locale"), [(True, "ar"), (False, "en")])
def test_leads_are_made_in_the_language_asked_for(client, arabic, locale):
    forms = {lead["form_id"] for lead in make(client, count=40, arabic=arabic)}
    assert {catalogue().forms[form]["locale"][:2] for form in forms} == {locale}


def test_an_announcement_has_what_meta_puts_into_the_webhook(client):
    (lead,) = make(client, organic=False, form=FORM)
    assert set(lead) == {
        *("leadgen_id", "page_id", "form_id", "created_time", "ad_id", "adgroup_id")
    }
    assert int(lead["leadgen_id"]) > 2**53
    assert lead["created_time"] == int(NOW.timestamp())
    (organic,) = make(client, organic=True)
    assert "ad_id" not in organic


def test_answers_can_be_given(client):
    (lead,) = make(client, form=FORM, answers={"email": "me@example.com"})
    shown = ask(client, f"/v26.0/{lead['leadgen_id']}")[1]
    assert {"name": "email", "values": ["me@example.com"]} in shown["field_data"]


@pytest.mark.parametrize(
    "wish",
    [{"count": 0}, {"count": 20_001}, {"form": "7"}, {"page": "7"}, {"unknown": 1}, [], "x"],
)
def test_a_wish_that_cannot_be_met_is_refused(client, wish):
    assert client.post("/_demo/leads", json=wish).status_code == 400


def test_leads_outlive_a_restart_and_ids_are_never_given_twice(tmp_path):
    path = tmp_path / "meta.sqlite"
    first = create_app(path)
    ids = {lead["leadgen_id"] for lead in make(Client(first), count=3)}
    first.close()
    second = create_app(path)
    ids |= {lead["leadgen_id"] for lead in make(Client(second), count=3)}
    assert len(ids) == 6
    assert Client(second).get("/_demo/stats").json["leads"] == 6
    second.close()


def test_only_the_fields_asked_for_come_back(client):
    (lead,) = make(client, form=FORM, organic=False)
    path = f"/v26.0/{lead['leadgen_id']}"
    assert set(ask(client, path)[1]) == {"id", "created_time", "field_data"}
    assert set(ask(client, path, fields="ad_id,platform")[1]) == {"id", "ad_id", "platform"}
    form = ask(client, f"/v26.0/{FORM}", fields="questions{key,options}")[1]
    assert set(form["questions"][3]) == {"key", "options"}


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ({}, 104, "access token is required"),
        ({"access_token": "EAAB"}, 190, "Invalid OAuth access token"),
        ({"access_token": ACCESS_TOKEN}, 100, "require an appsecret_proof"),
        ({**credentials(), "appsecret_proof": "é"}, 100, "Invalid appsecret_proof"),
        ({**credentials(), "fields": "nonsense"}, 100, "nonexisting field (nonsense)"),
    ],
)
def test_errors_have_metas_shape(client, query, code, words):
    reply = client.get(f"/v26.0/{FORM}", query_string=query)
    error = reply.json["error"]
    assert (reply.status_code, error["code"]) == (400, code)
    assert words in error["message"]
    assert error["fbtrace_id"]
    assert error["type"] in {"OAuthException", "GraphMethodException"}


def test_a_page_only_edge_asks_a_system_user_for_the_pages_token(client):
    for path in (f"/v26.0/{FORM}/leads", f"/v26.0/{ACADEMY}/leadgen_forms"):
        status, body = ask(client, path)
        assert (status, body["error"]["code"]) == (400, 190)
        assert "Page Access Token" in body["error"]["message"]
        assert "data" in ask(client, path, page_token(client))[1]


def test_a_form_has_one_test_lead_until_it_is_deleted(client):
    token, path = page_token(client), f"/v26.0/{FORM}/test_leads"
    status, created = ask(client, path, token, "POST")
    assert status == 200
    assert ask(client, path, token, "POST")[0] == 400
    assert [lead["id"] for lead in ask(client, path, token)[1]["data"]] == [created["id"]]
    gone = f"/v26.0/{created['id']}"
    assert ask(client, gone, token, "DELETE")[1] == {"success": True}
    assert ask(client, gone)[1]["error"]["error_subcode"] == 33
    assert ask(client, path, token, "POST", field_data='[{"name":"a","values":["b"]}]')[0] == 200


def test_filtering_and_cursors_cut_the_leads_of_a_form(client):
    make(client, count=10, form=FORM, spread_days=10)
    token, path = page_token(client), f"/v26.0/{FORM}/leads"
    rules = [
        {"field": "time_created", "operator": "GREATER_THAN", "value": int(NOW.timestamp()) - 86400}
    ]
    found = ask(client, path, token, filtering=json.dumps(rules))[1]
    assert len(found["data"]) == 1
    first = ask(client, path, token, limit=6)[1]
    after = first["paging"]["cursors"]["after"]
    rest = ask(client, path, token, limit=6, after=after)[1]
    assert len({lead["id"] for lead in first["data"] + rest["data"]}) == 10
    assert "next" in first["paging"]
    assert "next" not in rest["paging"]


@pytest.mark.parametrize(
    "query",
    [
        {"filtering": "x"},
        {"filtering": "[7]"},
        {"filtering": '[{"field":"x","operator":"LESS_THAN","value":1}]'},
        {"after": "x"},
        {"limit": 15000},
    ],
)
def test_a_parameter_that_meta_does_not_take_is_an_error(client, query):
    status, body = ask(client, f"/v26.0/{FORM}/leads", page_token(client), **query)
    assert status in {400, 500}
    assert body["error"]["code"] in {1, 100}


def test_under_a_prefix_the_next_link_keeps_the_prefix(app):
    client = Client(DispatcherMiddleware(Response("", 404), {"/demo/meta": app}))
    client.post("/demo/meta/_demo/leads", json={"count": 3, "form": FORM})
    base = "/demo/meta/v26.0"
    token = ask(client, f"{base}/{ACADEMY}", fields="access_token")[1]["access_token"]
    link = ask(client, f"{base}/{FORM}/leads", token, limit=1)[1]["paging"]["next"]
    assert link.startswith(f"http://localhost{base}/{FORM}/leads?")
    assert len(client.get(link).json["data"]) == 1


def test_the_index_names_pages_and_forms(client):
    reply = client.get("/")
    assert reply.content_type.startswith("text/html")
    assert all(form["name"] in reply.text for form in catalogue().forms.values())


def test_quota_headers_come_with_every_reply_until_taken_back(client):
    client.post("/_demo/quota", json={"X-App-Usage": {"call_count": 96}})
    reply = client.get(f"/v26.0/{FORM}", query_string=credentials())
    assert json.loads(reply.headers["X-App-Usage"]) == {"call_count": 96}
    client.post("/_demo/quota", json={})
    reply = client.get(f"/v26.0/{FORM}", query_string=credentials())
    assert "X-App-Usage" not in reply.headers


@pytest.mark.parametrize(
    "name", ["190", "613", "80005", "1", "2", "100_33", "200", "103", "500", "redirect"]
)
def test_every_fault_of_the_product_can_be_ordered_for_one_request(client, name):
    assert name in FAULT_NAMES
    ordered = client.post("/_faults", json={"fault": name, "match": {"kind": "form"}})
    assert ordered.status_code == 200
    assert client.get(f"/v26.0/{FORM}", query_string=credentials()).status_code != 200
    assert ask(client, f"/v26.0/{FORM}")[0] == 200


def test_what_is_no_graph_address_is_not_found(client):
    assert client.get("/favicon.ico").status_code == 404
    assert client.get("/v26.0/you").status_code == 404


def test_the_server_starts_on_a_free_port_and_stops(tmp_path):
    with DemoMeta.start(tmp_path / "meta.sqlite") as first:
        second = DemoMeta.start(tmp_path / "other.sqlite")
        assert first.url != second.url
        second.close()
    assert (first.access_token, first.app_secret) == (ACCESS_TOKEN, APP_SECRET)
