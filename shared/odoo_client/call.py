"""One call of a method of an Odoo model."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from .errors import BadCall
from .redact import texts_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

READS = frozenset({
    "check_access_rights",
    "context_get",
    "default_get",
    "fields_get",
    "formatted_read_group",
    "has_access",
    "has_group",
    "name_get",
    "name_search",
    "read",
    "read_group",
    "search",
    "search_count",
    "search_fetch",
    "search_read",
    "web_read",
    "web_search_read",
})  # fmt: skip
"""Methods that change nothing in any Odoo from 14 to 19."""

_NAMES_ONLY = frozenset({"aggregates", "allfields", "attributes", "fields", "groupby", "order"})
"""Arguments that hold names of fields, no values."""

_MODEL = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)*", re.ASCII)
_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Call:
    """What to call. `ids` None is a method of the model, a sequence one of these records."""

    model: str
    method: str
    ids: Sequence[int] | None = None
    context: Mapping[str, object] | None = None
    named: Mapping[str, object] = field(default_factory=dict)
    idempotent: bool = False
    exact: bool = False
    """Read JSON's fractions as Decimal, not as float."""

    @property
    def is_read(self) -> bool:
        return self.method in READS

    @property
    def repeatable(self) -> bool:
        """Whether doing it twice is the same as doing it once."""
        return self.idempotent or self.is_read

    def texts_sent(self) -> set[str]:
        """Give every value sent, as text: none of them may show up in an error."""
        named = {name: value for name, value in self.named.items() if name not in _NAMES_ONLY}
        domain = named.pop("domain", None)
        return texts_in(named) | _texts_in_domain(domain)


def _texts_in_domain(domain: object) -> set[str]:
    leaves = domain if isinstance(domain, list | tuple) else ()
    return texts_in([leaf[2] for leaf in leaves if isinstance(leaf, list | tuple) and leaf[2:]])


@lru_cache(maxsize=1024)
def checked_path(model: str, method: str) -> str:
    """Give `model/method` if both are names; raises BadCall for what could leave the path."""
    if not _MODEL.fullmatch(model) or not _METHOD.fullmatch(method):
        raise BadCall("the model or the method is not a name that Odoo could have")
    return f"{model}/{method}"
