"""Plain text as the HTML that Odoo keeps: nothing in it is markup."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from shared.odoo_client import storable

if TYPE_CHECKING:
    from collections.abc import Mapping

ALERT = "g_assistant_alert"
"""Class around the note of a step that only shows an alert: readings tell it by that, and the
addon too. `automated` alone is also what a rule of Odoo's own planned while we wrote a lead."""


def as_alert(text: str) -> str:
    """Give the note of a step that only shows an alert."""
    return f'<div class="{ALERT}">{as_html(text) or "<p><br></p>"}</div>'


def shows_alert(row: Mapping[str, object]) -> bool:
    """Tell a step of our own that only shows an alert by its mark."""
    return bool(row["automated"]) and ALERT in str(row["note"] or "")


def as_html(text: str) -> str:
    """Give paragraphs with line breaks; each is written in the direction of its own language."""
    paragraphs = storable(text).strip().split("\n\n")
    return "".join(f'<p dir="auto">{_lines(one)}</p>' for one in paragraphs if one.strip())


def _lines(paragraph: str) -> str:
    return escape(paragraph.strip()).replace("\n", "<br>")
