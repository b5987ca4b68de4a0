"""Connections that are paused: calls fail, so they are not made until a probe succeeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.connection import is_channel, model_connection
from shared.domain.finding import fail, warn, well
from shared.usecases.checks.blame import PASSING
from shared.usecases.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.connection import Connection
    from shared.domain.finding import Finding
    from shared.ports import Memory


def pauses(memory: Memory, tenant: str) -> Iterator[Finding]:
    """Look at every connection that was ever in trouble."""
    ours = (one for one in Connections(memory).all() if one.name.startswith(f"{tenant}."))
    found = [_paused(one, tenant) for one in ours if one.is_open]
    yield from found or [well("suite.pauses", "no_pauses")]


def short(name: str, tenant: str) -> str:
    """Name a connection as people do: without the tenant."""
    return name.removeprefix(f"{tenant}.")


def _paused(connection: Connection, tenant: str) -> Finding:
    since = f"{connection.since:%Y-%m-%d %H:%M}" if connection.since else "?"
    facts = {"since": since, "code": connection.cause or "?"}
    about = short(connection.name, tenant)
    if connection.name == model_connection(tenant):  # nobody waits for it
        return warn("suite.pauses", "model_paused", about=about, **facts)
    if is_channel(connection.name, tenant):  # no lead waits for it
        return warn("suite.pauses", "channel_paused", about=about, **facts)
    judge = warn if connection.cause in PASSING else fail
    return judge("suite.pauses", "connection_paused", about=about, **facts)
