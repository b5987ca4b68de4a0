"""What a module of ours asks for when it is loaded and run: read from its source, never run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from deploy.gcp.errors import DeployError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

_Node = TypeVar("_Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `from module import names`, or `import module` (no names)."""

    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """A module's own level, or one of its functions: what it does when it runs."""

    nodes: tuple[ast.AST, ...]
    package: str
    file: str

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """The imports, lazy ones included, those for type checkers not."""
        return tuple(self._imports())

    def attributes_of(self, name: str) -> set[str]:
        """Give every X of `name.X`."""
        return self._attributes.get(name, set())

    @cached_property
    def names(self) -> set[str]:
        """Every plain name that is read."""
        return {node.id for node in self._each(ast.Name)}

    def calls(self, method: str) -> Sequence[ast.Call]:
        """Give every call of `something.method(...)`."""
        return self._calls.get(method, ())

    @cached_property
    def _attributes(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for node in self._each(ast.Attribute):
            found.setdefault(_name(node.value), set()).add(node.attr)
        return found

    @cached_property
    def _calls(self) -> Mapping[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for node in self._each(ast.Call):
            if isinstance(node.func, ast.Attribute):
                found.setdefault(node.func.attr, []).append(node)
        return found

    def _imports(self) -> Iterator[Import]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (Import(alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names = tuple(alias.name for alias in node.names)
                yield Import(_absolute(node, self.package), names)
            elif isinstance(node, ast.Call) and _name(node.func) in _DYNAMIC:
                raise DeployError(f"{self.file}:{node.lineno}: imports by a computed name")

    def _each(self, kind: type[_Node]) -> Iterator[_Node]:
        return (node for node in self.nodes if isinstance(node, kind))


@dataclass(frozen=True)
class Module:
    """A parsed module: all of it, and the same in parts."""

    tree: ast.Module
    package: str
    file: str

    @cached_property
    def whole(self) -> Scope:
        """All of it."""
        return self._scope(self.tree.body)

    @cached_property
    def level(self) -> Scope:
        """What runs when it is loaded."""
        own = [node for node in self.tree.body if node not in self._functions]
        return self._scope([*own, *(d for f in self._functions for d in f.decorator_list)])

    @cached_property
    def functions(self) -> Mapping[str, Scope]:
        """What runs when they are called."""
        return {function.name: self._scope(function.body) for function in self._functions}

    @cached_property
    def _functions(self) -> list[ast.FunctionDef]:
        named = {n.name: n for n in self.tree.body if isinstance(n, ast.FunctionDef)}
        return list(named.values())

    def _scope(self, nodes: Iterable[ast.AST]) -> Scope:
        return Scope(tuple(_running(nodes)), self.package, self.file)


def parse(file: Path, package: str, shown_as: str) -> Module:
    """Parse one file; relative imports count from `package`."""
    return _parsed(file.read_bytes(), package, shown_as)


@lru_cache(maxsize=1024)
def _parsed(source: bytes, package: str, shown_as: str) -> Module:
    """Every function reaches the same few hundred modules: the same source is read once."""
    return Module(ast.parse(source, filename=shown_as), package, shown_as)


_DYNAMIC = frozenset({"import_module", "__import__"})


def _running(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Walk nodes, in the order of the source, without what only a type checker reads."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        hidden = node.body if isinstance(node, ast.If) and _is_for_types(node.test) else []
        children = [one for one in ast.iter_child_nodes(node) if one not in hidden]
        waiting.extend(reversed(children))


def _is_for_types(test: ast.expr) -> bool:
    return _name(test) == "TYPE_CHECKING"


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _absolute(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])
