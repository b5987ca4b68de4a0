"""How token, app and pages stand at the demo Meta: all well until told otherwise."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from deploy.local.demo.meta.replies import ORDERED, Refused

if TYPE_CHECKING:
    from deploy.local.demo.meta.catalogue import Json

SCOPES = (
    "ads_management",
    "leads_retrieval",
    "pages_manage_ads",
    "pages_manage_metadata",
    "pages_read_engagement",
    "pages_show_list",
)
_NEEDED_FOR_LEADS = "leads_retrieval"


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be told by `POST /_demo/standing`; the names are the members of its body."""

    token_death: int = 0
    """Subcode of error 190 for the system user's token, such as 463; 0 while it lives."""
    expires_at: int = 0
    """Seconds since 1970; 0: never."""
    data_access_expires_at: int = 0
    scopes: tuple[str, ...] = SCOPES
    unsubscribed_pages: tuple[str, ...] = ()
    without_leadgen: tuple[str, ...] = ()
    """Pages that report something to the app, but not leads."""
    app_subscription: str = "leadgen"
    """The field that the app is subscribed to; "": nothing at all."""
    pages: tuple[str, ...] | None = None
    """The pages that the token may see; None: all."""
    served_version: str = ""
    """What the replies say is served, if not what was asked for."""
    is_version_deprecated: bool = False


class StandingBoard:
    """The standing of the moment. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.now = Standing()

    def change(self, told: Json) -> Json:
        """Change what is told and leave the rest; `{}` makes all well. Raises TypeError."""
        members: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in told.items()
        }
        with self._lock:
            self.now = replace(self.now, **members) if members else Standing()
        return asdict(self.now)

    def must_be_alive(self) -> None:
        """Raise what Meta says to a dead token."""
        if self.now.token_death:
            raise Refused(ORDERED[f"190_{self.now.token_death}"])

    def must_read_leads(self) -> None:
        """Raise what Meta says to a token without the permission to read leads."""
        if _NEEDED_FOR_LEADS not in self.now.scopes:
            raise Refused(ORDERED["200"])

    def headers(self) -> dict[str, str]:
        """Give the headers that speak of the version."""
        served = self.now.served_version
        told = {"facebook-api-version": served} if served else {}
        if self.now.is_version_deprecated:
            told["X-Ad-Api-Version-Warning"] = "The call has been auto-upgraded"
        return told
