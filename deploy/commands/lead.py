"""`python -m deploy lead` and `seed`: leads as Meta would send them, into a running suite."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from deploy.commands.excuses import local_run, or_say
from deploy.local.environment import LocalRun
from deploy.local.meta_caller import MetaCaller, Sent
from shared import bootstrap
from shared.errors import PermanentError, SettingsError

_CONSOLE = Console(highlight=False)
_SEED_BATCH = 50


def lead(
    batch: Annotated[int, typer.Option(min=1, max=1000, help="Leads in one POST.")] = 1,
    dup: Annotated[bool, typer.Option("--dup", help="Send the same POST twice.")] = False,
    bad_signature: Annotated[
        bool, typer.Option("--bad-signature", help="Sign with a wrong secret.")
    ] = False,
    organic: Annotated[bool, typer.Option("--organic", help="Without campaign and ad.")] = False,
    arabic: Annotated[bool, typer.Option("--arabic", help="On an Arabic form.")] = False,
) -> None:
    """Send one signed webhook to the running suite, as Meta would."""
    wish = {"count": batch, "organic": organic, "arabic": arabic}
    with or_say("cannot send"):
        run = _demo_run()
        with MetaCaller(run) as caller:
            leads = caller.make_leads(wish)
            for _ in range(2 if dup else 1):
                now = bootstrap.clock().now()
                sent = caller.announce(leads, now=now, bad_signature=bad_signature)
                _show(sent, len(leads), wished=401 if bad_signature else 200)
    _CONSOLE.print(f"See it on {run.url}/ops")


def seed(
    leads: Annotated[int, typer.Option(min=1, max=5000, help="How many.")] = 300,
    seed_number: Annotated[
        int, typer.Option("--seed", help="The same number, the same leads.")
    ] = 42,
) -> None:
    """Send a few hundred leads in Arabic and English, some organic, in batches."""
    starts = range(0, leads, _SEED_BATCH)
    with or_say("cannot send"):
        run = _demo_run()
        with MetaCaller(run) as caller:
            for index, start in enumerate(track(starts, "Sending leads", console=_CONSOLE)):
                wish = {
                    "count": min(_SEED_BATCH, leads - start),
                    "organic": index % 4 == 3,  # noqa: PLR2004 - every fourth batch
                    "arabic": index % 2 == 0,
                    "seed": seed_number + index,
                }
                sent = caller.announce(caller.make_leads(wish), now=bootstrap.clock().now())
                if not sent.is_acknowledged:
                    raise PermanentError(f"answered {sent.status} {sent.body}")
    _CONSOLE.print(f"{leads} leads sent. See them on {run.url}/ops")


def _demo_run() -> LocalRun:
    run = local_run()
    if not run.demo_meta:
        raise SettingsError(
            "the real Meta is set (META_ACCESS_TOKEN): make a test lead with Meta's Lead Ads "
            "Testing Tool instead"
        )
    return run


def _show(sent: Sent, count: int, *, wished: int) -> None:
    leads = "1 lead" if count == 1 else f"{count} leads"
    _CONSOLE.print(f"{leads}: answered {sent.status} in {sent.elapsed_ms:.0f} ms {sent.body}")
    if sent.status != wished:
        raise typer.Exit(1)
