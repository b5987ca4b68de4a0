"""The `fields` parameter: which parts of a node to show, nested parts in braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deploy.local.demo.meta.replies import MetaError, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.local.demo.meta.catalogue import Json

Wanted = dict[str, "Wanted"]
"""Field name -> wanted parts of it; none means all."""
_WORDS = re.compile(r"[\w.]+|[{},]", re.ASCII)


def parse_fields(text: str) -> Wanted:
    """Read `id,questions{key,label}`."""
    return _level(iter(_WORDS.findall(text)))


def show(node: Json, wanted: Wanted, kind: str, known: frozenset[str]) -> Json:
    """Give the wanted parts that the node has; raises Refused for a field that no node has."""
    for name in wanted:
        if name not in known:
            message = f"(#100) Tried accessing nonexisting field ({name}) on node type ({kind})"
            raise Refused(MetaError(100, message))
    return {"id": node["id"], **_part(node, wanted)}


def _level(words: Iterator[str]) -> Wanted:
    wanted: Wanted = {}
    last = ""
    for word in words:
        if word == "}":
            break
        if word == "{":
            wanted[last] = _level(words)
        elif word != ",":
            last = word
            wanted[word] = {}
    return wanted


def _part(value: Json, wanted: Wanted) -> Json:
    return {name: _shown(value[name], inner) for name, inner in wanted.items() if name in value}


def _shown(value: object, wanted: Wanted) -> object:
    if not wanted:
        return value
    if isinstance(value, list):
        return [_shown(item, wanted) for item in value]
    return _part(value, wanted) if isinstance(value, dict) else value
