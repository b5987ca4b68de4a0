"""Meta's JSON, read through small typed checks whose error names the path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.errors import PermanentError

_ID = re.compile(r"[0-9]{1,30}\Z")


@dataclass(frozen=True, slots=True)
class Foreign:
    """One value of a reply and where it stood. Nothing of the value ever gets into an error."""

    value: object
    path: str = "$"

    def at(self, name: str) -> Foreign | None:
        """Give the member of an object; None if it is absent or null."""
        if not isinstance(self.value, dict):
            raise _wrong(self.path, "an object")
        member = self.value.get(name)
        return None if member is None else Foreign(member, f"{self.path}.{name}")

    def need(self, name: str) -> Foreign:
        """Give the member of an object; absent or null is an error."""
        member = self.at(name)
        if member is None:
            raise _wrong(f"{self.path}.{name}", "there")
        return member

    def items(self) -> list[Foreign]:
        """Give the members of a list."""
        if not isinstance(self.value, list):
            raise _wrong(self.path, "a list")
        return [Foreign(item, f"{self.path}[{n}]") for n, item in enumerate(self.value)]

    def items_at(self, name: str) -> list[Foreign]:
        """Give the members of a list in an object; none if it is absent or null.

        Meta wraps some lists as `{"data": [...]}`, depending on how the field was asked for.
        """
        member = self.at(name)
        if member is not None and isinstance(member.value, dict):
            member = member.at("data")
        return [] if member is None else member.items()

    def text(self) -> str:
        """Give text; numbers and truth values as Meta would write them in a form."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        if not isinstance(self.value, str | int | float):
            raise _wrong(self.path, "text")
        # A lone half of a surrogate pair is no text: it can be neither stored nor sent on.
        return str(self.value).encode("utf-8", "replace").decode("utf-8")

    def text_at(self, name: str) -> str | None:
        """Give the text of a member; None if it is absent, null or empty."""
        member = self.at(name)
        return (member.text() or None) if member is not None else None

    def id(self) -> str:
        """Give an id as text, whether it came as a number or as a string."""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int):
            raise _wrong(self.path, "an id")
        text = str(self.value)
        if not _ID.match(text):
            raise _wrong(self.path, "an id")
        return text

    def id_at(self, name: str) -> str | None:
        """Give the id of a member; None if it is absent, null or empty."""
        member = self.at(name)
        return None if member is None or member.value == "" else member.id()

    def flag(self) -> bool:
        """Give a truth value; Meta writes `true`, `"1"` and `""`."""
        return self.value in (True, "1", "true")

    def moment(self) -> datetime:
        """Give a time (`2026-11-22T10:00:00+0000`), aware, in UTC."""
        try:
            moment = datetime.fromisoformat(self.text())
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        raise _wrong(self.path, "a time with its zone")


def _wrong(path: str, what: str) -> PermanentError:
    message = f"Meta's reply has another shape than documented: {path} is not {what}"
    return PermanentError(message, code="meta_unexpected_shape")
