"""What a module of ours asks for when it is loaded and run: read from its source, never run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from deploy.gcp.errors import DeployError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Node = TypeVar("_Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `from module import names`, or `import module` (no names)."""

    module: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """A module's own level, or one of its functions: what it does when it runs."""

    nodes: tuple[ast.AST, ...]
    package: str
    file: str

    def imports(self) -> Iterator[Import]:
        """Give the imports, lazy ones included, those for type checkers not."""
        for node in self.nodes:
            if isinstance(node, ast.Import):
                yield from (Import(alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names = tuple(alias.name for alias in node.names)
                yield Import(_absolute(node, self.package), names)
            elif isinstance(node, ast.Call) and _name(node.func) in _DYNAMIC:
                raise DeployError(f"{self.file}:{node.lineno}: imports by a computed name")

    def attributes_of(self, name: str) -> set[str]:
        """Give every X of `name.X`."""
        return {n.attr for n in self._each(ast.Attribute) if _name(n.value) == name}

    def names(self) -> set[str]:
        """Give every plain name that is read."""
        return {node.id for node in self._each(ast.Name)}

    def calls(self, method: str) -> Iterator[ast.Call]:
        """Give every call of `something.method(...)`."""
        for node in self._each(ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == method:
                yield node

    def _each(self, kind: type[_Node]) -> Iterator[_Node]:
        return (node for node in self.nodes if isinstance(node, kind))


@dataclass(frozen=True, slots=True)
class Module:
    """A parsed module; `whole` is all of it, `level` and `functions` the same in parts."""

    whole: Scope
    level: Scope
    functions: dict[str, Scope]


def parse(file: Path, package: str, shown_as: str) -> Module:
    """Parse one file; relative imports count from `package`."""
    tree = ast.parse(file.read_bytes(), filename=shown_as)
    functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    level = [node for node in tree.body if node not in functions.values()]

    def scope(*nodes: ast.AST) -> Scope:
        return Scope(tuple(n for node in nodes for n in _running(node)), package, shown_as)

    return Module(
        whole=scope(*tree.body),
        level=scope(*level, *(d for f in functions.values() for d in f.decorator_list)),
        functions={name: scope(*node.body) for name, node in functions.items()},
    )


_DYNAMIC = frozenset({"import_module", "__import__"})


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a node without what only a type checker reads."""
    yield node
    hidden = node.body if isinstance(node, ast.If) and _is_for_types(node.test) else []
    for child in ast.iter_child_nodes(node):
        if child not in hidden:
            yield from _running(child)


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
