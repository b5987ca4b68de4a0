"""What an answer other than 200 means, in our errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shared.errors import PermanentError, SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping

LATER = frozenset({408, 429, 500, 502, 503, 504})
PLAIN_WORD = re.compile(r"[A-Z_]{1,40}\Z")


def refusal(
    status: int, body: object, headers: Mapping[str, str], *, topic: str, project: str
) -> SuiteError:
    """Give the error for an answer; nothing of the answer but Google's own code words is shown.

    Shapes: google.rpc.Status as JSON (emulator 0.8.20 and API documentation, 2026-11).
    """
    if status in LATER:
        message = f"Pub/Sub does not take messages now ({status})"
        wait_s = _retry_after_s(headers.get("Retry-After", ""))
        return TransientError(message, code="pubsub_unavailable", retry_after_s=wait_s)
    error = body.get("error") if isinstance(body, dict) else None
    words = _words(error if isinstance(error, dict) else {})
    if "SERVICE_DISABLED" in words:
        return _not_enabled(project)
    known = PERMANENT.get(status)
    if known is not None:
        return PermanentError(known[1].format(topic=topic, project=project), code=known[0])
    word = next(iter(words), "")
    return PermanentError(f"Pub/Sub refused the messages ({status} {word})".replace(" )", ")"))


NO_RIGHT = (
    "no right to publish to {topic}: give the service account roles/pubsub.publisher with"
    " `gcloud pubsub topics add-iam-policy-binding {topic} --project={project}"
    " --role=roles/pubsub.publisher --member=serviceAccount:ACCOUNT`"
)
NO_TOPIC = (
    "topic {topic} does not exist in project {project}: make it with"
    " `gcloud pubsub topics create {topic} --project={project}`"
)
PERMANENT = {
    401: ("no_credentials", "Google refused our access token for project {project}"),
    403: ("not_allowed", NO_RIGHT),
    404: ("no_topic", NO_TOPIC),
}


def _not_enabled(project: str) -> PermanentError:
    return PermanentError(
        f"Pub/Sub is not enabled in project {project}: enable it with"
        f" `gcloud services enable pubsub.googleapis.com --project={project}`",
        code="not_enabled",
    )


def _words(error: Mapping[str, object]) -> list[str]:
    """Read the status and the reasons, as far as they are code words."""
    details = error.get("details")
    found = [error.get("status")]
    if isinstance(details, list):
        found += [one.get("reason") for one in details if isinstance(one, dict)]
    return [word for word in found if isinstance(word, str) and PLAIN_WORD.match(word)]


def _retry_after_s(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) <= 6 else None  # noqa: PLR2004 - days, not ages
