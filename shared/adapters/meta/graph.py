"""Meta's Graph API as the source of leads."""

from __future__ import annotations

import json
import math
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from shared.adapters.meta.client import GraphClient
from shared.adapters.meta.faults import GraphFault, of_one_form, suite_error
from shared.adapters.meta.form import FORM_FIELDS, FormShelf, read_form
from shared.adapters.meta.lead import LEAD_FIELDS, read_lead, read_listed_lead
from shared.adapters.meta.paging import pages
from shared.adapters.meta.tokens import PageAccess
from shared.domain.ids import PageId
from shared.errors import BadInput, SettingsError, SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    import requests

    from shared.adapters.meta.foreign import Foreign
    from shared.domain.ids import FormId, LeadgenId
    from shared.domain.lead import LeadForm, SourceLead, UnreadableLead
    from shared.ports import Clock

PAGE_SIZE = 50
"""Items a page: Meta's own default is 25, thousands make it answer 500."""


class MetaGraph:
    """The LeadSource port on Meta's Graph API. Safe between threads.

    Errors have the codes of `faults`, besides `meta_timeout`, `meta_unreachable`,
    `meta_unexpected_reply` (no usable answer), `meta_unexpected_shape` (another shape than
    documented), `meta_quota_used_up` (not even asked), `meta_foreign_next`, `meta_paging_loop`.
    """

    def __init__(
        self,
        *,
        graph_url: str,
        version: str,
        access_token: str,
        app_secret: str,
        timeout_s: float,
        session: requests.Session,
        clock: Clock,
        page_size: int = PAGE_SIZE,
    ) -> None:
        """`access_token` is a system user's or a Page's; the session stays its owner's."""
        if not access_token or not app_secret:
            raise SettingsError("META_ACCESS_TOKEN and META_APP_SECRET must not be empty")
        client = GraphClient(
            graph_url=graph_url,
            version=version,
            app_secret=app_secret,
            timeout_s=timeout_s,
            session=session,
            clock=clock,
        )
        self._graph_url, self._page_size = client.graph_url, str(page_size)
        self._access = PageAccess(client, access_token)
        self._forms = FormShelf()

    def read_lead(self, page_id: PageId, leadgen_id: LeadgenId) -> SourceLead:
        """Read one lead with answers, consents and attribution."""
        lead = self._node(page_id, leadgen_id, LEAD_FIELDS)
        return read_lead(lead, page_id, self._access.name(page_id))

    def read_form(self, page_id: PageId, form_id: FormId) -> LeadForm:
        """Read a form with its questions and choice labels; the same one is read once."""
        form = self._forms.get(page_id, form_id)
        if form is None:
            with _about_a_form():
                form = read_form(self._node(page_id, form_id, FORM_FIELDS), page_id)
            self._forms.put(form)
        return form

    def pages(self) -> Iterator[PageId]:
        """Give the Pages of a user or system user (`/me/accounts`), or a Page token's own Page."""
        params = {"fields": "id", "limit": self._page_size}
        try:
            for page in pages(
                partial(self._access.get_own, "me/accounts"), params, self._graph_url
            ):
                yield PageId(page.need("id").id())
        except GraphFault as fault:
            if not fault.is_about_a_page:
                raise suite_error(fault) from None
            yield self._own_page()

    def _own_page(self) -> PageId:
        try:
            return PageId(self._access.get_own("me", {"fields": "id"}).need("id").id())
        except GraphFault as fault:
            raise suite_error(fault) from None

    def forms(self, page_id: PageId) -> Iterator[LeadForm]:
        """Give every form of a page, archived ones too, paged to the end."""
        with _about_a_form():
            for item in self._edge(page_id, f"{_number(page_id)}/leadgen_forms", FORM_FIELDS, {}):
                form = read_form(item, page_id)
                self._forms.put(form)
                yield form

    def leads_since(
        self, page_id: PageId, form_id: FormId, since: datetime, until: datetime | None = None
    ) -> Iterator[SourceLead | UnreadableLead]:
        """Give every lead of a form created at or after `since` and before `until`."""
        rules = [_created("GREATER_THAN_OR_EQUAL", math.floor(since.timestamp()))]
        if until is not None:
            rules.append(_created("LESS_THAN", math.ceil(until.timestamp())))
        params = {"filtering": json.dumps(rules)}
        with _about_a_form():
            for item in self._edge(page_id, f"{_number(form_id)}/leads", LEAD_FIELDS, params):
                yield read_listed_lead(item, page_id, self._access.name(page_id))

    def _node(self, page_id: PageId, node_id: str, fields: tuple[str, ...]) -> Foreign:
        node = self._read(page_id, _number(node_id), fields, {})
        if node.need("id").id() != node_id:
            raise TransientError("Meta answered with another object", code="meta_unexpected_reply")
        return node

    def _edge(
        self, page_id: PageId, path: str, fields: tuple[str, ...], params: Mapping[str, str]
    ) -> Iterator[Foreign]:
        read = partial(self._read, page_id, path, fields)
        return pages(read, {**params, "limit": self._page_size}, self._graph_url)

    def _read(
        self, page_id: PageId, path: str, fields: tuple[str, ...], params: Mapping[str, str]
    ) -> Foreign:
        """Read with the first choice of `fields` that Meta grants."""
        _number(page_id)
        *better, last = fields
        for choice in better:
            try:
                return self._access.get(page_id, path, {**params, "fields": choice})
            except GraphFault as fault:
                if not fault.may_be_about_fields:
                    raise suite_error(fault) from None
        try:
            return self._access.get(page_id, path, {**params, "fields": last})
        except GraphFault as fault:
            raise suite_error(fault) from None


def _created(operator: str, second: int) -> dict[str, object]:
    return {"field": "time_created", "operator": operator, "value": second}


@contextmanager
def _about_a_form() -> Iterator[None]:
    """Raise a right that is missing as this form's fault: it does not shut the whole Page."""
    try:
        yield
    except SuiteError as error:
        raise of_one_form(error) from None


def _number(node_id: str) -> str:
    """Let nothing but a number become part of an address."""
    if not (node_id.isascii() and node_id.isdigit()):
        raise BadInput("is not an id of Meta's", path="id")
    return node_id
