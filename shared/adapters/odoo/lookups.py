"""Odoo's own records that a lead refers to: campaigns, sources, tags, countries.

Read or made once a process and remembered. What we make is keyed, so two processes that meet
the same new campaign make one.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from shared.adapters.odoo import references
from shared.adapters.odoo.addon import OUR_WRITE
from shared.adapters.odoo.references import PREFIX, Reference, named
from shared.errors import PermanentError
from shared.odoo_client import KeyedRow, Refused, external_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.clean_lead import CleanLead
    from shared.domain.lead import Attribution
    from shared.domain.score import Grade
    from shared.odoo_client import OdooClient

_TRIES = 2
"""Names are unique in Odoo: of two who make the same one at once, one is refused, and then finds
the other's by its key."""
_REMEMBER_AT_MOST = 5000


class Lookups:
    """Ids of referred records, remembered for the life of the process."""

    def __init__(self, client: OdooClient) -> None:
        self._client = client
        self._known: dict[tuple[str, str], int | None] = {}
        self._lock = threading.Lock()

    def campaign(self, origin: Attribution) -> int | None:
        """Give the utm.campaign of Meta's campaign."""
        found = references.campaign(origin)
        if found is None:
            return None

        def make() -> int:
            return self._keyed("utm.campaign", found.key, title=found.name)

        return self._once("campaign", found.key, make)

    def source(self, origin: Attribution) -> int | None:
        """Give the utm.source of the platform: Facebook, Instagram ..."""
        return self._by_name("utm.source", references.source(origin))

    def medium(self, origin: Attribution) -> int | None:
        """Give the utm.medium: paid or organic social."""
        return self._by_name("utm.medium", references.medium(origin))

    def tags(self, lead: CleanLead) -> list[int]:
        """Give the crm.tag records of our leads."""
        found = (self.tag(tag.name) for tag in references.tags(lead))
        return [tag for tag in found if tag is not None]

    def tag(self, name: str) -> int | None:
        """Give the crm.tag of this name."""
        return self._by_name("crm.tag", named("crm.tag", name))

    def grade_tag(self, grade: Grade) -> int:
        """Give the crm.tag of a grade."""
        wanted = references.grade_tag(grade)
        found = self._by_name("crm.tag", wanted)
        if found is None:
            raise PermanentError("Odoo refused a new crm.tag", code="odoo_invalid")
        return found

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
            either = ["|", ["name", "=", name], ["code", "=", name]]
            domain = [["country_id", "=", country], *either]
            return self._first("res.country.state", domain)

        return self._once("state", f"{country}/{name}", read)

    def forget(self) -> None:
        """Look everything up anew: somebody may have deleted what we remember."""
        with self._lock:
            self._known = {}

    def _by_name(self, model: str, wanted: Reference) -> int | None:
        def find_or_make() -> int:
            found = self._find(model, "name", wanted.name)
            return found or self._keyed(model, wanted.key, name=wanted.name)

        return self._once(model, wanted.name, find_or_make)

    def _find(self, model: str, field: str, value: str) -> int | None:
        return self._first(model, [[field, "=", value]])

    def _first(self, model: str, domain: Sequence[object]) -> int | None:
        found = self._client.search_read(model, domain, ["id"], limit=1, order="id")
        return int(str(found[0]["id"])) if found else None

    def _keyed(self, model: str, key: str, **values: object) -> int:
        row = KeyedRow(external_id(PREFIX, key), values)
        for _ in range(_TRIES):
            (made,) = self._client.insert_or_get(model, [row], context=OUR_WRITE)
            if not isinstance(made, Refused):
                return made.id
        raise PermanentError(f"Odoo refused a new {model}", code="odoo_invalid")

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
