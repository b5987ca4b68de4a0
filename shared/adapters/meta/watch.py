"""The SourceWatch port on Meta's Graph API: what Meta says of our token, app and pages.

Read 2026-11, Graph API v26.0: `GET /app` names the app that a token belongs to; `/debug_token`
and `/<app>/subscriptions` want an app token, `APP_ID|APP_SECRET`; `/<page>/subscribed_apps` wants
the Page's. Only fields that both the app and the Page are subscribed to are reported.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.adapters.meta.client import GraphClient
from shared.adapters.meta.faults import GraphFault, suite_error
from shared.adapters.meta.paging import pages
from shared.adapters.meta.token_facts import death_of, read_token
from shared.adapters.meta.tokens import PageAccess
from shared.domain.ids import PageId
from shared.domain.watched import SourceToken, Subscription, VersionNotice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import requests

    from shared.adapters.meta.foreign import Foreign
    from shared.ports import Clock

LEADGEN = "leadgen"
VERSION_SERVED = "facebook-api-version"
VERSION_WARNING = "X-Ad-Api-Version-Warning"


class MetaWatch:
    """Asks Meta how things stand. Errors have the codes of `MetaGraph`'s."""

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
    ) -> None:
        """Ask nothing yet."""
        self._version, self._token, self._secret = version, access_token, app_secret
        self._served, self._is_deprecated = "", False
        self._page_of_token: str | None = None
        self._known_app: str | None = None
        self._client = GraphClient(
            graph_url=graph_url,
            version=version,
            app_secret=app_secret,
            timeout_s=timeout_s,
            session=session,
            clock=clock,
            noted=self._note,
        )
        self._access = PageAccess(self._client, access_token)

    def token(self) -> SourceToken:
        """Give what Meta says of our access token."""
        self._known_app = None
        try:
            app_id = self._app_id()
        except GraphFault as fault:
            if fault.is_token_dead:
                return SourceToken(death=death_of(fault.subcode))
            raise suite_error(fault) from None
        params = {"input_token": self._token}
        told = self._as_app("debug_token", params, app_id).need("data")
        self._page_of_token = _page_of(told)
        return read_token(told)

    def pages(self) -> Sequence[PageId]:
        """Give the pages that the token may see; a Page's own token sees that one."""
        if self._page_of_token is not None:
            return (PageId(self._page_of_token),)
        read = partial(self._own, "me/accounts")
        found = pages(read, {"fields": "id", "limit": "100"}, self._client.graph_url)
        return tuple(PageId(page.need("id").id()) for page in found)

    def app_subscription(self) -> Subscription:
        """Tell whether the app is subscribed to `leadgen` of pages."""
        try:
            app_id = self._app_id()
        except GraphFault as fault:
            raise suite_error(fault) from None
        for item in self._as_app(f"{app_id}/subscriptions", {}, app_id).items_at("data"):
            if item.need("object").text() == "page":
                active = item.at("active")
                fields = {_name(field) for field in item.items_at("fields")}
                return Subscription(active is None or active.flag(), LEADGEN in fields)
        return Subscription(is_there=False)

    def page_subscription(self, page_id: PageId) -> Subscription:
        """Tell whether our app is among those that the page reports leads to."""
        try:
            app_id = self._app_id()
            apps = self._access.get(page_id, f"{page_id}/subscribed_apps", {})
        except GraphFault as fault:
            raise suite_error(fault) from None
        for app in apps.items_at("data"):
            if app.need("id").id() == app_id:
                fields = {field.text() for field in app.items_at("subscribed_fields")}
                return Subscription(is_there=True, has_leadgen=LEADGEN in fields)
        return Subscription(is_there=False)

    def try_leads(self, page_id: PageId) -> bool:
        """Read the newest lead's id of the page's first form; False where there is no form."""
        one = {"fields": "id", "limit": "1"}
        try:
            forms = self._access.get(page_id, f"{page_id}/leadgen_forms", one).items_at("data")
            for form in forms[:1]:
                self._access.get(page_id, f"{form.need('id').id()}/leads", one)
        except GraphFault as fault:
            raise suite_error(fault) from None
        return bool(forms)

    def version(self) -> VersionNotice:
        """Give what the replies so far say of the version."""
        return VersionNotice(self._version, self._served, self._is_deprecated)

    def _app_id(self) -> str:
        """Give the app that the token belongs to, asked once a run."""
        if self._known_app is None:
            app = self._client.get("app", {"fields": "id"}, token=self._token, page_id="")
            self._known_app = app.need("id").id()
        return self._known_app

    def _own(self, path: str, params: Mapping[str, str]) -> Foreign:
        try:
            return self._client.get(path, params, token=self._token, page_id="")
        except GraphFault as fault:
            raise suite_error(fault) from None

    def _as_app(self, path: str, params: Mapping[str, str], app_id: str) -> Foreign:
        token = f"{app_id}|{self._secret}"
        try:
            return self._client.get(path, params, token=token, page_id="")
        except GraphFault as fault:
            raise suite_error(fault) from None

    def _note(self, headers: Mapping[str, str]) -> None:
        self._served = headers.get(VERSION_SERVED) or self._served
        self._is_deprecated = self._is_deprecated or VERSION_WARNING in headers


def _page_of(told: Foreign) -> str | None:
    kind = told.text_at("type")
    return told.id_at("profile_id") if kind == "PAGE" else None


def _name(field: Foreign) -> str:
    """Fields come as objects with name and version, in older replies as bare names."""
    return field.need("name").text() if isinstance(field.value, dict) else field.text()
