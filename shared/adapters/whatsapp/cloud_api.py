"""WhatsApp by the Cloud API: templates, and text inside the 24 hours. It knows no key."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from shared.adapters.whatsapp.faults import suite_error
from shared.adapters.whatsapp.message import template_message, text_message
from shared.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.adapters.whatsapp.message import Json
    from shared.guarded_https import Answer, GuardedHttps

_VERSION = re.compile(r"v\d{1,3}\.\d\Z")
_ID_CHARS = 200


class WhatsAppCloudApi:
    """Sends from one of the company's numbers."""

    def __init__(
        self, *, url: str, version: str, phone_id: str, token: str, https: GuardedHttps
    ) -> None:
        """`url` without version; the token goes into a header and never into an address."""
        if not _VERSION.match(version):
            raise SettingsError("META_GRAPH_VERSION must look like v26.0")
        self._url = f"{url.rstrip('/')}/{version}/{phone_id}/messages"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json; charset=UTF-8",
        }
        self._https = https

    def send_template(
        self, to: str, template: str, language: str, parameters: Sequence[str]
    ) -> str:
        """Send an approved template with its body's parameters, in order."""
        return self._send(template_message(to, template, language, parameters))

    def send_text(self, to: str, text: str) -> str:
        """Send free text."""
        return self._send(text_message(to, text))

    def _send(self, message: Json) -> str:
        body = json.dumps(message, ensure_ascii=False).encode()
        answer = self._https.post(self._url, self._headers, body)
        document = _document(answer)
        if answer.is_success:
            return _id(document)
        raise suite_error(answer.status, _code(document), answer.retry_after_s)


def _document(answer: Answer) -> Json:
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _id(document: Json) -> str:
    """Give WhatsApp's id; the message was taken even where the answer is cut off."""
    messages = document.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    found = first.get("id") if isinstance(first, dict) else None
    return found[:_ID_CHARS] if isinstance(found, str) else ""


def _code(document: Json) -> int | None:
    error = document.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) else None
