"""Edges: lists that hang on a node, filtered, cut into pages by cursors."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from deploy.local.demo.meta.replies import MetaError, Refused
from deploy.local.demo.meta.store import Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Request

    from deploy.local.demo.meta.catalogue import Json

_DEFAULT_LIMIT, _MAX_LIMIT = 25, 500
_OPERATORS = {
    "GREATER_THAN": ("since_s", 1),
    "GREATER_THAN_OR_EQUAL": ("since_s", 0),
    "LESS_THAN": ("until_s", 0),
}


def limit_of(request: Request) -> int:
    """Give the page size; thousands make the real one answer 500."""
    limit = request.args.get("limit", _DEFAULT_LIMIT, type=int)
    if not 1 <= limit <= _MAX_LIMIT:
        message = "Please reduce the amount of data you're asking for, then retry your request"
        raise Refused(MetaError(1, message, status=500))
    return limit


def window_of(request: Request) -> Window:
    """Read `filtering`, `after` and `limit`; raises Refused for what Meta does not take."""
    window = Window(limit=limit_of(request))
    for rule in _filtering(request.args.get("filtering", "[]")):
        window = _narrowed(window, rule)
    place = after_of(request)
    return window if place is None else replace(window, before=(place[0], place[1]))


def after_of(request: Request) -> tuple[int, int] | None:
    """Read the cursor of the page before; raises Refused for one that is none."""
    cursor = request.args.get("after")
    if not cursor:
        return None
    try:
        first, second = base64.urlsafe_b64decode(cursor).decode().split(".")
        return int(first), int(second)
    except (ValueError, binascii.Error):
        raise Refused(MetaError(100, "(#100) Invalid cursors values")) from None


def page_of(
    request: Request, items: list[Json], places: Sequence[tuple[int, int]], *, more: bool
) -> Json:
    """Give one page of an edge with its cursors and, if there is `more`, the link to it.

    The real link holds the token in its query, whichever way it was given; so does this one.
    """
    if not items:
        return {"data": []}
    after = _cursor(places[-1])
    paging: Json = {"cursors": {"before": _cursor(places[0]), "after": after}}
    if more:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        query = {"access_token": token, **request.args.to_dict(), "after": after}
        paging["next"] = f"{request.base_url}?{urlencode(query)}"
    return {"data": items, "paging": paging}


def _filtering(text: str) -> list[Json]:
    try:
        rules = json.loads(text)
    except ValueError:
        rules = None
    if isinstance(rules, list) and all(isinstance(rule, dict) for rule in rules):
        return rules
    raise Refused(MetaError(100, "(#100) param filtering must be an array."))


def _narrowed(window: Window, rule: Json) -> Window:
    bound, value = _OPERATORS.get(str(rule.get("operator"))), rule.get("value")
    if rule.get("field") != "time_created" or bound is None or not isinstance(value, int):
        raise Refused(MetaError(100, "(#100) Filtering field time_created with operation invalid"))
    seconds = value + bound[1]
    if bound[0] == "since_s":
        return replace(window, since_s=max(window.since_s, seconds))
    return replace(window, until_s=min(window.until_s, seconds))


def _cursor(place: tuple[int, int]) -> str:
    return base64.urlsafe_b64encode(f"{place[0]}.{place[1]}".encode()).decode()
