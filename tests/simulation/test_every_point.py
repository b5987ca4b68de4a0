"""Every port call of every door and job, each with every fault, in the whole suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.simulation.proof.every_point import Points, single, undisturbed
from tests.simulation.proof.plant import Plant, started
from tests.simulation.proof.scenes import scenes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.simulation.proof.steps import Schedule

SCENES = dict(scenes())


@pytest.fixture(name="plant", scope="module")
def _plant() -> Iterator[Plant]:
    with started() as plant:
        yield plant


@pytest.mark.parametrize("name", SCENES)
def test_a_fault_at_any_port_call_is_recovered_from(plant: Plant, name: str) -> None:
    points = Points()
    single(plant, name, SCENES[name], points)
    assert points.crash_points >= 2
    assert points.broken == []


def test_the_scenes_are_cut_off_where_they_should_be(plant: Plant) -> None:
    def way(name: str) -> list[str]:
        scene: Schedule = SCENES[name]
        return undisturbed(plant, name, scene)

    assert way("a webhook, addon") == ["bus.publish"]
    assert "crm.put_lead" in way("a stranger's lead, load()")
    assert "crm.add_submission" in way("a lead of somebody known, addon")
    assert "bus.publish" in way("the job redrive, addon")
    assert "pipeline.changed_since" in way("the job read_crm_changes")
    assert "pipeline.opportunities_after" in way("the job sweep_crm")
    assert "pipeline.read" in way("the job sweep_crm, something gone")
