"""What was asked of the demo Gemini, read out of a generateContent request."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.local.demo.gemini.replies import BAD_REQUEST, Refused
from shared.domain.extraction import UNKNOWN, Asked, FreeText

if TYPE_CHECKING:
    from deploy.local.demo.gemini.replies import Json


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be found out in which texts, and how many tokens all that is, about."""

    asked: tuple[Asked, ...]
    texts: tuple[FreeText, ...]
    tokens_in: int
    most_tokens_out: int


def read_question(body: bytes) -> Question:
    """Read a request; raises Refused as Google would for one that is not as documented."""
    try:
        request: Json = json.loads(body)
        config: Json = request["generationConfig"]
        typed = "".join(part["text"] for turn in request["contents"] for part in turn["parts"])
        return Question(
            asked=tuple(_asked(config["responseSchema"])),
            texts=tuple(FreeText.model_validate(row) for row in json.loads(typed)),
            tokens_in=len(body) // 4,
            most_tokens_out=int(config["maxOutputTokens"]),
        )
    except (ValueError, LookupError, TypeError):
        raise Refused(BAD_REQUEST) from None


def _asked(schema: Json) -> list[Asked]:
    return [
        Asked(name=name, meaning="", levels=tuple(_levels(finding)))
        for name, finding in schema["properties"].items()
    ]


def _levels(finding: Json) -> list[str]:
    levels: Any = finding["properties"]["level"]["enum"]
    return [level for level in levels if level != UNKNOWN]
