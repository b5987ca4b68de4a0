"""`python -m deploy privacy ...`: erase a person, hand out what is kept, see what is still to do."""

from __future__ import annotations

import getpass
import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from deploy.commands.excuses import local_run, or_say
from shared import once
from shared import privacy as personal
from shared.domain.subject import subject_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.domain.subject import Subject
    from shared.settings import Settings
    from shared.usecases.erase_person import Erased

_CONSOLE = Console(highlight=False, soft_wrap=True)

privacy = typer.Typer(help="A person's rights: erase, export, and what is still to do.")

Lead = Annotated[str | None, typer.Option(help="Meta's id of one lead.")]
Page = Annotated[
    str | None, typer.Option(help="Meta's id of its Page: keeps out a lead that was never seen.")
]
Email = Annotated[str | None, typer.Option(help="The e-mail address that was given.")]
Phone = Annotated[str | None, typer.Option(help="The phone number that was given.")]
Country = Annotated[
    str | None,
    typer.Option("--phone-country", help="Where the number is from (SA); else the default."),
]


@contextmanager
def _connected(what_failed: str) -> Iterator[Settings]:
    """Give the settings, and let go of memory and Odoo at the end."""
    with or_say(what_failed):
        settings = local_run().settings
        try:
            yield settings
        finally:
            once.close(settings)


@privacy.command()
def erase(
    *,
    lead: Lead = None,
    page: Page = None,
    email: Email = None,
    phone: Phone = None,
    phone_country: Country = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person (or one lead) here, and ask for it in Odoo. Cannot be undone."""
    with _connected("cannot erase") as settings:
        country = phone_country or settings.default_country
        subject = subject_of(lead=lead, page=page, email=email, phone=phone, country=country)
        if not yes:
            typer.confirm("Erase for good what is kept here?", abort=True)
        done = personal.erase_person(settings)(subject, who=getpass.getuser())
    for name, count in done.counts().items():
        _CONSOLE.print(f"{name.replace('_', ' ')}: {count}")
    _explain(subject, done)


def _explain(subject: Subject, done: Erased) -> None:
    if not done.found + done.kept_out:
        _CONSOLE.print("Nothing of this person is kept here; Odoo may have more: search it there.")
    if not done.found + done.kept_out and subject.leadgen_id is not None:
        _CONSOLE.print("A lead that was never seen is kept out if its --page is given as well.")
    if not done.is_complete:
        _CONSOLE.print(
            "Not all entries of older versions were looked through: give --lead for those."
        )
    if done.under_way:
        _CONSOLE.print("Some were being worked on: look for them in Odoo after a minute.")


@privacy.command()
def export(
    *,
    lead: Lead = None,
    page: Page = None,
    email: Email = None,
    phone: Phone = None,
    phone_country: Country = None,
    output: Annotated[Path | None, typer.Option(help="A file; else the terminal.")] = None,
) -> None:
    """Write all that is kept here on a person as one JSON document."""
    with _connected("cannot export") as settings:
        country = phone_country or settings.default_country
        subject = subject_of(lead=lead, page=page, email=email, phone=phone, country=country)
        document = personal.export_person(settings)(subject, who=getpass.getuser())
        text = json.dumps(document, ensure_ascii=False, indent=2)
        if output is None:
            typer.echo(text)
            return
        output.touch(mode=0o600, exist_ok=False)  # an old file may be readable to others
        output.write_text(text + "\n", encoding="utf-8")
    _CONSOLE.print(f"written to {output}")


@privacy.command()
def status() -> None:
    """Prove that nothing is kept longer than RETENTION_DAYS, and list what waits for a person."""
    with _connected("cannot look") as settings:
        proof = personal.prove_retention(settings)()
    for line in (
        f"kept for {settings.retention_days} days: what was read since {proof.before:%Y-%m-%d %H:%M} UTC",
        f"older leads looked at: {proof.looked_at}",
        f"of them with personal data: {proof.overdue} settled, {proof.open_overdue} open",
        f"erasures that Odoo was not told of: {proof.untold} (the next erase tells it)",
        f"deletion requests to answer: {len(proof.open_requests)}",
        *(f"  {code}" for code in proof.open_requests),
    ):
        _CONSOLE.print(line)
    if not proof.is_clean:
        raise typer.Exit(1)


@privacy.command()
def answer(code: Annotated[str, typer.Argument(help="The request's confirmation code.")]) -> None:
    """Note that you have dealt with a deletion request; its page says so from then on."""
    with _connected("cannot answer") as settings:
        is_known = personal.deletion_requests(settings).answer(code)
    _CONSOLE.print("answered" if is_known else "there is no such request")
    if not is_known:
        raise typer.Exit(1)
