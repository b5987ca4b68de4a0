"""Who acts on a page, for an audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import fronts

if TYPE_CHECKING:
    from flask import Request

    from shared.settings import Settings

UNNAMED = "unnamed"


def actor_of(request: Request, settings: Settings) -> str:
    """Give a stable name of the person that is no personal data (`person-` and 16 hex digits).

    It comes from Identity-Aware Proxy's signed assertion alone; raises NotAuthentic (`identity_token`)
    where IAP_AUDIENCE is set and there is no sound one. Without IAP_AUDIENCE nobody vouches for
    anybody, and everyone is `unnamed`.
    """
    gate = fronts.person_gate(settings)
    return gate.person(request.headers.getlist) if gate else UNNAMED
