"""A token as `/debug_token` describes it (Graph API v26.0, read 2026-11)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.domain.watched import SourceToken
from shared.errors import PermanentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.meta.foreign import Foreign

_DEATHS: Mapping[int, str] = {
    458: "app_removed",
    459: "check_needed",
    460: "password_changed",
    463: "expired",
    464: "unconfirmed",
    467: "invalidated",
    492: "role_lost",
}
"""By `error_subcode` of code 190."""


def death_of(subcode: int) -> str:
    """Say why a token is dead."""
    return _DEATHS.get(subcode, "refused")


def read_token(told: Foreign) -> SourceToken:
    """Read `data`; raises PermanentError naming the path of what is not as documented."""
    is_valid = told.at("is_valid")
    return SourceToken(
        death="" if is_valid is None or is_valid.flag() else _death(told),
        expires_at=_end(told, "expires_at"),
        data_access_expires_at=_end(told, "data_access_expires_at"),
        scopes=frozenset(scope.text() for scope in told.items_at("scopes")),
    )


def _death(told: Foreign) -> str:
    error = told.at("error")
    subcode = error.at("subcode") if error is not None else None
    return death_of(subcode.value if subcode and isinstance(subcode.value, int) else 0)


def _end(told: Foreign, name: str) -> datetime | None:
    """Seconds since 1970; 0 or absent: it never ends."""
    member = told.at(name)
    if member is None or member.value == 0:
        return None
    if isinstance(member.value, bool) or not isinstance(member.value, int):
        raise PermanentError(f"{member.path} is no time", code="meta_unexpected_shape")
    try:
        return datetime.fromtimestamp(member.value, UTC)
    except (ValueError, OverflowError, OSError):
        raise PermanentError(f"{member.path} is no time", code="meta_unexpected_shape") from None
