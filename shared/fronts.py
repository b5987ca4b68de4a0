"""Who may come in at which door, and how often: the rules of each kind of door.

A door asks here when it starts: a setting that lacks its other half stops the start, by name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared import bootstrap
from shared.errors import SettingsError
from shared.once import once

if TYPE_CHECKING:
    from shared.settings import Settings
    from shared.usecases.front_door import CallerGate, FrontDoor, PersonGate


@once
def public_door(found: Settings) -> FrontDoor:
    """Give the rules of a door that anyone may call and whose handlers check a signature."""
    from shared.domain.rate_limit import RateLimit
    from shared.usecases.front_door import FrontDoor

    return FrontDoor(_proxies(found), bootstrap.clock(), RateLimit(found.failures_per_minute))


@once
def push_door(found: Settings) -> FrontDoor:
    """Give the rules of a door that only the bus calls."""
    return replace(public_door(found), gate=caller_gate(found))


@once
def job_door(found: Settings) -> FrontDoor:
    """Give the rules of a door that only the scheduler calls."""
    return replace(page_limits(found), gate=caller_gate(found))


@once
def page_door(found: Settings) -> FrontDoor:
    """Give the rules of pages for people."""
    return replace(page_limits(found), gate=person_gate(found))


def page_limits(found: Settings) -> FrontDoor:
    """Give rules that limit everybody by all requests."""
    from shared.domain.rate_limit import RateLimit

    return replace(public_door(found), requests=RateLimit(found.requests_per_minute))


def caller_gate(found: Settings) -> CallerGate | None:
    """Give the check of service accounts; None: the platform does it (Cloud Run's IAM)."""
    from shared.usecases.front_door import CallerGate

    if found.oidc_audience is None and found.oidc_callers is None:
        return None
    if found.oidc_audience is None or found.oidc_callers is None:
        raise SettingsError("OIDC_AUDIENCE and OIDC_CALLERS go together: one of them is not set")
    return CallerGate(bootstrap.caller_tokens(found), found.oidc_audience, found.oidc_callers)


def person_gate(found: Settings) -> PersonGate | None:
    """Give the check of people; None: nobody stands before us who says who they are."""
    from shared.usecases.front_door import PersonGate

    if found.iap_audience is None:
        return None
    return PersonGate(bootstrap.person_tokens(found), found.iap_audience)


def _proxies(found: Settings) -> int:
    """On Cloud Run its own front is one."""
    if found.trusted_proxies is not None:
        return found.trusted_proxies
    return 1 if found.k_service else 0
