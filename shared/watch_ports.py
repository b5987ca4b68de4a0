"""How well the connections to the outside are: what the watch asks, and what it is answered.

Every method may raise what those of shared/ports.py may. Nothing is remembered between calls:
each is asked anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.domain.ids import PageId
    from shared.domain.watched import (
        CrmAddon,
        CrmKey,
        CrmServer,
        MissingRight,
        SourceToken,
        Subscription,
        VersionNotice,
    )


class SourceWatch(Protocol):
    """How the connection to Meta stands."""

    def token(self) -> SourceToken:
        """Give what Meta says of our access token; a dead one is an answer, not an error."""
        ...

    def pages(self) -> Sequence[PageId]:
        """Give the pages that the token may see."""
        ...

    def app_subscription(self) -> Subscription:
        """Tell whether Meta reports leads to our app at all."""
        ...

    def page_subscription(self, page_id: PageId) -> Subscription:
        """Tell whether the page's leads are reported to our app."""
        ...

    def try_leads(self, page_id: PageId) -> bool:
        """Read a lead of the page, as far as to see that we may; False: it has no form to try."""
        ...

    def version(self) -> VersionNotice:
        """Give what the replies so far say of the version that we ask for."""
        ...


class CrmWatch(Protocol):
    """How the connection to the CRM stands."""

    def server(self) -> CrmServer:
        """Ask who is there, without a key."""
        ...

    def key(self) -> CrmKey:
        """Sign in; raises `odoo_not_found` for a wrong database, `odoo_authentication_failed`."""
        ...

    def addon(self) -> CrmAddon | None:
        """Give the CRM's addon, or None where there is none for our user."""
        ...

    def missing_rights(self, *, has_addon: bool) -> Sequence[MissingRight]:
        """Give what our user may not do of what we need to do."""
        ...

    def sees_all_leads(self) -> bool:
        """Tell whether our user sees every salesperson's leads, not only its own."""
        ...

    def now(self) -> datetime:
        """Give the CRM's time, to the second."""
        ...
