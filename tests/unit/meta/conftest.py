"""What the tests of Meta's parts share."""

from datetime import UTC, datetime, timedelta

import pytest


class GivenClock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.moment = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def now(self):
        return self.moment

    def move(self, seconds):
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock():
    return GivenClock()
