"""A lead's answers, consent and origin as an HTML note: every foreign text escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.adapters.odoo.wording import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from shared.domain.clean_lead import CleanLead

PLATFORMS = {"fb": "Facebook", "ig": "Instagram", "msg": "Messenger", "wa": "WhatsApp"}


class NoteWriter:
    """Write notes in one language and time zone."""

    def __init__(self, language: str, time_zone: str) -> None:
        self._words: Mapping[str, str] = WORDS[language]
        self._direction = "rtl" if language == "ar" else "ltr"
        self._zone = ZoneInfo(time_zone)

    def word(self, name: str) -> str:
        """Give one of our own words."""
        return self._words[name]

    def new_lead(self, lead: CleanLead, *, is_known_customer: bool = False) -> str:
        """Write the note of a new lead: its answers and where it comes from."""
        first = {"test": lead.is_test, "known_customer": is_known_customer}
        names = [name for name, is_so in first.items() if is_so]
        return self._frame(self._remarks((*names, *lead.remarks)) + self._body(lead))

    def returned(self, lead: CleanLead) -> str:
        """Write the note for an opportunity whose person has filled in a form again."""
        person = lead.person
        details = [
            text
            for text in (person.full_name, person.email_as_given, person.phone_as_given)
            if text
        ]
        head = [_heading(self._words["returned"])]
        if details:
            head.append(_line(self._words["other_details"], " · ".join(details)))
        return self._frame(head + self._remarks(lead.remarks) + self._body(lead))

    def erasure(self, asked_on: date) -> str:
        """Write what is to be done about a person who asked to be erased."""
        return self._frame([_paragraph(self._words["erasure_note"].format(date=asked_on))])

    def _remarks(self, names: Iterable[str]) -> list[str]:
        told = (self._words.get(name) for name in names)
        return [_paragraph(text) for text in told if text]

    def _body(self, lead: CleanLead) -> list[str]:
        return [
            *_section(self._words["answers"], ((a.question, a.answers) for a in lead.answers)),
            *_section(
                self._words["consent"],
                (
                    (c.wording, (self._words["given" if c.given else "not_given"],))
                    for c in lead.consents
                ),
            ),
            *_section(self._words["source"], self._origin(lead)),
        ]

    def _origin(self, lead: CleanLead) -> Iterable[tuple[str, tuple[str, ...]]]:
        origin = lead.attribution
        submitted = lead.created_at.astimezone(self._zone).isoformat(" ", "minutes")
        lines = {
            "campaign": origin.campaign_name or origin.campaign_id,
            "adset": origin.adset_name or origin.adset_id,
            "ad": origin.ad_name or origin.ad_id,
            "form": origin.form_name or origin.form_id,
            "page": origin.page_name or origin.page_id,
            "platform": PLATFORMS.get(origin.platform or "", origin.platform),
            "organic": self._words["given"] if origin.is_organic else None,
            "submitted": submitted,
            "lead_id": lead.leadgen_id,
        }
        return ((self._words[name], (text,)) for name, text in lines.items() if text)

    def _frame(self, parts: list[str]) -> str:
        return f'<div dir="{self._direction}">{"".join(parts)}</div>'


def _section(title: str, lines: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    items = "".join(f"<li>{_pair(label, texts)}</li>" for label, texts in lines)
    return [_heading(title), f"<ul>{items}</ul>"] if items else []


def _pair(label: str, texts: tuple[str, ...]) -> str:
    answer = " · ".join(_text(text) for text in texts)
    return f'<span dir="auto">{escape(label)}</span>: <span dir="auto"><b>{answer}</b></span>'


def _line(label: str, text: str) -> str:
    return f"<p>{_pair(label, (text,))}</p>"


def _heading(text: str) -> str:
    return f"<p><strong>{escape(text)}</strong></p>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")
