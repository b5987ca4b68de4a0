"""Google's public keys by their ids, fetched seldom, whatever ids strangers write into tokens."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.errors import NotAuthentic, TransientError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import requests

    from shared.ports import Clock

FRESH = timedelta(hours=1)
"""Google announces new keys long before it signs with them."""
GOOD_FOR = timedelta(days=1)
PAUSE = timedelta(minutes=1)
"""Between two fetches, however many unknown ids are asked for and whatever the first one gave."""
LONGEST_BODY = 64 * 1024
MOST_KEYS = 50
TIMEOUT_S = 5.0
_OK = 200


class PublicKeys:
    """A document of PEM by key id at `url`. Safe for threads.

    While no newer ones can be had, keys of before are good for `GOOD_FOR`: Google withdraws a key
    by ceasing to sign with it, and a token is in force for an hour at most.
    """

    def __init__(self, url: str, *, session: requests.Session, clock: Clock) -> None:
        self._url, self._session, self._clock = url, session, clock
        self._keys: Mapping[str, str] = {}
        self._fetched: datetime | None = None
        self._tried: datetime | None = None
        self._lock = threading.Lock()

    def key(self, key_id: str) -> str:
        """Give a key as PEM; raises NotAuthentic if there is none, TransientError without keys."""
        with self._lock:
            now = self._clock.now()
            if self._is_stale(key_id, now) and self._may_try(now):
                self._tried = now
                self._fetch(now)
            if self._fetched is None or now - self._fetched > GOOD_FOR:
                raise _unavailable("none, or none of today")
            if key_id not in self._keys:
                raise NotAuthentic("the token's key is unknown", code="identity_token")
            return self._keys[key_id]

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _is_stale(self, key_id: str, now: datetime) -> bool:
        return key_id not in self._keys or self._fetched is None or now - self._fetched > FRESH

    def _may_try(self, now: datetime) -> bool:
        return self._tried is None or not timedelta() <= now - self._tried < PAUSE

    def _fetch(self, now: datetime) -> None:
        try:
            self._keys, self._fetched = self._read(), now
        except TransientError:
            if not self._keys:
                raise

    def _read(self) -> Mapping[str, str]:
        import requests

        try:
            with self._session.get(
                self._url, timeout=TIMEOUT_S, allow_redirects=False, stream=True
            ) as answer:
                if answer.status_code != _OK:
                    raise _unavailable(f"status {answer.status_code}")
                raw = answer.raw.read(LONGEST_BODY + 1, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise _unavailable(type(error).__name__) from None
        return _parsed(raw)


def _parsed(raw: bytes) -> Mapping[str, str]:
    from shared.domain.strict_json import read_strict_json
    from shared.errors import BadInput

    try:
        document = read_strict_json(raw) if len(raw) <= LONGEST_BODY else None
    except BadInput:
        document = None
    if type(document) is not dict or not 0 < len(document) <= MOST_KEYS:
        raise _unavailable("no document of keys")
    return {name: pem for name, pem in document.items() if type(pem) is str}


def _unavailable(why: str) -> TransientError:
    return TransientError(f"the signer's public keys cannot be had ({why})", code="signing_keys")
