"""README, Makefile, changelog, licences and decisions say the same as the repository does."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from shared.domain.clean import clean_lead
from shared.domain.clean_lead import LeadField, Remark
from shared.domain.cleaning.transforms import Transform
from shared.domain.ids import FormId, LeadgenId, PageId
from shared.domain.lead import Answer, Attribution, LeadForm, Option, Question, SourceLead
from shared.domain.mapping import parse_mapping
from tests.architecture.repository import ROOT, kept_files, short

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text(encoding="utf-8")
ARABIC = (ROOT / "README.ar.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
FOR_DEVELOPERS = {"help", "check", "lock", "clean"}
"""Targets that `make help` shows and README need not."""
MAPPING = (ROOT / "docs/mapping.md").read_text(encoding="utf-8")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s#]*)(?:#([\w-]+))?\)")


def made(text: str) -> set[str]:
    """Give the targets that a text tells people to make, in code only."""
    code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    return {name for part in code for name in re.findall(r"\bmake ([a-z][a-z-]*)", part)}


def test_readme_names_the_targets_that_there_are_and_all_of_them() -> None:
    assert made(README) <= TARGETS
    assert made(README) == TARGETS - FOR_DEVELOPERS


def test_every_target_of_make_is_phony_and_explained() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)
    assert set(phony.split()) == TARGETS


@pytest.mark.parametrize("text", [README, ARABIC], ids=["English", "Arabic"])
def test_both_readmes_name_the_two_commands(text: str) -> None:
    assert {"run", "test"} <= made(text)
    assert made(text) <= TARGETS


def test_what_ci_runs_are_targets() -> None:
    tiers = set(re.findall(r"^tier ([a-z-]+)$", (ROOT / ".ci/run").read_text(), re.MULTILINE))
    assert {"lint", "test", "test-gcp", "test-odoo", "test-browser"} <= tiers <= TARGETS


def test_lint_checks_the_contracts_of_imports() -> None:
    assert "lint-imports" in MAKEFILE.partition("\nlint:")[2].partition("\n\n")[0]


def test_decisions_are_numbered_without_gaps_and_titled_by_their_number() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(decisions) + 1))
    for number, path in enumerate(decisions, 1):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. "), path.name


def test_the_changelog_has_a_place_for_what_is_new() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?Unreleased\]?$", changelog, re.MULTILINE)


@pytest.mark.parametrize(
    ("path", "name"),
    [("LICENSE", "Apache License"), ("odoo-addon/LICENSE", "GNU LESSER GENERAL PUBLIC LICENSE")],
)
def test_licences_are_there(path: str, name: str) -> None:
    assert name in (ROOT / path).read_text(encoding="utf-8")


def test_every_link_between_pages_leads_somewhere() -> None:
    dead = [
        f"{short(page)}: {target}#{anchor}"
        for page in kept_files()
        if page.suffix == ".md"
        for target, anchor in LINK.findall(page.read_text(encoding="utf-8"))
        if not leads_somewhere(page.parent / target if target else page, anchor)
    ]
    assert dead == []


def leads_somewhere(path: Path, anchor: str) -> bool:
    if not path.exists():
        return False
    return not anchor or anchor in anchors(path.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


def test_every_field_and_transform_of_a_mapping_is_explained() -> None:
    cells = set(re.findall(r"`([a-z_]+)`", MAPPING))
    assert {*LeadField, *Transform} <= cells


def test_the_mapping_that_is_shown_does_what_is_said_of_it() -> None:
    (example,) = re.findall(r"```json\n(.+?)```", MAPPING, re.DOTALL)
    role = Question(
        key="your_role", label="Your role", options=(Option(key="hn", label="Head nurse"),)
    )
    form = LeadForm(form_id=FormId("1"), page_id=PageId("2"), name="Trial", questions=(role,))
    given = {
        "whatsapp": "050 123 4567", "district": "Olaya", "street": "King Fahd Rd", "your_role": "hn"
    }  # fmt: skip
    lead = SourceLead(
        leadgen_id=LeadgenId("3"),
        created_at=datetime(2026, 11, 22, tzinfo=UTC),
        answers=tuple(Answer(question=key, values=(text,)) for key, text in given.items()),
        attribution=Attribution(page_id=PageId("2"), form_id=FormId("1")),
    )
    clean = clean_lead(lead, form, parse_mapping(json.loads(example)), default_country="SA")
    assert clean.person.phone == "+966501234567"
    assert clean.fields[LeadField.STREET] == "Olaya - King Fahd Rd"
    assert clean.fields[LeadField.JOB_TITLE] == "Head nurse"
    assert clean.country == "SA"
    for shown in ("+966501234567", "Olaya - King Fahd Rd", "Head nurse"):
        assert shown in MAPPING


def test_the_page_on_recognition_names_the_remarks_that_there_are() -> None:
    page = (ROOT / "docs/recognition.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+_[a-z_]+)`", page))
    assert named == {Remark.PHONE_SHARED, Remark.MATCHES_DISAGREE}
