"""Calls with our keys go where the settings say, and nowhere that the environment would like."""

from __future__ import annotations

import pytest
import requests

from shared import bootstrap, once
from shared.domain.ledger import LeadState
from tests.functions.conftest import World, announce, push


def test_proxy_variables_and_netrc_do_not_divert_a_lead(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with requests.Session() as plain, pytest.raises(requests.ConnectionError):
        plain.get(world.meta.url, timeout=5)  # so the variables would be heeded
    once.close(world.settings)
    leads = _made_without_proxy(world)
    announce(world.door("webhooks"), leads)
    for one in world.published():
        assert push(world.door("lead_event_handler"), one).status_code == 204
    entry = world.entry(leads[0])
    assert entry is not None
    assert entry.state is LeadState.DONE


def _made_without_proxy(world: World) -> list[dict[str, str]]:
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(f"{world.meta.url}/_demo/leads", json={"count": 1}, timeout=20)
        made: list[dict[str, str]] = answer.json()["leads"]
        return made


def test_the_fetchers_of_keys_heed_no_environment(world: World) -> None:
    for tokens in (
        bootstrap.caller_tokens(world.settings),
        bootstrap.person_tokens(world.settings),
    ):
        assert tokens._keys._session.trust_env is False  # type: ignore[attr-defined]
