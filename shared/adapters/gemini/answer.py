"""What Gemini answered: findings, or the reason why there are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from shared.domain.extraction import Extraction, Finding
from shared.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from google.genai.types import GenerateContentResponse

    from shared.domain.extraction import Asked

_QUOTE_MAX_CHARS = 1_000
_CUT, _STOPPED = "MAX_TOKENS", "STOP"


def read_answer(
    reply: GenerateContentResponse, asked: Sequence[Asked], *, model: str
) -> Extraction:
    """Read the findings; what is no finding is passed over, for proof decides anyway.

    Raises PermanentError for an answer that is none: blocked, cut off, not JSON.
    """
    usage = reply.usage_metadata
    return Extraction(
        findings=tuple(_findings(_document(_text(reply)), asked)),
        extracted_by=model,
        tokens_in=_count(usage and usage.prompt_token_count),
        tokens_out=_count(usage and usage.candidates_token_count)
        + _count(usage and usage.thoughts_token_count),
    )


def _text(reply: GenerateContentResponse) -> str:
    feedback = reply.prompt_feedback
    if feedback is not None and feedback.block_reason:
        raise PermanentError("the model does not read this text", code="gemini_blocked")
    candidate = reply.candidates[0] if reply.candidates else None
    reason = candidate.finish_reason.value if candidate and candidate.finish_reason else ""
    if reason == _CUT:
        raise PermanentError("the model's answer is cut off", code="gemini_cut_off")
    if reason not in {_STOPPED, ""}:
        raise PermanentError("the model broke off its answer", code="gemini_blocked")
    parts = candidate.content.parts if candidate and candidate.content else None
    return "".join(part.text for part in parts or () if part.text and not part.thought)


def _document(text: str) -> dict[str, object]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise PermanentError("the model's answer is not readable", code="gemini_unreadable")
    return document


def _findings(document: dict[str, object], asked: Sequence[Asked]) -> Iterator[Finding]:
    for one in asked:
        claim = document.get(one.name)
        level, quote = (
            (claim.get("level"), claim.get("quote")) if isinstance(claim, dict) else (None, None)
        )
        if isinstance(level, str) and isinstance(quote, str) and level in one.levels:
            yield Finding(name=one.name, level=level, quote=quote[:_QUOTE_MAX_CHARS])


def _count(tokens: object) -> int:
    return max(0, tokens) if isinstance(tokens, int) else 0
