"""What stands in for a section that cannot be made: settings are missing or wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.finding import Group, fail, not_checked
from shared.usecases.checks import meta, odoo, suite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from shared.domain.finding import Finding

CHECKS: Mapping[Group, tuple[str, ...]] = {
    Group.META: (*meta.STEPS, *meta.REST),
    Group.ODOO: (*odoo.STEPS, *odoo.REST),
    Group.SUITE: ("suite.queue", "suite.memory", *suite.OF_MEMORY),
}
"""Every check of a group but for that of its settings."""


@dataclass(frozen=True, slots=True)
class Unset:
    """Names the settings, and says what was not checked for want of them."""

    group: Group
    missing: tuple[str, ...] = ()
    wrong: str = ""
    """What is wrong with a setting that is there, in our own words."""

    def __call__(self, now: datetime) -> Iterator[Finding]:
        """Give the findings."""
        check = f"{self.group}.settings"
        for name in self.missing:
            yield fail(check, "setting_missing", about=name)
        if self.wrong:
            yield fail(check, "setting_wrong", said=self.wrong)
        yield from (not_checked(one, check) for one in CHECKS[self.group])
