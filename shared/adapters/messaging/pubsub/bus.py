"""The Bus in the cloud: Pub/Sub over REST, without gRPC, which doubles a door's cold start."""

from __future__ import annotations

import json
import time
from random import Random, SystemRandom
from typing import TYPE_CHECKING
from urllib.parse import quote

from shared.adapters.messaging.pubsub.refusals import refusal
from shared.adapters.messaging.pubsub.token import GoogleToken
from shared.adapters.messaging.pubsub.wire import publish_bodies
from shared.domain.event import encode
from shared.errors import SuiteError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import requests
    from google.auth.credentials import Credentials

    from shared.domain.event import Event, Message, Topic

API = "https://pubsub.googleapis.com"
CONNECT_TIMEOUT_S = 3.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.1, 2.0
CONNECTIONS = 80
"""As many as the busiest door (lead_event_handler) takes requests at one time."""
OK, UNAUTHORIZED, FORBIDDEN = 200, 401, 403
RIGHT = "pubsub.topics.publish"


class PubSubBus:
    """Publishes to the topics of one project.

    A publishing that is tried again may store a message twice, under two ids: whoever hears it
    recognises repeats by what the event says. Safe for threads.
    """

    def __init__(
        self,
        project: str,
        *,
        timeout_s: float = 10.0,
        emulator_host: str | None = None,
        session: requests.Session | None = None,
        credentials: Credentials | None = None,
        rng: Random | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Connect to nothing yet.

        `timeout_s` is for one `publish` with all its tries; `emulator_host` (`HOST:PORT`) turns
        credentials off, as PUBSUB_EMULATOR_HOST does in Google's libraries.
        """
        self._project = project
        self._timeout_s = timeout_s
        self._base = f"http://{emulator_host}" if emulator_host else API
        self._token = None if emulator_host else GoogleToken(credentials)
        self._session = session or _session()
        self._rng = rng or SystemRandom()
        self._monotonic = monotonic
        self._sleep = sleep

    def publish(self, topic: Topic, events: Sequence[Event]) -> None:
        """Return when Pub/Sub has stored every event; up to 1000 go in one request.

        Raises TransientError when the time is over, PermanentError when the topic, the right to
        publish or the credentials are missing; a part of the events may be stored then.
        """
        self._publish(topic, (encode(event) for event in events))

    def republish(self, topic: Topic, messages: Sequence[Message]) -> None:
        """Publish messages as they are; time and errors as of `publish`."""
        self._publish(topic, messages)

    def check(self, topic: Topic) -> None:
        """Ask whether we may publish; raises PermanentError for a missing topic or right.

        Pub/Sub answers testIamPermissions for a topic that is not there as for one without the
        right (Pub/Sub REST reference, read 2026-11); the emulator knows only whether it is there.
        """
        left_s = self._timeout_s
        if self._token is None:
            answer = self._ask("GET", topic, None, left_s)
        else:
            body = json.dumps({"permissions": [RIGHT]}).encode()
            answer = self._ask("POST", f"{topic}:testIamPermissions", body, left_s)
        if isinstance(answer, SuiteError):
            raise answer
        if answer.status_code != OK:
            raise self._refusal(answer, topic)
        if self._token is not None and RIGHT not in answer.text:
            raise refusal(FORBIDDEN, None, {}, topic=topic, project=self._project)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _publish(self, topic: Topic, messages: Iterable[Message]) -> None:
        ends_at = self._monotonic() + self._timeout_s
        for body in publish_bodies(messages):
            self._send(topic, body, ends_at)

    def _send(self, topic: str, body: bytes, ends_at: float) -> None:
        wait_s, renewed = FIRST_WAIT_S, False
        while (error := self._try(topic, body, ends_at)) is not None:
            if error.code == "no_credentials" and self._token and not renewed:
                self._token.renew()
                renewed = True
                continue
            self._pause(error, wait_s, ends_at)
            wait_s = min(LONGEST_WAIT_S, wait_s * 2)

    def _pause(self, error: SuiteError, longest_s: float, ends_at: float) -> None:
        """Wait before the next try; raises the error if there is no use or no time for one."""
        if not isinstance(error, TransientError):
            raise error
        pause_s = max(self._rng.uniform(0, longest_s), error.retry_after_s or 0)
        if self._monotonic() + pause_s >= ends_at:
            raise error
        self._sleep(pause_s)

    def _try(self, topic: str, body: bytes, ends_at: float) -> SuiteError | None:
        left_s = max(0.001, ends_at - self._monotonic())
        answer = self._ask("POST", f"{topic}:publish", body, left_s)
        if isinstance(answer, SuiteError):
            return answer
        return None if answer.status_code == OK else self._refusal(answer, topic)

    def _ask(
        self, verb: str, what: str, body: bytes | None, left_s: float
    ) -> requests.Response | TransientError:
        """Make one request about a topic; give the error where no answer came."""
        import requests

        try:
            return self._session.request(
                verb,
                f"{self._base}/v1/projects/{quote(self._project)}/topics/{quote(what, safe=':')}",
                data=body,
                headers={"Content-Type": "application/json"} | self._authorization(left_s),
                timeout=(min(CONNECT_TIMEOUT_S, left_s), left_s),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            kind = type(error).__name__
            return TransientError(f"no answer from Pub/Sub ({kind})", code="pubsub_unavailable")
        except TransientError as error:
            return error

    def _authorization(self, left_s: float) -> dict[str, str]:
        if self._token is None:
            return {}
        return self._token.header(self._session, timeout_s=left_s)

    def _refusal(self, answer: requests.Response, topic: str) -> SuiteError:
        try:
            body = answer.json()
        except ValueError:
            body = None
        return refusal(answer.status_code, body, answer.headers, topic=topic, project=self._project)


def _session() -> requests.Session:
    import requests

    session = requests.Session()
    session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=CONNECTIONS))
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=CONNECTIONS))
    session.trust_env = False  # a .netrc would replace our Authorization, and is read each time
    return session
