"""What bootstrap gives adapters beyond settings: connections and time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from shared import bootstrap, deadline, once, settings
from shared.adapters.dictionaries import DictionaryExtractor
from shared.adapters.gemini import GeminiExtractor
from shared.adapters.meta.graph import MetaGraph
from shared.adapters.odoo import OdooCrm
from shared.bootstrap import GRAPH_TIMEOUT_S, ODOO_TIMEOUT_S, POOL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.settings import Settings


@pytest.fixture
def found() -> Iterator[Settings]:
    found = settings.read(
        {
            "META_GRAPH_URL": "http://127.0.0.1:9",
            "META_ACCESS_TOKEN": "t",
            "META_APP_SECRET": "s",
            "ODOO_URL": "http://127.0.0.1:9",
            "ODOO_DATABASE": "d",
            "ODOO_API_KEY": "k",
        }
    )
    yield found
    once.close(found)


def test_odoo_has_a_connection_for_each_lead_that_an_instance_handles(found: Settings) -> None:
    crm = bootstrap.crm(found)
    assert isinstance(crm, OdooCrm)
    slots = crm._client._http._slots
    assert [slots.acquire(blocking=False) for _ in range(POOL + 1)] == [*[True] * POOL, False]


def test_a_call_to_odoo_keeps_to_what_the_invocation_has_left(found: Settings) -> None:
    crm = bootstrap.crm(found)
    assert isinstance(crm, OdooCrm)
    caller = crm._client._caller
    assert ODOO_TIMEOUT_S - 5 < caller.deadline().left_s() <= ODOO_TIMEOUT_S
    with deadline.within(7):
        assert caller.deadline().left_s() <= 7


def test_meta_has_its_time_and_connections(found: Settings) -> None:
    source = bootstrap.lead_source(found)
    assert isinstance(source, MetaGraph)
    graph = source._access._client
    assert graph._timeout_s == GRAPH_TIMEOUT_S
    for scheme in ("http://", "https://"):
        assert graph._session.get_adapter(scheme)._pool_maxsize == POOL  # type: ignore[attr-defined]


def test_without_a_key_there_is_no_language_model_and_dictionaries_read(found: Settings) -> None:
    assert bootstrap.language_model(found) is None
    assert isinstance(bootstrap.dictionaries(found), DictionaryExtractor)


def test_with_a_key_gemini_reads_with_what_is_set() -> None:
    found = settings.read(
        {"GEMINI_API_KEY": "k", "GEMINI_TIMEOUT_S": "3", "GEMINI_MODEL": "gemini-9"}
    )
    model = bootstrap.language_model(found)
    assert isinstance(model, GeminiExtractor)
    assert (model._timeout_s, model._model, model._most_tokens_out) == (3.0, "gemini-9", 1_500)
    assert model._client is None
    once.close(found)
