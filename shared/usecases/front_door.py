"""Who may come in at a door, and how often: identity tokens and a courtesy limit per client."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shared.domain import identity_token
from shared.errors import NotAuthentic, TooManyRequests

if TYPE_CHECKING:
    from shared.domain.rate_limit import RateLimit
    from shared.ports import Clock, SignedTokens

HeaderValues = Callable[[str], Sequence[str]]
"""Gives every value of a header."""
PROVEN = frozenset({"timestamp", "replayed"})
"""Codes of refusals where a signature was right: whoever holds a key is never limited."""
LONGEST_TOKEN = 8192
_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class CallerGate:
    """Lets in the service accounts that are named, by tokens made for one of these audiences."""

    tokens: SignedTokens
    audiences: Collection[str]
    callers: Collection[str] = field(repr=False)

    def __call__(self, header: HeaderValues) -> None:
        """Raise NotAuthentic: `identity_token` for one that proves nothing, `wrong_caller` for another account."""
        given = _one(header("Authorization"))
        if not given.lower().startswith(_BEARER):
            raise NotAuthentic("there is no bearer token", code="identity_token")
        claims = self.tokens.claims(given[len(_BEARER) :].strip())
        identity_token.check_purpose(
            claims, issuers=identity_token.GOOGLE, audiences=self.audiences
        )
        if identity_token.verified_email(claims) not in self.callers:
            raise NotAuthentic("this account may not call here", code="wrong_caller")


@dataclass(frozen=True, slots=True)
class PersonGate:
    """Lets in whom Identity-Aware Proxy vouches for; its plain e-mail header is never read."""

    tokens: SignedTokens
    audiences: Collection[str]

    def __call__(self, header: HeaderValues) -> None:
        """Raise NotAuthentic (`identity_token`) without a sound assertion."""
        self.person(header)

    def person(self, header: HeaderValues) -> str:
        """Give who it is as a stable name that is no personal data: a digest of the e-mail."""
        claims = self.tokens.claims(_one(header("X-Goog-IAP-JWT-Assertion")))
        identity_token.check_purpose(claims, issuers=identity_token.IAP, audiences=self.audiences)
        return person_name(identity_token.named_email(claims))


def person_name(email: str) -> str:
    """Give the name of a person that is no personal data: the same for the same e-mail."""
    address = email.strip().casefold()
    return f"person-{hashlib.sha256(address.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """The rules of one door.

    `gate` decides who may come in (None: the door's own handlers do, by signature); `requests`
    limits everybody by all requests, `failures` only those who failed to prove who they are.
    """

    trusted_proxies: int
    clock: Clock
    failures: RateLimit
    requests: RateLimit | None = None
    gate: Callable[[HeaderValues], None] | None = None

    def admit(self, client: str | None, header: HeaderValues) -> None:
        """Raise TooManyRequests or NotAuthentic; `client` is None if it cannot be told apart."""
        if self.requests is not None:
            self._count(self.requests, client)
        if self.gate is not None:
            self.gate(header)

    def refused(self, client: str | None, error: NotAuthentic) -> None:
        """Count a failure; raises TooManyRequests in its stead when there were too many."""
        if error.code not in PROVEN:
            self._count(self.failures, client)

    def _count(self, limit: RateLimit, client: str | None) -> None:
        wait_s = limit.count(client, self.clock.now()) if client else 0.0
        if wait_s:
            raise TooManyRequests("too many requests from one address", retry_after_s=wait_s)


def _one(values: Sequence[str]) -> str:
    """Give the only value; several are refused like none: nobody may choose between them."""
    if len(values) != 1 or not 0 < len(values[0]) <= LONGEST_TOKEN:
        raise NotAuthentic("there is no token, or several", code="identity_token")
    return values[0]
