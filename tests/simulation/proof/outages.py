"""What is down for a while: Odoo, Meta, the memory, the bus; Meta's throttling and dead tokens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.adapters.meta.faults import GraphFault, suite_error
from shared.errors import ConnectionDown, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping

DOWN: Mapping[str, frozenset[str]] = {
    "odoo": frozenset({"crm", "pipeline"}),
    "meta": frozenset({"lead_source"}),
    "memory": frozenset({"memory"}),
    "bus": frozenset({"bus"}),
    "throttled": frozenset({"lead_source"}),
    "token_dead": frozenset({"lead_source"}),
    "no_right": frozenset({"lead_source"}),
}
_GRAPH = {
    "throttled": GraphFault(status=400, code=613, wait_s=600),
    "token_dead": GraphFault(status=400, code=190, subcode=463),
    "no_right": GraphFault(status=403, code=200),
    "meta": GraphFault(status=500, code=2),
}
"""Told in the adapter's own table of what Meta's codes mean."""


@dataclass
class Outages:
    """Which of them is on; calls that were made in vain are counted."""

    on: set[str] = field(default_factory=set)
    in_vain: Counter[str] = field(default_factory=Counter)

    def check(self, port: str, method: str) -> None:
        """Fail the call if what it goes to is down."""
        for name in self.on:
            if port in DOWN[name]:
                self.in_vain[name] += 1
                raise _error(name)


def _error(name: str) -> Exception:
    if name in _GRAPH:
        return suite_error(_GRAPH[name])
    if name == "odoo":
        return ConnectionDown("Odoo is down", code="odoo_unavailable", is_certain=False)
    return TransientError(f"the {name} is down", code=f"{name}_unavailable")
