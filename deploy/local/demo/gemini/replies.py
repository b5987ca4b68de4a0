"""What the demo Gemini answers: candidates with token counts, and errors in Google's shape."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from werkzeug.wrappers import Response

Json = dict[str, Any]
_GOOGLE_RPC = "type.googleapis.com/google.rpc."


@dataclass(frozen=True, slots=True)
class GoogleError:
    """An error as Google words it: a google.rpc.Status."""

    code: int
    status: str
    message: str
    details: tuple[Json, ...] = field(default=())

    def response(self) -> Response:
        """Give it as a reply."""
        error: Json = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = list(self.details)
        return as_json({"error": error}, self.code)


class Refused(Exception):
    """This request gets that error."""

    def __init__(self, error: GoogleError) -> None:
        super().__init__(error.message)
        self.error = error


def as_json(body: object, status: int = 200) -> Response:
    """Give JSON as Google writes it."""
    text = json.dumps(body, ensure_ascii=False, indent=2)
    return Response(text, status, content_type="application/json; charset=UTF-8")


def candidate(text: str, *, reason: str = "STOP") -> Json:
    """Give the one candidate with its text."""
    content = {"parts": [{"text": text}], "role": "model"}
    return {"content": content, "finishReason": reason, "index": 0}


def reply(candidates: list[Json], model: str, *, tokens_in: int, tokens_out: int) -> Json:
    """Give a whole reply."""
    usage = {
        "promptTokenCount": tokens_in,
        "candidatesTokenCount": tokens_out,
        "totalTokenCount": tokens_in + tokens_out,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": tokens_in}],
    }
    return {
        "candidates": candidates,
        "usageMetadata": usage,
        "modelVersion": model,
        "responseId": "demo-reply",
    }


KEY_MISSING = GoogleError(
    403,
    "PERMISSION_DENIED",
    "Method doesn't allow unregistered callers (callers without established identity). Please "
    "use API Key or other form of API consumer identity to call this API.",
)
KEY_INVALID = GoogleError(
    400,
    "INVALID_ARGUMENT",
    "API key not valid. Please pass a valid API key.",
    (
        {
            "@type": _GOOGLE_RPC + "ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
            "metadata": {"service": "generativelanguage.googleapis.com"},
        },
    ),
)
BAD_REQUEST = GoogleError(400, "INVALID_ARGUMENT", "Request contains an invalid argument.")
TOO_SHORT = GoogleError(
    400,
    "INVALID_ARGUMENT",
    "Manually set deadline is too short. Minimum allowed deadline is 10s.",
)


def model_unknown(name: str) -> GoogleError:
    """Say what Google says of a model that is not, or no longer, there."""
    return GoogleError(
        404,
        "NOT_FOUND",
        f"models/{name} is not found for API version v1beta, or is not supported for "
        "generateContent. Call ListModels to see the list of available models and their "
        "supported methods.",
    )


ORDERED: dict[str, GoogleError] = {
    "bad_request": BAD_REQUEST,
    "key_invalid": KEY_INVALID,
    "permission_denied": GoogleError(
        403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."
    ),
    "thinking_refused": GoogleError(
        400, "INVALID_ARGUMENT", "Thinking level MINIMAL is not supported for this model."
    ),
    "model_gone": model_unknown("demo"),
    "quota": GoogleError(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
        ({"@type": _GOOGLE_RPC + "RetryInfo", "retryDelay": "37.826s"},),
    ),
    "internal": GoogleError(500, "INTERNAL", "An internal error has occurred. Please retry."),
    "overloaded": GoogleError(
        503, "UNAVAILABLE", "The model is overloaded. Please try again later."
    ),
    "deadline": GoogleError(
        504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."
    ),
}
"""The faults that are nothing but an error of Google's, by the name to order them by."""
