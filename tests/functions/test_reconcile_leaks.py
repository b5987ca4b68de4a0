"""Neither reconciling nor an import repeats what people filled in, or a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from deploy.__main__ import app
from shared import once
from shared.domain.queries import FORM_DAYS
from tests.functions.canaries import (
    ANSWER,
    EMAIL,
    NAME,
    PHONES,
    Watch,
    assert_nothing_leaked,
    inject,
    lead_of,
    leaks,
    secrets,
    watching,
)
from tests.functions.test_import_leads import PAGE, cells, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.functions.conftest import World

RECONCILE = "/jobs/reconcile"


@pytest.fixture
def watch(capfd: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    with watching(capfd) as watch:
        yield watch


@pytest.mark.parametrize(
    "fault", ["none", "spoilt_item", "spoilt_item_without_id", "200", "80005", "foreign_next"]
)
def test_a_run_of_reconciling_keeps_and_says_nothing_of_a_person(
    world: World, watch: Watch, fault: str
) -> None:
    lead_of(world)
    if fault != "none":
        inject(world.meta.url, fault, edge="leads")

    watch.note(watch.door(world, "housekeeping").post(RECONCILE))
    watch.note(watch.door(world, "housekeeping").post(RECONCILE))

    assert "reconcile" in watch.cloud.getvalue()
    assert_nothing_leaked(world, watch)


def test_what_an_import_says_of_bad_rows_names_nobody(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    person = {"full_name": NAME, "email": EMAIL, "phone_number": PHONES[0]}
    rows = [
        cells(1, **person, id=EMAIL),
        cells(2, **person, created_time=NAME),
        cells(3, **person | {"full_name": f"{NAME}\ufffd"}),
        cells(4, **person, platform=ANSWER, form_id=PHONES[0]),
        [*cells(5, **person), ANSWER],
    ]
    file = tmp_path / "leads.csv"
    file.write_text(table(*rows), encoding="utf-16")
    once.close(world.settings)

    result = CliRunner().invoke(app, ["import-leads", str(file), "--page", PAGE, "--each"])

    assert result.stderr.count("line ") == 5
    assert leaks(result.output, *secrets(world)) == []


def test_the_setting_of_a_first_day_is_heeded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from shared import bootstrap

    world.make_leads(12, spread_days=12)
    monkeypatch.setenv("META_LEADS_SINCE", "2999-01-01")
    world.door("housekeeping").post(RECONCILE)
    assert world.published() == []
    memory = bootstrap.memory(world.settings)
    assert memory.count(FORM_DAYS, equals={"tenant": "default"}) == 0
