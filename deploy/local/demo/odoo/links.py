"""Many-to-many links of a record, and Odoo's commands to change them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from deploy.local.demo.odoo.failures import ConstraintFailure
from deploy.local.demo.odoo.schema import models
from deploy.local.demo.odoo.values import as_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from deploy.local.demo.odoo.env import Env, Vals
    from deploy.local.demo.odoo.schema import Field

    Create = Callable[[Env, str, list[Vals]], list[int]]

IN_USE: Final = (
    "Another model is using the record you are trying to delete.\n\n"
    "The troublemaker is: {culprit}\nThanks to the following constraint: {constraint}\n"
    "How about archiving the record instead?"
)


def exists(env: Env, field: Field, record_id: int) -> bool:
    """Whether the record that a relation names is there."""
    target = models().get(field.relation)
    if target is None:
        return True
    return bool(env.rows(f"SELECT 1 FROM {target.table} WHERE id = ?", [record_id]))  # noqa: S608 - schema names


def link(env: Env, field: Field, record_id: int, commands: Any, create: Create) -> None:
    """Carry out Odoo's x2many commands; bare ids replace what is there. `create` makes new ones."""
    if not isinstance(commands, list):
        commands = [[6, 0, []]]
    if all(isinstance(one, int) for one in commands):
        commands = [[6, 0, commands]]
    for command in commands:
        if command[0] == CREATE:
            [made] = create(env, field.relation, [command[2]])
            _add(env, field, record_id, [4, made])
        else:
            _COMMANDS[command[0]](env, field, record_id, command)


def _set(env: Env, field: Field, record_id: int, command: list[Any]) -> None:
    env.run(f"DELETE FROM {field.link_table} WHERE record = ?", [record_id])  # noqa: S608 - schema names
    for other in command[2] if command[0] == SET else ():
        _add(env, field, record_id, [4, other])


def _add(env: Env, field: Field, record_id: int, command: list[Any]) -> None:
    other = as_id(command[1])
    if not exists(env, field, other):
        name = f"{field.model.replace('.', '_')}_{field.name}_fkey"
        constraint = {"tag_ids": "crm_tag_rel_tag_id_fkey"}.get(field.name, name)
        raise ConstraintFailure(IN_USE.format(culprit="Unknown", constraint=constraint))
    env.run(f"INSERT OR IGNORE INTO {field.link_table} VALUES (?, ?)", [record_id, other])  # noqa: S608 - schema names


def _remove(env: Env, field: Field, record_id: int, command: list[Any]) -> None:
    env.run(
        f"DELETE FROM {field.link_table} WHERE record = ? AND other = ?",  # noqa: S608 - schema names
        [record_id, as_id(command[1])],
    )


CREATE: Final = 0
SET: Final = 6
_COMMANDS = {2: _remove, 3: _remove, 4: _add, 5: _set, SET: _set}


def links_of(env: Env, pairs: str, values: list[Any], ids: list[int]) -> dict[int, list[int]]:
    """Give {record: others} of pairs, for these records."""
    rows = env.rows(
        f"SELECT record, other FROM ({pairs}) WHERE record IN ({marks(ids)}) ORDER BY other",  # noqa: S608 - schema names
        [*values, *ids],
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row["record"]].append(row["other"])
    return found


def marks(values: Iterable[Any]) -> str:
    """Give the question marks of a list of parameters."""
    return ", ".join("?" for _ in values)
