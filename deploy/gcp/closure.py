"""What a function reaches: its modules, other people's modules, ports, topics and settings.

Everything that a reached module imports is reached, lazily or not; of shared/bootstrap.py, shared/channels.py and the
modules that assemble use cases (shared/assembly.py and its like) only the parts that the function asks for, so that each bundle holds its own
adapters and no others.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy.gcp.errors import DeployError
from deploy.gcp.imports import Import, Module, Scope, parse
from shared.domain.event import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BY_PARTS = {
    "shared.acting": "acting",
    "shared.alert_pages": "alert_pages",
    "shared.alerting": "alerting",
    "shared.assembly": "assembly",
    "shared.bootstrap": "bootstrap",
    "shared.channels": "channels",
    "shared.fronts": "fronts",
    "shared.learning": "learning",
    "shared.privacy": "privacy",
    "shared.qualification": "qualification",
    "shared.remedies": "remedies",
    "shared.wording": "wording",
}
"""Modules that are reached function by function, with the name that others know them by."""
ADAPTERS = "shared.adapters"
LOCAL_ONLY = ("shared.adapters.messaging.embedded", "shared.adapters.storage.sqlite")
"""Cloud Run's disk is no place for a store or a queue: bootstrap refuses them there."""
_OURS = frozenset({"functions", "shared"})
_NEVER = frozenset({"deploy", "tests"})


@dataclass(slots=True)
class Reached:
    """What one function reaches."""

    files: dict[str, Path] = field(default_factory=dict)
    """By module name."""
    foreign: set[str] = field(default_factory=set)
    """Modules of other people, with the names taken from them: `google.auth.transport.requests`."""
    left_out: set[str] = field(default_factory=set)
    ports: set[str] = field(default_factory=set)
    publishes: set[Topic] = field(default_factory=set)
    republishes: bool = False
    """It sends dead messages again, on whatever topic they came from."""
    requires: set[str] = field(default_factory=set)
    """Settings without which the function does not start."""


def reach(root: Path, entry: str) -> Reached:
    """Follow the imports of module `entry` through the source below `root`."""
    walk = _Walk(root)
    walk.module(entry)
    while walk.open:
        walk.scope(walk.open.pop())
    return walk.reached


class _Walk:
    def __init__(self, root: Path) -> None:
        self.reached = Reached()
        self.open: list[Scope] = []
        self._root = root
        self._parts: dict[str, dict[str, Scope]] = {}

    def module(self, name: str) -> None:
        """Reach a module and the packages that it lies in."""
        if name.startswith(LOCAL_ONLY):
            self.reached.left_out.add(next(p for p in LOCAL_ONLY if name.startswith(p)))
            return
        package, _, _ = name.rpartition(".")
        if package:
            self.module(package)
        if name in self.reached.files:
            return
        file = self._file(name)
        if file is None:
            raise DeployError(f"{name} is imported and not there")
        self.reached.files[name] = file
        self._open_scopes(name, self._parse(name, file))

    def scope(self, scope: Scope) -> None:
        """Follow one scope's imports and note what it asks of the world."""
        for found in scope.imports:
            self._follow(found, scope)
        for module, known_as in BY_PARTS.items():
            for part in sorted(scope.attributes_of(known_as)):
                self._part(module, part)
        self.reached.publishes |= set(_topics(scope))
        self.reached.republishes |= bool(scope.calls("republish"))
        self.reached.requires |= set(_required(scope))

    def _open_scopes(self, name: str, module: Module) -> None:
        if name not in BY_PARTS:
            self.open.append(module.whole)
            return
        self._parts[name] = dict(module.functions)
        # At once: what it imports must be there when one of its parts asks for a part of that.
        self.scope(module.level)
        for called in sorted(module.level.names):
            self._part(name, called)

    def _part(self, module: str, name: str) -> None:
        """Reach one function of such a module and those that it calls, each once."""
        scope = self._parts.get(module, {}).pop(name, None)
        if scope is None:
            return
        self.open.append(scope)
        if any(found.module.startswith(f"{ADAPTERS}.") for found in scope.imports):
            self.reached.ports.add(name)
        for called in sorted(scope.names):
            self._part(module, called)

    def _follow(self, found: Import, scope: Scope) -> None:
        top = found.module.partition(".")[0]
        if top in _NEVER:
            raise DeployError(f"{scope.file}: imports {found.module}, which is never deployed")
        if top in _OURS:
            self._ours(found)
        elif top not in sys.stdlib_module_names:
            self.reached.foreign |= {f"{found.module}.{name}" for name in found.names} or {
                found.module
            }

    def _ours(self, found: Import) -> None:
        self.module(found.module)
        for name in found.names:
            if self._file(f"{found.module}.{name}"):
                self.module(f"{found.module}.{name}")
            elif found.module in BY_PARTS:
                self._part(found.module, name)

    def _file(self, name: str) -> Path | None:
        path = self._root.joinpath(*name.split("."))
        candidates = (path.with_suffix(".py"), path / "__init__.py")
        return next((file for file in candidates if file.is_file()), None)

    def _parse(self, name: str, file: Path) -> Module:
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        return parse(file, package, file.relative_to(self._root).as_posix())


def _topics(scope: Scope) -> Iterator[Topic]:
    """Find `bus.publish(Topic.X, ...)`."""
    for call in scope.calls("publish"):
        first = call.args[0] if call.args else None
        if isinstance(first, ast.Attribute) and first.attr in Topic.__members__:
            yield Topic[first.attr]


def _required(scope: Scope) -> Iterator[str]:
    """Find the names in `found.require("X", ...)` and `bootstrap.settings("X", ...)`."""
    for method in ("require", "settings"):
        for call in scope.calls(method):
            for argument in call.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
