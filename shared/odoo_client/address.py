"""Where Odoo is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from .errors import BadCall

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of an Odoo URL; `prefix` is the path before Odoo's own, "" or "/demo/odoo"."""

    scheme: str
    host: str
    port: int
    prefix: str

    @property
    def netloc(self) -> str:
        """Host and port as the Host header wants them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read a URL such as `https://my.odoo.com` or `http://localhost:4200/demo/odoo`.

        Raises BadCall for anything that is not a plain http(s) URL (no credentials, no query).
        """
        try:
            parts = urlsplit(url.strip())
            port = parts.port
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError:
            raise BadCall("the Odoo URL has a malformed host or port") from None
        if parts.scheme not in _DEFAULT_PORTS or not host:
            raise BadCall("the Odoo URL must look like https://host or https://host/prefix")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise BadCall("the Odoo URL must not hold credentials, a query or a fragment")
        prefix = quote(parts.path.rstrip("/"), safe="/%~")
        return cls(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme], prefix)
