"""The tables of docs/scoring-features.md, made from the catalogue; `python -m tests.features_table` writes them."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from shared.domain.features.catalogue import FEATURES
from shared.domain.features.field import FeatureField, Group, Kind

PAGE = Path(__file__).parent.parent / "docs/scoring-features.md"
BEGIN, END = "<!-- features: begin -->", "<!-- features: end -->"


def tables() -> str:
    """Give every group with its features, in the order of the groups."""
    order = list(Group)
    ordered = sorted(FEATURES, key=lambda field: order.index(field.group))
    return "\n".join(
        f"## {group}\n\n| feature | what it is | values | why |\n|---|---|---|---|\n"
        + "".join(map(_row, fields))
        for group, fields in groupby(ordered, key=lambda field: field.group)
    )


def _row(field: FeatureField) -> str:
    if field.kind is Kind.NUMBER:
        values = "number"
    else:
        values = ", ".join(f"`{value}`" for value in field.values) or "names"
    return f"| `{field.name}` | {field.meaning} | {values} | {field.why} |\n"


def written(page: str) -> str:
    """Give the page with the tables as they are now."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{tables()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
