from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from deploy.gcp.bundle import Bundle, Bundler, write
from deploy.gcp.errors import DeployError
from deploy.gcp.lock import read_lock

ROOT = Path(__file__).parents[3]
MANIFEST = """\
name: door
description: A door.
trigger: http
paths: [/door]
public: true
memory: 256Mi
cpu: 1
concurrency: 10
timeout_s: 30
min_instances: 0
max_instances: 2
ports: [bus]
environment: [GOOGLE_CLOUD_PROJECT]
"""
SOURCE = {
    "functions/__init__.py": "",
    "functions/door/__init__.py": "",
    "functions/door/function.yaml": MANIFEST,
    "functions/door/README.md": "# Door",
    "functions/door/fixtures/one.json": "{}",
    "functions/door/templates/page.html": "<p>",
    "functions/door/static/css/page.css": "p {}",
    "functions/door/main.py": "from shared import bootstrap\nBUS = bootstrap.bus(1)\n",
    "functions/other/__init__.py": "",
    "functions/other/main.py": "",
    "shared/__init__.py": "",
    "shared/py.typed": "",
    "shared/words/__init__.py": "",
    "shared/words/ar.json": "{}",
    "shared/bootstrap.py": (
        "def bus(found):\n"
        "    import shared.words\n"
        "    from shared.adapters.bus import Bus\n"
        '    return Bus(found.require("GOOGLE_CLOUD_PROJECT"))\n'
    ),
    "shared/adapters/__init__.py": "",
    "shared/adapters/bus.py": "import requests\n",
    "requirements.txt": (ROOT / "requirements.txt").read_text(),
}


def bundled(root: Path, changes: dict[str, str] | None = None) -> Bundle:
    for path, text in (SOURCE | (changes or {})).items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return Bundler(root).bundle("door")


def contents(bundle: Bundle) -> dict[str, Any]:
    document = json.loads(bundle.files["bundle.json"])
    assert isinstance(document, dict)
    return document


def test_a_bundle_holds_what_is_reached_and_what_lies_beside_it(tmp_path: Path) -> None:
    assert list(bundled(tmp_path).files) == [
        ".gcloudignore",
        "bundle.json",
        "functions/__init__.py",
        "functions/door/__init__.py",
        "functions/door/main.py",
        "functions/door/static/css/page.css",
        "functions/door/templates/page.html",
        "main.py",
        "requirements.txt",
        "shared/__init__.py",
        "shared/adapters/__init__.py",
        "shared/adapters/bus.py",
        "shared/bootstrap.py",
        "shared/words/__init__.py",
        "shared/words/ar.json",
    ]


def test_the_generated_main_brings_the_function_under_its_own_name(tmp_path: Path) -> None:
    main = bundled(tmp_path).files["main.py"].decode()
    assert main.splitlines()[0] == "from functions.door.main import door"


def test_requirements_are_pinned_as_in_the_lock_and_only_those_needed(tmp_path: Path) -> None:
    bundle = bundled(tmp_path)
    mine = read_lock(bundle.files["requirements.txt"].decode())
    lock = read_lock(SOURCE["requirements.txt"])
    assert {"functions-framework", "requests", "urllib3", "gunicorn"} <= set(mine)
    assert not {"google-auth", "grpcio", "pydantic", "typer"} & set(mine)
    assert all(pin.text == lock[name].text for name, pin in mine.items())


def test_bundle_json_says_what_went_in(tmp_path: Path) -> None:
    bundle = bundled(tmp_path)
    said = contents(bundle)
    files = {path: content for path, content in bundle.files.items() if path != "bundle.json"}
    assert said["files"] == {p: hashlib.sha256(c).hexdigest() for p, c in files.items()}
    assert said["ports"] == ["bus"]
    assert said["requires"] == ["GOOGLE_CLOUD_PROJECT"]
    assert (
        said["distributions"]["requests"]
        == read_lock(SOURCE["requirements.txt"])["requests"].version
    )


def test_the_same_source_gives_the_same_bytes() -> None:
    one, other = Bundler(ROOT), Bundler(ROOT)
    for name in one.manifests:
        assert one.bundle(name).files == other.bundle(name).files


def test_writing_again_removes_what_an_older_bundle_left(tmp_path: Path) -> None:
    bundle = bundled(tmp_path / "source")
    write(bundle, tmp_path / "build")
    (tmp_path / "build" / "old.py").write_text("")
    write(bundle, tmp_path / "build")
    there = {p for p in (tmp_path / "build").rglob("*") if p.is_file()}
    assert {p.relative_to(tmp_path / "build").as_posix(): p.read_bytes() for p in there} == dict(
        bundle.files
    )


def test_a_folder_that_is_no_bundle_is_not_emptied(tmp_path: Path) -> None:
    bundle = bundled(tmp_path / "source")
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious" / "thesis.txt").write_text("years of work")
    with pytest.raises(DeployError, match="no bundle"):
        write(bundle, tmp_path / "precious")
    assert (tmp_path / "precious" / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"functions/door/function.yaml": MANIFEST.replace("[bus]", "[bus, memory]")},
            "functions/door/function.yaml: ports: the code reaches bus",
        ),
        (
            {"functions/door/function.yaml": MANIFEST.replace("GOOGLE_CLOUD_PROJECT", "TENANT")},
            "environment: the code does not start without GOOGLE_CLOUD_PROJECT",
        ),
        ({"shared/adapters/bus.py": "import pytest\n"}, "pytest is imported"),
    ],
)
def test_a_manifest_or_lock_that_does_not_say_what_the_code_needs_is_an_error(
    changes: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(DeployError, match=said):
        bundled(tmp_path, changes)


def test_an_unknown_function_is_an_error_that_names_the_known(tmp_path: Path) -> None:
    bundled(tmp_path)
    with pytest.raises(DeployError, match="no function 'window'; there are: door"):
        Bundler(tmp_path).bundle("window")
