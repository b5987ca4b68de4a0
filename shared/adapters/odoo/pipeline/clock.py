"""What time it is in Odoo: our clock may be minutes away from its."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.odoo_client import AccessDenied, BadReply, NoSuchMethod

if TYPE_CHECKING:
    from shared.adapters.odoo.addon import Addon
    from shared.odoo_client import OdooClient
    from shared.ports import Clock

_MS = 1000


class OdooClock:
    """Revisions by the addon's clock where it is there, and Odoo's time of day."""

    def __init__(self, client: OdooClient, addon: Addon, clock: Clock) -> None:
        self._client = client
        self._addon = addon
        self._clock = clock

    def revision(self) -> int:
        """Give the revision of what is read from now on, in milliseconds since 1970.

        By the addon's clock, of which its events' revisions are made; without it by ours, which
        then is the only one that gives revisions.
        """
        told = self._addons_clock()
        return _milliseconds(self._clock.now()) if told is None else told

    def now_s(self) -> int:
        """Give Odoo's time in whole seconds since 1970.

        Odoo tells it nowhere but in defaults (mail.message, `date`; Odoo 19.0). The addon's clock
        will not do: it only grows, and may run ahead of the time that records are written under.
        """
        defaults = self._client.call("mail.message", "default_get", fields=["date"])
        date = defaults.get("date") if isinstance(defaults, dict) else None
        return _seconds(date)

    def _addons_clock(self) -> int | None:
        if self._addon.answer() is None:
            return None
        try:
            told = self._client.call("g.assistant.event", "clock", idempotent=True)
        except NoSuchMethod:
            self._addon.is_gone()
            return None
        except AccessDenied:
            self._addon.is_denied()
            return None
        if isinstance(told, bool) or not isinstance(told, int):
            raise BadReply("the addon's clock is no whole number")
        return told


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * _MS)


def _seconds(date: object) -> int:
    try:
        moment = datetime.fromisoformat(str(date))
    except ValueError:
        raise BadReply("Odoo's default date of a message is no date") from None
    return int(moment.replace(tzinfo=UTC).timestamp())
