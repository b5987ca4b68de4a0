"""Tokens and the proof of the app secret, as the demo Graph checks them."""

from __future__ import annotations

import hmac
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.local.demo.meta.catalogue import catalogue
from deploy.local.demo.meta.replies import (
    APP_TOKEN_NEEDED,
    PAGE_TOKEN_NEEDED,
    PROOF_MISSING,
    PROOF_WRONG,
    TOKEN_MISSING,
    TOKEN_UNKNOWN,
    Refused,
    not_there,
)

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

    from deploy.local.demo.meta.standing import StandingBoard

ACCESS_TOKEN = "DEMO-system-user"  # noqa: S105 - opens nothing but the demo
APP_SECRET = "demo-app-secret"  # noqa: S105 - same
APP_ID = "304857600000001"
APP_TOKEN = f"{APP_ID}|{APP_SECRET}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: a system user, who may see every page, or one page itself."""

    token: str
    page_id: str | None
    is_app: bool = False
    """The app itself, by `APP_ID|APP_SECRET`."""

    def must_be_app(self) -> None:
        """Raise unless the call came with the app's own token."""
        if not self.is_app:
            raise Refused(APP_TOKEN_NEEDED)

    def must_see(self, page_id: str, node_id: str) -> None:
        """Raise what Meta says to a stranger."""
        if self.page_id not in {None, page_id}:
            raise Refused(not_there(node_id))

    def must_be_page(self, page_id: str, node_id: str) -> None:
        """Raise unless the call came with this page's own token."""
        if self.page_id is None:
            raise Refused(PAGE_TOKEN_NEEDED)
        self.must_see(page_id, node_id)


class TokenOffice:
    """Gives out page tokens and checks all tokens."""

    def __init__(self, standing: StandingBoard) -> None:
        """`standing` says whether the system user's token is alive."""
        self._standing = standing
        self._lock = threading.Lock()
        self._generation = 1

    def page_token(self, page_id: str) -> str:
        """Give the token of a page that is alive now."""
        return f"DEMO-page-{page_id}-{self._generation}"

    def renew(self) -> None:
        """Let every page token die; new ones are given out on asking."""
        with self._lock:
            self._generation += 1

    def caller(self, request: Request) -> Caller:
        """Say who calls; raises Refused for a missing or wrong token or proof."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = token or request.values.get("access_token", "")
        if not token:
            raise Refused(TOKEN_MISSING)
        caller = self._owner(token)
        if caller is None:
            raise Refused(TOKEN_UNKNOWN)
        _check_proof(token, request.values.get("appsecret_proof"))
        return caller

    def _owner(self, token: str) -> Caller | None:
        if token == ACCESS_TOKEN:
            self._standing.must_be_alive()
            return Caller(token, None)
        if token == APP_TOKEN:
            return Caller(token, None, is_app=True)
        owned = {self.page_token(page_id): page_id for page_id in catalogue().pages}
        return Caller(token, owned[token]) if token in owned else None


def _check_proof(token: str, proof: str | None) -> None:
    if proof is None:
        raise Refused(PROOF_MISSING)
    expected = hmac.digest(APP_SECRET.encode(), token.encode(), "sha256").hex()
    if not hmac.compare_digest(expected.encode(), proof.encode()):
        raise Refused(PROOF_WRONG)
