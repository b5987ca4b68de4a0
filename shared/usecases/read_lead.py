"""Read a lead from its source and clean it, with its form's wording and the company's mapping."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared.domain.clean import clean_lead
from shared.domain.lead import LeadForm
from shared.domain.mapping import parse_mapping
from shared.errors import (
    BadInput,
    PermanentError,
    TransientError,
    UnknownVersion,
    VersionConflict,
)
from shared.usecases.imported_leads import imported_lead

if TYPE_CHECKING:
    from shared.domain.clean_lead import CleanLead
    from shared.domain.document import Document
    from shared.domain.ids import FormId, LeadgenId, LeadKey, PageId
    from shared.domain.mapping import FormMapping
    from shared.ports import LeadSource, Memory

FORMS = "forms"


@dataclass(frozen=True, slots=True)
class LeadReader:
    """Where leads are read from and how they are understood."""

    source: LeadSource
    memory: Memory
    default_country: str

    def read(
        self, page_id: PageId, leadgen_id: LeadgenId, *, imported_as: LeadKey | None = None
    ) -> CleanLead:
        """Read and clean one lead; a form that may not be read costs only its wording.

        An imported one is read from its file's row, as long as that is kept, else from Meta.
        """
        imported = imported_lead(self.memory, imported_as) if imported_as else None
        lead = imported or self.source.read_lead(page_id, leadgen_id)
        form, mapping = self._form(page_id, lead.attribution.form_id)
        return clean_lead(lead, form, mapping, default_country=self.default_country)

    def _form(
        self, page_id: PageId, form_id: FormId | None
    ) -> tuple[LeadForm | None, FormMapping | None]:
        if form_id is None:
            return None, None
        document = self.memory.get(FORMS, form_id)
        stored = document.data if document else {}
        form = _stored_form(stored.get("form")) or self._learn(page_id, form_id, document)
        return form, _stored_mapping(stored.get("mapping"))

    def _learn(
        self, page_id: PageId, form_id: FormId, document: Document | None
    ) -> LeadForm | None:
        """Read the form and remember it, unless its document was changed meanwhile."""
        try:
            form = self.source.read_form(page_id, form_id)
        except PermanentError:
            return None
        learnt = {**(document.data if document else {}), "form": form.model_dump(mode="json")}
        with suppress(VersionConflict):
            version = document.version if document else ""
            self.memory.put(FORMS, form_id, learnt, if_version=version)
        return form


def remembered_form(memory: Memory, form_id: FormId) -> LeadForm | None:
    """Give a form that was read before, or None; nobody is asked."""
    document = memory.get(FORMS, form_id)
    return _stored_form(document.data.get("form")) if document else None


def _stored_form(stored: object) -> LeadForm | None:
    """Read a remembered form; what cannot be read is learnt again."""
    try:
        return LeadForm.model_validate(stored) if stored else None
    except ValidationError:
        return None


def _stored_mapping(stored: object) -> FormMapping | None:
    """Read the company's mapping; leads wait until a faulty one is set right."""
    try:
        return parse_mapping(stored) if stored else None
    except (BadInput, UnknownVersion) as error:
        text = f"the form's mapping cannot be read: {error}"
        raise TransientError(text, code="mapping_unreadable") from None
