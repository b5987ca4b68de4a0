"""Insert-or-get against every answer `load()` was seen to give."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.odoo_client import (
    AccessDenied,
    Conflict,
    Deadline,
    Inserted,
    KeyedRow,
    OutcomeUnknown,
    Refused,
    RetryPolicy,
    Surroundings,
    ValidationFailed,
    external_id,
)
from shared.odoo_client.errors import BadCall, NotFound
from shared.odoo_client.fields import Field
from shared.odoo_client.inserting import insert_or_get

if TYPE_CHECKING:
    from shared.odoo_client.call import Call

FIELDS = {
    "name": Field("name", "char", label="Opportunity"),
    "type": Field("type", "selection", label="Type"),
    "team_id": Field("team_id", "many2one", label="Sales Team"),
}
RACE = "could not serialize access due to concurrent update\n"
Answer = dict[str, object]


def key(number: int) -> str:
    return external_id("__t__", str(number))


def rows(*numbers: int) -> list[KeyedRow]:
    return [KeyedRow(key(number), {"name": f"n{number}"}) for number in numbers]


def complaint(row: int, message: str, field_name: str = "") -> Answer:
    said: Answer = {"type": "error", "record": row, "rows": {"from": row, "to": row}}
    said |= {"message": message} | ({"field": field_name} if field_name else {})
    return said


def failed(*messages: Answer) -> Answer:
    return {"ids": False, "messages": list(messages), "nextrow": 0}


@dataclass
class Table:
    """`load()` of one model: all rows of a call or none, bad ones named as Odoo does."""

    bad: frozenset[str] = frozenset()
    names_rows: bool = True
    ids: dict[str, int] = field(default_factory=dict)
    calls: list[list[str]] = field(default_factory=list)

    def load(self, keys: list[str]) -> Answer:
        self.calls.append(keys)
        wrong = [index for index, one in enumerate(keys) if one in self.bad]
        if wrong:
            shown = wrong if self.names_rows else [0]
            return failed(*(complaint(row, "no such choice", "type") for row in shown[:10]))
        for one in keys:
            self.ids.setdefault(one, len(self.ids) + 1)
        return {"ids": [self.ids[one] for one in keys], "messages": [], "nextrow": 0}


Load = Callable[[list[str]], object]


class FakeCaller:
    """Stands for Caller: answers `load` by a function, other methods by a table."""

    def __init__(self, load: Load, others: dict[str, object]) -> None:
        self.load = load
        self.others = others
        self.seconds = 0.0
        self.retries = RetryPolicy()
        self.orders: list[Call] = []
        self.around = Surroundings(
            lambda: datetime(2026, 11, 22, tzinfo=UTC),
            lambda: self.seconds,
            self.sleep,
            random.Random(5),
        )

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def perform(self, call: Call, _deadline: object = None) -> object:
        self.orders.append(call)
        if call.method == "load":
            data = call.named["data"]
            assert isinstance(data, list)
            return self.load([row[0] for row in data])
        found = self.others[call.method]
        if isinstance(found, Exception):
            raise found
        return found


def run(
    load: Load, wanted: list[KeyedRow], *, seconds: float = 60.0, size: int = 100, **others: object
) -> tuple[list[Inserted | Refused], FakeCaller]:
    caller = FakeCaller(load, others)
    outcomes = insert_or_get(
        caller,  # type: ignore[arg-type]
        "crm.lead",
        wanted,
        fields=FIELDS,
        context={"mode": "init", "tz": "Asia/Riyadh", "lang": "ar_001"},
        deadline=Deadline(seconds, lambda: caller.seconds),
        batch_size=size,
    )
    return outcomes, caller


def script(*answers: object) -> Load:
    """Answer calls one by one; what is an exception is raised."""
    left = list(answers)

    def load(_keys: list[str]) -> object:
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return load


def done(*ids: int) -> Answer:
    return {"ids": list(ids), "messages": [], "nextrow": 0}


def test_a_batch_is_one_call_in_the_mode_that_overwrites_nothing() -> None:
    outcomes, caller = run(Table().load, rows(1, 2, 3))
    assert outcomes == [Inserted(key(1), 1), Inserted(key(2), 2), Inserted(key(3), 3)]
    [order] = caller.orders
    assert order.named == {
        "fields": ["id", "name"],
        "data": [[key(1), "n1"], [key(2), "n2"], [key(3), "n3"]],
    }
    assert order.idempotent
    assert order.context == {
        "lang": "ar_001",
        "mode": "update",
        "noupdate": True,
        "tracking_disable": True,
        "tz": "UTC",
    }


def test_a_key_that_comes_twice_is_sent_once_and_answered_twice() -> None:
    outcomes, caller = run(Table().load, [*rows(1, 2), *rows(1)])
    assert outcomes == [Inserted(key(1), 1), Inserted(key(2), 2), Inserted(key(1), 1)]
    assert len(caller.orders[0].named["data"]) == 2  # type: ignore[arg-type]


def test_nothing_to_insert_sends_nothing() -> None:
    assert run(Table().load, [])[1].orders == []


def test_rows_with_other_fields_keep_their_own_defaults() -> None:
    wanted = [KeyedRow(key(1), {"name": "a"}), KeyedRow(key(2), {"name": "b", "type": "lead"})]
    _outcomes, caller = run(Table().load, wanted)
    assert [order.named["fields"] for order in caller.orders] == [
        ["id", "name"],
        ["id", "name", "type"],
    ]


def test_a_row_that_cannot_be_written_is_refused_and_its_neighbours_go_in() -> None:
    wanted = [KeyedRow(key(1), {"name": 5}), *rows(2)]
    outcomes, _caller = run(Table().load, wanted)
    assert outcomes == [
        Refused(key(1), "name is a char, which takes no int"),
        Inserted(key(2), 1),
    ]


@pytest.mark.parametrize("name", ["nofield", "id"])
def test_a_field_that_cannot_be_set_is_the_calls_fault_and_nothing_is_sent(name: str) -> None:
    table = Table()
    with pytest.raises(BadCall, match=name):
        run(table.load, [*rows(2), KeyedRow(key(1), {name: "CANARY"})])
    assert table.calls == []


def test_a_column_that_odoo_does_not_know_is_the_calls_fault_and_asked_once() -> None:
    calls: list[list[str]] = []

    def load(keys: list[str]) -> object:
        calls.append(keys)
        raise BadCall("x", detail="Invalid field name 'type'")

    with pytest.raises(BadCall):
        run(load, rows(*range(8)))
    assert len(calls) == 1


def test_one_bad_row_of_a_hundred_costs_three_calls() -> None:
    table = Table(bad=frozenset({key(37)}))
    outcomes, caller = run(table.load, rows(*range(100)))
    assert len(caller.orders) == 3
    assert [one.key for one in outcomes if isinstance(one, Refused)] == [key(37)]
    assert len(table.ids) == 99


@given(
    st.integers(1, 40),
    st.sets(st.integers(0, 39)),
    st.booleans(),
    st.integers(1, 40),
)
def test_the_good_rows_go_in_and_only_the_bad_ones_are_refused(
    count: int, bad: set[int], names_rows: bool, size: int
) -> None:
    table = Table(bad=frozenset(map(key, bad)), names_rows=names_rows)
    outcomes, _caller = run(table.load, rows(*range(count)), size=size)
    assert [one.key for one in outcomes] == [key(number) for number in range(count)]
    refused = {one.key for one in outcomes if isinstance(one, Refused)}
    assert refused == {key(number) for number in bad if number < count}
    assert len(table.ids) == count - len(refused)


def test_a_bad_row_that_odoo_does_not_name_is_found_by_halving() -> None:
    table = Table(bad=frozenset({key(99)}), names_rows=False)
    outcomes, caller = run(table.load, rows(*range(100)))
    assert [one.key for one in outcomes if isinstance(one, Refused)] == [key(99)]
    assert len(caller.orders) <= 20


def test_a_lost_race_is_run_again_until_it_is_won() -> None:
    """F14: Odoo answers 200 with `ids` False, and it is a lost race."""
    load = script(*[failed(complaint(0, RACE))] * 6, done(5))
    outcomes, caller = run(load, rows(1))
    assert outcomes == [Inserted(key(1), 5)]
    assert caller.seconds > 0


@pytest.mark.parametrize(
    "text",
    [
        RACE,
        "deadlock detected\nDETAIL: Process 1 waits",
        "could not obtain lock on row in relation",
        "canceling statement due to lock timeout",
        "konnte Zugriff nicht serialisieren wegen gleichzeitiger Aktualisierung",
        "n'a pas pu sérialiser un accès à cause d'une mise à jour en parallèle",
        "no se pudo serializar el acceso debido a un update concurrente",
    ],
)
def test_a_lost_race_is_known_by_its_text(text: str) -> None:
    outcomes, _caller = run(script(failed(complaint(0, text)), done(5)), rows(1))
    assert outcomes == [Inserted(key(1), 5)]


def test_a_race_that_is_never_won_is_a_conflict_and_not_a_bad_row() -> None:
    with pytest.raises(Conflict):
        run(lambda _keys: failed(complaint(0, RACE)), rows(1), seconds=10_000)
    with pytest.raises(Conflict):
        run(lambda _keys: failed(complaint(0, RACE)), rows(1), seconds=0.5)


def test_an_unknown_error_of_one_row_is_tried_again_before_it_is_final() -> None:
    passing = script(failed(complaint(0, "hmm")), done(5))
    assert run(passing, rows(1))[0] == [Inserted(key(1), 5)]
    lasting = script(*[failed(complaint(0, "You cannot do that"))] * 3)
    outcomes, _caller = run(lasting, rows(1), has_access=True)
    assert outcomes == [Refused(key(1), "You cannot do that")]


def test_an_error_that_names_a_field_is_final_at_once() -> None:
    said = complaint(0, "Value 'n1' not found in selection field 'Type'", "type")
    outcomes, _caller = run(script(failed(said)), rows(1))
    reason = "Value '…' not found in selection field 'Type'"
    assert outcomes == [Refused(key(1), reason, ("type",))]


def test_a_missing_right_is_not_taken_for_bad_rows() -> None:
    said = failed(complaint(0, "You are not allowed to create 'Lead' (crm.lead) records."))
    with pytest.raises(AccessDenied, match=r"crm\.lead"):
        run(script(*[said] * 3), rows(1), has_access=False)


def test_a_missing_right_is_asked_for_the_old_way_before_odoo_18() -> None:
    said = failed(complaint(0, "You are not allowed to create 'Lead' (crm.lead) records."))
    others = {"has_access": NotFound("x"), "check_access_rights": False}
    with pytest.raises(AccessDenied):
        run(script(*[said] * 3), rows(1), **others)


def test_a_refusal_of_the_whole_call_is_put_down_to_its_row() -> None:
    def load(keys: list[str]) -> object:
        if key(3) in keys:
            raise BadCall("x", detail="A string literal cannot contain it")
        return done(*range(1, len(keys) + 1))

    outcomes, _caller = run(load, rows(*range(8)))
    refused = [one for one in outcomes if isinstance(one, Refused)]
    assert refused == [Refused(key(3), "A string literal cannot contain it")]


def test_fewer_ids_than_rows_are_not_handed_out_by_position() -> None:
    def load(keys: list[str]) -> object:
        return done(7) if len(keys) > 1 else done(int(keys[0].partition(".")[2]))

    outcomes, _caller = run(load, rows(10, 20, 30))
    assert outcomes == [Inserted(key(number), number) for number in (10, 20, 30)]


@pytest.mark.parametrize(
    "answer", [done(1, 2), {"ids": False, "messages": []}, None, [], {"ids": ["x"]}]
)
def test_an_answer_that_makes_no_sense_leaves_the_outcome_unknown(answer: object) -> None:
    with pytest.raises(OutcomeUnknown):
        run(lambda _keys: answer, rows(1))


def test_a_warning_is_no_error() -> None:
    answer = {"ids": [5], "messages": [{"type": "warning", "message": "hmm", "record": 0}]}
    assert run(script(answer), rows(1))[0] == [Inserted(key(1), 5)]


def test_a_reason_shows_no_value_of_the_row() -> None:
    said = complaint(0, "Key (name)=(n1) already exists for n1, n1@example.com", "name")
    [refused] = run(script(failed(said)), rows(1))[0]
    assert isinstance(refused, Refused)
    assert "n1" not in refused.reason


def test_a_validation_error_of_a_single_row_is_its_reason() -> None:
    error = ValidationFailed("Odoo's rules refuse these values", detail="")
    outcomes, _caller = run(script(error), rows(1))
    assert outcomes == [Refused(key(1), "Odoo's rules refuse these values")]
