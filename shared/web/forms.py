"""What a form of our own pages holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.errors import TooLarge
from shared.web.same_origin import check_same_origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Request

MAX_FORM_BYTES = 4_096


def form_of(request: Request) -> Mapping[str, str]:
    """Read a form of our own pages; raises PermanentError for another site's, TooLarge."""
    check_same_origin(request.headers)
    if len(request.get_data()) > MAX_FORM_BYTES:
        raise TooLarge("the form is larger than ours are")
    return request.form
