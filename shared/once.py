"""Parts that are built once for the same settings, however many use cases share them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from shared.ports import Closable
from shared.settings import Settings

Part = TypeVar("Part")
_parts: dict[tuple[Settings, str], object] = {}
_lock = threading.RLock()


def once(build: Callable[[Settings], Part]) -> Callable[[Settings], Part]:
    """Build a part once for the same settings."""

    @wraps(build)
    def built(found: Settings) -> Part:
        key = (found, build.__name__)
        with _lock:
            if key not in _parts:
                _parts[key] = build(found)
            return cast("Part", _parts[key])

    return built


def put(build: Callable[[Settings], Part], found: Settings, part: Part) -> None:
    """Let another part stand in for what `build` would give: how a local run differs by code."""
    with _lock:
        _parts[found, build.__name__] = part


def close(found: Settings) -> None:
    """Close what was built for these settings: connections and files."""
    with _lock:
        for key in [key for key in _parts if key[0] == found]:
            part = _parts.pop(key)
            if isinstance(part, Closable):
                part.close()
