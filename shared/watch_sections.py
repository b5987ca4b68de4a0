"""The sections of the watch over the connections, each with the parts that bootstrap chose for it.

What cannot be made for want of a setting is a section too: it names the setting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import bootstrap
from shared.domain.finding import Group
from shared.errors import SettingsError
from shared.usecases.checks.leads_seen import LeadsSeen
from shared.usecases.checks.meta import MetaChecks
from shared.usecases.checks.odoo import OdooChecks
from shared.usecases.checks.suite import SuiteChecks
from shared.usecases.checks.unset import Unset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.settings import Settings
    from shared.usecases.check_connections import Section

META_NEEDS = ("META_GRAPH_URL", "META_ACCESS_TOKEN", "META_APP_SECRET")
ODOO_NEEDS = ("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY")


def sections(found: Settings) -> Mapping[Group, Section]:
    """Give a section for each group; made anew for each run, which reads what it reads once."""
    try:
        seen = LeadsSeen(bootstrap.memory(found), found.tenant)
    except SettingsError:
        seen = LeadsSeen(None, found.tenant)

    def meta() -> Section:
        return MetaChecks(bootstrap.source_watch(found), seen)

    def odoo() -> Section:
        return OdooChecks(bootstrap.crm_watch(found), bootstrap.clock())

    def suite() -> Section:
        return SuiteChecks(bootstrap.memory(found), bootstrap.bus(found), found.tenant, seen)

    return {
        Group.META: _section(Group.META, found.unset(*META_NEEDS), meta),
        Group.ODOO: _section(Group.ODOO, found.unset(*ODOO_NEEDS), odoo),
        Group.SUITE: _section(Group.SUITE, (), suite),
    }


def _section(group: Group, missing: tuple[str, ...], make: Callable[[], Section]) -> Section:
    if missing:
        return Unset(group, missing)
    try:
        return make()
    except SettingsError as error:
        return Unset(group, wrong=str(error))
