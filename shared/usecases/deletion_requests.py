"""Requests for deletion that come through Meta: noted, shown, answered by a person.

Meta names the user by an id of the app's own scope, which no lead carries: nothing can be erased by
it. So the request is kept for a person to answer, and its page tells how to be erased by what a lead
does carry: e-mail, phone or Meta's id of the lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared import log
from shared.domain.signed_request import read_signed_request
from shared.domain.values import Moment, StoredValue, moment_text
from shared.errors import AlreadyThere, UnknownVersion, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.ports import Clock, Memory

DELETION_REQUESTS = "deletion_requests"
RECEIVED, DONE = "received", "done"
PAGE = "/api/privacy/deletions"


class DeletionRequest(StoredValue):
    """One document of the collection `deletion_requests`; its id is the confirmation code."""

    code: str
    tenant: str
    user_hash: str
    state: str = RECEIVED
    received_at: Moment
    done_at: Moment | None = None

    @property
    def is_done(self) -> bool:
        """A person has answered it."""
        return self.state == DONE


@dataclass(frozen=True, slots=True)
class ReceiveDeletionRequest:
    """Take Meta's callback."""

    memory: Memory
    clock: Clock
    secrets: Sequence[str]
    tenant: str
    public_url: str

    def __call__(self, signed_request: str) -> dict[str, str]:
        """Note the request once and give what Meta wants to know; raises NotAuthentic."""
        now = self.clock.now()
        asked = read_signed_request(signed_request, self.secrets, now)
        request = {
            "code": asked.confirmation_code,
            "tenant": self.tenant,
            "user_hash": asked.user_hash,
            "state": RECEIVED,
            "asked_at": moment_text(asked.issued_at),
            "received_at": moment_text(now),
        }
        try:
            self.memory.create(DELETION_REQUESTS, asked.confirmation_code, request)
        except AlreadyThere:
            pass  # Meta repeats what it got no answer to
        else:
            log.warning(
                "somebody asked through Meta to be deleted: python -m deploy privacy status"
            )
        return {
            "url": f"{self.public_url}{PAGE}/{asked.confirmation_code}",
            "confirmation_code": asked.confirmation_code,
        }


@dataclass(frozen=True, slots=True)
class DeletionRequests:
    """Look at requests and answer them."""

    memory: Memory
    clock: Clock
    tenant: str

    def find(self, code: str) -> DeletionRequest | None:
        """Give a request of this tenant, or None; raises UnknownVersion for what is none."""
        document = self.memory.get(DELETION_REQUESTS, code)
        if document is None:
            return None
        try:
            request = DeletionRequest.model_validate(document.data)
        except ValidationError:
            raise UnknownVersion("a deletion request that this code cannot read") from None
        return request if request.tenant == self.tenant else None

    def answer(self, code: str) -> bool:
        """Note that a person has dealt with it; False if there is no such request."""
        document, request = self.memory.get(DELETION_REQUESTS, code), self.find(code)
        if document is None or request is None:
            return False
        if not request.is_done:
            done = {"state": DONE, "done_at": moment_text(self.clock.now())}
            try:
                self.memory.put(
                    DELETION_REQUESTS, code, {**document.data, **done}, if_version=document.version
                )
            except VersionConflict:
                return self.answer(code)
        return True
