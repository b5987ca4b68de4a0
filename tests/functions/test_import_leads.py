"""`python -m deploy import-leads`: files as Meta exports them, and as people spoil them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from deploy.__main__ import app
from shared import once
from shared.domain.ids import LeadgenId, PageId, lead_key
from tests.functions.odoo_changes import deliver

if TYPE_CHECKING:
    from pathlib import Path

    from tests.functions.conftest import World

PAGE, FORM = "104857600012345", "1048576000100001"
HEADER = [
    *("id", "created_time", "ad_id", "ad_name", "adset_id", "adset_name", "campaign_id"),
    *("campaign_name", "form_id", "form_name", "is_organic", "platform", "full_name"),
    *("phone_number", "email", "lead_status"),
]


def cells(number: int, **changes: str) -> list[str]:
    row = dict.fromkeys(HEADER, "")
    row |= {"id": f"l:90000{number}", "created_time": "2025-02-03T09:30:00+03:00"}
    row |= {"form_id": f"f:{FORM}", "is_organic": "TRUE", "platform": "fb"}
    row |= {"full_name": f"سارة {number}", "phone_number": f"p:+96650000{number:04}"}
    row |= {"email": f"person{number}@example.com", "lead_status": "complete"}
    return list((row | changes).values())


def table(*rows: list[str], separator: str = "\t") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([HEADER, *rows])
    return text.getvalue()


def call(world: World, path: Path, *arguments: str) -> Result:
    once.close(world.settings)
    return CliRunner().invoke(app, ["import-leads", str(path), "--page", PAGE, *arguments])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "leads.csv"


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        ("utf-16", "\t"),
        ("utf-16-le", "\t"),
        ("utf-16-be", "\t"),
        ("utf-8", ","),
        ("utf-8-sig", ";"),
    ],
)
def test_leads_older_than_meta_keeps_them_come_into_odoo_once(
    world: World, file: Path, encoding: str, separator: str
) -> None:
    file.write_text(
        table(*(cells(n) for n in range(3)), separator=separator), encoding=encoding, newline=""
    )

    first, second = call(world, file), call(world, file)

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "3 on their way" in first.stdout
    deliver(world, world.door("lead_event_handler"))
    for number in range(3):
        entry = world.entry({"page_id": PAGE, "leadgen_id": f"90000{number}"})
        assert entry is not None
        assert (entry.state, entry.source) == ("done", "import")
    names = world.client.search_read("crm.lead", [], ["contact_name"])
    assert {str(one["contact_name"]) for one in names} == {f"سارة {n}" for n in range(3)}
    assert "3 here already" in call(world, file).stdout
    assert deliver(world, world.door("lead_event_handler")) == 0


def test_bad_rows_are_named_by_line_and_the_others_come_in(world: World, file: Path) -> None:
    rows = [
        cells(1),
        cells(2, id="9E+15"),
        cells(3, full_name="two\nlines"),
        cells(4, form_id="f:7"),
    ]
    file.write_text(table(*rows, ["", ""], cells(5)), encoding="utf-16")

    result = call(world, file, "--form", FORM, "--each")

    assert result.exit_code == 1
    assert "line 3: id: is no id" in result.stderr
    assert "line 6: form_id: the lead is of another form" in result.stderr
    assert "line 4: announced" in result.stdout
    assert "3 on their way" in result.stdout
    assert "2 not read" in result.stdout
    assert len(world.published()) == 3


def test_an_open_quotation_mark_swallows_nothing_silently(world: World, file: Path) -> None:
    file.write_text(table(cells(1)) + '"90\t2025\n' + table(cells(2)).partition("\n")[2])
    result = call(world, file)
    assert result.exit_code == 1
    assert "not read: lines 3 to 4" in result.stderr
    assert "1 on their way" in result.stdout


def test_letters_broken_in_the_file_cost_one_row(world: World, file: Path) -> None:
    whole = table(cells(1, full_name="Jos\u00e9"), cells(2), separator=",")
    file.write_bytes(whole.encode().replace("é".encode(), b"\xe9"))
    result = call(world, file)
    assert "line 2: a question: holds letters that are broken" in result.stderr
    assert "1 on their way" in result.stdout


def test_a_dry_run_writes_nothing(world: World, file: Path) -> None:
    file.write_text(table(cells(1)), encoding="utf-16")
    result = call(world, file, "--dry-run")
    assert "Nothing was written" in result.stdout
    assert "1 on their way" in result.stdout
    assert world.published() == []


def test_a_lead_still_at_meta_that_a_webhook_brought_is_left_alone(
    world: World, file: Path
) -> None:
    from shared import bootstrap

    known = lead_key("default", PageId(PAGE), LeadgenId("900001"))
    bootstrap.memory(world.settings).create("leads", known, {"key": known})
    file.write_text(table(cells(1)), encoding="utf-16")
    assert "1 here already" in call(world, file).stdout


@pytest.mark.parametrize("content", ["name;phone\nSara;1\n", "", "\0\0\0"])
def test_a_file_that_is_no_export_is_refused_in_words(
    world: World, file: Path, content: str
) -> None:
    file.write_text(content)
    result = call(world, file)
    assert result.exit_code == 1
    assert "cannot import: no export of leads" in result.stderr


@pytest.mark.parametrize("option", ["--page=me", "--form=a/b"])
def test_an_id_that_is_none_is_refused(world: World, file: Path, option: str) -> None:
    file.write_text(table(cells(1)))
    result = call(world, file, option)
    assert result.exit_code == 2
    assert "digits only" in result.output
