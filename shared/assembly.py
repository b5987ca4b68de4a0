"""The use cases, each with the parts that bootstrap chose for it. Nothing happens at import.

A door asks here for its use case when it starts: a missing setting stops the start, by name.
"""

from __future__ import annotations

from functools import partial
from random import SystemRandom
from typing import TYPE_CHECKING

from shared import bootstrap
from shared.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.meta_webhook import Notification
    from shared.ports import LeadSource, Pipeline
    from shared.settings import Settings
    from shared.usecases.accept_odoo_changes import AcceptOdooChanges
    from shared.usecases.apply_odoo_change import ApplyOdooChange
    from shared.usecases.breaker import Breaker
    from shared.usecases.check_connections import CheckConnections
    from shared.usecases.import_leads import ImportLeads
    from shared.usecases.last_report import LastReport
    from shared.usecases.list_lead_ways import ListLeadWays
    from shared.usecases.read_crm_changes import ReadCrmChanges
    from shared.usecases.reconcile import Reconcile
    from shared.usecases.redrive import Redrive
    from shared.usecases.show_opportunity import ShowOpportunity
    from shared.usecases.sweep_crm import SweepCrm
    from shared.usecases.take_in_lead import TakeInLead


def breaker(found: Settings) -> Breaker:
    """Give the circuit breaker of all connections."""
    from shared.usecases.breaker import Breaker

    return Breaker(bootstrap.memory(found), bootstrap.clock(), SystemRandom())


def guarded_source(found: Settings) -> LeadSource:
    """Give Meta's leads behind the circuit breaker."""
    from shared.usecases.guarded import GuardedSource

    return GuardedSource(bootstrap.lead_source(found), breaker(found), found.tenant)


def take_in_lead(found: Settings) -> TakeInLead:
    """Give the use case that brings a lead from Meta into Odoo."""
    from shared.usecases.guarded import GuardedCrm
    from shared.usecases.read_lead import LeadReader
    from shared.usecases.take_in_lead import TakeInLead

    memory, source = bootstrap.memory(found), guarded_source(found)
    crm = GuardedCrm(bootstrap.crm(found), breaker(found), found.tenant)
    reader = LeadReader(source, memory, found.default_country)
    return TakeInLead(reader, crm, memory, bootstrap.bus(found), bootstrap.clock(), SystemRandom())


def announce_leads(found: Settings) -> Callable[[bytes, Sequence[str]], Notification]:
    """Give the use case that takes Meta's notifications."""
    from shared.usecases.announce_leads import announce_leads

    found.require("META_APP_SECRET")
    secrets = found.meta_app_secret or ()
    return partial(
        announce_leads,
        secrets=secrets,
        tenant=found.tenant,
        bus=bootstrap.bus(found),
        clock=bootstrap.clock(),
    )


def accept_odoo_changes(found: Settings) -> AcceptOdooChanges:
    """Give the use case that takes what Odoo's addon reports."""
    from shared.domain.replays import Replays
    from shared.domain.standard_webhooks import signing_key
    from shared.usecases.accept_odoo_changes import AcceptOdooChanges

    found.require("ODOO_WEBHOOK_SECRET")
    keys = tuple(signing_key(secret) for secret in found.odoo_webhook_secret or ())
    return AcceptOdooChanges(keys, found.tenant, bootstrap.bus(found), bootstrap.clock(), Replays())


def apply_odoo_change(found: Settings) -> ApplyOdooChange:
    """Give the use case that takes a change in Odoo into our memory."""
    from shared.usecases.apply_odoo_change import ApplyOdooChange

    return ApplyOdooChange(bootstrap.memory(found), bootstrap.bus(found), bootstrap.clock())


def redrive(found: Settings) -> Redrive:
    """Give the use case that announces parked leads again."""
    from shared.usecases.redrive import Redrive

    return Redrive(
        bootstrap.memory(found), bootstrap.bus(found), bootstrap.clock(), found.drain_leads_per_s
    )


def guarded_pipeline(found: Settings) -> Pipeline:
    """Give Odoo's pipeline behind the circuit breaker."""
    from shared.usecases.guarded import GuardedPipeline

    return GuardedPipeline(bootstrap.pipeline(found), breaker(found), found.tenant)


def read_crm_changes(found: Settings) -> ReadCrmChanges:
    """Give the use case that reads what changed in Odoo."""
    from shared.usecases.read_crm_changes import ReadCrmChanges

    return ReadCrmChanges(
        guarded_pipeline(found),
        bootstrap.memory(found),
        bootstrap.bus(found),
        bootstrap.clock(),
        found.tenant,
    )


def sweep_crm(found: Settings) -> SweepCrm:
    """Give the use case that compares Odoo with our picture of it."""
    from shared.usecases.sweep_crm import SweepCrm

    return SweepCrm(
        guarded_pipeline(found),
        bootstrap.memory(found),
        bootstrap.bus(found),
        bootstrap.clock(),
        found.tenant,
    )


def import_leads(found: Settings) -> ImportLeads:
    """Give the use case that brings in leads of a file."""
    from shared.usecases.import_leads import ImportLeads

    return ImportLeads(
        bootstrap.memory(found), bootstrap.bus(found), bootstrap.clock(), found.tenant
    )


def reconcile(found: Settings) -> Reconcile:
    """Give the use case that finds the leads that no webhook brought."""
    from datetime import date
    from zoneinfo import ZoneInfo

    from shared.domain.local_days import LocalDays
    from shared.usecases.reconcile import Reconcile

    days, since = LocalDays(ZoneInfo(found.time_zone)), found.meta_leads_since
    return Reconcile(
        guarded_source(found),
        bootstrap.memory(found),
        bootstrap.bus(found),
        bootstrap.clock(),
        days,
        found.tenant,
        leads_since=None if since is None else days.start(date.fromisoformat(since)),
    )


def show_opportunity(found: Settings) -> ShowOpportunity:
    """Give the use case that shows what we know of one opportunity."""
    from shared.usecases.show_opportunity import ShowOpportunity

    return ShowOpportunity(bootstrap.memory(found), found.tenant)


def list_lead_ways(found: Settings) -> ListLeadWays:
    """Give the use case that shows how far each lead has come."""
    from shared.usecases.list_lead_ways import ListLeadWays

    return ListLeadWays(bootstrap.memory(found))


def check_connections(found: Settings) -> CheckConnections:
    """Give the use case that looks at every connection; what is not set is a finding of its."""
    from shared.usecases.check_connections import CheckConnections
    from shared.watch_sections import sections

    try:
        last = last_report(found)
    except SettingsError:
        last = None
    return CheckConnections(partial(sections, found), last, bootstrap.clock())


def last_report(found: Settings) -> LastReport:
    """Give what the last look at the connections found."""
    from shared.usecases.last_report import LastReport

    return LastReport(bootstrap.memory(found), found.tenant)
