"""The names of checks, groups and results."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.finding import Group, Status
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "meta.settings": N_("Settings for Meta"),
        "meta.reachable": N_("Meta reachable"),
        "meta.app_secret": N_("App secret"),
        "meta.token": N_("Access token"),
        "meta.token_expiry": N_("End of the token"),
        "meta.data_access": N_("End of access to data"),
        "meta.scope": N_("Permission"),
        "meta.app_subscription": N_("App subscribed to leads"),
        "meta.pages": N_("Pages"),
        "meta.page_subscription": N_("Page reports leads"),
        "meta.page_leads": N_("Leads of the page readable"),
        "meta.app_mode": N_("App in Live mode"),
        "meta.version": N_("Version of the Graph API"),
        "meta.section": N_("Checks of Meta"),
        "odoo.settings": N_("Settings for Odoo"),
        "odoo.reachable": N_("Odoo reachable"),
        "odoo.version": N_("Odoo's version"),
        "odoo.database": N_("Database"),
        "odoo.key": N_("API key"),
        "odoo.key_expiry": N_("End of the key"),
        "odoo.addon": N_("Addon in Odoo"),
        "odoo.rights": N_("Rights in Odoo"),
        "odoo.clock": N_("Clocks"),
        "odoo.section": N_("Checks of Odoo"),
        "suite.settings": N_("Settings for memory and queue"),
        "suite.queue": N_("Queue"),
        "suite.memory": N_("Memory"),
        "suite.pauses": N_("Paused connections"),
        "suite.waiting": N_("Leads that wait"),
        "suite.dead": N_("Leads that stopped"),
        "suite.silence": N_("Time since the last lead"),
        "suite.counts": N_("Meta's counts and ours"),
        "suite.alerts": N_("Sweep of alerts"),
        "suite.alerts_told": N_("Readers of alerts"),
        "suite.section": N_("Checks of the suite"),
    }
)
GROUPS: Mapping[Group, str] = MappingProxyType(
    {
        Group.META: N_("Meta"),
        Group.ODOO: N_("Odoo"),
        Group.SUITE: N_("This suite"),
    }
)
STATUSES: Mapping[Status, str] = MappingProxyType(
    {
        Status.OK: N_("OK"),
        Status.WARN: N_("Warning"),
        Status.FAIL: N_("Fails"),
        Status.NOT_CHECKED: N_("Not checked"),
    }
)
