"""What an answer of the assistant's receiver means for the events that were sent.

Nothing here knows Odoo. The receiver answers errors as RFC 9457 JSON with a ``code``.
"""

import email.utils
import json
import re
from dataclasses import dataclass, field
from datetime import timezone
from enum import Enum
from urllib.parse import urlsplit

RECEIVER = "meta-lead-ads-odoo"
"""By this name the receiver tells that it is the one, and not a login page."""
LONGEST_TEXT = 200
LONGEST_RETRY_AFTER_S = 24 * 3600


class Verdict(Enum):
    """What happens next with the events of a POST."""

    ACCEPTED = "accepted"
    TOO_LARGE = "too large"
    REFUSED = "refused"
    """Something in these events is not liked: others may well pass."""
    TROUBLE = "trouble"
    """Nothing is wrong with the events: all of them wait."""


@dataclass(frozen=True)
class Answer:
    """The outcome of one POST.

    ``problem`` is a key of ``problem_sentences.SENTENCES`` (None: all is well) and
    ``detail`` the word that its sentence needs; ``refused`` maps event ids to reasons.
    """

    verdict: Verdict
    problem: str | None = None
    detail: str = ""
    refused: dict[str, str] = field(default_factory=dict)
    retry_after_s: int = 0


def trouble(problem, detail="", retry_after_s=0):
    """Give the answer for a receiver that cannot be reached or does not understand."""
    return Answer(Verdict.TROUBLE, problem, detail, retry_after_s=retry_after_s)


def plain(text):
    """Clip foreign text and take line breaks and control characters out of it."""
    words = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", str(text))
    return words.strip()[:LONGEST_TEXT]


def read_answer(status, headers, body, now):
    """Tell what an HTTP answer means.

    :param int status: the HTTP status
    :param headers: mapping without regard to case
    :param bytes body: the (cut) body
    :param datetime now: this server's time, UTC without zone
    """
    document = _json_object(body)
    if 200 <= status < 300:
        return _read_receipt(document)
    if status in _EXACT:
        return _EXACT[status](document, headers, now)
    if 300 <= status < 400:
        return trouble("redirect", _without_query(headers.get("Location", "")))
    problem = "server_error" if status >= 500 else "unexpected"
    return trouble(problem, str(status), _retry_after_s(headers, now))


def _json_object(body):
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _read_receipt(document):
    refused = document.get("refused", [])
    if document.get("receiver") != RECEIVER or not isinstance(refused, list):
        return trouble("not_the_receiver")
    if not all(isinstance(one, dict) for one in refused):
        return trouble("not_the_receiver")
    reasons = {str(one.get("id")): plain(one.get("reason", "")) for one in refused}
    return Answer(Verdict.ACCEPTED, refused=reasons)


def _refused(document, _headers, _now):
    detail = document.get("detail") or document.get("title") or ""
    return Answer(Verdict.REFUSED, "bad_input", plain(detail))


def _too_large(_document, _headers, _now):
    return Answer(Verdict.TOO_LARGE, "too_large")


def _not_authentic(document, headers, now):
    code = str(document.get("code"))
    if code == "timestamp":
        return trouble("clock", _seconds_ahead(headers, now))
    known = {"not_authentic": "wrong_secret", "replayed": "replayed"}
    return trouble(known.get(code, "login_wanted"))


def _busy(_document, headers, now):
    return trouble("busy", retry_after_s=_retry_after_s(headers, now))


_EXACT = {
    400: _refused,
    401: _not_authentic,
    403: lambda *_: trouble("login_wanted"),
    404: lambda *_: trouble("wrong_path", "404"),
    405: lambda *_: trouble("wrong_path", "405"),
    413: _too_large,
    422: _refused,
    429: _busy,
}


def _without_query(location):
    """Leave out what may be private in an address: the query and any password."""
    try:
        parts = urlsplit(location)
        host = parts.hostname or ""
    except ValueError:
        return ""
    origin = f"{parts.scheme}://{host}" if host else ""
    return plain(origin + parts.path)


def _http_date(text):
    try:
        moment = email.utils.parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError):
        return None
    if moment.tzinfo is None:
        return moment
    return moment.astimezone(timezone.utc).replace(tzinfo=None)


def _seconds_ahead(headers, now):
    """How much ``now`` is ahead of the receiver's clock, in seconds ("" if unknown)."""
    theirs = _http_date(headers.get("Date"))
    return str(round((now - theirs).total_seconds())) if theirs else ""


def _retry_after_s(headers, now):
    """Read Retry-After (RFC 9110: seconds, or a date), within reason."""
    text = (headers.get("Retry-After") or "").strip()
    if text.isascii() and text.isdigit():
        wanted = int(text[:9])
    else:
        until = _http_date(text)
        wanted = (until - now).total_seconds() if until else 0
    return int(min(max(wanted, 0), LONGEST_RETRY_AFTER_S))
