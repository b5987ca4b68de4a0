"""Limits that stand in different places and must fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.gcp.manifest import read_manifests
from shared.adapters.messaging.pubsub.bus import CONNECTIONS
from shared.bootstrap import ODOO_TIMEOUT_S, POOL
from shared.entrypoint import PUSH_WITHIN_S
from tests.architecture.repository import ROOT

if TYPE_CHECKING:
    from deploy.gcp.manifest import Manifest

MANIFESTS = read_manifests(ROOT / "functions")


def using(*ports: str) -> dict[str, Manifest]:
    """Give the functions that use one of some ports."""
    found = {one.name: one for one in MANIFESTS if set(ports) & set(one.ports)}
    assert found
    return found


def test_each_lead_at_work_in_an_instance_finds_a_connection_to_odoo_and_meta() -> None:
    assert {
        name for name, one in using("crm", "lead_source").items() if one.concurrency > POOL
    } == set()


def test_each_request_in_an_instance_finds_a_connection_to_the_bus() -> None:
    assert {name for name, one in using("bus").items() if one.concurrency > CONNECTIONS} == set()


def test_a_message_is_answered_within_the_functions_time_out() -> None:
    """The last call begins before the deadline; a neighbour's call, which began then, may carry
    our lead, and what came of it is written down after that."""
    writing_down_s = 20
    handlers = [one for one in MANIFESTS if one.trigger == "pubsub"]
    assert handlers
    for one in handlers:
        assert PUSH_WITHIN_S + ODOO_TIMEOUT_S + writing_down_s <= one.timeout_s
