from __future__ import annotations

import json
import subprocess
import sys

from tests.architecture.repository import ROOT

SERVING = "artefact, card, errors, expert, intercept, lookup, scorecard, sentences, words"
PROBE = f"""
import json, sys
from shared.scoring import {SERVING}
print(json.dumps(sorted(sys.modules)))
"""


def test_serving_needs_python_alone_and_nothing_else_of_ours() -> None:
    answer = subprocess.run(
        [sys.executable, "-S", "-c", PROBE], cwd=ROOT, check=True, capture_output=True, timeout=60
    )
    modules = set(json.loads(answer.stdout)) - {"__main__", "shared"}
    foreign = {
        module
        for module in modules
        if module.partition(".")[0] not in sys.stdlib_module_names
        and not module.startswith("shared.scoring")
    }
    assert foreign == set()
    assert "shared.scoring.scorecard" in modules
    assert "shared.scoring.training" not in modules
