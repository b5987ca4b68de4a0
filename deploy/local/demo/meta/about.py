"""What the demo Graph says of app, token and subscriptions (shapes of Graph API v26.0, 2026-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.local.demo.meta.catalogue import Json
from deploy.local.demo.meta.tokens import ACCESS_TOKEN, APP_ID

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

    from deploy.local.demo.meta.standing import StandingBoard
    from deploy.local.demo.meta.tokens import Caller

NAME = "Demo leads app"
_VERSION = "v26.0"


class About:
    """Answers the questions of whoever wants to know why leads do not come."""

    def __init__(self, standing: StandingBoard) -> None:
        self._standing = standing
        self.routes = {
            "app": self._app,
            "debug_token": self._debug_token,
            f"{APP_ID}/subscriptions": self._subscriptions,
        }
        """By path without the version; all are GET."""

    def subscribed_apps(self, request: Request, caller: Caller, page_id: str) -> Json:
        """`GET /<page>/subscribed_apps`."""
        caller.must_be_page(page_id, page_id)
        now = self._standing.now
        if page_id in now.unsubscribed_pages:
            return {"data": []}
        fields = ["feed"] if page_id in now.without_leadgen else ["leadgen"]
        return {"data": [{"id": APP_ID, "name": NAME, "subscribed_fields": fields}]}

    def _app(self, request: Request, caller: Caller) -> Json:
        return {"id": APP_ID, "name": NAME}

    def _debug_token(self, request: Request, caller: Caller) -> Json:
        caller.must_be_app()
        if request.args.get("input_token") != ACCESS_TOKEN:
            error = {"code": 190, "message": "Invalid OAuth access token data."}
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
        now = self._standing.now
        known: Json = {"app_id": APP_ID, "type": "SYSTEM_USER", "application": NAME}
        ends = {
            "expires_at": now.expires_at,
            "data_access_expires_at": now.data_access_expires_at,
        }
        return {"data": {**known, **ends, "is_valid": True, "scopes": list(now.scopes)}}

    def _subscriptions(self, request: Request, caller: Caller) -> Json:
        caller.must_be_app()
        field = self._standing.now.app_subscription
        if not field:
            return {"data": []}
        fields = [{"name": field, "version": _VERSION}]
        told = {"object": "page", "callback_url": "https://example.com", "active": True}
        return {"data": [{**told, "fields": fields}]}
