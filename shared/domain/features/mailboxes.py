"""What kind of mailbox an address is: everybody's, a company's, a throw-away one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FREE_FAMILIES = ("yahoo", "hotmail", "outlook", "live")
"""These have an address in nearly every country."""
_EXAMPLES = frozenset({"example.com", "example.net", "example.org"})
_PUBLIC = {
    "education": frozenset({"edu", "ac", "sch"}),
    "government": frozenset({"gov", "gob", "gouv", "mil"}),
}
_COUNTRY_CODE = 2
_LABELS_OF_A_FAMILY = 3
_DISPOSABLE, _FREE = "disposable_domains.txt", "free_domains.txt"


def kind_of_domain(domain: str) -> str:
    """Give `disposable`, `free`, `education`, `government` or `company`."""
    if _is_disposable(domain):
        return "disposable"
    if domain in _listed(_FREE) or _is_of_free_family(domain) or _is_for_examples(domain):
        return "free"
    return next((kind for kind, marks in _PUBLIC.items() if _ends_in(domain, marks)), "company")


def _ends_in(domain: str, marks: frozenset[str]) -> bool:
    """Tell `x.edu` and `x.edu.sa` by their mark; `edu.com` is somebody's shop."""
    *_, above, top = ("", *domain.split("."))
    return top in marks or (
        above in marks and len(top) == _COUNTRY_CODE and domain != f"{above}.{top}"
    )


def _is_for_examples(domain: str) -> bool:
    """RFC 2606 keeps these for examples; nobody's company has them, our demo's people do."""
    return ".".join(domain.split(".")[-2:]) in _EXAMPLES


def _is_of_free_family(domain: str) -> bool:
    first, *rest = domain.split(".")
    return first in _FREE_FAMILIES and 0 < len(rest) < _LABELS_OF_A_FAMILY


def _is_disposable(domain: str) -> bool:
    """Tell it of the domain and of those above it: such services hand out subdomains."""
    parts = domain.split(".")
    return any(".".join(parts[at:]) in _listed(_DISPOSABLE) for at in range(len(parts) - 1))


@cache
def _listed(name: str) -> frozenset[str]:
    """Read a list that lies beside this file: a domain a line, `#` before remarks."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))
