"""What the real Meta does not have: making leads, counting them, quotas and tokens at will."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from markupsafe import escape
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from deploy.local.demo.meta.catalogue import Json, catalogue
from deploy.local.demo.meta.leads import LeadWish, StoredLead, make_leads

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Request

    from deploy.local.demo.meta.standing import StandingBoard
    from deploy.local.demo.meta.store import LeadStore
    from deploy.local.demo.meta.tokens import TokenOffice
    from shared.ports import Clock


class DemoControl:
    """The pages under `/_demo` and the index."""

    def __init__(
        self, store: LeadStore, tokens: TokenOffice, clock: Clock, standing: StandingBoard
    ) -> None:
        self._store, self._tokens, self._clock = store, tokens, clock
        self._standing = standing
        self.quota_headers: dict[str, str] = {}
        """Sent with every sound Graph reply until changed: `POST /_demo/quota {"X-App-Usage":
        {...}, "X-Business-Use-Case-Usage": {...}}`; `{}` ends it."""
        self._routes: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/"): self._index,
            ("GET", "/_demo/stats"): self._stats,
            ("POST", "/_demo/leads"): self._make_leads,
            ("POST", "/_demo/quota"): self._set_quota,
            ("POST", "/_demo/standing"): self._set_standing,
            ("POST", "/_demo/renew_page_tokens"): self._renew_page_tokens,
        }

    def takes(self, request: Request) -> bool:
        """Say whether this request is for us."""
        return (request.method, request.path) in self._routes

    def answer(self, request: Request) -> Response:
        """Answer it."""
        return self._routes[request.method, request.path](request)

    def _make_leads(self, request: Request) -> Response:
        try:
            wish = LeadWish(**_object(request))
        except (TypeError, ValueError) as error:
            raise BadRequest(str(error)) from error
        now = self._clock.now()
        leads = self._store.add(lambda serial: make_leads(wish, serial, now))
        return _json({"leads": [_announcement(lead) for lead in leads]})

    def _set_quota(self, request: Request) -> Response:
        quota = _object(request)
        self.quota_headers = {name: json.dumps(value) for name, value in quota.items()}
        return _json(self.quota_headers)

    def _set_standing(self, request: Request) -> Response:
        try:
            return _json(self._standing.change(_object(request)))
        except TypeError as error:
            raise BadRequest(str(error)) from error

    def _renew_page_tokens(self, request: Request) -> Response:
        self._tokens.renew()
        return _json({"success": True})

    def _stats(self, request: Request) -> Response:
        by_form = self._store.counts()
        return _json({"leads": sum(by_form.values()), "by_form": by_form})

    def _index(self, request: Request) -> Response:
        counts = self._store.counts()
        rows = [
            f"<tr><td><bdi>{escape(catalogue().pages[form['page']]['name'])}</bdi></td>"
            f"<td><bdi>{escape(form['name'])}</bdi></td><td>{form['id']}</td>"
            f"<td>{form['status']}</td><td>{counts.get(form['id'], 0)}</td></tr>"
            for form in catalogue().forms.values()
        ]
        return Response(_INDEX.format(rows="".join(rows)), content_type="text/html; charset=utf-8")


_INDEX = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Demo Meta Graph</title>
<h1>Demo Meta Graph</h1><p>Speaks the part of the Graph API that lead ads need. Nothing here is
Meta's, and nobody in it exists.</p><table><thead><tr><th>Page</th><th>Form</th><th>Form id</th>
<th>Status</th><th>Leads</th></tr></thead><tbody>{rows}</tbody></table>
<p>POST <code>_demo/leads</code> makes leads, POST <code>_faults</code> orders faults,
POST <code>_demo/standing</code> lets token, permissions and subscriptions stand otherwise than well,
<a href="_demo/stats">_demo/stats</a> counts.</p></html>"""


def _announcement(lead: StoredLead) -> Json:
    """Give the `value` of the change with which Meta announces a lead."""
    value: Json = {
        "leadgen_id": lead.id,
        "page_id": lead.page_id,
        "form_id": lead.form_id,
        "created_time": lead.created_s,
    }
    if "ad_id" in lead.node:
        value |= {"ad_id": lead.node["ad_id"], "adgroup_id": lead.node["ad_id"]}
    return value


def _object(request: Request) -> Json:
    try:
        content = json.loads(request.get_data())
    except ValueError as error:
        raise BadRequest("the body is not JSON") from error
    if not isinstance(content, dict):
        raise BadRequest("the body must be an object")
    return content


def _json(body: object) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), content_type="application/json")
