"""Each step's name and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.simulation.proof import acts, encounters, operators, people

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.simulation.proof.steps import Step
    from tests.simulation.proof.world import World

    Act = Callable[[World, Step], None]

ACTS: Mapping[str, Act] = {
    "submit": acts.submit,
    "flood": acts.flood,
    "post": acts.post,
    "deliver": acts.deliver,
    "duplicate": acts.duplicate,
    "lose_message": acts.lose_message,
    "jump": acts.jump,
    "go_on": acts.go_on,
    "down": acts.down,
    "up": acts.up,
    "relay": encounters.relay,
    "meet": encounters.meet,
    "overtake": encounters.overtake,
    "storm": encounters.storm,
    "crowd": encounters.crowd,
    "miss": encounters.miss,
    "forge": acts.forge,
    "redrive": acts.job,
    "reconcile": acts.job,
    "purge": acts.job,
    "bury": operators.bury,
    "replay": operators.replay,
    "erase": operators.erase,
    "read_crm_changes": acts.job,
    "sweep_crm": acts.job,
    "edit": people.edit,
    "close": people.close,
    "merge": people.merge,
    "delete": people.delete,
    "toggle_addon": people.toggle_addon,
    "report": people.report,
}
