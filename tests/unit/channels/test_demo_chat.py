"""The demo channels refuse what the products refuse: else the contract suites would prove nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import Client

from deploy.local.demo.chat.app import create_app
from deploy.local.demo.chat.products import GOOGLE_KEY, GOOGLE_TOKEN, WHATSAPP_TOKEN

GOOGLE = f"/google/v1/spaces/A/messages?key={GOOGLE_KEY}&token={GOOGLE_TOKEN}"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def slack(*blocks: Any) -> dict[str, Any]:
    return {"text": "x", "blocks": list(blocks)}


def button(**changes: Any) -> dict[str, Any]:
    one = {"type": "button", "text": plain("x"), "url": "https://x.example/", "action_id": "a"}
    return {"type": "actions", "elements": [one | changes]}


def google(*widgets: Any) -> dict[str, Any]:
    return {"cardsV2": [{"cardId": "c", "card": {"sections": [{"widgets": list(widgets)}]}}]}


def teams(*body: Any, version: str = "1.5") -> dict[str, Any]:
    card = {"type": "AdaptiveCard", "version": version, "body": list(body)}
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}]}


def run(text: str) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text}]}


HEADER = {"type": "header", "text": plain("x")}
REFUSED: list[tuple[str, Any, int]] = [
    ("/slack/T/B/x", slack(), 400),
    ("/slack/T/B/x", slack(*[HEADER] * 51), 400),
    ("/slack/T/B/x", slack({"type": "header", "text": plain("x" * 151)}), 400),
    ("/slack/T/B/x", slack({"type": "header", "text": plain("")}), 400),
    ("/slack/T/B/x", slack({"type": "section", "text": plain("x" * 3_001)}), 400),
    ("/slack/T/B/x", slack({"type": "poem"}), 400),
    ("/slack/T/B/x", slack(*[{"type": "section", "text": plain("x" * 2_900)}] * 5), 400),
    ("/slack/T/B/x", slack(button(text=plain("x" * 76))), 400),
    ("/slack/T/B/x", slack(button(url="javascript:x")), 400),
    ("/slack/T/B/x", slack(button(), button()), 400),
    ("/slack/T/B/x", "no object", 400),
    (GOOGLE, google(), 400),
    (GOOGLE, google({"textParagraph": {"text": "<script>x"}}), 400),
    (GOOGLE, google(*[{"textParagraph": {"text": "x"}}] * 101), 400),
    (GOOGLE, google({"textParagraph": {"text": "ب" * 16_001}}), 400),
    (GOOGLE, google({"poem": {}}), 400),
    ("/google/v1/spaces/A/messages", google({"textParagraph": {"text": "x"}}), 403),
    ("/teams/x", teams(run("x" * 29_000)), 413),
    ("/teams/x", teams(run("x"), version="1.6"), 400),
    ("/teams/x", teams({"type": "Poem"}), 400),
    ("/teams/x", teams(run("")), 400),
    ("/whatsapp/v26.0/1/messages", {}, 401),
    ("/webhook/erp", {}, 401),
    ("/irc/x", {}, 404),
]


@pytest.mark.parametrize(("path", "message", "status"), REFUSED)
def test_what_a_product_refuses_the_demo_refuses(path: str, message: Any, status: int) -> None:
    app = create_app()
    answer = Client(app).post(path, data=json.dumps(message, ensure_ascii=False).encode())
    assert answer.status_code == status
    assert app.inbox.messages() == []


@pytest.mark.parametrize(
    "message",
    [
        {"messaging_product": "sms", "to": "+966501234567", "type": "text", "text": {"body": "x"}},
        {"messaging_product": "whatsapp", "to": "x", "type": "text", "text": {"body": "x"}},
        {"messaging_product": "whatsapp", "to": "+966501234567", "type": "text", "text": {}},
    ],
)
def test_what_whatsapp_refuses_the_demo_refuses(message: Any) -> None:
    headers = {"Authorization": f"Bearer {WHATSAPP_TOKEN}"}
    answer = Client(create_app()).post("/whatsapp/v26.0/1/messages", json=message, headers=headers)
    assert answer.json is not None
    assert (answer.status_code, answer.json["error"]["code"]) == (400, 100)


def test_what_was_received_is_shown_and_forgotten() -> None:
    client = Client(create_app())
    client.post("/slack/T/B/x", json=slack(HEADER))
    shown = client.get("/messages").json
    assert shown is not None
    assert [one["product"] for one in shown] == ["slack"]
    assert client.delete("/messages").json == []
