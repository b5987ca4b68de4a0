"""What a server and the user of the key can do: asked, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from .errors import AccessDenied, NotFound
from .wire import expect_int, expect_object

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .fields import Field
    from .version import OdooVersion


class Asks(Protocol):
    """The part of the client that is asked here."""

    def call(self, model: str, method: str, /, **named: Any) -> object:
        """Call a model's method."""
        ...

    def fields(self, model: str) -> Mapping[str, Field]:
        """Give a model's fields."""
        ...

    def search_count(self, model: str, domain: Sequence[object]) -> int:
        """Count records."""
        ...

    def search_read(
        self, model: str, domain: Sequence[object], fields: Sequence[str]
    ) -> list[dict[str, object]]:
        """Read records."""
        ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key of our user, by the name given to it; `expires_at` None lasts for ever."""

    name: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Answers about the server; each method asks it, nothing is guessed."""

    version: OdooVersion
    protocol: str
    _client: Asks

    def has_model(self, model: str) -> bool:
        """Tell whether the model exists (a module of ours is known by its model).

        Works for every user; a model that exists but may not be read counts as there.
        """
        try:
            self._client.call(model, "fields_get", allfields=["id"], attributes=["type"])
        except NotFound:
            return False
        except AccessDenied:
            return True
        return True

    def has_module(self, name: str) -> bool | None:
        """Tell whether a module is installed; None when the user may not see modules."""
        domain = [("name", "=", name), ("state", "=", "installed")]
        try:
            return self._client.search_count("ir.module.module", domain) > 0
        except AccessDenied:
            return None

    def has_field(self, model: str, name: str) -> bool:
        """Tell whether the model has the field, for our user."""
        return name in self._client.fields(model)

    def api_keys(self) -> tuple[ApiKey, ...]:
        """Give our user's API keys (Odoo 17 on tell their expiry); empty when not readable.

        Odoo does not say which of them this client uses.
        """
        model = "res.users.apikeys"
        try:
            if not self.has_field(model, "expiration_date"):
                return ()
            domain = [("user_id", "=", self._user_id())]
            found = self._client.search_read(model, domain, ["name", "expiration_date"])
        except (AccessDenied, NotFound):
            return ()
        return tuple(_api_key(record) for record in found)

    def key_expires_at(self) -> datetime | None:
        """Give the first expiry among our user's keys: a safe day to have renewed ours by."""
        ends = [key.expires_at for key in self.api_keys() if key.expires_at]
        return min(ends, default=None)

    def _user_id(self) -> int:
        context = expect_object(self._client.call("res.users", "context_get"), "the context")
        return expect_int(context.get("uid"), "uid")


def _api_key(record: dict[str, object]) -> ApiKey:
    ends = record.get("expiration_date")
    return ApiKey(str(record.get("name") or ""), ends if isinstance(ends, datetime) else None)
