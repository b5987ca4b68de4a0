"""What free-text answers say, as levels of a small schema; who reads them is an Extractor.

Every value but `unknown` has to be proved by a verbatim quote, which is checked and not kept:
`shared/domain/extracting/proof.py`.
"""

from __future__ import annotations

from shared.domain.values import Value

UNKNOWN = "unknown"
"""A level of its own: nothing was said of it."""


class Words(Value):
    """What the dictionaries take as a sign of a level, in any of the languages."""

    level: str
    words: tuple[str, ...]


class Asked(Value):
    """One thing to find out: a name, what it means, and its levels besides `unknown`."""

    name: str
    meaning: str
    levels: tuple[str, ...]
    words: tuple[Words, ...] = ()
    """A company's own dictionary of it."""


class FreeText(Value):
    """A question as the form words it, and what was typed."""

    question: str
    text: str


class Finding(Value):
    """A level with the words that prove it, as an Extractor claims them."""

    name: str
    level: str
    quote: str = ""


class Extraction(Value):
    """What an Extractor claims; nothing of it is believed before `proved`."""

    findings: tuple[Finding, ...] = ()
    extracted_by: str
    """`dictionary`, or the model's name."""
    tokens_in: int = 0
    tokens_out: int = 0
    is_cached: bool = False
    """The model read the same text before."""
    not_by_model: str = ""
    """Why the dictionaries had to do: an error code, `gemini_over_budget`, `urgent`; else empty."""

    @property
    def levels(self) -> dict[str, str]:
        """Give the level of each thing asked, by name."""
        return {finding.name: finding.level for finding in self.findings}
