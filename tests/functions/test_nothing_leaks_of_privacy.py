"""Canaries through erasing and asking to be deleted: nothing of them is logged, shown or left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from deploy.__main__ import app
from deploy.local.demo.odoo import acting
from shared.domain.ledger import LeadState
from tests.functions.canaries import (
    EMAIL,
    EVERYTHING,
    NAME,
    PHONES,
    Watch,
    assert_nothing_leaked,
    inject,
    lead_of,
    take_in,
    watching,
)
from tests.functions.test_api import CALLBACK, request_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.functions.conftest import World


@pytest.fixture
def watch(capfd: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    with watching(capfd) as watch:
        yield watch


def erase(watch: Watch, *arguments: str) -> int:
    result = CliRunner().invoke(app, ["privacy", "erase", "--yes", *arguments])
    watch.said.append(result.output)
    return result.exit_code


def files(world: World) -> bytes:
    folder = Path(world.settings.data_dir)
    return b"".join(path.read_bytes() for path in folder.glob("*.db*") if "odoo" not in path.name and "meta" not in path.name)  # fmt: skip


def test_erasing_is_silent_and_leaves_nothing_in_the_suites_files(
    world: World, watch: Watch
) -> None:
    lead = lead_of(world, phone_number=PHONES[0])
    assert take_in(world, watch, lead).state is LeadState.DONE
    assert EMAIL.encode() in files(world)
    assert erase(watch, "--email", EMAIL) == 0
    assert_nothing_leaked(world, watch)
    for word in (EMAIL, NAME, *NAME.split()):
        assert word.encode() not in files(world)


def test_what_odoo_says_to_the_to_do_is_not_repeated(
    world: World, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = lead_of(world)
    take_in(world, watch, lead)
    said = {"type": "error", "record": 0, "field": "note", "message": f"Not so: {EVERYTHING}"}
    monkeypatch.setattr(acting, "lost_race", lambda: {"ids": False, "messages": [said]})
    inject(world.odoo.url, acting.LOAD_CONFLICT, model="mail.activity", method="load")
    assert erase(watch, "--lead", lead["leadgen_id"]) == 1
    entry = world.entry(lead)
    assert entry is not None
    assert (entry.state, entry.untold_since is None) == (LeadState.ERASED, False)
    assert "Odoo refused the to-do" in "".join(watch.said)
    assert_nothing_leaked(world, watch)


def test_what_a_stranger_sends_to_the_callback_is_not_repeated(world: World, watch: Watch) -> None:
    door = watch.door(world, "api")
    for text in (EVERYTHING, f"{EMAIL}.{NAME}", request_of("forged"), request_of(user_id=EMAIL)):
        assert watch.note(door.post(CALLBACK, data={"signed_request": text})).status_code == 401
    watch.note(door.get(f"/api/privacy/deletions/{EMAIL}?lang={NAME}"))
    assert_nothing_leaked(world, watch)
