"""A function's bundle: what is uploaded, and nothing else.

`build/<function>/` holds a main.py in which functions-framework finds the function by its name,
the modules that it reaches, the files that lie beside them, its own requirements.txt and
bundle.json, which says what went in. The same source gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from deploy.gcp.closure import Reached, reach
from deploy.gcp.distributions import Distributions
from deploy.gcp.errors import DeployError
from deploy.gcp.lock import Pin, needed, read_lock, requirements
from deploy.gcp.manifest import FILE_NAME, Manifest, read_manifests

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ALWAYS = frozenset({"functions-framework", "tzdata"})
"""What no import shows: the server, and the time zones where the system has none."""
CONTENTS = "bundle.json"
_IGNORE = "__pycache__/\n*.pyc\n.gcloudignore\n"
_NOT_DATA = frozenset({".py", ".pyc", ".pyi", ".md", ".cfg"})
_NOT_DEPLOYED = frozenset({FILE_NAME, "py.typed"})
_NOT_DEPLOYED_FOLDERS = frozenset({"__pycache__", "fixtures", "tests"})


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds: files by their path in it, and what they need and do."""

    manifest: Manifest
    reached: Reached
    pins: tuple[Pin, ...]
    files: Mapping[str, bytes]
    installed_bytes: int
    """Size of its distributions on this machine."""

    @property
    def source_bytes(self) -> int:
        """Size of our own files."""
        return sum(len(content) for content in self.files.values())


class Bundler:
    """Makes bundles from the source below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def manifests(self) -> Mapping[str, Manifest]:
        """Every function's manifest by name."""
        return {manifest.name: manifest for manifest in read_manifests(self._root / "functions")}

    def bundle(self, name: str) -> Bundle:
        """Put a function's bundle together.

        Raises DeployError when there is no such function, or when function.yaml does not say what
        the code needs.
        """
        if name not in self.manifests:
            raise DeployError(f"no function {name!r}; there are: {', '.join(self.manifests)}")
        manifest = self.manifests[name]
        reached = reach(self._root, f"functions.{name}.main")
        _compare(manifest, reached)
        foreign = {self._distributions.holding(module) for module in reached.foreign}
        pins = tuple(needed(self._lock, foreign | (ALWAYS & set(self._lock))))
        size = sum(self._distributions.size[pin.name] for pin in pins)
        files = self._files(name, reached) | {
            "main.py": _main(name),
            "requirements.txt": requirements(pins).encode(),
            ".gcloudignore": _IGNORE.encode(),
        }
        files[CONTENTS] = _contents(manifest, reached, pins, files)
        return Bundle(manifest, reached, pins, dict(sorted(files.items())), size)

    @cached_property
    def _lock(self) -> Mapping[str, Pin]:
        return read_lock((self._root / "requirements.txt").read_text(encoding="utf-8"))

    @cached_property
    def _distributions(self) -> Distributions:
        return Distributions.installed(self._lock)

    def _files(self, name: str, reached: Reached) -> dict[str, bytes]:
        paths = set(reached.files.values())
        for folder in {file.parent for file in paths if file.name == "__init__.py"}:
            paths |= set(_data_files(folder))
        return {path.relative_to(self._root).as_posix(): path.read_bytes() for path in paths}


def write(bundle: Bundle, folder: Path) -> None:
    """Write a bundle; what an older bundle left in the folder is removed first.

    Raises DeployError rather than empty a folder that is no bundle.
    """
    if folder.exists():
        if not (folder / CONTENTS).is_file() and any(folder.iterdir()):
            raise DeployError(f"{folder} holds something that is no bundle")
        shutil.rmtree(folder)
    for path, content in bundle.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _compare(manifest: Manifest, reached: Reached) -> None:
    file = f"functions/{manifest.name}/{FILE_NAME}"
    if set(manifest.ports) != reached.ports:
        raise DeployError(f"{file}: ports: the code reaches {', '.join(sorted(reached.ports))}")
    unset = sorted(reached.requires - set(manifest.environment) - set(manifest.secrets))
    if unset:
        raise DeployError(f"{file}: environment: the code does not start without {unset[0]}")


def _data_files(folder: Path) -> Iterator[Path]:
    """Give what lies in a package besides modules: templates, styles, tables."""
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in _NOT_DEPLOYED_FOLDERS and not (path / "__init__.py").exists():
                yield from _data_files(path)
        elif path.suffix not in _NOT_DATA and path.name not in _NOT_DEPLOYED:
            yield path


def _main(name: str) -> bytes:
    """Write the source for the framework, which looks for the function by its own name."""
    return f'from functions.{name}.main import {name}\n\n__all__ = ["{name}"]\n'.encode()


def _contents(
    manifest: Manifest, reached: Reached, pins: tuple[Pin, ...], files: Mapping[str, bytes]
) -> bytes:
    document = {
        "function": manifest.name,
        "ports": sorted(reached.ports),
        "publishes": sorted(reached.publishes),
        "requires": sorted(reached.requires),
        "left_out": sorted(reached.left_out),
        "distributions": {pin.name: pin.version for pin in pins},
        "files": {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)},
    }
    return (json.dumps(document, indent=2) + "\n").encode()
