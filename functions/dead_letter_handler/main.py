"""Messages that other functions gave up: each is kept until a person decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import functions_framework

from shared import bootstrap, entrypoint, fronts, remedies

if TYPE_CHECKING:
    from flask import Request, Response

SETTINGS = bootstrap.settings()
FRONT = fronts.push_door(SETTINGS)
KEEP_DEAD_LETTER = remedies.keep_dead_letter(SETTINGS)
MAX_BYTES = 16 * 1024 * 1024
"""Pub/Sub's largest message (10 MB) in base64, with room for attributes: nothing is refused."""


@functions_framework.http
def dead_letter_handler(request: Request) -> Response:
    return entrypoint.deliveries(
        "dead_letter_handler", request, KEEP_DEAD_LETTER, FRONT, max_bytes=MAX_BYTES
    )
