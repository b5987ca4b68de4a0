"""The only place that chooses adapters. Nothing happens at import; each part is built once.

A door asks here for its use case when it starts: a missing setting stops the start, by name.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Literal

from shared import deadline, log
from shared import settings as settings_module
from shared.adapters.system.clock import SystemClock
from shared.errors import SettingsError
from shared.once import once
from shared.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.meta_webhook import Notification
    from shared.odoo_client import OdooClient
    from shared.ports import Bus, Clock, Crm, LeadSource, Memory, Pipeline
    from shared.usecases.accept_odoo_changes import AcceptOdooChanges
    from shared.usecases.apply_odoo_change import ApplyOdooChange
    from shared.usecases.list_lead_ways import ListLeadWays
    from shared.usecases.read_crm_changes import ReadCrmChanges
    from shared.usecases.redrive import Redrive
    from shared.usecases.show_opportunity import ShowOpportunity
    from shared.usecases.sweep_crm import SweepCrm
    from shared.usecases.take_in_lead import TakeInLead

GRAPH_TIMEOUT_S = 15.0
ODOO_TIMEOUT_S = 40.0
"""Odoo itself may work 30 s on a write that others are in the way of."""
POOL = 32  # as many connections as an instance handles leads at one time


def settings(*required: str) -> Settings:
    """Read the settings, check what the caller requires, and set logging up."""
    log.configure()
    return settings_module.read().require(*required)


def clock() -> Clock:
    """Give the system's clock."""
    return SystemClock()


@once
def bus(found: Settings) -> Bus:
    """Give the bus that QUEUE names."""
    if found.queue == "pubsub":
        from shared.adapters.messaging.pubsub import PubSubBus

        project = found.require("GOOGLE_CLOUD_PROJECT").google_cloud_project or ""
        return PubSubBus(project, emulator_host=found.pubsub_emulator_host)
    if found.k_service:
        raise SettingsError("QUEUE=pubsub must be set on Cloud Run: its files do not last")
    from shared.adapters.messaging.embedded import EmbeddedBus

    path = Path(found.data_dir) / "queue.db"
    return EmbeddedBus(path, clock=clock(), rng=SystemRandom(), synchronous=_synchronous(found))


@once
def memory(found: Settings) -> Memory:
    """Give the memory that STORE names."""
    if found.store == "firestore":
        from shared.adapters.storage.firestore import FirestoreMemory

        project = found.require("GOOGLE_CLOUD_PROJECT").google_cloud_project or ""
        return FirestoreMemory(project, database=found.firestore_database, clock=clock())
    if found.k_service:
        raise SettingsError("STORE=firestore must be set on Cloud Run: its files do not last")
    from shared.adapters.storage.sqlite import SqliteMemory

    path = Path(found.sqlite_path or Path(found.data_dir) / "memory.db")
    # As durable as the queue: what is acknowledged there must be recorded here.
    return SqliteMemory(path, clock=clock(), synchronous=_synchronous(found))


def _synchronous(found: Settings) -> Literal["NORMAL", "FULL"]:
    return "NORMAL" if found.sqlite_sync == "normal" else "FULL"


@once
def lead_source(found: Settings) -> LeadSource:
    """Give Meta's Graph API."""
    import requests

    from shared.adapters.meta.graph import MetaGraph

    found.require("META_GRAPH_URL", "META_ACCESS_TOKEN", "META_APP_SECRET")
    session = requests.Session()
    session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=POOL))
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=POOL))
    session.trust_env = False
    return MetaGraph(
        graph_url=found.meta_graph_url or "",
        version=found.meta_graph_version,
        access_token=found.meta_access_token or "",
        app_secret=(found.meta_app_secret or ("",))[0],
        timeout_s=GRAPH_TIMEOUT_S,
        session=session,
        clock=clock(),
    )


