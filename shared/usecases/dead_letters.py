"""The dead letters in memory: one document a message, with its data in parts if it is long."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.dead_letter import KEPT, DeadLetter, LetterState
from shared.domain.event import Message
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, Busy, UnknownVersion, VersionConflict

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.document import Document
    from shared.ports import Memory

DEAD_LETTERS = "dead_letters"
PARTS = "dead_letter_parts"
PART_CHARS = 900_000
_TRIES = 10


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter as it was read, with the version that a write has to name."""

    letter: DeadLetter
    version: str


class DeadLetters:
    """Keep, read and close dead letters."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def keep(self, letter: DeadLetter, data: bytes) -> DeadLetter:
        """Store a letter, or count it as one more copy; the data is there before the letter is."""
        self._keep_parts(letter, data)
        for _ in range(_TRIES):
            try:
                return self._create_or_join(letter)
            except (AlreadyThere, VersionConflict):
                continue
        raise Busy("this dead letter is being changed by several workers at once")

    def find(self, letter_id: str) -> StoredLetter | None:
        """Read a letter, or None; raises UnknownVersion for what is none."""
        document = self._memory.get(DEAD_LETTERS, letter_id)
        return stored_letter(document) if document else None

    def message(self, letter: DeadLetter) -> Message | None:
        """Give the message as it was published, or None if its data is not whole."""
        text = letter.data if letter.data is not None else self._joined_parts(letter)
        try:
            data = base64.b64decode(text, validate=True)
        except binascii.Error:
            return None
        return Message(data, letter.attributes) if len(data) == letter.size_bytes else None

    def close(self, stored: StoredLetter, state: LetterState, now: datetime) -> bool:
        """Record what was decided; False if the letter changed meanwhile."""
        try:
            self._put(stored.letter.closed(state, now), stored.version)
        except VersionConflict:
            return False
        return True

    def _create_or_join(self, letter: DeadLetter) -> DeadLetter:
        found = self.find(letter.id)
        if found is not None:
            joined = found.letter.joined(letter)
            self._put(joined, found.version)
            return joined
        until = letter.last_at + KEPT
        self._memory.create(DEAD_LETTERS, letter.id, _data(letter), expires_at=until)
        return letter

    def _put(self, letter: DeadLetter, version: str) -> None:
        until = letter.last_at + KEPT
        self._memory.put(
            DEAD_LETTERS, letter.id, _data(letter), if_version=version, expires_at=until
        )

    def _keep_parts(self, letter: DeadLetter, data: bytes) -> None:
        if letter.data is not None:
            return
        text, until = base64.b64encode(data).decode(), letter.last_at + KEPT
        for number, start in enumerate(range(0, len(text), PART_CHARS)):
            part = {"text": text[start : start + PART_CHARS]}
            self._memory.put(PARTS, f"{letter.digest}-{number}", part, expires_at=until)

    def _joined_parts(self, letter: DeadLetter) -> str:
        chars = -(-letter.size_bytes // 3) * 4
        names = (f"{letter.digest}-{number}" for number in range(-(-chars // PART_CHARS)))
        parts = (self._memory.get(PARTS, name) for name in names)
        return "".join(str(part.data.get("text")) for part in parts if part)


def stored_letter(document: Document) -> StoredLetter:
    """Read a letter with its version; raises UnknownVersion for what is none."""
    try:
        return StoredLetter(DeadLetter.model_validate(document.data), document.version)
    except ValidationError:
        raise UnknownVersion("a dead letter that this code cannot read") from None


def _data(letter: DeadLetter) -> dict[str, object]:
    """Write times in one fixed width, so that text order in queries is time order."""
    data = letter.model_dump(mode="json", exclude_none=True)
    times = {"first_at": letter.first_at, "last_at": letter.last_at, "closed_at": letter.closed_at}
    return data | {name: moment_text(moment) for name, moment in times.items() if moment}
