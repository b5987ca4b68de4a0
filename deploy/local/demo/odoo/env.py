"""What one call works with: the transaction, the user, the context and the moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from deploy.local.demo.odoo.failures import NoModel
from deploy.local.demo.odoo.schema import Model, models

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

Vals = dict[str, Any]
"""Field values by name, as JSON carries them."""
Sql = tuple[str, list[Any]]
"""A piece of SQL and its parameters."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a model does besides storing."""

    before_create: Callable[[Env, list[Vals]], list[Vals]] | None = None
    after_create: Callable[[Env, list[int]], None] | None = None
    before_write: Callable[[Env, list[int], Vals], Vals] | None = None
    after_write: Callable[[Env, list[int]], None] | None = None
    before_unlink: Callable[[Env, list[int]], None] | None = None
    computed: Mapping[str, Callable[[Env, list[int]], dict[int, Any]]] = field(default_factory=dict)
    """Values of fields that are not stored, for many records at once."""


@dataclass(frozen=True, slots=True)
class Env:
    """One call's surroundings."""

    db: sqlite3.Connection
    uid: int
    context: Mapping[str, Any]
    now: str
    """UTC with microseconds, `2026-11-22 17:07:17.501066`."""
    hooks: Mapping[str, Hooks]
    groups: frozenset[str]
    """External ids of the groups that every user of the demo belongs to."""
    is_lost_race: Callable[[str], bool]
    """Whether this external id was made by a call that committed after this one began."""
    note_made: Callable[[str], None]
    has_addon: bool = False
    """Whether the addon is installed; without it its models and fields are not to be seen."""

    def model(self, name: str) -> Model:
        """Give a model; raises NoModel for one that is not there."""
        found = models(with_addon=self.has_addon).get(name)
        if found is None:
            raise NoModel(name)
        return found

    def hooks_of(self, model: str) -> Hooks:
        """Give what the model does besides storing."""
        return self.hooks.get(model, NO_HOOKS)

    def with_context(self, **context: object) -> Env:
        """Give the same surroundings with more context."""
        return replace(self, context={**self.context, **context})

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Run a query."""
        return self.db.execute(sql, parameters).fetchall()

    def run(self, sql: str, parameters: Sequence[object] = ()) -> int:
        """Run a statement and give the id of the row it inserted, if it did."""
        return self.db.execute(sql, parameters).lastrowid or 0


NO_HOOKS = Hooks()
