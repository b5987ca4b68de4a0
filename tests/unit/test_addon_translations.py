"""The addon's Arabic is whole, and in step with its code and views."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from babel.messages.pofile import read_po

from deploy.odoo.translations import translated

ADDON = Path(__file__).parents[2] / "odoo-addon/g_assistant_connector"
SHOWN = ("string", "help", "title", "placeholder", "confirm")
"""Attributes of views that Odoo translates."""
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w*\}")
AS_IT_IS = {
    *("Meta Lead Ads", "%(field)s: %(problem)s"),
    *("https://...", "https://.../api/webhooks/odoo", "whsec_..."),
}
"""Names and samples that no language changes."""
AGAIN = "export them again: python -m deploy.odoo.translations"


def _catalog(name: str) -> dict[str, str]:
    with (ADDON / "i18n" / name).open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    assert not [m.id for m in catalog if m.fuzzy and m.id]
    return {str(m.id): str(m.string) for m in catalog if m.id}


TEMPLATE, ARABIC = _catalog("g_assistant_connector.pot"), _catalog("ar.po")


def _sources(folder: str, ending: str) -> list[Path]:
    found = sorted((ADDON / folder).glob(f"*.{ending}"))
    assert found
    return found


def _is_translated(call: ast.AST) -> bool:
    if not isinstance(call, ast.Call):
        return False
    names = {"_", "_lt"}
    called = call.func
    return (isinstance(called, ast.Attribute) and called.attr in names) or (
        isinstance(called, ast.Name) and called.id in names
    )


def _said(path: Path) -> set[str]:
    calls = filter(_is_translated, ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    texts = [call.args[0] for call in calls if isinstance(call, ast.Call) and call.args]
    return {text.value for text in texts if isinstance(text, ast.Constant)}


def test_every_text_of_the_template_has_its_arabic() -> None:
    assert set(TEMPLATE) == set(ARABIC)
    assert not [text for text, arabic in ARABIC.items() if not arabic.strip()]


def test_every_translation_is_in_arabic_letters() -> None:
    foreign = {text for text, arabic in ARABIC.items() if not re.search("[؀-ۿ]", arabic)}
    assert foreign <= AS_IT_IS


def test_no_placeholder_and_no_element_is_lost() -> None:
    for text, arabic in ARABIC.items():
        assert PLACEHOLDER.findall(text) == PLACEHOLDER.findall(arabic), text
        assert re.findall(r"<[\w/]+", text) == re.findall(r"<[\w/]+", arabic), text


def test_exporting_the_same_texts_again_changes_nothing() -> None:
    template = (ADDON / "i18n/g_assistant_connector.pot").read_text(encoding="utf-8")
    assert translated(template, ARABIC) == (ADDON / "i18n/ar.po").read_text(encoding="utf-8")


def test_a_new_text_stands_there_empty_and_an_old_one_goes() -> None:
    template = (
        'msgid ""\nmsgstr ""\n"Plural-Forms: \\n"\n\n#: a\nmsgid "New \\"one\\""\nmsgstr ""\n'
    )
    assert 'msgid "New \\"one\\""\nmsgstr ""\n' in translated(template, {"Old": "قديم"})
    whole = translated(template, {'New "one"': "جديد"})
    assert whole.endswith('msgid "New \\"one\\""\nmsgstr "جديد"\n')
    assert "nplurals=6" in whole
    assert "قديم" not in whole


@pytest.mark.parametrize("path", _sources("models", "py"), ids=lambda p: p.name)
def test_what_the_code_says_is_in_the_template(path: Path) -> None:
    assert _said(path) <= set(TEMPLATE), AGAIN


@pytest.mark.parametrize("path", _sources("views", "xml"), ids=lambda p: p.name)
def test_what_the_views_show_is_in_the_template(path: Path) -> None:
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    shown = {element.get(name) for element in root.iter() for name in SHOWN}
    assert {" ".join(text.split()) for text in shown if text} <= set(TEMPLATE), AGAIN
