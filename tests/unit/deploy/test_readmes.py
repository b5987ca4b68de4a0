from __future__ import annotations

from pathlib import Path

import pytest

from deploy.gcp.manifest import Manifest, read_manifests

ROOT = Path(__file__).parents[3]
MANIFESTS = read_manifests(ROOT / "functions")
SECTIONS = ("Starts when", "Reads", "Writes", "Publishes", "Answers", "Fails how, and then what")


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.name)
def test_every_function_says_what_it_does_and_how_it_fails(manifest: Manifest) -> None:
    text = (ROOT / "functions" / manifest.name / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {manifest.name}\n")
    assert [section for section in SECTIONS if f"**{section}**" not in text] == []
    assert "**Try it locally**" in text


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.name)
def test_every_path_of_a_function_stands_in_its_readme(manifest: Manifest) -> None:
    text = (ROOT / "functions" / manifest.name / "README.md").read_text()
    assert [path for path in manifest.paths if path not in text] == []
