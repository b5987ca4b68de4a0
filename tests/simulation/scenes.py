"""What stands at the start of a run: a world with one message to deliver."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.simulation.world import World

if TYPE_CHECKING:
    from tests.simulation.stand_ins import Delivery

Scene = Callable[[World], "Delivery"]


def a_stranger(world: World) -> Delivery:
    return world.announce(1)


def a_returning_person(world: World) -> Delivery:
    world.deliver(world.announce(1, person=1))
    world.edit()
    world.calls.clear()
    return world.announce(2, person=1)


SCENES = pytest.mark.parametrize("scene", [a_stranger, a_returning_person])
