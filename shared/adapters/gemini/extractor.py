"""Extractor by Gemini: one call a lead, no tools, an answer in enums with quotes."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from shared.adapters.gemini.answer import read_answer
from shared.adapters.gemini.faults import refuses_thinking, suite_error
from shared.deadline import left_s
from shared.domain.extracting.prompt import document, instruction
from shared.errors import TransientError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.genai.types import GenerateContentResponse

    from shared.adapters.gemini.connecting import Connected
    from shared.domain.extraction import Asked, Extraction, FreeText

LEAST_S = 0.5
"""With less time left than that, no answer would come in time."""


class GeminiExtractor:
    """Reads by one model. Safe between threads; connects at the first call."""

    def __init__(
        self, *, api_key: str, url: str, model: str, timeout_s: float, most_tokens_out: int
    ) -> None:
        """`url` without version; `timeout_s` bounds a call as a whole."""
        self._api_key, self._url, self._model = api_key, url, model
        self._timeout_s, self._most_tokens_out = timeout_s, most_tokens_out
        self._takes_thinking = True
        self._client: Connected | None = None
        self._lock = threading.Lock()

    def extract(self, asked: Sequence[Asked], texts: Sequence[FreeText]) -> Extraction:
        """Ask the model once; what it claims is not yet proved."""
        ends_at = time.monotonic() + min(self._timeout_s, left_s())
        return read_answer(self._reply(asked, texts, ends_at), asked, model=self._model)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            if self._client is not None:
                self._client.close()
                self._client = None

    def _reply(
        self, asked: Sequence[Asked], texts: Sequence[FreeText], ends_at: float
    ) -> GenerateContentResponse:
        timeout_s = ends_at - time.monotonic()
        if timeout_s < LEAST_S:
            raise TransientError("no time is left to read free text", code="gemini_no_time")
        try:
            return self._call(asked, texts, timeout_s)
        except Exception as error:  # noqa: BLE001 - whatever the library, and what it stands on, raises
            if not self._takes_thinking or not refuses_thinking(error):
                raise suite_error(error) from None
        self._takes_thinking = False
        return self._reply(asked, texts, ends_at)

    def _call(
        self, asked: Sequence[Asked], texts: Sequence[FreeText], timeout_s: float
    ) -> GenerateContentResponse:
        from shared.adapters.gemini.order import order

        config = order(
            asked,
            instruction(asked),
            most_tokens_out=self._most_tokens_out,
            timeout_s=timeout_s,
            thinks_little=self._takes_thinking,
        )
        return self._connected().models.generate_content(
            model=self._model, contents=document(texts), config=config
        )

    def _connected(self) -> Connected:
        from shared.adapters.gemini.connecting import Connected

        with self._lock:
            if self._client is None:
                self._client = Connected(self._url, self._api_key)
            return self._client
