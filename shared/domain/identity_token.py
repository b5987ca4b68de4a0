"""What a signed identity token must say: who made it, for whom, and about whom.

Google's tokens of service accounts (Pub/Sub push, Cloud Scheduler: "Authenticate push requests",
read 2026-11) and the assertions of Identity-Aware Proxy ("Securing your app with signed headers",
read 2026-11). Signature and time are checked before this is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.errors import NotAuthentic

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

GOOGLE = frozenset({"https://accounts.google.com", "accounts.google.com"})
IAP = frozenset({"https://cloud.google.com/iap"})


def check_purpose(
    claims: Mapping[str, object], *, issuers: Collection[str], audiences: Collection[str]
) -> None:
    """Raise NotAuthentic unless one of `issuers` made this for exactly one of `audiences`."""
    issuer, meant_for = claims.get("iss"), claims.get("aud")
    if type(issuer) is not str or issuer not in issuers:
        raise NotAuthentic("the token is of another issuer", code="identity_token")
    if type(meant_for) is not str or meant_for not in audiences:
        raise NotAuthentic("the token is meant for another audience", code="identity_token")


def verified_email(claims: Mapping[str, object]) -> str:
    """Give the e-mail that the issuer vouches for; raises NotAuthentic if there is none."""
    email = claims.get("email")
    if claims.get("email_verified") is not True or type(email) is not str or not email:
        raise NotAuthentic("the token vouches for no e-mail address", code="identity_token")
    return email


def named_email(claims: Mapping[str, object]) -> str:
    """Give the e-mail of an assertion of Identity-Aware Proxy, which names verified ones only."""
    email = claims.get("email")
    if type(email) is not str or not email:
        raise NotAuthentic("the assertion names nobody", code="identity_token")
    return email
