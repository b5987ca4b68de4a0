"""What every Odoo says of itself, and what it says to whoever comes with a wrong setting."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.system.clock import SystemClock
from shared.domain.watched import CrmServer
from shared.errors import SuiteError
from tests.local_run import free_port

if TYPE_CHECKING:
    from shared.adapters.odoo.watch import OdooWatch
    from tests.contracts.crm_watch.conftest import Bench


def test_an_odoo_tells_its_version_to_whoever_asks(bench: Bench) -> None:
    watch = bench.watch(api_key="wrong", database="wrong")
    assert watch.server() == CrmServer("19.0", "json2")


def test_a_right_key_is_let_in_and_its_end_is_not_in_the_past(watch: OdooWatch) -> None:
    key = watch.key()
    assert key.is_told
    assert key.expires_at is None or key.expires_at > SystemClock().now()


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("api_key", "a-wrong-key", "odoo_authentication_failed"),
        ("database", "no_such_database", "odoo_not_found"),
    ],
)
def test_a_wrong_setting_is_told_apart_from_the_others(
    bench: Bench, setting: str, value: str, code: str
) -> None:
    watch = bench.watch(**{setting: value})
    watch.server()
    with pytest.raises(SuiteError) as caught:
        watch.key()
    assert caught.value.code == code


def test_nobody_there_is_told_at_once(bench: Bench) -> None:
    watch = bench.watch(url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SuiteError) as caught:
        watch.server()
    assert caught.value.code == "odoo_unreachable"


def test_the_addon_is_there_or_not_and_says_whether_it_sends(
    bench: Bench, watch: OdooWatch
) -> None:
    addon = watch.addon()
    assert (addon is not None) is bench.target.has_addon
    assert addon is None or addon.version.startswith("19.0.")


def test_the_user_that_the_documentation_describes_lacks_nothing(
    bench: Bench, watch: OdooWatch
) -> None:
    assert watch.missing_rights(has_addon=bench.target.has_addon) == ()
    assert watch.sees_all_leads()


def test_its_clock_is_that_of_this_machine(watch: OdooWatch) -> None:
    before = SystemClock().now()
    assert before - timedelta(seconds=2) <= watch.now() <= SystemClock().now()
