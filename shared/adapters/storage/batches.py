"""Atomic batches, checked the same way before any store sees them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.storage.documents import Checked, check_address, checked, microseconds
from shared.errors import AlreadyThere, BadInput, TooLarge, VersionConflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.document import Write

MAX_WRITES = 100
BATCH_BYTES = 4_000_000
"""Of all data as JSON; Firestore takes requests of 10 MiB, its emulator of 4 MiB (2026-11)."""
ABSENT = ""
"""As `if_version`: the document must not be there."""


@dataclass(frozen=True, slots=True)
class CheckedWrite:
    """One write with its data checked; `content` None deletes."""

    write: Write
    content: Checked | None

    @property
    def must_be_absent(self) -> bool:
        """Whether this write creates."""
        return self.write.if_version == ABSENT

    def refusal(self) -> AlreadyThere | VersionConflict:
        """Give the error for a precondition of this write that did not hold."""
        return already_there() if self.must_be_absent else version_conflict()


def checked_write(write: Write) -> CheckedWrite:
    """Check one write; raises BadInput or TooLarge."""
    check_address(write.collection, write.id)
    microseconds(write.expires_at)
    if write.data is None and write.if_version == ABSENT:
        raise BadInput("what must be absent cannot be deleted", code="bad_batch")
    return CheckedWrite(write, None if write.data is None else checked(write.data))


def checked_batch(writes: Sequence[Write]) -> list[CheckedWrite]:
    """Check a batch as a whole; raises BadInput or TooLarge."""
    if len(writes) > MAX_WRITES:
        raise TooLarge(f"a batch has at most {MAX_WRITES} writes", code="batch_too_large")
    if len({(write.collection, write.id) for write in writes}) < len(writes):
        raise BadInput("a batch writes each document once", code="bad_batch")
    batch = [checked_write(write) for write in writes]
    if sum(len(each.content.json.encode()) for each in batch if each.content) > BATCH_BYTES:
        raise TooLarge(f"a batch has at most {BATCH_BYTES} bytes", code="batch_too_large")
    return batch


def already_there() -> AlreadyThere:
    """Give the error of a creation that found a document."""
    return AlreadyThere("a document with this id is there")


def version_conflict() -> VersionConflict:
    """Give the error of a write to a document that is not at the version it was read at."""
    return VersionConflict("the document changed since it was read")
