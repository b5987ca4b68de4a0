"""The order to Gemini: what it is told, the shape of its answer, and what it may use."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from google.genai import types

from shared.domain.extraction import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.extraction import Asked

_LEAST_SERVER_S = 10
"""With less, as the library would send it, Google refuses the call: `Manually set deadline 5s is too
short` (livekit/agents#3723, 2025-10)."""


def order(
    asked: Sequence[Asked],
    instruction: str,
    *,
    most_tokens_out: int,
    timeout_s: float,
    thinks_little: bool,
) -> types.GenerateContentConfig:
    """Give the configuration of one call: no tools, no chance, bounded, an answer in enums.

    Models from 3.5 Flash-Lite on pass over the temperature (Google, Gemini models, read 2026-11).
    """
    return types.GenerateContentConfig(
        system_instruction=instruction,
        temperature=0,
        max_output_tokens=most_tokens_out,
        response_mime_type="application/json",
        response_schema=answer_schema(asked),
        thinking_config=_LITTLE if thinks_little else None,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        http_options=types.HttpOptions(
            timeout=round(timeout_s * 1000),
            headers={"X-Server-Timeout": str(max(_LEAST_SERVER_S, ceil(timeout_s)))},
        ),
    )


def answer_schema(asked: Sequence[Asked]) -> types.Schema:
    """Give the shape: for each thing asked a quote and one of its levels or `unknown`."""
    return types.Schema(
        type=types.Type.OBJECT,
        properties={one.name: _finding(one) for one in asked},
        required=[one.name for one in asked],
        property_ordering=[one.name for one in asked],
    )


def _finding(asked: Asked) -> types.Schema:
    """The quote comes first: a level is chosen after looking for its proof."""
    levels = [*asked.levels, UNKNOWN]
    return types.Schema(
        type=types.Type.OBJECT,
        properties={
            "quote": types.Schema(type=types.Type.STRING),
            "level": types.Schema(type=types.Type.STRING, format="enum", enum=levels),
        },
        required=["quote", "level"],
        property_ordering=["quote", "level"],
    )


_LITTLE = types.ThinkingConfig(thinking_level=types.ThinkingLevel.MINIMAL)
