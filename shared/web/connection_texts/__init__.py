"""Findings in plain words: the cause and what to do, in the reader's language.

A cause that is an error's code and has no text here is told by shared/web/reasons.py, which has
a sentence for each code that can hold a lead up. A test holds the tables to the causes that the
checks give.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.texts.translations import N_, translations
from shared.web.connection_texts.about_meta import META
from shared.web.connection_texts.about_odoo import ODOO
from shared.web.connection_texts.about_suite import SUITE
from shared.web.connection_texts.names import CHECKS, GROUPS, STATUSES
from shared.web.connection_texts.text import Text
from shared.web.reasons import REASONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.domain.finding import Finding
    from shared.texts.language import Language

__all__ = ["CAUSES", "CHECKS", "GROUPS", "STATUSES", "Text", "in_words"]

CAUSES: Mapping[str, Text] = MappingProxyType({**META, **ODOO, **SUITE})
_SEE_RUNBOOK = N_("The runbook says what to do, at the code shown here.")


def in_words(finding: Finding, language: Language, isolate: Callable[[str], str] = str) -> Text:
    """Say a finding in words; `isolate` is put round each fact, for pages of two directions."""
    translated = translations(language).gettext
    known = CAUSES.get(finding.cause) or _of_code(finding.cause)
    facts = {"about": finding.about, **finding.facts}
    if "because" in facts:
        check = str(facts["because"])
        facts["because"] = translated(CHECKS.get(check, check))
    # A finding that other code has stored may lack a fact: shown all the same.
    shown = defaultdict(lambda: "?", {name: isolate(str(fact)) for name, fact in facts.items()})
    return Text(*(translated(text) % shown if text else "" for text in known))


def _of_code(code: str) -> Text:
    return Text(REASONS.get(code) or REASONS["error"], _SEE_RUNBOOK)
