"""What the columns are, from a file or guessed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from shared.scoring.expert import card_of
from tests.bench.judge.choosing import FOLDER, chosen
from tests.bench.judge.column_roles import load
from tests.bench.judge.guessing import guess
from tests.bench.judge.lead_set import MOST_LEADS, lead_set
from tests.bench.judge.reading import BadData, Columns

N = 60
DAYS = [(date(2026, 1, 1) + timedelta(days=day)).isoformat() for day in range(N)]
LEADS = {
    "Lead ID": [f"x{row}" for row in range(N)],
    "created": DAYS,
    "source": ["ads" if row % 3 else "mail" for row in range(N)],
    "budget": [f"{row / 7:.2f}" for row in range(N)],
    "call notes": ["bought" if row % 2 else "" for row in range(N)],
    "Converted": [str(row % 2) for row in range(N)],
}
ROLES = """
target: Converted
won: [1]
ids: [Lead ID]
time: created
after_contact: [call notes]
odoo_fields: [source]
targets: {norep: {auc: 0.5}, few: {50: 0.5}}
"""


def csv_of(columns: dict[str, list[str]], path: Path) -> Path:
    rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return csv_of(LEADS, tmp_path / "leads.csv")


@pytest.fixture
def roles(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(ROLES)
    return path


def test_every_roles_file_beside_the_command_and_its_card_can_be_read() -> None:
    paths = list(FOLDER.glob("*.yaml"))
    assert paths
    for path in paths:
        found = load(path)
        assert found.card is None or card_of(found.card).fields


def test_columns_with_a_role_are_no_fields(data: Path, roles: Path) -> None:
    judged, about = chosen(data, roles)
    assert judged.name == "mine"
    assert about == "Roles: mine.yaml."
    assert judged.fields == judged.strict_fields == ("source", "budget")
    assert judged.odoo_fields == ("source",)
    assert judged.won.sum() == N / 2
    assert judged.times is not None
    assert (judged.times[1:] > judged.times[:-1]).all()


def test_columns_of_unsure_time_are_left_out_of_the_strict_fields_only() -> None:
    roles, _ = guess(Columns(LEADS))
    unsure = roles.model_copy(update={"after_contact_strict": ("call notes",)})
    judged = lead_set("x", Columns(LEADS), unsure)
    assert "call notes" in judged.fields
    assert "call notes" not in judged.strict_fields


def test_without_a_roles_file_what_was_guessed_is_said(data: Path) -> None:
    judged, about = chosen(data, None)
    assert judged.fields == ("source", "budget", "call notes")
    assert 'target column "Converted"' in about
    assert '"1" in it means won' in about
    assert "left out, a different value in every row: Lead ID" in about
    assert 'time column "created"' in about


def test_empty_and_missing_words_are_missing() -> None:
    columns = Columns(LEADS | {"source": ["", "NaN", "n/a", *["ads"] * (N - 3)]})
    judged = lead_set("x", columns, guess(columns)[0])
    assert [lead["source"] for lead in judged.leads[:4]] == [None, None, None, "ads"]


def test_rows_that_are_still_open_are_left_out() -> None:
    columns = Columns(LEADS | {"Converted": ["yes", "no", "open"] * (N // 3)})
    roles, _ = guess(columns)
    judged = lead_set("x", columns, roles.model_copy(update={"lost": ("no",)}))
    assert (len(judged.leads), judged.won.sum()) == (N * 2 // 3, N // 3)
    assert f"{N // 3} rows without an outcome were left out" in judged.remarks


def test_of_very_many_leads_some_are_drawn_and_keep_their_order() -> None:
    total = MOST_LEADS + 500
    outcomes = [str(row % 2) for row in range(total)]
    columns = Columns({"n": [f"{row}.5" for row in range(total)], "won": outcomes})
    judged = lead_set("x", columns, guess(columns)[0])
    numbers = [float(lead["n"] or 0) for lead in judged.leads]
    assert len(judged.won) == len(numbers) == MOST_LEADS
    assert numbers == sorted(numbers)
    assert all((n // 1 % 2 == 1) == won for n, won in zip(numbers, judged.won, strict=True))
    assert f"of {total} leads {MOST_LEADS} were drawn by lot" in judged.remarks


def test_the_target_and_the_value_that_is_won_can_be_named(tmp_path: Path) -> None:
    columns = {name: cells for name, cells in LEADS.items() if name != "Converted"}
    path = csv_of(columns | {"end": ["deal", "nothing"] * (N // 2)}, tmp_path / "odd.csv")
    judged, _ = chosen(path, None, "end", "deal")
    assert judged.won.sum() == N / 2
    with pytest.raises(BadData, match="Name it with --target"):
        chosen(path, None)
    with pytest.raises(BadData, match="Name it with --won; there are: deal, nothing"):
        chosen(path, None, "end")
    with pytest.raises(BadData, match='no column "and"'):
        chosen(path, None, "and")
    with pytest.raises(BadData, match="0 won and 60 lost"):
        chosen(path, None, "end", "perhaps")


def test_roles_and_a_target_contradict_each_other(data: Path, roles: Path) -> None:
    with pytest.raises(BadData, match="leave out --target"):
        chosen(data, roles, "Converted")


def test_a_column_of_one_value_is_said() -> None:
    columns = Columns(LEADS | {"source": ["ads"] * N})
    assert "the same in every lead: source" in lead_set("x", columns, guess(columns)[0]).remarks


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("target: [", "is not YAML"),
        ("- 1", "the document"),
        ("won: [1]", "target: Field required"),
        ("{target: a, won: []}", "won: "),
        ("{target: a, won: [1], taget: b}", "taget: Extra inputs"),
        ("{target: a, won: [1], targets: {norep: {aucc: 1}}}", "targets.norep.aucc"),
    ],
)
def test_a_faulty_roles_file_is_refused_with_the_place(roles: Path, text: str, why: str) -> None:
    roles.write_text(text)
    with pytest.raises(BadData, match=why):
        load(roles)


def test_roles_for_other_columns_are_refused(data: Path, roles: Path) -> None:
    roles.write_text("{target: Converted, won: [1], ids: [number], time: day}")
    with pytest.raises(BadData, match="not in the data: day, number"):
        chosen(data, roles)
    with pytest.raises(BadData, match="cannot be read"):
        chosen(data, roles.with_name("none.yaml"))
    roles.write_text("{target: Converted, won: [1], time: source}")
    with pytest.raises(BadData, match="neither numbers nor ISO dates"):
        chosen(data, roles)
