"""Which installed distribution holds a module: by its files, because `google` belongs to many."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from deploy.gcp.errors import DeployError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MODULE = re.compile(
    r"^(?P<path>[A-Za-z0-9_/]+?)(?:/__init__)?(?:\.[A-Za-z0-9_-]+)?\.(?:py|so|pyd)$"
)


@dataclass(frozen=True, slots=True)
class Distributions:
    """The installed distributions among those that were asked for."""

    holder: Mapping[str, str]
    """Distribution by module."""
    size: Mapping[str, int]
    """Installed bytes by distribution."""

    @classmethod
    def installed(cls, names: Iterable[str]) -> Distributions:
        """Look at the files of these distributions; absent ones (other platforms') count nothing."""
        holder: dict[str, str] = {}
        size: dict[str, int] = {}
        for name in sorted(names):
            files = _files(name)
            size[name] = sum(file.size or 0 for file in files)
            for file in files:
                if match := _MODULE.match(file.as_posix()):
                    holder.setdefault(match["path"].replace("/", "."), name)
        return cls(holder, size)

    def holding(self, module: str) -> str:
        """Name the distribution that `module` (or the object `module` names) comes from.

        Raises DeployError when none of them has it.
        """
        candidate = module
        while candidate:
            if candidate in self.holder:
                return self.holder[candidate]
            candidate = candidate.rpartition(".")[0]
        raise DeployError(f"{module} is imported, and no pinned and installed distribution has it")


def _files(name: str) -> list[metadata.PackagePath]:
    try:
        return metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return []
