"""The faults by name (docs/reliability.md), each on the whole suite as a schedule of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.proof.every_point import undisturbed
from tests.simulation.proof.gates import CRM_WRITE, Fault
from tests.simulation.proof.outages import DOWN
from tests.simulation.proof.plant import Plant, started
from tests.simulation.proof.run import run
from tests.simulation.proof.scenes import UNTOLD
from tests.simulation.proof.steps import Schedule, Step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.simulation.proof.run import Ran

HEARD = 1
SUBMIT, POST, DELIVER = Step("submit"), Step("post", amount=HEARD), Step("deliver")
ONE_LEAD = (SUBMIT, POST)
DONE = (*ONE_LEAD, DELIVER)
REPEAT = (Step("duplicate", amount=HEARD), DELIVER)
GATES = pytest.mark.parametrize("has_addon", [True, False], ids=["addon", "load"])


@pytest.fixture(name="plant", scope="module")
def _plant() -> Iterator[Plant]:
    with started() as plant:
        yield plant


def survives(plant: Plant, *steps: Step, **world: bool) -> Ran:
    ran = run(plant, Schedule(0, steps, **world))
    assert not ran.broken, [*ran.broken, *ran.diary]
    return ran


def at(plant: Plant, call: str, steps: Sequence[Step] = DONE) -> int:
    """Give the number of a call on a lead's undisturbed way."""
    return undisturbed(plant, call, Schedule(0, steps)).index(call) + 1


def down(name: str) -> Step:
    return Step("down", pick=[*DOWN].index(name))


def test_f01_a_crash_before_the_webhook_is_stored_is_made_up_for_by_meta(plant: Plant) -> None:
    crash = Step("post", amount=HEARD, faults={1: Fault.CRASH_BEFORE})
    assert survives(plant, SUBMIT, crash, sweeps=False).tally.crashes == 1


def test_f02_a_crash_after_part_of_it_was_stored_loses_no_part(plant: Plant) -> None:
    """F2: our door stores by publishing; half of a batch is on the bus when the process dies."""
    half = Step("post", amount=HEARD, faults={1: Fault.HALF})
    survives(plant, Step("submit", pick=1), half, sweeps=False)


def test_f03_a_crash_after_storing_and_before_200_writes_nothing_twice(plant: Plant) -> None:
    crash = Step("post", amount=HEARD, faults={1: Fault.CRASH_AFTER})
    survives(plant, SUBMIT, crash, POST, DELIVER, DELIVER)


def test_f04_publishing_that_failed_and_was_delivered_all_the_same(plant: Plant) -> None:
    lost = Step("post", amount=HEARD, faults={1: Fault.LOST_ANSWER})
    survives(plant, SUBMIT, lost, POST, DELIVER, DELIVER)


def test_f05_a_batch_of_many_that_breaks_off_in_the_middle(plant: Plant) -> None:
    half = Step("post", pick=1, amount=HEARD, faults={1: Fault.HALF})
    ran = survives(plant, Step("flood"), half)
    assert ran.leads == 1000


def test_f06_the_same_webhook_fifty_times_is_one_lead(plant: Plant) -> None:
    """F6: eight of the fifty messages are under way at the same time."""
    again = [Step("post", amount=0)] * 50
    slow = [Step("deliver", pick=n, stop=(n + 2, bool(n % 2))) for n in range(8)]
    survives(plant, SUBMIT, *again, *slow, *[Step("go_on", amount=1)] * 8)


@GATES
def test_f07_a_redelivery_while_the_first_runs(plant: Plant, has_addon: bool) -> None:
    slow = Step("deliver", stop=(CRM_WRITE, True))
    steps = (*ONE_LEAD, slow, DELIVER, Step("jump", amount=11), DELIVER, Step("go_on", amount=1))
    survives(plant, *steps, has_addon=has_addon)


