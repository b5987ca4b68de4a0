"""The only place that chooses adapters. Nothing happens at import; each part is built once.

A door asks here for its use case when it starts: what it needs of the settings is checked then,
and a missing variable stops the start by name.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Literal, TypeVar, cast

from shared import deadline, log
from shared import settings as settings_module
from shared.adapters.system.clock import SystemClock
from shared.errors import SettingsError
from shared.ports import Closable
from shared.settings import Settings

if TYPE_CHECKING:
    from shared.ports import Bus, Clock, Crm, LeadSource, Memory
    from shared.usecases.list_lead_ways import ListLeadWays
    from shared.usecases.redrive import Redrive
    from shared.usecases.take_in_lead import TakeInLead


GRAPH_TIMEOUT_S = 15.0
ODOO_TIMEOUT_S = 40.0
"""Odoo itself may work 30 s on a write that others are in the way of."""
POOL = 32
"""As many connections as an instance handles leads at one time."""
Part = TypeVar("Part")
_parts: dict[tuple[Settings, str], object] = {}
_lock = threading.RLock()


def _once(build: Callable[[Settings], Part]) -> Callable[[Settings], Part]:
    """Build a part once for the same settings, however many use cases share it."""

    @wraps(build)
    def built(found: Settings) -> Part:
        key = (found, build.__name__)
        with _lock:
            if key not in _parts:
                _parts[key] = build(found)
            return cast("Part", _parts[key])

    return built


def close(found: Settings) -> None:
    """Close what was built for these settings: connections and files."""
    with _lock:
        for key in [key for key in _parts if key[0] == found]:
            part = _parts.pop(key)
            if isinstance(part, Closable):
                part.close()


def settings(*required: str) -> Settings:
    """Read the settings, check what the caller requires, and set logging up."""
    log.configure()
    return settings_module.read().require(*required)


def clock() -> Clock:
    """Give the system's clock."""
    return SystemClock()


@_once
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


@_once
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


@_once
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


@_once
def crm(found: Settings) -> Crm:
    """Give Odoo."""
    from shared.adapters.odoo import OdooCrm
    from shared.odoo_client import BadCall, OdooClient

    found.require("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY")
    try:
        client = OdooClient.connect(
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
    return OdooCrm(
        client,
        language=found.default_language,
        time_zone=found.time_zone,
        tenant=found.tenant,
        clock=clock(),
    )


def take_in_lead(found: Settings) -> TakeInLead:
    """Give the use case that brings a lead from Meta into Odoo."""
    from shared.usecases.read_lead import LeadReader
    from shared.usecases.take_in_lead import TakeInLead

    reader = LeadReader(lead_source(found), memory(found), found.default_country)
    return TakeInLead(reader, crm(found), memory(found), bus(found), clock(), SystemRandom())


def redrive(found: Settings) -> Redrive:
    """Give the use case that announces parked leads again."""
    from shared.usecases.redrive import Redrive

    return Redrive(memory(found), bus(found), clock())


def list_lead_ways(found: Settings) -> ListLeadWays:
    """Give the use case that shows how far each lead has come."""
    from shared.usecases.list_lead_ways import ListLeadWays

    return ListLeadWays(memory(found))
