"""The demo Meta for the contract of LeadSource.

The real Graph cannot be reached from a test, so the demo stands in for it. Its shapes come from:
Meta's pages on Lead Ads (retrieving, webhooks, test leads), error handling, rate limits and
securing requests (Graph API v26.0, read 2026-11); Meta's business SDKs for the names of fields;
public issue threads for what no page says (the words of #190 and #210, 103, appsecret_proof,
missing `values`, absent campaign fields).
"""

from datetime import UTC, datetime, timedelta

import pytest
import requests

from deploy.local.demo.meta.server import DemoMeta
from shared.adapters.meta.graph import MetaGraph

ACADEMY, HOMES = "104857600012345", "104857600067890"
ARABIC_COURSES, ENGLISH_COURSES = "1048576000100001", "1048576000100002"


class GivenClock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.moment = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def now(self):
        return self.moment

    def move(self, seconds):
        self.moment += timedelta(seconds=seconds)


class Meta:
    """The demo Meta with its controls in reach."""

    def __init__(self, server, session, clock):
        self.server, self.session, self.clock = server, session, clock

    def source(self, **changes):
        """Give a new LeadSource, as a process just started has it."""
        settings = {
            "graph_url": self.server.url,
            "version": "v26.0",
            "access_token": self.server.access_token,
            "app_secret": self.server.app_secret,
            "timeout_s": 5,
            "session": self.session,
            "clock": self.clock,
        }
        return MetaGraph(**{**settings, **changes})

    def post(self, path, body=None):
        reply = self.session.post(f"{self.server.url}{path}", json=body or {}, timeout=5)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def leads(self, **wish):
        return self.post("/_demo/leads", {"seed": 1, **wish})["leads"]

    def order(self, fault, times=1, **match):
        self.post("/_faults", {"fault": fault, "times": times, "match": match})

    def open_faults(self):
        return self.session.get(f"{self.server.url}/_faults", timeout=5).json()


@pytest.fixture
def clock():
    return GivenClock()


@pytest.fixture
def meta(tmp_path, clock):
    server = DemoMeta.start(tmp_path / "meta.sqlite", clock=clock)
    with server, requests.Session() as session:
        yield Meta(server, session, clock)


@pytest.fixture
def source(meta):
    return meta.source()
