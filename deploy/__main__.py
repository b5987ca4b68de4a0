"""`python -m deploy`: run, try and deploy the suite."""

from __future__ import annotations

import sys

import typer

from deploy.commands.alerts import alerts
from deploy.commands.bundle import bundle
from deploy.commands.doctor import doctor
from deploy.commands.import_leads import import_leads
from deploy.commands.lead import lead, seed
from deploy.commands.plan import plan
from deploy.commands.privacy import privacy
from deploy.commands.read_text import read
from deploy.commands.replay import replay
from deploy.commands.scorecards import scorecards
from deploy.commands.streams import speak_utf8
from deploy.commands.train import train
from deploy.commands.up import up

app = typer.Typer(
    help="Meta Lead Ads to Odoo CRM: run it here, send leads, deploy it to Google Cloud.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (up, lead, seed, doctor, import_leads, bundle, plan, replay, read, train):
    app.command()(command)
app.add_typer(privacy, name="privacy")
app.add_typer(alerts, name="alerts")
app.add_typer(scorecards, name="scorecards")

if __name__ == "__main__":
    speak_utf8(sys.stdout, sys.stderr)
    app()
