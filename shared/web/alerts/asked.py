"""What a reader of /alerts asks for, in the address and back into one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlencode

from shared.domain.alerts.cause import Cause, Standing
from shared.errors import BadInput
from shared.usecases.alerts.list_alerts import AlertFilter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

    from shared.texts.language import Language

    Choice = TypeVar("Choice", bound=StrEnum)

PATH = "/alerts"
ME = "me"
_NUMBER = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)
ALERT_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters and place; None: all."""

    owner: int | None = None
    reader: int | None = None
    team: int | None = None
    cause: Cause | None = None
    standing: Standing | None = None
    alert: str | None = None
    """One alert alone."""
    record: int | None = None
    """All alerts of one record, closed ones too."""
    cursor: str | None = None

    @property
    def filter(self) -> AlertFilter:
        """Give what the use case is asked for."""
        return AlertFilter(
            reader_id=self.reader,
            owner_id=self.owner,
            team_id=self.team,
            cause=self.cause,
            standing=self.standing,
        )

    def address(self, language: Language | None = None, **more: str | None) -> str:
        """Give the page's own address for this; `more` says what is otherwise."""
        known: dict[str, object] = {
            "lang": language,
            "owner": self.owner,
            "reader": self.reader,
            "team": self.team,
            "cause": self.cause,
            "standing": self.standing,
            "alert": self.alert,
            "record": self.record,
            "cursor": self.cursor,
        }
        query = urlencode({name: value for name, value in (known | more).items() if value})
        return f"{PATH}?{query}" if query else PATH


def asked(args: Mapping[str, str], me: int | None) -> Asked:
    """Read an address or a form; raises BadInput for what names nothing of ours."""
    alert = args.get("alert") or None
    if alert and not ALERT_ID.fullmatch(alert):
        raise BadInput("is no alert's id", path="alert")
    owner = args.get("owner")
    return Asked(
        owner=me if owner == ME else _number(owner, "owner"),
        reader=_number(args.get("reader"), "reader"),
        team=_number(args.get("team"), "team"),
        cause=_one_of(Cause, args.get("cause"), "cause"),
        standing=_one_of(Standing, args.get("standing"), "standing"),
        alert=alert,
        record=_number(args.get("record"), "record"),
        cursor=args.get("cursor") or None,
    )


def number_in(text: str | None, path: str) -> int:
    """Read the number of a record or user; raises BadInput."""
    number = _number(text, path)
    if number is None:
        raise BadInput("is no number of Odoo's", path=path)
    return number


def _number(text: str | None, path: str) -> int | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadInput("is no number of Odoo's", path=path)
    return int(text)


def _one_of(choices: type[Choice], text: str | None, path: str) -> Choice | None:
    if not text:
        return None
    if text not in set(choices):
        raise BadInput("is none of ours", path=path)
    return choices(text)
