"""The checks of the connection to Odoo: who is there, the key, rights, addon and clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.finding import fail, unknown, warn, well
from shared.errors import SuiteError
from shared.usecases.checks.blame import blamed, ladder
from shared.usecases.checks.ends import lasting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.finding import Finding
    from shared.domain.watched import CrmKey
    from shared.ports import Clock
    from shared.watch_ports import CrmWatch

STEPS = ("odoo.reachable", "odoo.version", "odoo.database", "odoo.key")
REST = ("odoo.key_expiry", "odoo.addon", "odoo.rights", "odoo.clock")
WARN_SKEW_S, FAIL_SKEW_S = 120, 300
"""The addon's events are signed with their time: past five minutes they are refused."""
_BY_CODE = {
    "odoo_unsupported_version": "odoo.version",
    "odoo_login_needed": "odoo.version",
    "odoo_not_found": "odoo.database",
    "odoo_authentication_failed": "odoo.key",
    "odoo_access_denied": "odoo.key",
}
_CAUSES = {"odoo_not_found": "database_unknown"}
"""Where an error's code says less than the place where it came from."""


@dataclass(frozen=True, slots=True)
class OdooChecks:
    """All checks of the connection to Odoo, in the order in which they depend on each other."""

    watch: CrmWatch
    clock: Clock

    def __call__(self, now: datetime) -> Iterator[Finding]:
        """Give a finding for each check and, where a right is missing, for each model."""
        try:
            server = self.watch.server()
            key = self.watch.key()
        except SuiteError as error:
            yield from ladder(STEPS, _not_in(error), REST)
            return
        yield well("odoo.reachable")
        yield well("odoo.version", "version_spoken", version=server.version, by=server.protocol)
        yield well("odoo.database")
        yield well("odoo.key")
        yield _expiry(key, now)
        yield from self._addon_and_rights()
        yield self._clock_skew()

    def _addon_and_rights(self) -> Iterator[Finding]:
        try:
            addon = self.watch.addon()
        except SuiteError as error:
            yield from ladder(("odoo.addon",), blamed("odoo.addon", error), ("odoo.rights",))
            return
        if addon is None:
            yield well("odoo.addon", "addon_absent")
        elif addon.is_sending:
            yield well("odoo.addon", "addon_sending", version=addon.version)
        else:
            yield warn("odoo.addon", "addon_silent", version=addon.version)
        yield from self._rights(has_addon=addon is not None)

    def _rights(self, *, has_addon: bool) -> Iterator[Finding]:
        try:
            missing = self.watch.missing_rights(has_addon=has_addon)
        except SuiteError as error:
            yield blamed("odoo.rights", error)
            return
        if not missing:
            yield self._sight()
        for one in missing:
            rights = ", ".join(one.operations)
            yield fail("odoo.rights", "right_missing", about=one.model, rights=rights)

    def _sight(self) -> Finding:
        """Rights on models are there; the rule of own documents may still hide leads."""
        try:
            sees_all = self.watch.sees_all_leads()
        except SuiteError as error:
            return blamed("odoo.rights", error)
        return well("odoo.rights") if sees_all else warn("odoo.rights", "own_leads_only")

    def _clock_skew(self) -> Finding:
        """Compare with our clock in the middle of the question."""
        before = self.clock.now()
        try:
            theirs = self.watch.now()
        except SuiteError as error:
            return blamed("odoo.clock", error)
        ours = before + (self.clock.now() - before) / 2
        skew_s = round(abs((theirs - ours).total_seconds()))
        found = fail if skew_s > FAIL_SKEW_S else warn if skew_s > WARN_SKEW_S else well
        cause = "clocks_agree" if found is well else "clocks_apart"
        return found("odoo.clock", cause, seconds=skew_s)


def _not_in(error: SuiteError) -> Finding:
    found = blamed(_BY_CODE.get(error.code, "odoo.reachable"), error)
    return found.model_copy(update={"cause": _CAUSES.get(error.code, error.code)})


def _expiry(key: CrmKey, now: datetime) -> Finding:
    if not key.is_told:
        return unknown("odoo.key_expiry", "key_end_not_told")
    return lasting("odoo.key_expiry", "key", key.expires_at, now)