@GATES
def test_f08_a_lease_that_ends_under_a_live_worker(plant: Plant, has_addon: bool) -> None:
    for number in range(1, at(plant, "bus.publish") + 1):
        slow = Step("overtake", amount=2, stop=(number, False))
        survives(plant, *ONE_LEAD, slow, has_addon=has_addon)


def test_f09_a_crash_after_the_claim_is_over_with_the_lease(plant: Plant) -> None:
    crash = Step("deliver", faults={1: Fault.CRASH_AFTER})
    survives(plant, *ONE_LEAD, crash, sweeps=False)


@GATES
def test_f10_odoo_wrote_and_its_answer_was_lost(plant: Plant, has_addon: bool) -> None:
    lost = Step("deliver", faults={at(plant, "crm.put_lead"): Fault.LOST_ANSWER})
    survives(plant, *ONE_LEAD, lost, has_addon=has_addon)


@GATES
def test_f11_a_request_that_was_given_up_is_carried_out_ten_minutes_later(
    plant: Plant, has_addon: bool
) -> None:
    late = Step("deliver", faults={at(plant, "crm.put_lead"): Fault.LATE})
    again = (Step("jump", amount=300), Step("redrive"), DELIVER, Step("jump", amount=1200))
    ran = survives(plant, *ONE_LEAD, late, *again, has_addon=has_addon)
    assert any("late crm.put_lead" in line for line in ran.diary)


@GATES
def test_f12_a_crash_after_odoos_answer_and_before_it_is_recorded(
    plant: Plant, has_addon: bool
) -> None:
    crash = Step("deliver", faults={at(plant, "crm.put_lead"): Fault.CRASH_AFTER})
    survives(plant, *ONE_LEAD, crash, sweeps=False, has_addon=has_addon)


def test_f29_reports_that_come_out_of_order_end_in_the_newest_picture(plant: Plant) -> None:
    reports = [Step("report", pick=2 - n, amount=5) for n in range(3)]
    edits = [Step("edit", amount=n) for n in range(3)]
    late = [Step("deliver", pick=n) for n in (2, 0, 1)]
    survives(plant, *DONE, *edits, *reports, *late, follows_crm=True, sweeps=False)


@GATES
def test_f30_an_edit_stands_after_redelivery(plant: Plant, has_addon: bool) -> None:
    crash = Step("deliver", faults={at(plant, "crm.put_lead"): Fault.CRASH_AFTER})
    survives(plant, *ONE_LEAD, crash, Step("edit", amount=7), *REPEAT, has_addon=has_addon)


@GATES
@pytest.mark.parametrize("end", ["merge", "close", "delete"])
def test_f31_what_people_merged_lost_or_deleted_is_not_made_again(
    plant: Plant, has_addon: bool, end: str
) -> None:
    other = (Step("submit", amount=1), POST, DELIVER)
    survives(plant, *DONE, *other, Step(end), *REPEAT, Step("redrive"), has_addon=has_addon)


def test_f35_a_memory_that_is_away_for_ten_minutes(plant: Plant) -> None:
    away = (down("memory"), DELIVER, Step("jump", amount=600), Step("redrive"), Step("up"))
    survives(plant, *ONE_LEAD, *away)


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.LATE])
def test_f36_a_write_of_ours_of_which_nobody_knows_whether_it_was_done(
    plant: Plant, fault: Fault
) -> None:
    way = undisturbed(plant, "a lead", Schedule(0, DONE))
    for number, call in enumerate(way, 1):
        if call.startswith("memory."):
            survives(plant, *ONE_LEAD, Step("deliver", faults={number: fault}))


@pytest.mark.parametrize("skew_s", [-600, 600])
def test_f37_a_clock_that_is_ten_minutes_wrong(plant: Plant, skew_s: int) -> None:
    """F37: leases hold long enough, and the addon's signature is refused until the clock is right."""
    wrong = Step("deliver", skew_s=skew_s, stop=(CRM_WRITE, False))
    survives(plant, *ONE_LEAD, wrong, DELIVER, Step("go_on", amount=1))
    report = Step("report", amount=4, skew_s=skew_s)
    ran = survives(plant, *DONE, Step("edit"), report, follows_crm=True)
    assert any("/api/webhooks/odoo: 401" in line for line in ran.diary)


