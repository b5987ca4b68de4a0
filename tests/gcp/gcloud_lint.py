"""gcloud's own check of its commands: offline, without an account, nothing is run.

`gcloud meta lint-gcloud-commands` ends with 0 whatever it finds; the verdict is in its JSON. It
knows commands, flags and the form of values, not whether a region or runtime exists (Google Cloud
SDK 528, run 2026-11). A missing gcloud is an error, never a skip.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TIMEOUT_S = 600


def lint(commands: Sequence[Sequence[str]], scratch: Path) -> list[str]:
    """Give what gcloud says against each command, all checked in one process (some 250 take 10 to 60 s)."""
    texts = [shlex.join(argv) for argv in commands]
    unreadable = [text for text in texts if "#" in text]
    if unreadable:  # the check would read no further than the sign
        raise ValueError(f"cannot be checked: {unreadable[0]}")
    file = scratch / "commands.json"
    file.write_text(json.dumps([{"command_string": text} for text in texts]))
    verdicts = {verdict["command_string"]: verdict for verdict in _run(file, scratch)}
    if set(verdicts) != set(texts):
        raise ValueError(f"gcloud checked {len(verdicts)} of {len(set(texts))} commands")
    return [
        f"{text}: {verdicts[text]['error_type']}: {verdicts[text]['error_message']}"
        for text in texts
        if verdicts[text]["success"] is not True
    ]


def gcloud(*arguments: str, scratch: Path) -> subprocess.CompletedProcess[str]:
    """Run gcloud where it knows no account, so that it could not do anything."""
    program = shutil.which("gcloud")
    if program is None:
        raise RuntimeError("the Google Cloud SDK is missing: no gcloud on the PATH")
    config = scratch / "empty-config"
    config.mkdir(exist_ok=True)
    environment = {
        "PATH": os.defpath,
        "HOME": str(scratch),
        "CLOUDSDK_CONFIG": str(config),
        "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
        "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
        "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
    }
    return subprocess.run(
        [program, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        check=False,
    )


def _run(file: Path, scratch: Path) -> list[dict[str, Any]]:
    done = gcloud("meta", "lint-gcloud-commands", f"--commands-file={file}", scratch=scratch)
    done.check_returncode()
    verdicts, _ = json.JSONDecoder().raw_decode(done.stdout.lstrip())
    assert isinstance(verdicts, list)
    return verdicts
