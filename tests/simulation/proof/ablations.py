"""Safeguards, and how each is switched off: one patch of the real code, or of Odoo's stand-in.

What the simulation does not see when a safeguard is gone, it does not prove when it is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.domain import form_mark, ledger
from shared.domain.ledger import LedgerEntry
from shared.usecases import announce_leads, redrive, sweep_crm
from shared.usecases.breaker import Breaker
from shared.usecases.keep_dead_letter import KeepDeadLetter
from shared.usecases.lead_ledger import LeadLedger
from shared.usecases.person_claims import PersonClaims
from shared.usecases.reconcile import Reconcile
from shared.usecases.reconcile_form import ReconcileForm
from shared.usecases.take_in_lead import TakeInLead
from tests.simulation.proof import cuts, cuts_of_changes
from tests.simulation.proof.odoo import OdooStandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pytest

    Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Ablation:
    """A safeguard, how it is switched off, and whether sweeps hide that (then it runs without)."""

    name: str
    patch: Patch
    sweeps: bool = True
    at: str = "suite"
    """Where it is: in the suite, or in Odoo, whose stand-in is patched then."""


def setting(where: Any, name: str, value: Any) -> Patch:
    """Patch one name."""
    return lambda patch: patch.setattr(where, name, value)


ABLATIONS: Sequence[Ablation] = (
    Ablation("acknowledged only after publishing", cuts.acknowledge_first, sweeps=False),
    Ablation("acknowledged only after publishing", cuts.acknowledge_first),
    Ablation("put under a key", setting(OdooStandIn, "put_lead", OdooStandIn.insert), at="odoo"),
    Ablation("atomic key, not search then create", cuts.search_then_create, at="odoo"),
    Ablation(
        "receipt outlives the lead", setting(OdooStandIn, "_forget", cuts.forget_all), at="odoo"
    ),
    Ablation("ledger is asked first", setting(LeadLedger, "open", cuts.open_anew)),
    Ablation("told before done is recorded", setting(TakeInLead, "_tell", cuts.tell_after_done)),
    Ablation(
        "what the bus refuses is not done", setting(TakeInLead, "_tell", cuts.tell_if_possible)
    ),
    Ablation("first result counts, no fence", setting(LeadLedger, "advance", cuts.fenced)),
    Ablation("lost claim is not acknowledged", cuts.acknowledge_lost_claims, sweeps=False),
    Ablation(
        "failure does not undo another's success", setting(TakeInLead, "_settle", cuts.settle)
    ),
    Ablation("ledger by compare-and-set", setting(LeadLedger, "_put", cuts.put_over)),
    Ablation(
        "decision is recorded before writing", setting(TakeInLead, "_decide", cuts.decide_anew)
    ),
    Ablation("one lead of a person at a time", setting(PersonClaims, "take", cuts.nothing)),
    Ablation(
        "claim kept until it is written", setting(TakeInLead, "_release_person", cuts.release)
    ),
    Ablation("parked leads are due again", setting(LedgerEntry, "waiting", cuts.wait_for_ever)),
    Ablation("redrive", setting(redrive.Redrive, "__call__", cuts.redrive_nothing)),
    Ablation("redrive of what is under way", setting(redrive, "UNDER_WAY", ())),
    Ablation("redriven leads are left alone a while", setting(LeadLedger, "postpone", cuts.yes)),
    Ablation("reconciliation with Meta", setting(Reconcile, "__call__", cuts.reconcile_nothing)),
    Ablation("reconciliation overlaps", setting(form_mark, "OVERLAP", timedelta(0))),
    Ablation("published, then marked", setting(ReconcileForm, "_recent", cuts.read_after_marking)),
    Ablation("dead letters are kept", setting(KeepDeadLetter, "__call__", cuts.keep_nothing)),
    Ablation("tombstone is obeyed", setting(ledger, "SETTLED", frozenset({"done", "dead"}))),
    Ablation("circuit breaker", setting(Breaker, "around", cuts.unguarded)),
    Ablation("lead outlives a missing right", cuts.die_of_a_missing_right),
    Ablation("webhook's signature", setting(announce_leads, "check_signature", cuts.nothing)),
    Ablation("addon's signature", cuts_of_changes.trust_anybody),
    Ablation("no personal data in logs", setting(LedgerEntry, "facts", cuts.facts_with_name)),
    Ablation("leads follow a merge", cuts_of_changes.follow_no_merge),
    Ablation("older changes do not win", cuts_of_changes.any_revision, sweeps=False),
    Ablation("CRM changes published, then marked", cuts_of_changes.mark_first, sweeps=False),
    Ablation(
        "comparison with the whole CRM", setting(sweep_crm.SweepCrm, "__call__", cuts.sweep_nothing)
    ),
)
