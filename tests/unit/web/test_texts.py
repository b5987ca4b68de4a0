"""Every text for people stands in both languages, and templates hold none of their own."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from deploy.local.demo.odoo.schema import models
from shared.domain.clean_lead import Remark
from shared.domain.event import MetaLeadAnnounced
from shared.domain.ledger import LeadState
from shared.texts.language import Language
from shared.texts.translations import LOCALES, translations
from shared.usecases.list_lead_ways import Step
from shared.web.ops_page import REMARKS, SOURCES, STATES, STEPS
from shared.web.reasons import REASONS

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(
    [
        *(ROOT / "functions").glob("*/templates/*.html"),
        *(ROOT / "shared").glob("*/templates/*.html"),
    ]
)
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
WHERE_CAUSES_COME_FROM = (
    *("errors.py", "usecases/take_in_lead.py", "usecases/read_lead.py", "usecases/lead_ledger.py"),
    *("odoo_client", "adapters/meta", "adapters/odoo", "adapters/storage"),
)
"""What works while a lead's entry is open; what a bus says goes back to the message, not there."""
FOR_PEOPLE = {"alt", "aria-label", "aria-description", "placeholder", "title", "content"}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def texts():
    """Give every text that is marked for translation; plurals as (one, many)."""
    with (ROOT / "shared/texts/babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)
    return {
        message
        for folder in ("shared", "functions")
        for _, _, message, _, _ in extract_from_dir(
            ROOT / folder, method_map=methods, options_map=options, keywords=KEYWORDS
        )
    }


def catalogue():
    with (LOCALES / "ar.po").open("rb") as source:
        return read_po(source, locale="ar", abort_invalid=True)


def written(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def codes_in(tree):
    """Give every error code that a module names: `code=...`, `default_code = ...`, brand slugs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "code":
            yield node.value
        if isinstance(node, ast.Assign) and "default_code" in ast.unparse(node.targets[0]):
            yield node.value
        if isinstance(node, ast.Call):
            yield from (a for a in node.args if ast.unparse(node.func).endswith("_bury"))
        if isinstance(node, (ast.Call, ast.Tuple)):
            parts = node.args if isinstance(node, ast.Call) else node.elts
            yield from (part for part in parts if is_slug_of_a_brand(part))


def is_slug_of_a_brand(node):
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    is_slug = is_text and bool(re.fullmatch(r"(meta|odoo|memory)(_[a-z]+)+", node.value))
    return is_slug and node.value not in models()["crm.lead"].fields  # the addon's `meta_page_id`


def causes():
    """Give every code that can end up in the ledger, read from the sources."""
    for name in WHERE_CAUSES_COME_FROM:
        place = ROOT / "shared" / name
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            for node in codes_in(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z_]+", str(node.value)):
                    yield str(node.value)


def test_the_catalogue_has_every_text_and_no_other():
    known = {message.id for message in catalogue() if message.id}

    assert known == texts()


def test_every_text_is_translated_with_its_placeholders():
    for message in catalogue():
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        asked = message.id if isinstance(message.id, str) else message.id[-1]
        for text in written(message):
            assert re.search("[\u0600-\u06ff]", text), message.id
            assert set(PLACEHOLDER.findall(text)) <= set(PLACEHOLDER.findall(asked)), message.id
            assert "%" not in PLACEHOLDER.sub("", text), message.id
        if isinstance(message.id, str):
            assert set(PLACEHOLDER.findall(message.string)) == set(PLACEHOLDER.findall(asked))


def test_tags_within_a_text_are_the_same_in_the_translation():
    for message in catalogue():
        if message.id and isinstance(message.id, str):
            tags = re.findall(r"<[^>]*>", message.id)
            assert sorted(re.findall(r"<[^>]*>", message.string)) == sorted(tags), message.id


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "لا محاولات"),
        (1, "محاولة واحدة"),
        (2, "محاولتان"),
        (3, "%(shown)s محاولات"),
        (11, "%(shown)s محاولة"),
        (100, "%(shown)s محاولة"),
        (103, "%(shown)s محاولات"),
    ],
)
def test_arabic_counts_in_its_six_forms(count, text):
    arabic = translations(Language.ARABIC)

    assert arabic.ngettext("%(shown)s attempt", "%(shown)s attempts", count) == text


def test_every_cause_that_can_hold_a_lead_up_is_told_in_both_languages():
    arabic = translations(Language.ARABIC)
    found = set(causes())

    assert {"gave_up", "busy", "meta_token_dead", "odoo_outcome_unknown"} <= found
    assert found - set(REASONS) == set()
    assert [code for code in found if arabic.gettext(REASONS[code]) == REASONS[code]] == []


def test_every_state_step_remark_and_source_has_its_word():
    assert set(STATES) == set(LeadState)
    assert set(STEPS) == set(Step)
    assert set(REMARKS) == set(Remark)
    [*sources] = MetaLeadAnnounced.model_fields["source"].annotation.__args__
    assert set(SOURCES) == set(sources)


class _BareTexts(HTMLParser):
    """Collects letters that stand in a template outside of any expression; commands may."""

    def __init__(self):
        super().__init__()
        self.bare, self._open = [], []

    def handle_starttag(self, tag, attrs):
        self._open.append(tag)
        for name, value in attrs:
            is_viewport = name == "content" and tag == "meta"
            if name in FOR_PEOPLE and not is_viewport and re.search(r"\w", value or ""):
                self.bare.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        if re.search(r"[^\W\d_]", data) and "code" not in self._open:
            self.bare.append(data.strip())


def bare_texts(template):
    text = re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*trans\b.*?\{%-?\s*endtrans\s*-?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    parser = _BareTexts()
    parser.feed(text)
    return parser.bare


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_template_holds_a_text_of_its_own(template):
    assert bare_texts(template.read_text(encoding="utf-8")) == []


def test_a_bare_text_would_be_found():
    assert bare_texts('<p>Hello</p><a title="There">{{ _("x") }}</a>') == ["Hello", "a title=There"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_template_switches_escaping_off(template):
    assert not re.search(r"\|\s*safe\b|autoescape", template.read_text(encoding="utf-8"))
