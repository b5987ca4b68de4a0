"""Canaries through every road of a lead; then everything that was logged, shown or kept is searched.

Cloud Logging's lines and the local run's are both written, with every library's logging fully open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from deploy.local.demo.meta import replies
from deploy.local.demo.meta.replies import MetaError
from deploy.local.demo.odoo import acting
from deploy.local.demo.odoo.failures import AccessFailure, DatabaseFailure, ValidationFailure
from shared.domain.ledger import LeadState
from tests.functions.canaries import (
    ANSWER,
    EMAIL,
    EVERYTHING,
    NAME,
    PHONES,
    Watch,
    assert_nothing_leaked,
    inject,
    lead_of,
    lead_of_another,
    leaks,
    take_in,
    watching,
)
from tests.functions.conftest import World, announce

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@pytest.fixture
def watch(capfd: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    with watching(capfd) as watch:
        yield watch


def test_a_lead_that_is_stored_well_stands_in_odoo_and_its_own_entry_only(
    world: World, watch: Watch
) -> None:
    leads = [lead_of(world, phone_number=phone) for phone in PHONES]
    watch.note(announce(world.door("webhooks"), leads))
    for lead in leads:
        entry = take_in(world, watch, lead)
        assert entry.state is LeadState.DONE
        assert entry.lead is not None
        assert leaks(entry.lead.model_dump_json()) != []  # so a leak would be seen
    fields = ["contact_name", "phone", "description"]
    (row,) = world.client.search_read("crm.lead", [], fields)  # the others went onto the first
    assert (row["contact_name"], row["phone"]) == (NAME, "+966501234567")
    assert ANSWER in str(row["description"])
    assert_nothing_leaked(world, watch)


QUOTING: Mapping[str, Callable[[], Exception]] = {
    "a rule": lambda: ValidationFailure(f"{EVERYTHING} cannot be saved"),
    "quoted": lambda: ValidationFailure(f"Wrong value for crm.lead.phone: '{PHONES[3]}' '{NAME}'"),
    "in parts": lambda: ValidationFailure(
        f"{NAME.split()[0]}: my wheelchair, {EMAIL.split('@')[0]}"
    ),
    "unique": lambda: DatabaseFailure(
        "errors.UniqueViolation",
        f'duplicate key value violates unique constraint "x"\nDETAIL:  Key (phone)=({PHONES[1]}) exists.',
    ),
    "a fault": lambda: KeyError(EVERYTHING),
    "a crash": lambda: DatabaseFailure("InternalError_", EVERYTHING),
    "no right": lambda: AccessFailure(EVERYTHING),
}


def test_what_odoo_says_of_a_lead_that_it_refuses_is_not_repeated(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    inject(world.odoo.url, "value_error", model="crm.lead", method="load")
    for number, says in enumerate(QUOTING.values()):
        monkeypatch.setitem(acting.FAILURES, "value_error", says)
        entry = take_in(world, watch, lead_of_another(world, number))
        assert entry.state in {LeadState.DEAD, LeadState.WAITING}
        assert entry.reason_text
    assert_nothing_leaked(world, watch)


def test_what_load_says_of_a_row_is_not_repeated(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"type": "error", "record": 0, "field": "phone", "message": f"Not so: {EVERYTHING}"}
    monkeypatch.setattr(acting, "lost_race", lambda: {"ids": False, "messages": [said]})
    lead = lead_of(world)
    inject(world.odoo.url, acting.LOAD_CONFLICT, model="crm.lead", method="load")
    entry = take_in(world, watch, lead)
    assert (entry.state, entry.reason) == (LeadState.DEAD, "odoo_invalid")
    assert_nothing_leaked(world, watch)


def test_while_odoo_is_down_the_lead_waits_in_silence(world: World, watch: Watch) -> None:
    for number, fault in enumerate(("503", "drop_before_commit", "html_404", "invalid_key")):
        inject(world.odoo.url, fault, model="crm.lead", method="load")
        lead = lead_of_another(world, number)
        assert take_in(world, watch, lead).state is LeadState.WAITING
        requests.delete(f"{world.odoo.url}/_faults", timeout=10)
    assert_nothing_leaked(world, watch)


def test_an_error_of_meta_that_echoes_the_token_is_not_repeated(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = f"{world.meta.access_token} {world.meta.app_secret} {EVERYTHING}"
    for code in (1, 10, 100, 102, 190, 200, 368, 9999, 4):  # 4 last: it stops all further calls
        monkeypatch.setitem(replies.ORDERED, "500", MetaError(code, echo, kind=echo))
        inject(world.meta.url, "500", kind="lead")
        entry = take_in(world, watch, lead_of(world))
        assert entry.state in {LeadState.DEAD, LeadState.WAITING}
        assert str(entry.reason).startswith("meta_")
        world.let_pauses_end()
    assert_nothing_leaked(world, watch)
