"""How each product answers: its paths, its secrets, its words for a refusal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from deploy.local.demo.chat import shapes
from shared.domain import standard_webhooks
from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.chat.inbox import Inbox

    Answer = Callable[[Request, Inbox, datetime], Response]

GOOGLE_KEY, GOOGLE_TOKEN = "demo-key", "demo-token"
WHATSAPP_TOKEN = "demo-whatsapp-token"  # noqa: S105 - of the demo
WHATSAPP_PHONE_ID = "106540352242922"
WEBHOOK_KEY = b"demo-endpoint-key-not-a-secret"


def slack(request: Request, inbox: Inbox, now: datetime) -> Response:
    """Answer as a Slack webhook does: in words."""
    message = _document(request)
    wrong = shapes.complaint(shapes.slack, message)
    if wrong:
        return Response(f"invalid_blocks: {wrong}", 400, content_type="text/html")
    inbox.take("slack", request.path, message)
    return Response("ok", content_type="text/html")


def google_chat(request: Request, inbox: Inbox, now: datetime) -> Response:
    """Answer as spaces.messages.create does; a known `requestId` gives the first message."""
    given = request.args
    if (given.get("key"), given.get("token")) != (GOOGLE_KEY, GOOGLE_TOKEN):
        return _google_error(403, "PERMISSION_DENIED")
    message = _document(request)
    wrong = shapes.complaint(shapes.google_chat, message)
    if wrong:
        return _google_error(400, "INVALID_ARGUMENT", wrong)
    number = inbox.take("google_chat", request.path, message, key=given.get("requestId", ""))
    space = request.path.split("/")[-2]
    return _json({"name": f"spaces/{space}/messages/{number}", "createTime": now.isoformat()})


def teams(request: Request, inbox: Inbox, now: datetime) -> Response:
    """Answer as a workflow's trigger does: taken, and nothing more."""
    if len(request.get_data()) > 28 * 1024:
        return _json({"error": {"code": "RequestEntityTooLarge"}}, 413)
    message = _document(request)
    wrong = shapes.complaint(shapes.teams, message)
    if wrong:
        return _json({"error": {"code": "TriggerInputSchemaMismatch", "message": wrong}}, 400)
    inbox.take("teams", request.path, message)
    return Response(status=202)


def whatsapp(request: Request, inbox: Inbox, now: datetime) -> Response:
    """Answer as the Cloud API does."""
    if request.headers.get("Authorization") != f"Bearer {WHATSAPP_TOKEN}":
        return graph_error(190, 401)
    message = _document(request)
    if shapes.complaint(shapes.whatsapp, message):
        return graph_error(100, 400)
    found = inbox.take("whatsapp", request.path, message)
    contact = {"input": message["to"], "wa_id": message["to"].lstrip("+")}
    return _json(
        {
            "messaging_product": "whatsapp",
            "contacts": [contact],
            "messages": [{"id": f"wamid.{found}", "message_status": "accepted"}],
        }
    )


def webhook(request: Request, inbox: Inbox, now: datetime) -> Response:
    """Take what is signed rightly; the same `webhook-id` is the same call."""
    headers = {name: request.headers.getlist(name) for name in standard_webhooks.HEADERS}
    try:
        standard_webhooks.check(request.get_data(), headers, [WEBHOOK_KEY], now)
    except NotAuthentic:
        return Response("not authentic", 401)
    key = headers[standard_webhooks.ID][0]
    inbox.take("webhook", request.path, _document(request), key=key)
    return Response(status=204)


PRODUCTS: dict[str, Answer] = {
    "slack": slack,
    "google": google_chat,
    "teams": teams,
    "whatsapp": whatsapp,
    "webhook": webhook,
}
"""By the first part of the path."""


def graph_error(code: int, status: int) -> Response:
    """Give an error in the Graph API's shape, with a number in it that no log may repeat."""
    message = f"(#{code}) Message failed to send to +966501234567"
    error = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC"}
    return _json({"error": error}, status)


def _google_error(status: int, name: str, message: str = "") -> Response:
    return _json({"error": {"code": status, "status": name, "message": message}}, status)


def _json(document: object, status: int = 200) -> Response:
    text = json.dumps(document, ensure_ascii=False)
    return Response(text, status, content_type="application/json; charset=UTF-8")


def _document(request: Request) -> Any:
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        return None