def test_f40_a_forged_message_changes_nothing_wherever_the_suite_stands(plant: Plant) -> None:
    """F40: what a stranger sends is refused and changes nothing, wherever the suite stands."""
    survives(plant, *ONE_LEAD, Step("forge"), DELIVER, Step("forge", pick=1), Step("forge"))


def test_f43_the_addon_is_installed_and_removed_between_two_tries(plant: Plant) -> None:
    lost = {at(plant, "crm.put_lead"): Fault.LOST_ANSWER}
    retry = (Step("jump", amount=1200), Step("redrive"))
    for has_addon in (True, False):
        toggled = (Step("toggle_addon"), *retry, Step("deliver", faults=lost))
        steps = (*ONE_LEAD, Step("deliver", faults=lost), *toggled, Step("toggle_addon"), *retry)
        ran = survives(plant, *steps, DELIVER, has_addon=has_addon)
        assert sum("the addon is" in line for line in ran.diary) == 2


def test_f24_a_lead_whose_webhook_was_never_sent_is_found_at_meta(plant: Plant) -> None:
    ran = survives(plant, *[Step("submit", amount=UNTOLD), *ONE_LEAD] * 3)
    assert sum("(untold)" in line for line in ran.diary) == 3


def test_f25_reconciliation_that_dies_at_any_call_is_made_up_for_by_the_next(plant: Plant) -> None:
    found = (Step("submit", amount=UNTOLD), *ONE_LEAD, Step("jump", amount=3600))
    calls = undisturbed(plant, "reconcile", Schedule(0, (*found, Step("reconcile"))))
    assert "lead_source.next" in calls
    for number in range(1, len(calls) + 1):
        crash = Step("reconcile", faults={number: Fault.CRASH_AFTER})
        assert survives(plant, *found, crash).tally.crashes == 1


def test_f26_reconciliation_and_webhook_find_the_same_lead_at_once(plant: Plant) -> None:
    found = (SUBMIT, Step("jump", amount=3600), Step("reconcile"), POST)
    for number in range(1, at(plant, "bus.publish") + 1):
        slow = Step("deliver", stop=(number, False))
        survives(plant, *found, slow, DELIVER, Step("go_on", amount=1))


@pytest.mark.parametrize("job", ["redrive", "reconcile", "sweep_crm", "read_crm_changes"])
def test_f27_a_job_that_is_started_twice_at_once_has_one_effect(plant: Plant, job: str) -> None:
    start = (down("meta"), *DONE, Step("up"), Step("submit", amount=UNTOLD))
    steps = (*start, Step("jump", amount=3600))
    calls = undisturbed(plant, job, Schedule(0, (*steps, Step(job)), has_addon=False))
    for number in range(1, len(calls) + 1):
        slow = Step(job, stop=(number, False))
        survives(plant, *steps, slow, Step(job), Step("go_on", amount=1), has_addon=False)


def test_f28_a_scheduler_that_is_silent_for_twelve_hours_is_caught_up_with(plant: Plant) -> None:
    silent = (Step("submit", amount=UNTOLD), down("meta"), *DONE, Step("jump", amount=12 * 3600))
    survives(plant, *silent, follows_crm=True)


@pytest.mark.parametrize("call", ["memory.create", "crm.put_lead", "bus.publish"])
def test_f38_an_erasure_while_the_lead_is_under_way_stands(plant: Plant, call: str) -> None:
    slow = Step("deliver", stop=(at(plant, call), True))
    gone = (Step("erase"), Step("go_on", amount=1))
    survives(plant, *ONE_LEAD, slow, *gone, Step("replay"), *REPEAT, Step("reconcile"), DELIVER)
