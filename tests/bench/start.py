"""What a cold start costs of ours: time and memory of importing each door."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from deploy.gcp.manifest import read_manifests
from deploy.local.doors import FUNCTIONS
from tests.bench.processes import ROOT, scratch
from tests.bench.report import Figures, Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.bench.report import Cell

ROUNDS = 7
PROBE = (Path(__file__).parent / "probe.py").read_text(encoding="utf-8")
BARE = ("bare functions_framework", "functions_framework", "")
_COLUMNS = ("door", "settings", "wall ms", "CPU ms", "memory MB", "modules", "grpc", "CPU / bare")
_TIMEOUT_S = 60
_COMMON = {
    "META_APP_SECRET": "secret",
    "META_VERIFY_TOKEN": "verify",
    "META_ACCESS_TOKEN": "token",
    "META_GRAPH_URL": "http://127.0.0.1:9",
    "ODOO_URL": "http://127.0.0.1:9",
    "ODOO_DATABASE": "database",
    "ODOO_API_KEY": "key",
    "ODOO_WEBHOOK_SECRET": "whsec_" + "c2Vj" * 8,
    "PUBLIC_URL": "http://127.0.0.1:9",
}
_CLOUD = {
    "K_SERVICE": "bench",
    "STORE": "firestore",
    "QUEUE": "pubsub",
    "GOOGLE_CLOUD_PROJECT": "bench",
}
_LOGIN = {
    "type": "authorized_user",
    "client_id": "bench",
    "client_secret": "bench",
    "refresh_token": "bench",
    "quota_project_id": "bench",
}
"""A developer's login that Google's libraries accept without asking anybody."""

Variant = tuple[str, str, str]
"""What the table calls it, the module, and which settings ("" is none)."""


def measure(*, quick: bool = False) -> Report:
    """Import every door in fresh interpreters, in turns with functions_framework alone."""
    variants = _variants()
    found: dict[Variant, list[list[float]]] = {variant: [] for variant in variants}
    with scratch() as folder:
        settings = _settings(folder)
        for variant in variants:
            _import(variant, settings)  # writes byte-code and fills the disk cache
        for _ in range(3 if quick else ROUNDS):
            for variant in variants:
                found[variant].append(_import(variant, settings))
    return _report(found)


def _variants() -> list[Variant]:
    doors = [manifest.name for manifest in read_manifests(FUNCTIONS)]
    return [
        ("Python alone", "sys", ""),
        BARE,
        *(
            (door, f"functions.{door}.main", where)
            for where in ("local", "cloud")
            for door in doors
        ),
    ]


def _settings(folder: Path) -> dict[str, dict[str, str]]:
    login = folder / "login.json"
    login.write_text(json.dumps(_LOGIN), encoding="utf-8")
    home = {"HOME": str(folder)}
    return {
        "": home,
        "local": home | _COMMON | {"DATA_DIR": str(folder)},
        "cloud": home | _COMMON | _CLOUD | {"GOOGLE_APPLICATION_CREDENTIALS": str(login)},
    }


def _import(variant: Variant, settings: Mapping[str, Mapping[str, str]]) -> list[float]:
    _, module, where = variant
    answer = subprocess.run(
        [sys.executable, "-c", PROBE, module],
        cwd=ROOT,
        env=dict(settings[where]),
        check=True,
        capture_output=True,
        timeout=_TIMEOUT_S,
    )
    costs: list[float] = json.loads(answer.stdout)
    return costs


def _report(found: Mapping[Variant, list[list[float]]]) -> Report:
    middle = {
        v: [median(column) for column in zip(*rows, strict=True)] for v, rows in found.items()
    }
    bare_cpu_s = middle[BARE][1]
    rows = tuple(_row(variant, costs, bare_cpu_s) for variant, costs in middle.items())
    count = len(found[BARE])
    raw = {
        f"{name} {where} {kind}".strip(): [row[place] for row in found[name, module, where]]
        for name, module, where in found
        for place, kind in enumerate(("wall", "cpu"))
    }
    setting = f"Medians of {count} fresh interpreters each, byte-code written, in turns."
    return Report("start", setting, (Figures("Importing a door", _COLUMNS, rows),), (), raw)


def _row(variant: Variant, costs: list[float], bare_cpu_s: float) -> tuple[Cell, ...]:
    name, _, where = variant
    wall_s, cpu_s, resident_mb, modules, has_grpc = costs
    loaded = "loaded" if has_grpc else "no"
    ratio = cpu_s / bare_cpu_s
    return (name, where, wall_s * 1000, cpu_s * 1000, resident_mb, int(modules), loaded, ratio)