@once
def odoo_client(found: Settings) -> OdooClient:
    """Give the client of the one Odoo that all parts share."""
    from shared.odoo_client import BadCall, OdooClient

    found.require("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY")
    try:
        return OdooClient.connect(
            found.odoo_url or "",
            database=found.odoo_database or "",
            api_key=found.odoo_api_key or "",
            login=found.odoo_login,
            timeout_s=ODOO_TIMEOUT_S,
            pool_size=POOL,
            time_left_s=deadline.left_s,
        )
    except BadCall as error:
        raise SettingsError(f"ODOO_URL, ODOO_DATABASE or ODOO_API_KEY: {error}") from None


@once
def crm(found: Settings) -> Crm:
    """Give Odoo."""
    from shared.adapters.odoo import OdooCrm

    return OdooCrm(
        odoo_client(found),
        language=found.default_language,
        time_zone=found.time_zone,
        tenant=found.tenant,
        clock=clock(),
    )


@once
def pipeline(found: Settings) -> Pipeline:
    """Give what stands in Odoo's pipeline."""
    from shared.adapters.odoo.pipeline import OdooPipeline

    return OdooPipeline(odoo_client(found), tenant=found.tenant, clock=clock())


def take_in_lead(found: Settings) -> TakeInLead:
    """Give the use case that brings a lead from Meta into Odoo."""
    from shared.usecases.read_lead import LeadReader
    from shared.usecases.take_in_lead import TakeInLead

    reader = LeadReader(lead_source(found), memory(found), found.default_country)
    return TakeInLead(reader, crm(found), memory(found), bus(found), clock(), SystemRandom())


def announce_leads(found: Settings) -> Callable[[bytes, Sequence[str]], Notification]:
    """Give the use case that takes Meta's notifications."""
    from shared.usecases.announce_leads import announce_leads

    found.require("META_APP_SECRET")
    secrets = found.meta_app_secret or ()
    return partial(
        announce_leads, secrets=secrets, tenant=found.tenant, bus=bus(found), clock=clock()
    )


def accept_odoo_changes(found: Settings) -> AcceptOdooChanges:
    """Give the use case that takes what Odoo's addon reports."""
    from shared.domain.replays import Replays
    from shared.domain.standard_webhooks import signing_key
    from shared.usecases.accept_odoo_changes import AcceptOdooChanges

    found.require("ODOO_WEBHOOK_SECRET")
    keys = tuple(signing_key(secret) for secret in found.odoo_webhook_secret or ())
    return AcceptOdooChanges(keys, found.tenant, bus(found), clock(), Replays())


def apply_odoo_change(found: Settings) -> ApplyOdooChange:
    """Give the use case that takes a change in Odoo into our memory."""
    from shared.usecases.apply_odoo_change import ApplyOdooChange

    return ApplyOdooChange(memory(found), bus(found), clock())


def redrive(found: Settings) -> Redrive:
    """Give the use case that announces parked leads again."""
    from shared.usecases.redrive import Redrive

    return Redrive(memory(found), bus(found), clock())


def read_crm_changes(found: Settings) -> ReadCrmChanges:
    """Give the use case that reads what changed in Odoo."""
    from shared.usecases.read_crm_changes import ReadCrmChanges

    return ReadCrmChanges(pipeline(found), memory(found), bus(found), clock(), found.tenant)


def sweep_crm(found: Settings) -> SweepCrm:
    """Give the use case that compares Odoo with our picture of it."""
    from shared.usecases.sweep_crm import SweepCrm

    return SweepCrm(pipeline(found), memory(found), bus(found), clock(), found.tenant)


def show_opportunity(found: Settings) -> ShowOpportunity:
    """Give the use case that shows what we know of one opportunity."""
    from shared.usecases.show_opportunity import ShowOpportunity

    return ShowOpportunity(memory(found), found.tenant)


def list_lead_ways(found: Settings) -> ListLeadWays:
    """Give the use case that shows how far each lead has come."""
    from shared.usecases.list_lead_ways import ListLeadWays

    return ListLeadWays(memory(found))
