"""Leads as Meta exports them: a table, a row a lead, a column a question.

Seen in exports of Meta Business Suite and Ads Manager (2026): `id, created_time, ad_id, ad_name,
adset_id, adset_name, campaign_id, campaign_name, form_id, form_name, is_organic, platform`, then
the questions by their keys, then `inbox_url` and `lead_status`. Ids carry a prefix for their kind
(`l:`, `ag:`, `as:`, `c:`, `f:`), phones `p:`; times are ISO with the advertiser's own offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.lead import Answer, Attribution, SourceLead, looks_like_test
from shared.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NEEDED = ("id", "created_time")
_NO_QUESTIONS = frozenset(
    {
        *("id", "created_time", "ad_id", "ad_name", "adset_id", "adset_name", "campaign_id"),
        *("campaign_name", "form_id", "form_name", "is_organic", "platform"),
        *("inbox_url", "lead_status"),
    }
)
_ID = re.compile(r"(?:[a-z]{1,2}:)?([0-9]{1,30})\Z")
_PHONE = re.compile(r"p:(?=[+0-9])")
_REPLACED = "\N{REPLACEMENT CHARACTER}"
LONGEST_ANSWER = 20_000


@dataclass(frozen=True, slots=True)
class LeadTable:
    """The columns of a file, and whose leads they are."""

    columns: tuple[str, ...]
    page_id: PageId
    form_id: FormId | None = None
    """Set: the form of rows that name none; rows of another form are refused."""

    @classmethod
    def of(cls, header: Sequence[str], page_id: PageId, form_id: FormId | None = None) -> LeadTable:
        """Read the header; raises BadInput if this is no export of leads."""
        columns = tuple(name.strip().strip("\ufeff") for name in header)
        known = [name.casefold() for name in columns]
        missing = [name for name in _NEEDED if name not in known]
        if missing:
            raise BadInput(f"no export of leads: there is no column {' or '.join(missing)}")
        twice = [name for name in _NO_QUESTIONS if known.count(name) > 1]
        if twice:
            raise BadInput(f"no export of leads: column {twice[0]} is there twice")
        return cls(columns, page_id, form_id)

    def lead(self, cells: Sequence[str]) -> SourceLead:
        """Read a row; raises BadInput naming the column, without what stands in it."""
        if len(cells) > len(self.columns):
            raise BadInput("there are more cells than columns")
        row = {
            name.casefold(): cell.strip() for name, cell in zip(self.columns, cells, strict=False)
        }
        for name, cell in row.items():
            _check(name, cell)
        answers = tuple(self._answers(cells))
        attribution = self._attribution(row)
        try:
            return SourceLead(
                leadgen_id=LeadgenId(_needed_id(row, "id")),
                created_at=_moment(row),
                answers=answers,
                attribution=attribution,
                is_test=attribution.ad_id is None and looks_like_test(answers),
            )
        except ValidationError:
            raise BadInput("the row cannot be read") from None

    def _answers(self, cells: Sequence[str]) -> list[Answer]:
        pairs = zip(self.columns, cells, strict=False)
        return [
            Answer(question=name, values=(_PHONE.sub("", cell.strip()),) if cell.strip() else ())
            for name, cell in pairs
            if name and name.casefold() not in _NO_QUESTIONS
        ]

    def _attribution(self, row: Mapping[str, str]) -> Attribution:
        form_id = _id(row, "form_id") or self.form_id
        if self.form_id is not None and form_id != self.form_id:
            raise BadInput("the lead is of another form", path="form_id")
        return Attribution(
            page_id=self.page_id,
            form_id=FormId(form_id) if form_id else None,
            form_name=row.get("form_name") or None,
            campaign_id=_id(row, "campaign_id"),
            campaign_name=row.get("campaign_name") or None,
            adset_id=_id(row, "adset_id"),
            adset_name=row.get("adset_name") or None,
            ad_id=_id(row, "ad_id"),
            ad_name=row.get("ad_name") or None,
            platform=row.get("platform") or None,
            is_organic=row.get("is_organic", "").casefold() in {"true", "1"},
        )


def _check(name: str, cell: str) -> None:
    shown = name if name in _NO_QUESTIONS else "a question"
    if _REPLACED in cell:
        raise BadInput("holds letters that are broken in the file", path=shown)
    if len(cell) > LONGEST_ANSWER:
        raise BadInput("is too long; is a quotation mark missing?", path=shown)


def _id(row: Mapping[str, str], name: str) -> str | None:
    cell = row.get(name, "")
    match = _ID.match(cell)
    if cell and match is None:
        raise BadInput("is no id of Meta's; a spreadsheet may have rounded it", path=name)
    return match[1] if match else None


def _needed_id(row: Mapping[str, str], name: str) -> str:
    found = _id(row, name)
    if found is None:
        raise BadInput("is empty", path=name)
    return found


def _moment(row: Mapping[str, str]) -> datetime:
    try:
        moment = datetime.fromisoformat(row.get("created_time", ""))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadInput(
            "is no time with its zone, such as 2026-01-31T09:30:00+03:00", path="created_time"
        )
    return moment
