"""A WhatsApp message as the Cloud API takes it.

A text holds 4,096 characters, a template's body 1,024 with its parameters filled in; a parameter
has no line break, tab or five spaces in a row (Meta, Cloud API, messages and error 132018, read
2026-11).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
TEXT_CHARS, PARAMETER_CHARS = 4_096, 500
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}\Z")
_TEMPLATE = re.compile(r"[a-z0-9_]{1,512}\Z")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2,3})?\Z")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def template_message(to: str, template: str, language: str, parameters: Sequence[str]) -> Json:
    """Fill an approved template; raises BadInput for a name or number that cannot be one."""
    if not _TEMPLATE.match(template) or not _LANGUAGE.match(language):
        raise BadInput("this is no template's name or language", code="whatsapp_template_unknown")
    filled: Json = {"name": template, "language": {"code": language}}
    if parameters:
        body = [{"type": "text", "text": _parameter(one)} for one in parameters]
        filled["components"] = [{"type": "body", "parameters": body}]
    return _addressed(to) | {"type": "template", "template": filled}


def text_message(to: str, text: str) -> Json:
    """Write free text."""
    body = _UNPRINTABLE.sub("", text).strip()
    if not body:
        raise BadInput("there is no text to send", code="whatsapp_refused")
    if len(body) > TEXT_CHARS:
        body = body[: TEXT_CHARS - 1].rstrip() + "…"
    return _addressed(to) | {"type": "text", "text": {"preview_url": False, "body": body}}


def _addressed(to: str) -> Json:
    if not _PHONE.match(to):
        raise BadInput("this is no phone number with its country", code="whatsapp_not_reachable")
    return {"messaging_product": "whatsapp", "recipient_type": "individual", "to": to}


def _parameter(text: str) -> str:
    line = _SPACES.sub(" ", _UNPRINTABLE.sub(" ", text)).strip()
    if len(line) > PARAMETER_CHARS:
        line = line[: PARAMETER_CHARS - 1].rstrip() + "…"
    return line or "-"
