"""Connections to Gemini that end: bounded in time and size, and diverted by nobody."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import httpx2
from google import genai
from google.genai import types

if TYPE_CHECKING:
    from collections.abc import Iterator

API_VERSION = "v1beta"
"""Where thinking levels are; `v1` knows neither them nor, for all models, response schemas."""
ANSWER_MAX_BYTES = 1_000_000
_READ_S = 10.0


class Connected:
    """A client that tries once and takes no word of the environment."""

    def __init__(self, url: str, api_key: str) -> None:
        """Connects at the first call."""
        self._http = httpx2.Client(transport=_Bounded(), trust_env=False, follow_redirects=False)
        options = types.HttpOptions(
            base_url=url,
            api_version=API_VERSION,
            headers={"Accept-Encoding": "identity"},
            retry_options=types.HttpRetryOptions(attempts=1),
            httpx_client=self._http,
        )
        self.models = genai.Client(api_key=api_key, vertexai=False, http_options=options).models

    def close(self) -> None:
        """Let go of the connections; the library leaves that to whoever made them."""
        self._http.close()


class _Bounded(httpx2.HTTPTransport):
    """The library's time-out holds for every single read; this one for the answer as a whole."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request; its answer must be in before its time is up."""
        limits = request.extensions.get("timeout", {})
        seconds = limits.get("read") or _READ_S
        ends_at = time.monotonic() + seconds
        response = super().handle_request(request)
        if "content-encoding" in response.headers:  # not asked for: a little could become a lot
            response.close()
            raise httpx2.ReadError("the answer is packed")
        response.stream = _BoundedStream(response.stream, ends_at)
        return response


class _BoundedStream(httpx2.SyncByteStream):
    def __init__(self, stream: object, ends_at: float) -> None:
        self._stream, self._ends_at = stream, ends_at

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:  # type: ignore[attr-defined]  # the transport gives a sync one
            size += len(chunk)
            if time.monotonic() > self._ends_at:
                raise httpx2.ReadTimeout("the answer drips")
            if size > ANSWER_MAX_BYTES:
                raise httpx2.ReadError("the answer is too long")
            yield chunk

    def close(self) -> None:
        """Let go of the connection."""
        self._stream.close()  # type: ignore[attr-defined]
