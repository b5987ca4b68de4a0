"""Send webhooks as Meta would: one signed POST for a batch of leads that the demo Meta made."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

import requests

from shared.domain.signature import sign

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from deploy.local.environment import LocalRun

_TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """What our webhook answered, and how long that took."""

    status: int
    elapsed_ms: float
    body: str

    @property
    def is_acknowledged(self) -> bool:
        """Meta would not send it again."""
        return self.status == HTTPStatus.OK


class MetaCaller:
    """Plays Meta against a running suite."""

    def __init__(self, run: LocalRun) -> None:
        self._run = run
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> Self:
        """Use as `with MetaCaller(run) as caller:`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._session.close()

    def make_leads(self, wish: Mapping[str, object]) -> list[dict[str, Any]]:
        """Have the demo Meta make leads (`count`, `organic`, `arabic`, `seed`)."""
        url = f"{self._run.settings.meta_graph_url}/_demo/leads"
        answer = self._session.post(url, json=dict(wish), timeout=_TIMEOUT_S)
        answer.raise_for_status()
        leads: list[dict[str, Any]] = answer.json()["leads"]
        return leads

    def announce(
        self, leads: Sequence[Mapping[str, Any]], *, now: datetime, bad_signature: bool = False
    ) -> Sent:
        """POST one notification with a change for each lead."""
        body = notification(leads, now)
        secrets = self._run.settings.meta_app_secret or ("",)
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": sign(body, "not the secret" if bad_signature else secrets[0]),
        }
        started = time.perf_counter()
        answer = self._session.post(
            f"http://127.0.0.1:{self._run.settings.port}/api/webhooks/meta",
            data=body,
            headers=headers,
            timeout=_TIMEOUT_S,
        )
        elapsed_ms = (time.perf_counter() - started) * 1000
        return Sent(answer.status_code, elapsed_ms, answer.text)


def notification(leads: Sequence[Mapping[str, Any]], now: datetime) -> bytes:
    """Give the body that Meta would send for these leads, an entry for each page."""
    entries: dict[str, list[dict[str, object]]] = {}
    for lead in leads:
        value = {name: lead[name] for name in _CHANGE if lead.get(name) is not None}
        entries.setdefault(str(lead["page_id"]), []).append({"field": "leadgen", "value": value})
    sent = int(now.timestamp())
    entry = [{"id": page, "time": sent, "changes": changes} for page, changes in entries.items()]
    return json.dumps({"object": "page", "entry": entry}).encode()


_CHANGE = ("leadgen_id", "page_id", "form_id", "ad_id", "adgroup_id", "created_time")
