"""Odoo's own records that a lead refers to: campaigns, sources, tags, countries.

Read or made once a process and remembered. What we make is keyed, so two processes that meet
the same new campaign make one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from shared.errors import PermanentError
from shared.odoo_client import KeyedRow, Refused, external_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.lead import Attribution
    from shared.odoo_client import OdooClient

PREFIX = "__metalead__"
"""The module part of our external ids: no installable module can have this name."""
TAG = "Meta Lead Ads"
TEST_TAG = "Meta test lead"
SOURCES = {"fb": "Facebook", "ig": "Instagram", "msg": "Messenger", "wa": "WhatsApp"}
_REMEMBER_AT_MOST = 5000


class Lookups:
    """Ids of referred records, remembered for the life of the process."""

    def __init__(self, client: OdooClient) -> None:
        self._client = client
        self._known: dict[tuple[str, str], int | None] = {}
        self._lock = threading.Lock()

    def campaign(self, origin: Attribution) -> int | None:
        """Give the utm.campaign of Meta's campaign; renaming it in Odoo does no harm."""
        if origin.campaign_id is None:
            return None
        key, name = f"campaign_{origin.campaign_id}", origin.campaign_name or origin.campaign_id
        return self._once("campaign", key, lambda: self._keyed("utm.campaign", key, title=name))

    def source(self, origin: Attribution) -> int | None:
        """Give the utm.source of the platform: Facebook, Instagram ..."""
        return self._named("utm.source", SOURCES.get(origin.platform or "fb", "Facebook"))

    def medium(self, origin: Attribution) -> int | None:
        """Give the utm.medium: paid or organic social."""
        return self._named("utm.medium", "Organic Social" if origin.is_organic else "Paid Social")

    def tag(self, name: str) -> int | None:
        """Give the crm.tag of this name."""
        return self._named("crm.tag", name)

    def country(self, code: str | None) -> int | None:
        """Give the res.country of an ISO code."""
        if code is None:
            return None
        return self._once("country", code, lambda: self._find("res.country", "code", code))

    def state(self, name: str | None, country: int | None) -> int | None:
        """Give the res.country.state of this name or code in a country, if Odoo has it."""
        if name is None or country is None:
            return None

        def read() -> int | None:
            named = ["|", ["name", "=", name], ["code", "=", name]]
            domain = [["country_id", "=", country], *named]
            return self._first("res.country.state", domain)

        return self._once("state", f"{country}/{name}", read)

    def forget(self) -> None:
        """Look everything up anew: somebody may have deleted what we remember."""
        with self._lock:
            self._known = {}

    def _named(self, model: str, name: str) -> int | None:
        key = f"{model.replace('.', '_')}_{name.lower().replace(' ', '_')}"
        return self._once(model, name, lambda: self._find_or_make(model, name, key))

    def _find_or_make(self, model: str, name: str, key: str) -> int | None:
        return self._find(model, "name", name) or self._keyed(model, key, name=name)

    def _find(self, model: str, field: str, value: str) -> int | None:
        return self._first(model, [[field, "=", value]])

    def _first(self, model: str, domain: Sequence[object]) -> int | None:
        found = self._client.search_read(model, domain, ["id"], limit=1, order="id")
        return int(str(found[0]["id"])) if found else None

    def _keyed(self, model: str, key: str, **values: object) -> int:
        row = KeyedRow(external_id(PREFIX, key), values)
        (made,) = self._client.insert_or_get(model, [row])
        if isinstance(made, Refused):
            raise PermanentError(f"Odoo refused a new {model}", code="odoo_invalid")
        return made.id

    def _once(self, kind: str, key: str, read: Callable[[], int | None]) -> int | None:
        """Remember also what is not there: a form's free text asks for it again and again."""
        name = (kind, key)
        known = self._known  # `forget` may put another one in its place at any moment
        if name in known:
            return known[name]
        with self._lock:
            if name not in self._known:
                if len(self._known) >= _REMEMBER_AT_MOST:
                    self._known = {}
                self._known[name] = read()
            return self._known[name]
