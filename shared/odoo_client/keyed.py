"""Insert-or-get: rows with a key of ours, of which each exists once, however often it is sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import BadCall

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PREFIX = re.compile(r"__[a-z0-9_]*[a-z0-9]__", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_:-]{1,200}", re.ASCII)


def external_id(prefix: str, key: str) -> str:
    """Build the external id `prefix.key`, such as `__metalead__.acme_1234`.

    The prefix stands between double underscores, so it is never an installed module's name
    (Odoo removes records of a module's own external ids when the module is upgraded). The key
    has no spaces (a CHECK in Odoo's table) and no dots. Raises BadCall.
    """
    if not _PREFIX.fullmatch(prefix):
        raise BadCall("the prefix of an external id must look like __name__")
    if not _NAME.fullmatch(key):
        raise BadCall("the key of an external id is letters, digits and _ - : (1 to 200)")
    return f"{prefix}.{key}"


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """One record to insert, or to get if its key is there; `key` comes from `external_id`."""

    key: str
    values: Mapping[str, object]

    def __post_init__(self) -> None:
        """Refuse a key that `external_id` could not have made."""
        prefix, _dot, name = self.key.partition(".")
        external_id(prefix, name)


@dataclass(frozen=True, slots=True)
class Inserted:
    """The record of this key is there; Odoo does not say whether it was before."""

    key: str
    id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Odoo will never take this row as it is."""

    key: str
    reason: str
    """Plain words, cleaned of the row's values."""
    fields: tuple[str, ...] = ()
    """The fields Odoo named, by technical name."""


def folded(rows: Iterable[KeyedRow]) -> dict[str, KeyedRow]:
    """Keep the first row of each key: the second would only get the first one's record."""
    first: dict[str, KeyedRow] = {}
    for row in rows:
        first.setdefault(row.key, row)
    return first
