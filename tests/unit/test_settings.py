"""Settings: what is missing or malformed is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared import settings
from shared.errors import SettingsError

ROOT = Path(__file__).parents[2]


def test_without_an_environment_everything_optional_has_its_default() -> None:
    found = settings.read({})
    assert (found.store, found.queue, found.port) == ("sqlite", "embedded", 4200)
    assert found.meta_app_secret is None


@pytest.mark.parametrize("name", settings.VARIABLES)
def test_an_empty_variable_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is empty"):
        settings.read({name: "  "})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORE", "mysql"),
        ("PORT", "http"),
        ("ODOO_URL", "odoo.example.com"),
        ("ODOO_URL", "https://user@odoo.example.com"),
        ("TIME_ZONE", "Cairo"),
        ("TIME_ZONE", "../etc/passwd"),
        ("DEFAULT_COUNTRY", "KSA"),
        ("DEFAULT_LANGUAGE", "fr"),
        ("META_APP_SECRET", "one,,two"),
        ("TENANT", "Big Co"),
        ("META_LEADS_SINCE", "31.01.2026"),
        ("ODOO_WEBHOOK_SECRET", "c2VjcmV0LXdpdGhvdXQtaXRzLXByZWZpeA=="),
        ("ODOO_WEBHOOK_SECRET", "whsec_no base64 at all, is it"),
        ("ODOO_WEBHOOK_SECRET", "whsec_dG9vIHNob3J0"),
        ("GEMINI_MODEL", "models/gemini"),
        ("GEMINI_TIMEOUT_S", "99"),
        ("GEMINI_DAILY_BUDGET", "-1"),
        ("MAIL_FROM", "somebody"),
        ("MAIL_FROM", "Sales <sales@example.com>\nBcc: all@example.com"),
        ("WHATSAPP_PHONE_ID", "+966501234567"),
        ("QUALIFICATION_QUESTIONS", "course"),
        ("QUALIFICATION_QUESTIONS", '{"budget": {}}'),
    ],
)
def test_a_malformed_variable_is_named_and_its_value_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} ") as caught:
        settings.read({name: value})
    assert value not in str(caught.value)


def test_several_secrets_are_taken_apart() -> None:
    assert settings.read({"META_APP_SECRET": "new, old"}).meta_app_secret == ("new", "old")


def test_a_company_s_own_questions_are_read_and_a_bad_one_is_named_by_its_place() -> None:
    good = '{"course": {"meaning": "which course", "levels": ["nursing", "pharmacy"]}}'
    (course,) = settings.read({"QUALIFICATION_QUESTIONS": good}).qualification_questions or ()
    assert course.levels == ("nursing", "pharmacy")
    bad = good.replace('"pharmacy"', "7")
    with pytest.raises(SettingsError, match=r"^QUALIFICATION_QUESTIONS course.levels\[1\]: is not"):
        settings.read({"QUALIFICATION_QUESTIONS": bad})


def test_settings_with_own_questions_can_be_told_apart() -> None:
    """Parts are built once for the same settings."""
    one = '{"course": {"meaning": "which course", "levels": ["nursing"]}}'
    first, again = (settings.read({"QUALIFICATION_QUESTIONS": one}) for _ in range(2))
    assert hash(first) == hash(again)
    assert first == again != settings.read({})


def test_a_short_secret_of_links_is_refused() -> None:
    with pytest.raises(SettingsError, match="LINK_SECRET has a part of fewer than 32 characters"):
        settings.read({"LINK_SECRET": f"{'a' * 32},short"})


def test_every_missing_variable_is_named_at_once() -> None:
    with pytest.raises(SettingsError, match="META_APP_SECRET, META_VERIFY_TOKEN"):
        settings.read({}).require("META_APP_SECRET", "META_VERIFY_TOKEN")


def test_secrets_are_not_shown_by_repr() -> None:
    signing = "whsec_Y2FuYXJ5LXNlY3JldC1vZi10aGUtYWRkb24="
    environment = dict.fromkeys(settings.SECRETS, 3 * "canary-secret") | {
        "ODOO_WEBHOOK_SECRET": signing,
        "SMTP_URL": "smtp://canary:canary-secret@mail.example.com",
        "CHAT_WEBHOOKS": '{"sales": "https://hooks.slack.com/services/canary-secret"}',
        "WEBHOOKS": f'{{"erp": {{"url": "https://erp.example.com/", "secret": "{signing}"}}}}',
    }
    shown = repr(settings.read(environment))
    assert "canary-secret" not in shown
    assert signing not in shown


@pytest.mark.parametrize("page", ["docs/configuration.md", ".env.example"])
def test_every_variable_is_documented(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = [name for name in settings.VARIABLES if name not in text]
    assert missing == []


def test_the_environment_is_read_in_one_place_only() -> None:
    readers = [
        path
        for folder in ("shared", "functions", "deploy")
        for path in (ROOT / folder).rglob("*.py")
        if "os.environ" in path.read_text(encoding="utf-8")
    ]
    assert [path.relative_to(ROOT).as_posix() for path in readers] == ["shared/settings.py"]
