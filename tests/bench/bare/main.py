"""The least that functions-framework can do: answer 200."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

if TYPE_CHECKING:
    from flask import Request


@functions_framework.http
def bare(request: Request) -> str:
    return ""
