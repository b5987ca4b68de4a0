"""What each door and each job is at when it is cut off: one scene each, its last step the one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from tests.simulation.proof.gates import Fault
from tests.simulation.proof.outages import DOWN
from tests.simulation.proof.steps import Schedule, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

TAKEN = 1
"""As `amount`: what is sent here is heard there."""
UNTOLD, GONE, REFUSED = 84, 91, 98
"""As `amount` of `submit`: see `acts.FATES`."""


def _submit(amount: int = 0) -> tuple[Step, Step]:
    return Step("submit", amount=amount), Step("post", amount=TAKEN)


RECONCILE = Step("reconcile")
DELIVER, REPORT = Step("deliver"), Step("report", amount=4)
ONE, ANOTHER = (*_submit(), DELIVER), (*_submit(1), DELIVER)
META_IS_DOWN = Step("down", pick=[*DOWN].index("meta"))
PARKED = (
    *(META_IS_DOWN, *ONE, *ANOTHER, Step("up")),
    Step("jump", amount=3600),
)
NO_MEMORY_OF_TIME = Step("jump", amount=11)
EMPTIED = tuple([REPORT, DELIVER] * 4)

LEADS: Mapping[str, Sequence[Step]] = {
    "a webhook": (Step("submit", pick=1), Step("post", amount=TAKEN)),
    "a stranger's lead": (*_submit(), DELIVER),
    "a lead of somebody known": (*ONE, Step("edit"), *_submit(), DELIVER),
    "a lead that Meta does not show": (*_submit(GONE), DELIVER),
    "a lead that Odoo refuses": (*_submit(REFUSED), DELIVER),
    "a repeat of what is done": (*ONE, Step("duplicate", amount=1), DELIVER),
    "the job redrive": (*PARKED, Step("redrive")),
    "the job reconcile": (Step("submit", amount=UNTOLD), Step("jump", amount=3600), RECONCILE),
    "a lead that reconcile found": (
        *(Step("submit", amount=UNTOLD), Step("jump", amount=3600), RECONCILE),
        DELIVER,
    ),
    "a dead letter": (*_submit(), Step("lose_message"), Step("bury", amount=TAKEN)),
    "a replay": (
        *(*_submit(GONE), DELIVER, *_submit(), Step("lose_message"), Step("bury", amount=TAKEN)),
        Step("replay"),
    ),
    "an erasure": (*ONE, Step("erase")),
    "an erasure of a lead under way": (*PARKED, Step("erase")),
    "the job purge": (*ONE, Step("jump", amount=91 * 86_400), Step("purge")),
    "a lead announced again": (*PARKED, Step("redrive"), DELIVER),
}
CHANGES: Mapping[str, Sequence[Step]] = {
    "a report of Odoo's": (*ONE, Step("edit"), REPORT),
    "a change in Odoo": (*ONE, REPORT, Step("edit"), REPORT, DELIVER),
    "a merge in Odoo": (*ONE, *ANOTHER, *EMPTIED, Step("merge"), REPORT, DELIVER),
    "the job sweep_crm, with the addon": (*ONE, *ANOTHER, *EMPTIED, Step("sweep_crm")),
}
READINGS: Mapping[str, Sequence[Step]] = {
    "the job read_crm_changes": (Step("read_crm_changes"), *ONE, Step("read_crm_changes")),
    "the job sweep_crm": (*ONE, *ANOTHER, Step("sweep_crm")),
    "the job sweep_crm, something gone": (
        *(*ONE, *ANOTHER, Step("sweep_crm"), DELIVER, DELIVER, Step("delete")),
        Step("sweep_crm"),
    ),
}


def scenes() -> Iterator[tuple[str, Schedule]]:
    """Give every scene, those of leads with both of Odoo's gates."""
    for (name, steps), has_addon in product(LEADS.items(), (True, False)):
        gate = "addon" if has_addon else "load()"
        yield f"{name}, {gate}", Schedule(0, steps, has_addon=has_addon)
    for name, steps in CHANGES.items():
        yield name, Schedule(0, steps, follows_crm=True)
    for name, steps in READINGS.items():
        yield name, Schedule(0, steps, has_addon=False, follows_crm=True)


def cut(schedule: Schedule, at: int, fault: Fault) -> Schedule:
    """Let the last step's process go wrong at one of its calls."""
    *before, last = schedule.steps
    return replace(schedule, steps=[*before, replace(last, faults={at: fault})])


def cut_twice(schedule: Schedule, first: tuple[int, Fault], second: tuple[int, Fault]) -> Schedule:
    """And the next process that takes it up as well."""
    once = cut(schedule, *first)
    again = replace(schedule.steps[-1], faults=dict([second]))
    return replace(once, steps=[*once.steps, NO_MEMORY_OF_TIME, again])
