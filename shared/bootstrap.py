"""The only place that chooses adapters. Nothing happens at import; each part is built once.

`shared/assembly.py` makes the use cases of these parts.
"""

from __future__ import annotations

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
    import requests

    from shared.odoo_client import OdooClient
    from shared.ports import Bus, Clock, Crm, LeadSource, Memory, Pipeline, SignedTokens
    from shared.scoring_ports import CrmScores, Extractor
    from shared.watch_ports import CrmWatch, SourceWatch

GRAPH_TIMEOUT_S = 15.0
ODOO_TIMEOUT_S = 40.0
"""Odoo itself may work 30 s on a write that others are in the way of."""
CALLERS_KEYS = "https://www.googleapis.com/oauth2/v1/certs"
IAP_KEYS = "https://www.gstatic.com/iap/verify/public_key"
"""Both by key id, as PEM (Google's documentation of ID tokens and of signed headers, 2026-11)."""
WATCH_TIMEOUT_S = 15.0
"""A question of the watch is small: who takes longer to answer it is in trouble."""
POOL = 80  # as many connections as an instance handles leads at one time


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


def _session(pool_size: int = 1) -> requests.Session:
    """Give connections that no proxy, password file or other word of the environment diverts."""
    import requests

    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=pool_size))
    session.trust_env = False
    return session


@once
def lead_source(found: Settings) -> LeadSource:
    """Give Meta's Graph API."""
    from shared.adapters.meta.graph import MetaGraph

    found.require("META_GRAPH_URL", "META_ACCESS_TOKEN", "META_APP_SECRET")
    return MetaGraph(
        graph_url=found.meta_graph_url or "",
        version=found.meta_graph_version,
        access_token=found.meta_access_token or "",
        app_secret=(found.meta_app_secret or ("",))[0],
        timeout_s=GRAPH_TIMEOUT_S,
        session=_session(POOL),
        clock=clock(),
    )


@once
def odoo_client(found: Settings) -> OdooClient:
    """Give the client of the one Odoo that all parts share."""
    from shared.odoo_client import BadCall

    found.require("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY")
    try:
        return _odoo(found, ODOO_TIMEOUT_S, POOL)
    except BadCall as error:
        raise SettingsError(f"ODOO_URL, ODOO_DATABASE or ODOO_API_KEY: {error}") from None


def _odoo(found: Settings, timeout_s: float, pool_size: int) -> OdooClient:
    from shared.odoo_client import OdooClient

    return OdooClient.connect(
        found.odoo_url or "",
        database=found.odoo_database or "",
        api_key=found.odoo_api_key or "",
        login=found.odoo_login,
        timeout_s=timeout_s,
        pool_size=pool_size,
        time_left_s=deadline.left_s,
    )


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
def crm_scores(found: Settings) -> CrmScores:
    """Give what a salesperson sees of scores in Odoo."""
    from shared.adapters.odoo.scores import OdooScores

    return OdooScores(
        odoo_client(found),
        language=found.default_language,
        tenant=found.tenant,
        clock=clock(),
    )


@once
def pipeline(found: Settings) -> Pipeline:
    """Give what stands in Odoo's pipeline."""
    from shared.adapters.odoo.pipeline import OdooPipeline

    return OdooPipeline(odoo_client(found), tenant=found.tenant, clock=clock())


@once
def caller_tokens(found: Settings) -> SignedTokens:
    """Give the tokens of Google's service accounts."""
    from shared.adapters.google import GoogleTokens, PublicKeys

    keys = PublicKeys(CALLERS_KEYS, session=_session(), clock=clock())
    return GoogleTokens(keys, algorithm="RS256")


@once
def person_tokens(found: Settings) -> SignedTokens:
    """Give the assertions of Identity-Aware Proxy."""
    from shared.adapters.google import GoogleTokens, PublicKeys

    keys = PublicKeys(IAP_KEYS, session=_session(), clock=clock())
    return GoogleTokens(keys, algorithm="ES256")


@once
def source_watch(found: Settings) -> SourceWatch:
    """Give the watch over the connection to Meta."""
    from shared.adapters.meta.watch import MetaWatch

    found.require("META_GRAPH_URL", "META_ACCESS_TOKEN", "META_APP_SECRET")
    return MetaWatch(
        graph_url=found.meta_graph_url or "",
        version=found.meta_graph_version,
        access_token=found.meta_access_token or "",
        app_secret=(found.meta_app_secret or ("",))[0],
        timeout_s=GRAPH_TIMEOUT_S,
        session=_session(),
        clock=clock(),
    )


@once
def crm_watch(found: Settings) -> CrmWatch:
    """Give the watch over the connection to Odoo."""
    from shared.adapters.odoo.watch import OdooWatch

    found.require("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY")
    return OdooWatch(lambda: _odoo(found, WATCH_TIMEOUT_S, 1), clock())


@once
def dictionaries(found: Settings) -> Extractor:
    """Give the reader of free text that is always there."""
    from shared.adapters.dictionaries import DictionaryExtractor

    return DictionaryExtractor(clock())


@once
def language_model(found: Settings) -> Extractor | None:
    """Give Gemini; None without a key: the dictionaries do what they can."""
    if found.gemini_api_key is None:
        return None
    from shared.adapters.gemini import GeminiExtractor

    return GeminiExtractor(
        api_key=found.gemini_api_key,
        url=found.gemini_url,
        model=found.gemini_model,
        timeout_s=float(found.gemini_timeout_s),
        most_tokens_out=found.gemini_max_tokens,
    )
