"""What the demo Graph answers: nodes, edges, errors in Meta's shape, quota headers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from deploy.local.demo.meta.catalogue import Json

_TRACE_ID = "ADemoTraceOfTheDemoGraph"


@dataclass(frozen=True, slots=True)
class MetaError:
    """An error as Meta words it: HTTP 400 with the cause in the body."""

    code: int
    message: str
    subcode: int | None = None
    kind: str = "OAuthException"
    status: int = 400
    is_transient: bool = False

    def body(self) -> Json:
        """Give the JSON body."""
        error: Json = {"message": self.message, "type": self.kind, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.is_transient:
            error["is_transient"] = True
        return {"error": {**error, "fbtrace_id": _TRACE_ID}}


class Refused(Exception):
    """This request gets that error."""

    def __init__(self, error: MetaError) -> None:
        super().__init__(error.message)
        self.error = error


def answer(body: object, status: int = 200) -> Response:
    """Give JSON, in Meta's spelling: ASCII, other letters escaped."""
    return Response(json.dumps(body), status, {"facebook-api-version": "v26.0"}, "application/json")


def not_there(node_id: str) -> MetaError:
    """Say what Meta says of what is expired, deleted, never was, or hidden from the token."""
    return MetaError(
        100,
        f"Unsupported get request. Object with ID '{node_id}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation. Please read the Graph "
        "API documentation at https://developers.facebook.com/docs/graph-api",
        subcode=33,
        kind="GraphMethodException",
    )


PAGE_TOKEN_NEEDED = MetaError(190, "(#190) This method must be called with a Page Access Token")
APP_TOKEN_NEEDED = MetaError(
    100, "(#100) You must provide an app access token, or a user access token that is an owner "
    "or developer of the app",
)  # fmt: skip
TOKEN_MISSING = MetaError(104, "An access token is required to request this resource.")
TOKEN_UNKNOWN = MetaError(190, "Invalid OAuth access token - Cannot parse access token")
PROOF_MISSING = MetaError(
    100, "API calls from the server require an appsecret_proof argument",
    kind="GraphMethodException",
)  # fmt: skip
PROOF_WRONG = MetaError(
    100, "Invalid appsecret_proof provided in the API argument", kind="GraphMethodException"
)
NO_ACCOUNTS = MetaError(
    100, "(#100) Tried accessing nonexisting field (accounts) on node type (Page)"
)
NO_AD_RIGHTS = MetaError(200, "(#200) Requires ads_management permission to manage the object")

ORDERED: dict[str, MetaError] = {
    "1": MetaError(1, "An unknown error occurred", is_transient=True),
    "2": MetaError(2, "Service temporarily unavailable", is_transient=True),
    "4": MetaError(4, "(#4) Application request limit reached", is_transient=True),
    "100": MetaError(100, "(#100) Tried accessing nonexisting field (campaign_name)"),
    "100_33": not_there("0"),
    "103": MetaError(103, "CRM access has been revoked from Lead Access Manager"),
    "200": MetaError(200, "(#200) Requires leads_retrieval permission to manage the object"),
    "613": MetaError(613, "(#613) Calls to this api have exceeded the rate limit.", 1996),
    "80005": MetaError(
        80005, "(#80005) There have been too many leadgen api calls to this Page account."
    ),
    "190": MetaError(190, "Error validating access token: The session is invalid."),
    **{
        f"190_{subcode}": MetaError(190, "Error validating access token.", subcode)
        for subcode in (458, 459, 460, 463, 464, 467, 492)
    },
    "500": MetaError(1, "Please reduce the amount of data you're asking for", status=500),
}
"""The faults that are nothing but an error of Meta's, by the name to order them by."""
