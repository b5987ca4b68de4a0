"""Which Odoo it is: asked once, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import BadReply, NoAnswer, Unavailable, Unreachable, UnsupportedVersion
from .wire import decode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .deadline import Deadline
    from .http import HttpPool, Reply

FIRST_JSON2 = 19
FIRST_SUPPORTED = 14
_SERVER_TROUBLE = 500


@dataclass(frozen=True, slots=True, order=True)
class OdooVersion:
    """A server's version, such as 19.0 or 18.4 (Odoo Online's `saas~18.4`)."""

    major: int
    minor: int
    text: str = ""

    @property
    def protocol(self) -> str:
        """The protocol to speak: JSON-2 wherever it exists."""
        return "json2" if self.major >= FIRST_JSON2 else "jsonrpc"


def parse_version(document: object) -> OdooVersion | None:
    """Read the answer of /json/version, /web/version or version_info; None if it is none."""
    if not isinstance(document, dict):
        return None
    result = document.get("result")
    body = result if isinstance(result, dict) else document
    info = body.get("version_info") or body.get("server_version_info")
    text = str(body.get("version") or body.get("server_version") or "")
    if not isinstance(info, list) or len(info) < 2 or not isinstance(info[1], int):  # noqa: PLR2004 - major, minor
        return None
    found = re.fullmatch(r"(?:saas~)?(\d+)", str(info[0]))
    return OdooVersion(int(found[1]), info[1], text) if found else None


def probe_version(http: HttpPool, headers: Mapping[str, str], deadline: Deadline) -> OdooVersion:
    """Ask the server: /json/version (19), /web/version (18), then version_info (14 to 17).

    Raises UnsupportedVersion when nothing there is Odoo 14 or later; Unreachable and Unavailable.
    """
    asks = (
        ("GET", "/json/version", None),
        ("GET", "/web/version", None),
        ("POST", "/web/webclient/version_info", b'{"jsonrpc":"2.0","params":{}}'),
    )
    for verb, path, body in asks:
        try:
            reply = http.exchange(verb, path, headers, body, deadline.left_s())
        except NoAnswer as error:
            raise Unreachable("no answer to the question for the version") from error
        version = _version_in(reply)
        if version is not None:
            return _supported(version)
    raise UnsupportedVersion("no Odoo answers at this address (none of three version pages)")


def _version_in(reply: Reply) -> OdooVersion | None:
    if reply.status >= _SERVER_TROUBLE:
        raise Unavailable("Odoo does not serve right now", status=reply.status)
    try:
        return parse_version(decode(reply.body))
    except BadReply:
        return None


def _supported(version: OdooVersion) -> OdooVersion:
    if version.major < FIRST_SUPPORTED:
        raise UnsupportedVersion(f"Odoo {version.major} is too old: 14 is the first supported")
    return version
