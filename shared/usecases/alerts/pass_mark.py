"""Where the slow pass over all opportunities stands, and under which settings it began."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from shared.domain.alerts.rules import Learnt
    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.crm_directory import CrmDirectory

VERSION = 1


@dataclass(frozen=True, slots=True)
class PassMark:
    """`after`: the highest of the CRM's numbers that this round has looked at."""

    after: int = 0
    rules: str = ""
    """Under which settings and directory this round, or the last one, has everything judged."""
    ended_s: int | None = None
    """Second (since 1970) at which the last round ended; None: one is under way."""
    is_for_all: bool = False
    """This round has every open opportunity judged, not only those that nobody follows yet."""

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """Read a mark; what is none begins anew: to look twice does no harm."""
        try:
            version, after, rules, ended_s, is_for_all = json.loads(text or "[]")
        except (ValueError, TypeError, RecursionError):
            return cls()
        kinds = (type(after) is int, isinstance(rules, str), type(is_for_all) is bool)
        if version != VERSION or not all(kinds) or type(ended_s) not in (int, type(None)):
            return cls()
        return cls(max(after, 0), rules, ended_s, is_for_all)

    def __str__(self) -> str:
        """Write it as text."""
        parts = [VERSION, self.after, self.rules, self.ended_s, self.is_for_all]
        return json.dumps(parts, separators=(",", ":"))

    def ended_before(self, moment: datetime) -> bool:
        """The last round ended before that moment, or one is under way."""
        return self.ended_s is None or datetime.fromtimestamp(self.ended_s, UTC) < moment

    def under(self, rules: str) -> PassMark:
        """Give the mark for a run under these rules: others than before begin a round for all."""
        if rules != self.rules:
            return PassMark(rules=rules, is_for_all=True)
        return self if self.ended_s is None else PassMark(rules=rules)

    def moved(self, up_to: int) -> PassMark:
        """Give the mark behind a slice."""
        return replace(self, after=up_to)

    def ended(self, now: datetime) -> PassMark:
        """Give the mark of a round that is over."""
        return PassMark(rules=self.rules, ended_s=int(now.timestamp()))


def rules_mark(settings: AlertSettings, directory: CrmDirectory, learnt: Learnt) -> str:
    """Give a mark of all that decides when causes fall due; names and addresses do not."""
    people = [one.model_dump(mode="json") for one in directory.salespeople]
    for one in people:
        one.pop("name", None)
        one.pop("email", None)
    parts = [
        settings.model_dump(mode="json"),
        [one.model_dump(mode="json", exclude={"name"}) for one in directory.stages],
        [one.model_dump(mode="json", exclude={"name"}) for one in directory.teams],
        people,
        sorted(map(str, learnt.items())) if settings.learns else [],
    ]
    text = json.dumps(parts, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
