"""The checks of the connection to Meta: app, token, permissions, and each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain.finding import fail, not_checked, unknown, warn, well
from shared.errors import SuiteError
from shared.usecases.checks.blame import blamed, ladder
from shared.usecases.checks.ends import lasting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from shared.domain.finding import Finding
    from shared.domain.ids import PageId
    from shared.domain.watched import SourceToken, Subscription
    from shared.usecases.checks.leads_seen import LeadsSeen
    from shared.watch_ports import SourceWatch

STEPS = ("meta.reachable", "meta.app_secret", "meta.token")
BY_TOKEN = ("meta.token_expiry", "meta.data_access", "meta.scope")
BY_PAGE = ("meta.page_subscription", "meta.page_leads")
REST = (*BY_TOKEN, "meta.app_subscription", "meta.pages", *BY_PAGE, "meta.app_mode", "meta.version")
NEEDED_SCOPES = ("leads_retrieval", "pages_read_engagement", "pages_show_list", "pages_manage_ads")
USEFUL_SCOPES = ("ads_management", "pages_manage_metadata")
"""Leads come without them: with fewer facts, or with subscriptions that nobody can look after."""
_BY_CODE = {
    "meta_app_secret_wrong": "meta.app_secret",
    "meta_permission_missing": "meta.token",
    "meta_request_refused": "meta.token",
    "meta_blocked": "meta.token",
}


@dataclass(frozen=True, slots=True)
class MetaChecks:
    """All checks of the connection to Meta, in the order in which they depend on each other."""

    watch: SourceWatch
    seen: LeadsSeen

    def __call__(self, now: datetime) -> Iterator[Finding]:
        """Give a finding for each check and, where there are several, for each page and scope."""
        try:
            token = self.watch.token()
        except SuiteError as error:
            failed = blamed(_BY_CODE.get(error.code, "meta.reachable"), error)
            yield from ladder(STEPS, failed, REST)
            return
        if token.death:
            yield well("meta.reachable")
            yield not_checked("meta.app_secret", "meta.token")
            yield fail("meta.token", f"token_{token.death}")
            yield from (not_checked(check, "meta.token") for check in REST)
            return
        yield from (well(step) for step in STEPS)
        yield from _of_token(token, now)
        yield self._app_subscription()
        yield from self._pages()
        yield self._app_mode(now)
        yield self._version()

    def _app_subscription(self) -> Finding:
        check = "meta.app_subscription"
        try:
            found = self.watch.app_subscription()
        except SuiteError as error:
            return blamed(check, error)
        return _subscribed(check, "app", found)

    def _pages(self) -> Iterator[Finding]:
        try:
            pages = self.watch.pages()
        except SuiteError as error:
            yield from ladder(("meta.pages",), blamed("meta.pages", error), BY_PAGE)
            return
        if not pages:
            yield from ladder(("meta.pages",), fail("meta.pages", "no_pages"), BY_PAGE)
            return
        yield well("meta.pages", "pages_seen", pages=len(pages))
        for page_id in pages:
            yield self._page_subscription(page_id)
            yield self._page_leads(page_id)

    def _page_subscription(self, page_id: PageId) -> Finding:
        check = "meta.page_subscription"
        try:
            found = self.watch.page_subscription(page_id)
        except SuiteError as error:
            return blamed(check, error, about=page_id)
        return _subscribed(check, "page", found, about=page_id)

    def _page_leads(self, page_id: PageId) -> Finding:
        check = "meta.page_leads"
        try:
            has_form = self.watch.try_leads(page_id)
        except SuiteError as error:
            return blamed(check, error, about=page_id)
        if not has_form:
            return unknown(check, "page_without_form", about=page_id)
        return well(check, "leads_readable", about=page_id)

    def _app_mode(self, now: datetime) -> Finding:
        """Infer it: the Graph API has no field for it (Application, v26.0, read 2026-11)."""
        check = "meta.app_mode"
        if self.seen.has_lead_of_an_ad(now):
            return well(check, "app_live")
        return unknown(check, "app_mode_unknown")

    def _version(self) -> Finding:
        check, told = "meta.version", self.watch.version()
        if told.is_deprecated:
            return warn(check, "version_deprecated", asked=told.asked)
        if told.served and told.served != told.asked:
            return warn(check, "version_replaced", asked=told.asked, served=told.served)
        return well(check, "version_served", asked=told.asked)


def _of_token(token: SourceToken, now: datetime) -> Iterator[Finding]:
    yield lasting("meta.token_expiry", "token", token.expires_at, now)
    yield lasting("meta.data_access", "data_access", token.data_access_expires_at, now)
    for scopes, found in ((NEEDED_SCOPES, fail), (USEFUL_SCOPES, warn)):
        for scope in scopes:
            if scope in token.scopes:
                yield well("meta.scope", "scope_granted", about=scope)
            else:
                yield found("meta.scope", f"without_{scope}", about=scope)


def _subscribed(check: str, whose: str, found: Subscription, *, about: str = "") -> Finding:
    if not found.is_there:
        return fail(check, f"{whose}_not_subscribed", about=about)
    if not found.has_leadgen:
        return fail(check, f"{whose}_without_leadgen", about=about)
    return well(check, "subscribed", about=about)
