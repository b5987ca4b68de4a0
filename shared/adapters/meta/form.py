"""A lead form as Meta writes it (SDK objects `LeadgenForm`, `LeadGenQuestion`, v26.0)."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from shared.domain.ids import FormId, PageId
from shared.domain.lead import LeadForm, Option, Question

if TYPE_CHECKING:
    from shared.adapters.meta.foreign import Foreign

_OWN_FIELDS = "id,name,locale,status,questions{key,label,type,options}"
FORM_FIELDS = (
    f"{_OWN_FIELDS},legal_content{{custom_disclaimer{{checkboxes{{key,text}}}}}}",
    _OWN_FIELDS,
)
"""What to ask for, the best first: `legal_content` is refused for some forms and tokens."""


def read_form(form: Foreign, page_id: PageId) -> LeadForm:
    """Read a form; raises PermanentError naming the path of what is not as documented."""
    return LeadForm(
        form_id=FormId(form.need("id").id()),
        page_id=page_id,
        name=form.text_at("name") or "",
        locale=form.text_at("locale"),
        status=form.text_at("status"),
        questions=tuple(_question(item) for item in form.items_at("questions")),
        consents=_consents(form),
    )


def _question(item: Foreign) -> Question:
    key = item.need("key").text()
    return Question(
        key=key,
        label=item.text_at("label") or key,
        kind=item.text_at("type") or "CUSTOM",
        options=tuple(_option(option) for option in item.items_at("options")),
    )


def _option(item: Foreign) -> Option:
    label = item.need("value").text()
    return Option(key=item.text_at("key") or label, label=label)


def _consents(form: Foreign) -> tuple[Option, ...]:
    legal = form.at("legal_content")
    disclaimer = legal.at("custom_disclaimer") if legal is not None else None
    if disclaimer is None:
        return ()
    return tuple(_checkbox(item) for item in disclaimer.items_at("checkboxes"))


def _checkbox(item: Foreign) -> Option:
    key = item.need("key").text()
    return Option(key=key, label=item.text_at("text") or key)


class FormShelf:
    """The forms that this process has read, the latest `limit` of them. Safe between threads."""

    def __init__(self, limit: int = 500) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._forms: OrderedDict[tuple[PageId, FormId], LeadForm] = OrderedDict()

    def get(self, page_id: PageId, form_id: FormId) -> LeadForm | None:
        """Give a form that was put here."""
        with self._lock:
            if (page_id, form_id) in self._forms:
                self._forms.move_to_end((page_id, form_id))
            return self._forms.get((page_id, form_id))

    def put(self, form: LeadForm) -> None:
        """Keep a form; the one unused for longest makes room."""
        with self._lock:
            self._forms[form.page_id, form.form_id] = form
            if len(self._forms) > self._limit:
                self._forms.popitem(last=False)
