"""What the two outsides say of themselves when the watch asks them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class SourceToken:
    """Meta's access token. A moment that is None never comes."""

    death: str = ""
    """Why it is dead, "" while it lives: `expired`, `password_changed` ... (`TOKEN_DEATHS`)."""
    expires_at: datetime | None = None
    data_access_expires_at: datetime | None = None
    """When Meta stops giving data until the person confirms the app again."""
    scopes: frozenset[str] = frozenset()


TOKEN_DEATHS = (
    "app_removed",
    "check_needed",
    "password_changed",
    "expired",
    "unconfirmed",
    "invalidated",
    "role_lost",
    "refused",
)
"""Why a token can be dead; `refused`: Meta does not say why."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whether Meta reports leads: to the app as a whole, or for one page."""

    is_there: bool
    has_leadgen: bool = False


@dataclass(frozen=True, slots=True)
class VersionNotice:
    """What Meta's replies say of the version that was asked for."""

    asked: str
    served: str = ""
    is_deprecated: bool = False


@dataclass(frozen=True, slots=True)
class CrmServer:
    """Odoo's version, such as `19.0`, and the protocol that is spoken with it."""

    version: str
    protocol: str


@dataclass(frozen=True, slots=True)
class CrmKey:
    """Our user's key; `is_told` False: Odoo does not let us see when keys end."""

    is_told: bool
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MissingRight:
    """What our user may not do with a model: `read`, `create`, `write`."""

    model: str
    operations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CrmAddon:
    """Odoo's addon as it describes itself."""

    version: str
    is_sending: bool
