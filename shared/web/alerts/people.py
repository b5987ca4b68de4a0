"""Salespeople and teams by name, as our copy of Odoo's directory has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.usecases.front_door import person_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.domain.crm_directory import CrmDirectory, Salesperson


@dataclass(frozen=True, slots=True)
class People:
    """Names by the CRM's number; empty where there is no directory yet."""

    directory: CrmDirectory | None

    @property
    def salespeople(self) -> Mapping[int, str]:
        """Who may own a record, by name."""
        found = self.directory.salespeople if self.directory else ()
        return {one.id: one.name for one in sorted(found, key=lambda one: one.name.casefold())}

    @property
    def teams(self) -> Mapping[int, str]:
        """The teams, by name."""
        found = self.directory.teams if self.directory else ()
        return {one.id: one.name for one in sorted(found, key=lambda one: one.name.casefold())}

    @property
    def stages(self) -> Mapping[int, str]:
        """The stages, in their order."""
        found = self.directory.stages if self.directory else ()
        return {one.id: one.name for one in sorted(found, key=lambda one: (one.sequence, one.id))}

    def number_of(self, who: str) -> int | None:
        """Give the user whom a page knows under this name; None: it is nobody of the CRM."""
        found = self.directory.salespeople if self.directory else ()
        return next((one.id for one in found if one.email and person_name(one.email) == who), None)

    def zone_of(self, user_id: int) -> str | None:
        """Give the time zone that Odoo knows of a user; None: none, or no user."""
        person = self._person(user_id)
        return person.time_zone if person and _is_zone(person.time_zone) else None

    def is_gone(self, user_id: int) -> bool:
        """Tell whether a user works in the CRM no more; without a directory nobody is gone."""
        return self.directory is not None and self._person(user_id) is None

    def _person(self, user_id: int) -> Salesperson | None:
        found = self.directory.salespeople if self.directory else ()
        return next((one for one in found if one.id == user_id), None)


def _is_zone(name: str | None) -> bool:
    try:
        return bool(name) and ZoneInfo(name or "") is not None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
