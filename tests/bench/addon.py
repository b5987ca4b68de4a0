"""What our Odoo addon costs: saves with and without it, and `ingest` against Odoo's own create."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shared.odoo_client import OdooClient
from tests.bench.addon_leads import Maker, without_meta
from tests.bench.figures import Spread
from tests.bench.odoo_access import addon_access, odoo_access
from tests.bench.report import Figures, Report, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.bench.odoo_access import OdooAccess
    from tests.bench.report import Cell

SAVES, LEADS, BATCHES, BATCH = 300, 20, 7, 1000
_SEED = 19
_NOBODY = "http://127.0.0.1:9/api/webhooks/odoo"
_SECRET = "whsec_" + "c2VjcmV0" * 4
_PAGE, _JOB, _EVENT = "res.config.settings", "ir.cron", "g.assistant.event"
_WAITING = [["status", "=", "pending"]]
_SAVE_COLUMNS = ("save", "Odoo", "saves", "p50 ms", "p95 ms", "ratio of p50", "ms added")
_BATCH_COLUMNS = ("1000 leads in one call", "calls", "p50 ms", "p95 ms", "ingest / it")
WITH, WITHOUT = "with the addon", "without"
INGEST, CREATE = "ingest", "Odoo's create, same fields and context"
CREATE_BARE = "Odoo's create without the addon, less its fields"
Times = dict[str, list[float]]


def measure(*, quick: bool = False) -> Report:
    """Save and create in turns on two databases of one server, one of them with the addon."""
    share = 10 if quick else 1
    with ExitStack() as stack:
        bare, ours = (
            stack.enter_context(_connect(access)) for access in (odoo_access(), addon_access())
        )
        before = [client.search_count("crm.lead", []) for client in (ours, bare)]
        stack.enter_context(_reporting(ours))
        saves = _saves(stack, {WITH: ours, WITHOUT: bare}, SAVES // share)
        batches = _batches(stack, ours, bare, max(2, BATCHES // share))
    return _report(saves, batches, before)


@contextmanager
def _connect(access: OdooAccess) -> Iterator[OdooClient]:
    with OdooClient.connect(
        access.url, database=access.database, api_key=access.api_key, allow_unlink=True
    ) as client:
        yield client


@contextmanager
def _reporting(client: OdooClient) -> Iterator[None]:
    """Have every change noted for sending, while the job that sends rests."""
    [job] = client.search_read(_JOB, [["code", "=", "model._cron_send()"]], ["id"])
    client.write(_JOB, [job["id"]], {"active": False})
    _set_receiver(client, _NOBODY, _SECRET)
    try:
        yield
        if not client.search_count(_EVENT, _WAITING):
            raise RuntimeError("the addon noted no change: its share was not measured")
    finally:
        _set_receiver(client, "", "")
        waiting = client.search_read(_EVENT, _WAITING, ["id"])
        client.write(_EVENT, [row["id"] for row in waiting], {"status": "sent"})
        client.write(_JOB, [job["id"]], {"active": True})


def _set_receiver(client: OdooClient, url: str, secret: str) -> None:
    wanted = {"g_assistant_url": url, "g_assistant_secret": secret}
    page: Any = client.call(_PAGE, "create", vals_list=[wanted])
    client.call(_PAGE, "execute", ids=page)


def _saves(stack: ExitStack, sides: dict[str, OdooClient], rounds: int) -> dict[str, Times]:
    leads = {name: _make_leads(stack, client) for name, client in sides.items()}
    stages = {
        name: [row["id"] for row in client.search_read("crm.stage", [], ["id"], limit=2)]
        for name, client in sides.items()
    }
    kinds: dict[str, Callable[[str, int], dict[str, object]]] = {
        "a field nobody is told of": lambda _, n: {"referred": f"Neighbour {n}"},
        "expected revenue": lambda _, n: {"expected_revenue": 1000.0 + n},
        "stage": lambda side, n: {"stage_id": stages[side][n // LEADS % 2]},
    }

    def save(kind: str, side: str, number: int) -> None:
        lead = leads[side][number % LEADS]
        sides[side].write("crm.lead", [lead], kinds[kind](side, number))

    return {
        kind: _in_turns(
            {name: lambda n, kind=kind, name=name: save(kind, name, n) for name in sides},  # type: ignore[misc]
            rounds,
        )
        for kind in kinds
    }


def _make_leads(stack: ExitStack, client: OdooClient) -> list[int]:
    mark = uuid4()
    rows = [{"name": f"bench {mark} {n}", "type": "opportunity"} for n in range(LEADS)]
    ids = client.create_many("crm.lead", rows)
    stack.callback(client.unlink, "crm.lead", ids)
    return ids


def _batches(stack: ExitStack, ours: OdooClient, bare: OdooClient, rounds: int) -> Times:
    with_addon, without = (_Side(stack, client) for client in (ours, bare))
    ways = {
        INGEST: with_addon.way(Maker.orders, Maker.ingest, rounds),
        CREATE: with_addon.way(Maker.values, Maker.create, rounds),
        CREATE_BARE: without.way(
            lambda maker, count: without_meta(maker.values(count)), Maker.create, rounds
        ),
    }
    return _in_turns(ways, rounds, warm_up=False)


class _Side:
    """Leads made in one database, and removed in the end."""

    def __init__(self, stack: ExitStack, client: OdooClient) -> None:
        self._maker = Maker(client, uuid4().hex[:12])
        self._made: list[list[int]] = []
        stack.callback(lambda: [client.unlink("crm.lead", ids) for ids in self._made])

    def way(
        self,
        prepare: Callable[[Maker, int], list[dict[str, Any]]],
        send: Callable[[Maker, list[dict[str, Any]]], list[int]],
        rounds: int,
    ) -> Callable[[int], object]:
        """Make the leads of all rounds ready, send a small batch, give what sends one round's."""
        self._made.append(send(self._maker, prepare(self._maker, 5)))
        ready = [prepare(self._maker, BATCH) for _ in range(rounds)]
        return lambda number: self._made.append(send(self._maker, ready[number]))


