"""The access token: from the metadata server on Google Cloud, else from the developer's login."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from shared.errors import PermanentError, SuiteError, TransientError

if TYPE_CHECKING:
    import requests
    from google.auth.credentials import Credentials

SCOPE = "https://www.googleapis.com/auth/pubsub"


class GoogleToken:
    """Fetches a token when one is needed and keeps it until it is about to expire.

    google-auth is imported with the first token, not before: it costs more than all the rest.
    """

    def __init__(self, credentials: Credentials | None = None) -> None:
        """Use the given credentials, or those that Google's libraries find (ADC)."""
        self._credentials = credentials
        self._lock = Lock()

    def header(self, session: requests.Session, *, timeout_s: float) -> dict[str, str]:
        """Give the Authorization header; raises TransientError or PermanentError."""
        import google.auth
        import google.auth.exceptions
        from google.auth.transport.requests import Request

        request = partial(Request(session=session), timeout=timeout_s)
        with self._lock:
            try:
                if self._credentials is None:
                    self._credentials, _ = google.auth.default(scopes=[SCOPE])
                if not self._credentials.valid:
                    self._credentials.refresh(request)  # type: ignore[no-untyped-call]
            except google.auth.exceptions.GoogleAuthError as error:
                raise _no_token(error) from error
            return {"Authorization": f"Bearer {self._credentials.token}"}

    def renew(self) -> None:
        """Have a new token fetched next time: the present one was refused."""
        with self._lock:
            if self._credentials is not None:
                self._credentials.token = None


def _no_token(error: Exception) -> SuiteError:
    from google.auth.exceptions import DefaultCredentialsError, TransportError

    if isinstance(error, DefaultCredentialsError):
        return PermanentError(
            "no Google credentials: run `gcloud auth application-default login`",
            code="no_credentials",
        )
    if isinstance(error, TransportError) or getattr(error, "retryable", False):
        return TransientError("Google gives no access token now", code="token_unavailable")
    return PermanentError(
        "Google gives no access token for these credentials", code="no_credentials"
    )
