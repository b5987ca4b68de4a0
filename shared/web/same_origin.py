"""A form is taken only from our own pages: no other site may press a button in a reader's name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from shared.errors import PermanentError

if TYPE_CHECKING:
    from werkzeug.datastructures import Headers

_WEB = frozenset({"http", "https"})


def check_same_origin(headers: Headers) -> None:
    """Raise PermanentError (`cross_site`) unless the browser says that our own page sent this.

    `Sec-Fetch-Site`, which no page can set, decides where it is sent: by every browser since 2023
    to https and localhost (Fetch Metadata, read 2026-11). Elsewhere `Origin` must name our host.
    What says neither is no browser's form.
    """
    site = headers.get("Sec-Fetch-Site")
    if site is None:
        is_ours = _host_of(headers.get("Origin", "")) == headers.get("Host", "").lower()
    else:
        is_ours = site == "same-origin"
    if not is_ours:
        raise PermanentError("sent from another site than this one", code="cross_site")


def _host_of(origin: str) -> str | None:
    """Give the host (and port) that an origin names; None for what names none."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    is_origin = parts.scheme in _WEB and not (parts.path or parts.query or parts.fragment)
    return parts.netloc.lower() if is_origin and parts.netloc else None
