"""Replies that no sound Graph gives: what a client must survive."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from deploy.local.demo.meta.catalogue import Json

_ELSEWHERE = "http://foreign.example/v26.0/1/leads?access_token=x&after=MQ=="

_FIRST = "OTk5OTk5OTk5OTkuOTk5"
"""The cursor of a place before all others."""


def act_out(order: str | None, sound: Response) -> Response:
    """Give the hostile form of a sound reply, or the reply itself."""
    return _ACTS[order](sound) if order in _ACTS else sound


def _redirect(sound: Response) -> Response:
    return Response("", 302, {"Location": _ELSEWHERE})


def _html(sound: Response) -> Response:
    return Response("<html>Sorry, something went wrong.</html>", content_type="text/html")


def _changed(change: Callable[[Json], object]) -> Callable[[Response], Response]:
    def act(sound: Response) -> Response:
        body = change(json.loads(sound.get_data()))
        return Response(json.dumps(body), content_type="application/json")

    return act


def _foreign_next(body: Json) -> Json:
    paging = {"cursors": {"after": "MQ=="}, **body.get("paging", {}), "next": _ELSEWHERE}
    return {**body, "paging": paging}


def _circle(body: Json) -> Json:
    """Point every page to the first one."""
    paging = body.get("paging", {})
    link = re.sub(r"after=[^&]*", f"after={_FIRST}", paging.get("next", ""))
    return {**body, "paging": {**paging, "next": link}}


def _without_ads(body: Json) -> Json:
    return {name: part for name, part in body.items() if not name.startswith(("ad", "campaign"))}


def _with_first(**wrong: object) -> Callable[[Json], Json]:
    """Spoil the first item of a list, and no other."""

    def spoil(body: Json) -> Json:
        items = body.get("data", [])
        return {**body, "data": [{**one, **wrong} for one in items[:1]] + items[1:]}

    return spoil


_ACTS: dict[str | None, Callable[[Response], Response]] = {
    "redirect": _redirect,
    "html": _html,
    "array": _changed(lambda body: [body]),
    "empty_object": _changed(lambda _: {}),
    "wrong_types": _changed(lambda body: {name: {"a": [1]} for name in body}),
    "other_object": _changed(lambda body: {**body, "id": "1"}),
    "huge": _changed(lambda body: {**body, "filler": "x" * 3 * 1024 * 1024}),
    "deep": lambda _: Response("[" * 200_000, content_type="application/json"),
    "foreign_next": _changed(_foreign_next),
    "circle": _changed(_circle),
    "spoilt_item": _changed(_with_first(field_data="spoilt")),
    "spoilt_item_without_id": _changed(_with_first(id=[], created_time="spoilt")),
    "hidden_ad_fields": _changed(_without_ads),
}
HOSTILE = frozenset(name for name in _ACTS if name is not None)
