"""The CrmWatch port on Odoo: who is there, whether it lets us in, and what we may do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.adapters.odoo.addon import Addon
from shared.adapters.odoo.errors import translated
from shared.adapters.odoo.pipeline.clock import OdooClock
from shared.adapters.odoo.rights import Rights
from shared.domain.watched import CrmAddon, CrmKey, CrmServer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.watched import MissingRight
    from shared.odoo_client import Capabilities, OdooClient
    from shared.ports import Clock


class OdooWatch:
    """Asks Odoo how things stand, over a client of its own for each run."""

    def __init__(self, connect: Callable[[], OdooClient], clock: Clock) -> None:
        """`connect` makes a client; nothing is asked yet."""
        self._connect, self._clock = connect, clock
        self._client: OdooClient | None = None

    def server(self) -> CrmServer:
        """Ask for the version, on a new client: an old one remembers the answer."""
        self.close()
        with translated():
            able = self._able()
        return CrmServer(f"{able.version.major}.{able.version.minor}", able.protocol)

    def key(self) -> CrmKey:
        """Sign in, and read when our user's keys end.

        Odoo does not say which key is used; one whose end has passed is not ours, which works.
        """
        with translated():
            self._used().call("res.users", "context_get", idempotent=True)
            able, now = self._able(), self._clock.now()
            keys = able.api_keys()
        ends = [key.expires_at for key in keys if key.expires_at and key.expires_at > now]
        return CrmKey(bool(keys), min(ends, default=None))

    def addon(self) -> CrmAddon | None:
        """Ask the addon itself."""
        with translated():
            said = Addon(self._used(), self._clock).answer()
        return CrmAddon(said.version, said.is_sending) if said else None

    def missing_rights(self, *, has_addon: bool) -> Sequence[MissingRight]:
        """Ask for each right that we need."""
        with translated():
            return Rights(self._used()).missing(has_addon=has_addon)

    def sees_all_leads(self) -> bool:
        """Ask for the group that lifts Odoo's rule of own documents only."""
        with translated():
            return Rights(self._used()).sees_all_leads()

    def now(self) -> datetime:
        """Give Odoo's time, to the second."""
        with translated():
            client = self._used()
            told_s = OdooClock(client, Addon(client, self._clock), self._clock).now_s()
        return datetime.fromtimestamp(told_s, UTC)

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()
        self._client = None

    def _used(self) -> OdooClient:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _able(self) -> Capabilities:
        return self._used().capabilities()
