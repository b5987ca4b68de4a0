"""What reading costs: tokens and money, in whole millionths of a dollar."""

from __future__ import annotations

from dataclasses import dataclass

_CENTS_PER_MILLION = 100
"""A price of so many cents a million tokens is one micro-dollar a token."""
MICROS_PER_CENT = 10_000


@dataclass(frozen=True, slots=True)
class Price:
    """What a model costs; both in US cents per million tokens."""

    tokens_in_cents: int
    tokens_out_cents: int

    def micros(self, tokens_in: int, tokens_out: int) -> int:
        """Give the cost in micro-dollars, rounded up."""
        cost = tokens_in * self.tokens_in_cents + tokens_out * self.tokens_out_cents
        return -(-cost // _CENTS_PER_MILLION)


def most_tokens(text: str) -> int:
    """Give as many tokens as a text can hardly exceed: a token is at least a byte and a half."""
    return len(text.encode()) * 2 // 3 + 1
