"""Every cause that a check can give is told in both languages, with its facts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from shared.domain.finding import Group, fail, not_checked, well
from shared.domain.watched import TOKEN_DEATHS
from shared.texts.language import Language
from shared.usecases.checks.ends import lasting
from shared.usecases.checks.meta import NEEDED_SCOPES, USEFUL_SCOPES
from shared.usecases.checks.unset import CHECKS as CHECKED
from shared.web.connection_texts import CAUSES, CHECKS, in_words
from shared.web.reasons import REASONS
from tests.architecture.error_codes import codes
from tests.unit.usecases.crm_stand_in import START

ROOT = Path(__file__).parents[3]
SOURCES = [*(ROOT / "shared/usecases/checks").glob("*.py"), ROOT / "shared/domain/finding.py"]
SLUG = re.compile(r"[a-z]+(_[a-z]+)*\Z")
ENDS = ("never_ends", "lasts", "ends_soon", "ends_this_week", "ends_now", "ended")
DOCUMENT = (ROOT / "docs/doctor.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_.]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


def literal_causes() -> set[str]:
    """Give the words in the checks that could be causes: those that have a text are."""
    found: set[str] = set()
    for source in (*SOURCES, ROOT / "shared/usecases/check_connections.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return {word for word in found if SLUG.match(word)}


def composed_causes() -> set[str]:
    return {
        *(f"token_{death}" for death in TOKEN_DEATHS),
        *(f"without_{scope}" for scope in (*NEEDED_SCOPES, *USEFUL_SCOPES)),
        *(f"{what}_{end}" for what in ("token", "data_access", "key") for end in ENDS),
        *(f"{whose}_{how}" for whose in ("app", "page") for how in ("not_subscribed", "without_leadgen")),
    }  # fmt: skip


def given_causes() -> set[str]:
    """Give the second argument of `well`, `warn`, `fail` and `unknown`, where it is a literal."""
    found: set[str] = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and len(node.args) > 1
            if is_call and ast.unparse(node.func) in {"well", "warn", "fail", "unknown"}:
                cause = node.args[1]
                if isinstance(cause, ast.Constant):
                    found.add(str(cause.value))
    return found


def test_each_cause_that_the_checks_give_has_a_text() -> None:
    given = given_causes()
    assert {"no_pages", "clocks_agree", "leads_dead", "setting_missing"} - given <= {"clocks_agree"}
    assert (given | composed_causes()) - set(CAUSES) == set()


def test_each_text_is_about_a_cause_that_a_check_or_an_error_can_give() -> None:
    known = literal_causes() | composed_causes() | set(codes())
    assert set(CAUSES) - known == set()


def test_each_check_has_a_name() -> None:
    settings = {f"{group}.{what}" for group in Group for what in ("settings", "section")}
    assert {one for checks in CHECKED.values() for one in checks} | settings == set(CHECKS)


@pytest.mark.parametrize("language", Language)
def test_facts_stand_in_the_words(language: Language) -> None:
    found = lasting("meta.token_expiry", "token", START.replace(year=2027), START)
    assert "2027-11-22" in in_words(found, language).cause
    missing = fail("odoo.rights", "right_missing", about="crm.lead", rights="read")
    assert "crm.lead" in in_words(missing, language).cause


def test_of_what_was_not_checked_the_failed_check_is_named_in_the_readers_language() -> None:
    found = not_checked("odoo.key", "odoo.reachable")
    assert "Odoo reachable" in in_words(found, Language.ENGLISH).cause
    assert "الوصول إلى أودو" in in_words(found, Language.ARABIC).cause


def test_an_errors_code_without_a_text_is_told_by_its_sentence_and_the_runbook() -> None:
    text = in_words(fail("odoo.reachable", "odoo_redirected"), Language.ENGLISH)
    assert text.cause == REASONS["odoo_redirected"]
    assert "runbook" in text.fix
    assert in_words(fail("odoo.reachable", "of_newer_code"), Language.ENGLISH).cause


def test_what_is_in_order_needs_no_doing() -> None:
    assert in_words(well("odoo.key"), Language.ENGLISH).fix == ""


def test_the_documentation_lists_every_check_and_no_other() -> None:
    assert {row[0] for row in ROW.findall(DOCUMENT)} == {
        check for check in CHECKS if not check.endswith(".section")
    }
