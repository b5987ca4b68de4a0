"""Readers of free text: the dictionaries, and Gemini as the demo server speaks it.

The real Gemini cannot be reached from a test, so the demo stands in for it. Its shapes come from
Google's reference of models.generateContent (v1beta), from what google-genai 3.6 sends, and from
public issue threads for what no page says (the least deadline, API_KEY_INVALID under 400).
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from deploy.local.demo.faults import Rule
from deploy.local.demo.gemini.server import DemoGemini
from shared.adapters.dictionaries import DictionaryExtractor
from shared.adapters.gemini import GeminiExtractor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from shared.scoring_ports import Extractor

MODEL = "gemini-3.5-flash-lite"


class StandingClock:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


class Gemini:
    """The demo Gemini with its controls in reach."""

    def __init__(self, server: DemoGemini) -> None:
        self.server = server
        self._opened: list[GeminiExtractor] = []

    def extractor(self) -> GeminiExtractor:
        """Give the Extractor that all tests of a module share: making one takes a while."""
        return self._opened[0] if self._opened else self.new()

    def new(self, **changes: object) -> GeminiExtractor:
        """Give an Extractor of its own."""
        settings: dict[str, object] = {
            "api_key": self.server.api_key,
            "url": self.server.url,
            "model": MODEL,
            "timeout_s": 5.0,
            "most_tokens_out": 2_000,
        }
        made = GeminiExtractor(**{**settings, **changes})  # type: ignore[arg-type]
        self._opened.append(made)
        return made

    def order(self, fault: str, times: int = 1, ms: int = 0) -> None:
        self.server.faults.order(Rule(fault, times=times, ms=ms))

    def calls(self) -> list[str]:
        return [body.decode() for body in self.server.app.calls]

    def close(self) -> None:
        for one in self._opened:
            one.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Gemini]:
    with DemoGemini.start() as server, closing(Gemini(server)) as gemini:
        gemini.extractor()
        yield gemini


@pytest.fixture
def gemini(running: Gemini) -> Gemini:
    running.server.faults.clear()
    running.server.faults.release()
    running.server.app.calls.clear()
    return running


@pytest.fixture(params=["dictionaries", "gemini"])
def extractor(request: pytest.FixtureRequest) -> Extractor:
    open_one: dict[str, Callable[[], Extractor]] = {
        "dictionaries": lambda: DictionaryExtractor(StandingClock()),
        "gemini": lambda: request.getfixturevalue("gemini").extractor(),
    }
    return open_one[request.param]()
