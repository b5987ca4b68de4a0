"""One Firestore database: its client, names and time-outs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.api_core.exceptions import ServiceUnavailable
from google.api_core.retry import Retry, if_exception_type
from google.auth.exceptions import DefaultCredentialsError
from google.cloud.firestore import Client

from shared.adapters.storage.documents import check_name
from shared.errors import SettingsError

if TYPE_CHECKING:
    from google.cloud.firestore import CollectionReference, DocumentReference

_RETRY_FIRST_S = 0.1
_RETRY_LONGEST_S = 1.0


class Database:
    """A client with a prefix for collections and one time-out for every call."""

    def __init__(self, project: str, database: str, *, prefix: str, timeout_s: float) -> None:
        """Connect on first use. Raises SettingsError without credentials."""
        if prefix:
            check_name(prefix)
        try:
            self.client = Client(project=project, database=database)
        except DefaultCredentialsError:
            raise SettingsError(
                "no Google credentials: set GOOGLE_APPLICATION_CREDENTIALS, or run"
                " `gcloud auth application-default login`"
            ) from None
        self.timeout_s = timeout_s
        # An idle connection that was cut shows at the next call; reading again harms nobody.
        self.read_retry = Retry(
            predicate=if_exception_type(ServiceUnavailable),
            initial=_RETRY_FIRST_S,
            maximum=_RETRY_LONGEST_S,
            timeout=timeout_s,
        )
        self._prefix = prefix

    def close(self) -> None:
        """Close the connection."""
        self.client.close()  # type: ignore[no-untyped-call] # Google's

    def collection(self, name: str) -> CollectionReference:
        """Refer to a collection."""
        return self.client.collection(self._prefix + name)

    def document(self, collection: str, doc_id: str) -> DocumentReference:
        """Refer to a document."""
        return self.collection(collection).document(doc_id)
