"""What can be wrong with what this package is given; each message is a sentence for a person."""

from __future__ import annotations


class ScoringError(ValueError):
    """Base of this package's errors."""


class BadArtefact(ScoringError):
    """The text is no scorecard of this format: damaged, foreign, too large or of another version."""


class BadCard(ScoringError):
    """An expert card has a fault; the message begins with its path (`fields.platform.levels.ig`)."""

    def __init__(self, message: str, *, path: str) -> None:
        """`path` is where in the card the fault lies, in the card's own names."""
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path


class Untrainable(ScoringError):
    """Nothing can be learnt from these leads; the message says why and what would help."""
