from __future__ import annotations

import re

from tests.architecture.repository import ROOT

README = ROOT / "shared/scoring/README.md"


def test_the_example_of_the_readme_runs() -> None:
    found = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    names: dict[str, object] = {}
    exec(found[1], names)  # noqa: S102  # our own page
    assert names["scorecard"]
