"""A token bucket: how many may go now, so that they go at a rate and never all at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """`tokens` at the moment `as_of`, filled up by `rate_per_s` to at most `burst`."""

    rate_per_s: float
    burst: float
    tokens: float
    as_of: datetime

    @classmethod
    def full(cls, rate_per_s: float, burst: float, now: datetime) -> Self:
        """Give a bucket from which nobody has taken yet."""
        return cls(rate_per_s, burst, burst, now)

    @classmethod
    def parse(cls, text: str | None, rate_per_s: float, burst: float, now: datetime) -> Self:
        """Read a bucket as `__str__` writes it; what is none, or lies in the future, is full."""
        try:
            said: Mapping[str, float] = json.loads(text or "{}")
            tokens = min(max(float(said["tokens"]), 0.0), burst)
            as_of = datetime.fromtimestamp(float(said["as_of"]), UTC)
        except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError):
            return cls.full(rate_per_s, burst, now)
        return cls(rate_per_s, burst, tokens, as_of)

    def __str__(self) -> str:
        """Write it as text."""
        return json.dumps({"tokens": round(self.tokens, 3), "as_of": self.as_of.timestamp()})

    def filled(self, now: datetime) -> TokenBucket:
        """Give it as it is now; a clock that ran back adds nothing."""
        passed_s = max(0.0, (now - self.as_of).total_seconds())
        tokens = min(self.burst, self.tokens + passed_s * self.rate_per_s)
        return TokenBucket(self.rate_per_s, self.burst, tokens, now)

    def take(self, wanted: int, now: datetime) -> tuple[int, TokenBucket]:
        """Give how many of `wanted` may go, and the bucket without them."""
        bucket = self.filled(now)
        may_go = min(wanted, int(bucket.tokens))
        left = TokenBucket(self.rate_per_s, self.burst, bucket.tokens - may_go, now)
        return may_go, left
