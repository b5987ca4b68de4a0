"""Every HTTP door, its routes and what opens it, read from the manifests and the doors' tables."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from deploy.gcp.manifest import Manifest, read_manifests
from deploy.local.doors import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFESTS = {one.name: one for one in read_manifests(FUNCTIONS)}
HTTP_DOORS = sorted(name for name, one in MANIFESTS.items() if one.trigger == "http")


@dataclass(frozen=True)
class Route:
    """One route of one door."""

    door: str
    method: str
    path: str

    @property
    def manifest(self) -> Manifest:
        return MANIFESTS[self.door]

    @property
    def example(self) -> str:
        """Give a path that this route takes."""
        return self.path.replace("*", "12")

    def __str__(self) -> str:
        return f"{self.door} {self.method} {self.path}"


def routes_of(door: str) -> Iterator[Route]:
    """Give the routes of a door that a world has opened; a push door has one."""
    module = sys.modules.get(f"functions.{door}.main") or importlib.import_module(
        f"functions.{door}.main"
    )
    table: dict[tuple[str, str], Any] = getattr(module, "ROUTES", {("POST", "/"): None})
    for method, path in table:
        yield Route(door, method, path)
