"""What Meta's error replies mean and what happens next: one table.

Most errors come as HTTP 400 with the cause in `error.code` (Meta, Graph API error handling and
rate limits, v26.0, read 2026-11). Messages are ours: Meta's may hold names and ids.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from shared.errors import ConnectionDown, PermanentError, SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping


class GraphFault(Exception):
    """Meta said no. Stays inside this adapter: `suite_error` says what it means to the suite."""

    def __init__(
        self,
        *,
        status: int,
        code: int = 0,
        subcode: int = 0,
        message: str = "",
        is_transient: bool = False,
        trace_id: str = "",
        wait_s: float | None = None,
    ) -> None:
        super().__init__(f"Graph error {code}/{subcode}")
        self.status, self.code, self.subcode = status, code, subcode
        self.message = message.lower()
        self.is_transient, self.trace_id, self.wait_s = is_transient, trace_id, wait_s

    @property
    def is_throttle(self) -> bool:
        """Meta asks us to stop calling for a while."""
        return _verdict(self) is _THROTTLED

    @property
    def is_token_dead(self) -> bool:
        """The token that was used will never work again."""
        return _verdict(self) is _TOKEN_DEAD

    @property
    def needs_page_token(self) -> bool:
        """The call is right but wants the Page's own token.

        Meta tells it apart only by its words: `(#190) This method must be called with a Page
        Access Token`, `(#210) A page access token is required to request this resource`.
        """
        return self.code in {190, 210} and "page access token" in self.message

    @property
    def is_about_a_page(self) -> bool:
        """A question about a person was put with a Page's token.

        Only the words tell: `(#100) Tried accessing nonexisting field (accounts) on node type
        (Page)`.
        """
        return self.code == _BAD_PARAMETER and "node type (page)" in self.message

    @property
    def may_be_about_fields(self) -> bool:
        """The same call may succeed with fewer fields: a right or a field is missing."""
        return _verdict(self) in (_NO_RIGHT, _BAD_REQUEST)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a fault means: which class of error, its slug, its words, how long to wait."""

    kind: type[TransientError | PermanentError]
    code: str
    message: str
    wait_s: float | None = None
    is_certain: bool = True
    """Of a ConnectionDown: it lasts until somebody changes something, or for `wait_s`."""


_TOKEN_DEAD = Verdict(ConnectionDown, "meta_token_dead", "Meta no longer accepts the access token")
_SECRET_WRONG = Verdict(
    ConnectionDown, "meta_app_secret_wrong", "the app secret does not belong to the token"
)
THROTTLE_WAIT_S = 300.0
"""How long to stop where Meta does not say how long."""
APP_THROTTLE = 4
"""The limit of the whole app; all others are a Page's or its business's own."""
_THROTTLED = Verdict(ConnectionDown, "meta_throttled", "Meta asks for fewer calls", THROTTLE_WAIT_S)
_UNKNOWN = Verdict(TransientError, "meta_unknown_error", "Meta answered with an unknown error", 60)
_BUSY = Verdict(
    ConnectionDown, "meta_unavailable", "Meta has a passing fault", 30, is_certain=False
)
_BLOCKED = Verdict(ConnectionDown, "meta_blocked", "Meta has blocked calls of this app", 3600)
_NO_RIGHT = Verdict(
    ConnectionDown,
    "meta_permission_missing",
    "the access token lacks a permission (leads_retrieval, pages_manage_ads, ads_management)",
)
_NO_LEADS_ACCESS = Verdict(
    ConnectionDown,
    "meta_leads_access_revoked",
    "the app may not read this Page's leads: add it in Business settings, Integrations, "
    "Leads access, CRMs",
)
_GONE = Verdict(
    PermanentError,
    "meta_lead_gone",
    "Meta does not show it: expired after 90 days, deleted, or not visible to this token",
)
_BAD_REQUEST = Verdict(
    PermanentError, "meta_request_refused", "Meta does not take a parameter of this request"
)

VERDICTS: Mapping[int, Verdict] = {
    1: _BUSY,
    2: _BUSY,
    APP_THROTTLE: _THROTTLED,
    17: _THROTTLED,
    32: _THROTTLED,
    613: _THROTTLED,
    # Business use case limits: insights, pages, Instagram, audiences, ads, lead generation,
    # Messenger, catalogues, WhatsApp.
    **dict.fromkeys([*range(80000, 80010), 80014], _THROTTLED),
    10: _NO_RIGHT,
    **dict.fromkeys(range(200, 300), _NO_RIGHT),
    102: _TOKEN_DEAD,
    103: _NO_LEADS_ACCESS,
    104: _TOKEN_DEAD,
    190: _TOKEN_DEAD,
    341: _BLOCKED,
    368: _BLOCKED,
    803: _GONE,
}

_BAD_PARAMETER, _NOT_THERE = 100, 33

TOKEN_CAUSES: Mapping[int, str] = {
    458: "the person removed the app",
    459: "the person must log in at Facebook and pass a check",
    460: "the password was changed",
    463: "it has expired",
    464: "the person's account is not confirmed",
    467: "it was made invalid",
    492: "the person lost the role on the Page",
}


def suite_error(fault: GraphFault) -> SuiteError:
    """Say in the suite's own terms what a fault means and what happens next."""
    verdict = _verdict(fault)
    message = f"{verdict.message}{_cause(fault)} ({_reference(fault)})"
    if verdict.kind is PermanentError:
        return PermanentError(message, code=verdict.code)
    wait_s = fault.wait_s or verdict.wait_s
    if verdict.kind is ConnectionDown:
        return ConnectionDown(
            message, code=verdict.code, retry_after_s=wait_s, is_certain=verdict.is_certain
        )
    return TransientError(message, code=verdict.code, retry_after_s=wait_s)


def of_one_form(error: SuiteError) -> SuiteError:
    """A right that is missing for a form says nothing of the Page's leads: it is that form's fault."""
    if error.code in {_NO_RIGHT.code, _NO_LEADS_ACCESS.code}:
        return PermanentError(str(error), code=error.code)
    return error


def _verdict(fault: GraphFault) -> Verdict:
    if "lead access manager" in fault.message:
        # Seen under code 103 as well as 200.
        return _NO_LEADS_ACCESS
    if fault.code == _BAD_PARAMETER:
        return _bad_parameter(fault)
    return VERDICTS.get(fault.code) or _by_status(fault)


def _bad_parameter(fault: GraphFault) -> Verdict:
    """Tell apart what Meta puts under code 100; older replies lack the subcode."""
    if "appsecret_proof" in fault.message:
        return _SECRET_WRONG
    if fault.subcode == _NOT_THERE or "unsupported get request" in fault.message:
        return _GONE
    return _NO_RIGHT if "permission" in fault.message else _BAD_REQUEST


def _by_status(fault: GraphFault) -> Verdict:
    if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
        return _THROTTLED
    is_server_error = fault.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    return _BUSY if fault.is_transient or is_server_error else _UNKNOWN


def _cause(fault: GraphFault) -> str:
    cause = TOKEN_CAUSES.get(fault.subcode) if fault.is_token_dead else None
    return f": {cause}" if cause else ""


def _reference(fault: GraphFault) -> str:
    parts = [f"HTTP {fault.status}", f"code {fault.code}", f"subcode {fault.subcode}"]
    return ", ".join([*parts, f"trace {fault.trace_id}"] if fault.trace_id else parts)
