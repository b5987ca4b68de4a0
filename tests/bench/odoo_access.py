"""The real Odoo that the environment names."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from shared import settings
from shared.errors import SettingsError

_NEEDED = ("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY", "ODOO_LOGIN")


@dataclass(frozen=True, slots=True)
class OdooAccess:
    """Where it is and how to get in; OdooRPC needs the login too."""

    url: str
    database: str
    api_key: str
    login: str

    @property
    def host(self) -> str:
        """Its name or address."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """Its port."""
        return urlsplit(self.url).port or 80

    @property
    def environment(self) -> dict[str, str]:
        """Give the variables that name it to a process of ours."""
        return dict(zip(_NEEDED, (self.url, self.database, self.api_key, self.login), strict=True))


def odoo_access() -> OdooAccess:
    """Read the environment; raises SettingsError naming what is missing."""
    given = settings.given()
    missing = [name for name in _NEEDED if not given.get(name)]
    if missing:
        raise SettingsError(f"not set: {', '.join(missing)} (deploy/odoo/with-odoo sets them)")
    if urlsplit(given["ODOO_URL"]).hostname not in {"127.0.0.1", "localhost"}:
        raise SettingsError("ODOO_URL: a benchmark fills an Odoo on this machine only")
    return OdooAccess(*(given[name] for name in _NEEDED))


def addon_access() -> OdooAccess:
    """Give the way into the database with our addon on the same server; raises SettingsError."""
    database = os.environ.get("ODOO_ADDON_DATABASE")  # noqa: TID251 - no setting of the suite
    if not database:
        raise SettingsError("not set: ODOO_ADDON_DATABASE (deploy/odoo/with-odoo sets it)")
    return replace(odoo_access(), database=database)
