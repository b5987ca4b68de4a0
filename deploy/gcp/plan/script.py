"""A plan as a shell script that people can read, and as JSON."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from deploy.gcp.plan.target import NUMBER_LATER

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deploy.gcp.plan.command import Command, Phase
    from deploy.gcp.plan.target import Target

_LONGEST_LINE = 100
_HEAD = """\
#!/bin/sh
# Made by `python -m deploy plan`. Run it in the repository's folder, after `python -m deploy
# bundle`; read it first. It may be run again: `once` takes "already exists" for done, and every
# other command only brings things to the state that it names.
set -eu
once() {
    said=$("$@" 2>&1) && return 0
    case $said in
        *"already exists"* | *ALREADY_EXISTS*) return 0 ;;
    esac
    printf '%s\\n' "$said" >&2
    return 1
}
"""


def shell_script(
    target: Target, phases: Sequence[Phase], missing: Mapping[str, Sequence[str]]
) -> str:
    """Write the script; with required variables missing, it stops before it does anything."""
    lines = [_HEAD, *_stop(missing)]
    if target.number == NUMBER_LATER:
        lines.append(f"PROJECT_NUMBER=$({shlex.join(number_command(target))})")
    for phase in phases:
        lines += ["", f"# --- {phase.name}: {phase.title}"]
        lines += [f"# {note}" for note in phase.notes]
        lines += [_line(command) for command in phase.commands]
    return "\n".join(lines) + "\n"


def as_json(target: Target, phases: Sequence[Phase], missing: Mapping[str, Sequence[str]]) -> str:
    """Write the same for machines; `variables` are commands whose output stands for `${NAME}`."""
    later = {"PROJECT_NUMBER": number_command(target)} if target.number == NUMBER_LATER else {}
    document = {
        "variables": later,
        "missing": missing,
        "phases": [
            {
                "name": phase.name,
                "title": phase.title,
                "notes": phase.notes,
                "commands": [{"argv": c.argv, "once": c.once} for c in phase.commands],
            }
            for phase in phases
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def number_command(target: Target) -> tuple[str, ...]:
    """Ask Google for the project's number."""
    return ("gcloud", "projects", "describe", target.project, "--format=value(projectNumber)")


def _stop(missing: Mapping[str, Sequence[str]]) -> list[str]:
    if not missing:
        return []
    says = f"not set: {', '.join(missing)} (python -m deploy plan --env-file FILE)"
    return [f"echo {shlex.quote(says)} >&2", "exit 1"]


def _line(command: Command) -> str:
    words = [*(["once"] if command.once else []), *map(quoted, command.argv)]
    line = " ".join(words)
    if len(line) <= _LONGEST_LINE:
        return line
    flags = next((at for at, word in enumerate(words) if word.lstrip("'").startswith("--")), 0)
    return " \\\n    ".join([" ".join(words[:flags]), *words[flags:]])


def quoted(argument: str) -> str:
    """Quote for a POSIX shell, which fills in the project's number and nothing else."""
    return f'"{NUMBER_LATER}"'.join(
        shlex.quote(part) if part else "" for part in argument.split(NUMBER_LATER)
    )
