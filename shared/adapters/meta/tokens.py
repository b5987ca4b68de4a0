"""Whose token: ours, or the Page's own where Meta asks for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.adapters.meta.faults import GraphFault
from shared.errors import SuiteError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.adapters.meta.client import GraphClient
    from shared.adapters.meta.foreign import Foreign


@dataclass(frozen=True, slots=True)
class _Known:
    """What this process has learnt of a Page."""

    token: str | None = None
    name: str | None = None
    name_asked: bool = False


class PageAccess:
    """Calls in the name of a Page.

    The configured token may be a Page token (taken as it is) or a system user's. Meta answers
    some edges of the latter with `(#190) must be called with a Page Access Token`; the Page's
    token is then fetched with `GET /<page>?fields=access_token,name`, kept in this process, used
    for all further calls of that Page, and fetched again when it dies. Safe between threads: a
    race costs a second fetch and nothing else.
    """

    def __init__(self, client: GraphClient, access_token: str) -> None:
        self._client, self._own_token = client, access_token
        self._lock = threading.Lock()
        self._pages: dict[str, _Known] = {}

    def get(self, page_id: str, path: str, params: Mapping[str, str]) -> Foreign:
        """Read one object for a Page; raises GraphFault or TransientError."""
        token = self._known(page_id).token
        try:
            return self._get(page_id, path, params, token or self._own_token)
        except GraphFault as fault:
            if not (fault.needs_page_token or (token and fault.is_token_dead)):
                raise
        return self._get(page_id, path, params, self._fetch_token(page_id))

    def get_own(self, path: str, params: Mapping[str, str]) -> Foreign:
        """Read one object in the name of the configured token's owner."""
        return self._get("me", path, params, self._own_token)

    def name(self, page_id: str) -> str | None:
        """Give the Page's name, asked for once; None where the token may not see it.

        A name is an ornament: no failure to read it may stop a lead.
        """
        known = self._known(page_id)
        if known.name_asked:
            return known.name
        try:
            page = self.get(page_id, page_id, {"fields": "name"})
            self._learn(page_id, name=page.text_at("name"))
        except GraphFault:
            self._learn(page_id, name=None)
        except SuiteError:
            return None
        return self._known(page_id).name

    def _fetch_token(self, page_id: str) -> str:
        page = self._get(page_id, page_id, {"fields": "access_token,name"}, self._own_token)
        token = page.need("access_token").text()
        self._learn(page_id, token=token, name=page.text_at("name"))
        return token

    def _get(self, page_id: str, path: str, params: Mapping[str, str], token: str) -> Foreign:
        return self._client.get(path, params, token=token, page_id=page_id)

    def _known(self, page_id: str) -> _Known:
        with self._lock:
            return self._pages.get(page_id) or _Known()

    def _learn(self, page_id: str, *, name: str | None, token: str | None = None) -> None:
        with self._lock:
            known = self._pages.get(page_id) or _Known()
            self._pages[page_id] = _Known(
                token=token or known.token, name=name or known.name, name_asked=True
            )
