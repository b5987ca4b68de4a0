"""What happened in a run that the invariants have to know of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.domain.ids import CrmLeadId, LeadgenId, LeadKey
    from shared.domain.subject import Subject


@dataclass
class Happened:
    """Who did what that changes what may be expected."""

    may_be_again: set[LeadKey] = field(default_factory=set)
    """Leads that a person took away before the ledger knew that they were there."""
    given_up: set[LeadKey] = field(default_factory=set)
    """Leads of which a request to Odoo went on after its sender had given it up."""
    taken_away: set[LeadKey] = field(default_factory=set)
    may_split_people: bool = False
    is_toggled: bool = False
    to_be_erased: set[LeadgenId] = field(default_factory=set)
    erased_people: set[int] = field(default_factory=set)
    unfinished_erasures: set[Subject] = field(default_factory=set)
    buried: set[str] = field(default_factory=set)
    """What the dead letters' door has taken."""
    buried_merges: set[CrmLeadId] = field(default_factory=set)
    """Leads whose merge was reported by a message that is a dead letter and was not replayed."""
    recovery_took: timedelta = timedelta(0)
