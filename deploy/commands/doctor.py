"""`python -m deploy doctor`: what is wrong with the connections, why, and what to do."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from dotenv import load_dotenv
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deploy.local.environment import GRAPH, prepare
from shared import assembly
from shared import settings as settings_module
from shared.domain.finding import NOT_CHECKED, Finding, Group, Report, Status
from shared.errors import SettingsError, SuiteError
from shared.texts.language import Language
from shared.texts.translations import translations
from shared.web.connection_texts import CHECKS, GROUPS, STATUSES, in_words

if TYPE_CHECKING:
    from shared.settings import Settings

ALL_WELL, FAILS, COULD_NOT_RUN = 0, 1, 2
_UNREACHABLE = frozenset({"meta_unreachable", "odoo_unreachable"})
_COLOURS = {
    Status.OK: "green",
    Status.WARN: "yellow",
    Status.FAIL: "bold red",
    Status.NOT_CHECKED: "dim",
}


class Only(StrEnum):
    """One connection alone."""

    META = Group.META.value
    ODOO = Group.ODOO.value


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    lang: Annotated[Language, typer.Option(help="The language of cause and fix.")] = (
        Language.ENGLISH
    ),
    only: Annotated[Only | None, typer.Option(help="Check one connection alone.")] = None,
) -> None:
    """Check every connection: exit 0 if nothing fails, 1 if something does, 2 if it cannot run."""
    report = _report(tuple(Group) if only is None else (Group(only.value),))
    console = Console(highlight=False, soft_wrap=as_json)
    if as_json:
        console.print(
            json.dumps(_document(report, lang), ensure_ascii=False, indent=2), markup=False
        )
    else:
        _print(console, report, lang)
    raise typer.Exit(FAILS if report.count(Status.FAIL) else ALL_WELL)


def _report(groups: tuple[Group, ...]) -> Report:
    try:
        found, is_demo = _settings()
        report = assembly.check_connections(found).look(groups)
    except SuiteError as error:
        _say(f"cannot check: {error}")
        raise typer.Exit(COULD_NOT_RUN) from None
    if is_demo and any(one.cause in _UNREACHABLE for one in report.findings):
        _say("the demo servers answer only while the suite runs: start it with `make run`")
    return report


def _settings() -> tuple[Settings, bool]:
    """Give the local run's settings, and whether demo servers are used.

    Where a connection is half set the local run would refuse; here what is missing is a finding.
    """
    try:
        load_dotenv(".env")
    except ValueError:
        raise SettingsError(".env cannot be read: save it as UTF-8 text") from None
    try:
        run = prepare()
    except SettingsError:
        return settings_module.read({"META_GRAPH_URL": GRAPH} | settings_module.given()), False
    return run.settings, run.demo_meta or run.demo_odoo


def _say(text: str) -> None:
    Console(stderr=True, highlight=False, markup=False).print(text, style="red")


def _document(report: Report, language: Language) -> dict[str, object]:
    return {
        "at": report.at.isoformat(),
        "counts": {status.value: report.count(status) for status in Status},
        "findings": [_told(finding, language) for finding in report.findings],
    }


def _told(finding: Finding, language: Language) -> dict[str, object]:
    text = in_words(finding, language)
    told = finding.model_dump(mode="json", exclude={"since"})
    return {**told, "text": text.cause, "fix": text.fix}


def _print(console: Console, report: Report, language: Language) -> None:
    said = translations(language).gettext
    for group in Group:
        findings = [one for one in report.findings if one.group is group]
        if findings:
            console.print(_table(said(GROUPS[group]), findings, language))
    counted = (f"{said(STATUSES[one])}: {report.count(one)}" for one in Status)
    console.print(" · ".join(counted), markup=False)


def _table(title: str, findings: list[Finding], language: Language) -> Table:
    said = translations(language).gettext
    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_header=False)
    for width in (14, 26, None):
        table.add_column(width=width, overflow="fold")
    for one in findings:
        if one.cause != NOT_CHECKED:
            name = Text(said(CHECKS[one.check]))
            name.append(f"\n{one.about}" if one.about else "", style="dim")
            table.add_row(_status(one.status, language), name, _why(one, language))
    for left_out in _left_out(findings).values():
        names = ", ".join(said(CHECKS[one.check]) for one in left_out)
        why = Text(f"{in_words(left_out[0], language).cause}\n{names}", style="dim")
        table.add_row(_status(Status.NOT_CHECKED, language), "", why)
    return table


def _left_out(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Give what was not even tried, by the check that failed: one line for all of them."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        if one.cause == NOT_CHECKED:
            found.setdefault(str(one.facts["because"]), []).append(one)
    return found


def _status(status: Status, language: Language) -> Text:
    return Text(translations(language).gettext(STATUSES[status]), style=_COLOURS[status])


def _why(finding: Finding, language: Language) -> Text:
    """Give the cause and, where something is not in order, what to do under it, and the code."""
    text, said = in_words(finding, language), translations(language).gettext
    told = Text(text.cause)
    if finding.status is not Status.OK:
        if text.fix:
            told.append(f"\n{said('What to do:')} {text.fix}", style="italic")
        told.append(f"\n{finding.cause}", style="dim")
    return told
