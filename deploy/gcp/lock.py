"""requirements.txt: the pinned, hashed closure of everything, and the part that a bundle needs.

The file is what `uv pip compile --generate-hashes` writes: one block a distribution, whose
`# via` remark names those that asked for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.gcp.errors import DeployError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PIN = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^\s;\\]+)")
_VIA = re.compile(r"^    #(?: via)? +(\S+)$")


@dataclass(frozen=True, slots=True)
class Pin:
    """One distribution of the lock; `text` is its requirement with hashes, ready to be written."""

    name: str
    version: str
    text: str
    wanted_by: frozenset[str]


def read_lock(text: str) -> dict[str, Pin]:
    """Read a lock; raises DeployError for a distribution without a version or a hash."""
    blocks: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            blocks[-1].append(line)
        elif line and not line.startswith("#"):
            blocks.append([line])
    return {pin.name: pin for pin in map(_pin, blocks)}


def needed(lock: Mapping[str, Pin], roots: Iterable[str]) -> list[Pin]:
    """Give the pins of `roots` and of all that they need, by name."""
    found: set[str] = set()
    todo = sorted(roots)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        if name not in lock:
            raise DeployError(f"requirements.txt: {name} is not pinned (make lock)")
        found.add(name)
        todo += [pin.name for pin in lock.values() if name in pin.wanted_by]
    return [lock[name] for name in sorted(found)]


def requirements(pins: Iterable[Pin]) -> str:
    """Write pins as a requirements file that `pip install --require-hashes` takes."""
    return "".join(f"{pin.text}\n" for pin in pins)


def _pin(block: list[str]) -> Pin:
    match = _PIN.match(block[0])
    if match is None:
        raise DeployError(f"requirements.txt: {block[0]!r} is not pinned")
    lines = [line for line in block if not line.startswith("    #")]
    if not any("--hash=sha256:" in line for line in lines):
        raise DeployError(f"requirements.txt: {match[1]} has no hash")
    wanted_by = frozenset(via[1] for line in block if (via := _VIA.match(line)) and via[1] != "via")
    return Pin(match[1], match[2], "\n".join(lines), wanted_by)