def _in_turns(
    ways: dict[str, Callable[[int], object]], rounds: int, *, warm_up: bool = True
) -> Times:
    """Go each way once a round, in an order drawn by lot; give the seconds."""
    rng = Random(_SEED)
    took: Times = {name: [] for name in ways}
    for number in range(-LEADS if warm_up else 0, rounds):
        for name in rng.sample(list(ways), len(ways)):
            started = time.perf_counter()
            ways[name](number)
            took[name].append(time.perf_counter() - started)
    return {name: times[-rounds:] for name, times in took.items()}


def _report(saves: dict[str, Times], batches: Times, before: list[int]) -> Report:
    tables = (
        Figures("One save", _SAVE_COLUMNS, tuple(_save_rows(saves))),
        Figures("Many leads at once", _BATCH_COLUMNS, tuple(_batch_rows(batches))),
    )
    raw = {f"{kind} / {name}": times[name] for kind, times in saves.items() for name in times}
    raw |= {f"{BATCH} leads / {name}": times for name, times in batches.items()}
    setting = (
        f"Odoo 19, one threaded process; leads in its databases before: {before[0]} in the one"
        f" with the addon, {before[1]} in the other."
    )
    return Report("addon", setting, tables, tuple(_verdicts(saves, batches)), raw)


def _save_rows(saves: dict[str, Times]) -> Iterator[tuple[Cell, ...]]:
    for kind, times in saves.items():
        ours, bare = Spread.of(times[WITH]), Spread.of(times[WITHOUT])
        ratio, added = ours.p50_ms / bare.p50_ms, ours.p50_ms - bare.p50_ms
        yield (kind, WITH, ours.count, ours.p50_ms, ours.p95_ms, ratio, added)
        yield ("", WITHOUT, bare.count, bare.p50_ms, bare.p95_ms, 1, None)


def _batch_rows(batches: Times) -> Iterator[tuple[Cell, ...]]:
    ours = Spread.of(batches[INGEST])
    for name, times in batches.items():
        spread = Spread.of(times)
        yield (name, spread.count, spread.p50_ms, spread.p95_ms, ours.p50_ms / spread.p50_ms)


def _verdicts(saves: dict[str, Times], batches: Times) -> Iterator[Verdict]:
    for kind, times in saves.items():
        ours, bare = Spread.of(times[WITH]), Spread.of(times[WITHOUT])
        yield Verdict(f"save of {kind}: with / without, p50", ours.p50_ms / bare.p50_ms, 1.15)
        yield Verdict(f"save of {kind}: added, p50", ours.p50_ms - bare.p50_ms, 5.0, "ms")
    ratio = Spread.of(batches[INGEST]).p50_ms / Spread.of(batches[CREATE]).p50_ms
    yield Verdict(f"{BATCH} leads: ingest / create, p50", ratio, 1.2)
