"""JSON from outside, read without losing anything: whole numbers stay digits."""

from __future__ import annotations

import json
from typing import NoReturn

from shared.errors import BadInput


class Ambiguous(dict[str, object]):
    """An object in which a name stood twice. Readers ask `type(x) is dict`, so it is no object."""


def read_strict_json(raw: bytes) -> object:
    """Read UTF-8 JSON; whole numbers come as `str`, never rounded, however long.

    Raises BadInput for what is no JSON: other encodings, NaN and Infinity, nesting that is too
    deep. An object that names something twice comes as `Ambiguous`: only its own part of the
    document is unusable.
    """
    try:
        return _DECODER.decode(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadInput("is not JSON", path="$") from None


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    return members if len(members) == len(pairs) else Ambiguous(members)


def _no_number(_: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


_DECODER = json.JSONDecoder(parse_int=str, parse_constant=_no_number, object_pairs_hook=_object)
