"""Which handler takes a request, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from shared.entrypoint.answers import Answer, problem
from shared.errors import PermanentError

if TYPE_CHECKING:
    from flask import Request

Handler = Callable[["Request"], Answer]
Routes = Mapping[tuple[str, str], Handler]


def handler_of(request: Request, routes: Routes) -> Handler | None:
    """Give the route's handler; `/a/*` takes what lies one step below `/a` without its own."""
    method = "GET" if request.method == "HEAD" else request.method
    found = (routes.get((method, path)) for path in _paths(request))
    return next((one for one in found if one), None)


def no_route(request: Request, routes: Routes) -> Answer:
    """Say that there is nothing here, or which methods there are."""
    asked = _paths(request)
    methods = {method for method, path in routes if path in asked}
    if methods:
        return wrong_method(methods | ({"HEAD"} if "GET" in methods else set()))
    return problem(PermanentError("there is nothing here", code="not_found"))


def wrong_method(allowed: Iterable[str]) -> Answer:
    """Say which methods there are."""
    told = problem(PermanentError("not with this method", code="method"))
    return replace(told, headers={"Allow": ", ".join(sorted(allowed))})


def _paths(request: Request) -> tuple[str, str]:
    """Give the path as a route names it: itself, or as any below its parent."""
    path = request.path.rstrip("/") or "/"
    return path, f"{path.rpartition('/')[0]}/*"
