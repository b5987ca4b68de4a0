"""Answers in the shapes of a real Odoo 19: content types, headers, error bodies."""

from __future__ import annotations

import html
import json
from typing import Any

from werkzeug.wrappers import Response

from deploy.local.demo.odoo.failures import error_body, error_status


class WrongType(Exception):
    """The request's content type is not the route's."""


def as_json(content: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    answer = Response(json.dumps(content), status, content_type="application/json; charset=utf-8")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def as_error(error: Exception) -> Response:
    """Answer a JSON-2 call with an error."""
    return as_json(error_body(error), error_status(error))


def as_html(text: str, status: int) -> Response:
    """Answer with a page."""
    return Response(text, status, content_type="text/html; charset=utf-8")


def no_database() -> Response:
    """Answer a call for a database that is not there."""
    return as_html(
        "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
        "<p>No database is selected and the requested URL was not found in the server-wide"
        " controllers.</p>\n",
        404,
    )


def wrong_type(compatible: str, route: str, kind: str) -> Response:
    """Answer a request whose content type does not fit."""
    told = (
        f"Request inferred type is compatible with [{compatible!r}] but {route!r} is type={kind!r}."
    )
    return as_html(
        "<!doctype html>\n<html lang=en>\n<title>415 Unsupported Media Type</title>\n"
        f"<h1>Unsupported Media Type</h1>\n<p>{html.escape(told)}<br><br>Please verify the"
        " Content-Type request header and try again.</p>\n",
        415,
    )
