"""A text about a finding: what is the matter, and what to do."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """Both in English with `%(fact)s` for facts; translated when they are shown."""

    cause: str
    fix: str = ""
    """"" where nothing has to be done."""
