from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.learning.company import Company, new_company

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(name="company")
def _company(tmp_path: Path) -> Iterator[Company]:
    company = new_company(tmp_path)
    yield company
    company.memory.close()  # type: ignore[attr-defined]  # SQLite's has it
