"""How those are named who say something of an alert, where they are users of the CRM."""

from __future__ import annotations


def by_link(user_id: int) -> str:
    """Name who answered by a link of his own."""
    return f"user-{user_id}"


def by_crm(user_id: int | None) -> str:
    """Name who answered in the CRM."""
    return f"crm:{user_id or 0}"


def is_said_by(said_by: str, user_id: int | None) -> bool:
    """Tell whether it was this user."""
    return user_id is not None and said_by in {by_link(user_id), by_crm(user_id)}
