"""Commands write Arabic whatever encoding the machine has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = {"readers": {"7": {"chat_channels": ["مبيعات دبي"]}}}


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_what_goes_into_a_file_is_utf8_and_can_be_read_back(tmp_path: Path, encoding: str) -> None:
    def run(*words: str) -> str:
        environment = {
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": encoding,
            "DATA_DIR": str(tmp_path / "data"),
        }
        command = [sys.executable, "-m", "deploy", "alerts", "settings", *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8")

    file = tmp_path / "settings.json"
    file.write_text(json.dumps(SETTINGS), encoding="utf-8")
    assert "مبيعات دبي" in run("set", str(file), "--yes", "--lang", "ar")
    shown = run("show", "--lang", "ar")
    assert json.loads(shown)["readers"]["7"]["chat_channels"] == ["مبيعات دبي"]
