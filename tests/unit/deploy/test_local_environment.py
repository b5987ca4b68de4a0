"""What a local run takes where nothing is set: the secret of Odoo's addon."""

from __future__ import annotations

import pytest

from deploy.local.demo.gemini.app import API_KEY
from deploy.local.environment import DEMO_WEBHOOK_KEY, prepare
from shared.domain.standard_webhooks import signing_key
from shared.errors import SettingsError

REAL = {"ODOO_URL": "http://odoo.example.com", "ODOO_DATABASE": "company", "ODOO_API_KEY": "key"}


def keys(environ: dict[str, str]) -> list[bytes]:
    return [signing_key(one) for one in prepare(environ).settings.odoo_webhook_secret or ()]


def test_anybody_may_play_the_addon_of_the_demo_odoo() -> None:
    assert keys({}) == [DEMO_WEBHOOK_KEY]


def test_the_door_to_a_real_odoo_is_shut_until_a_secret_is_set() -> None:
    (first,), (second,) = keys(REAL), keys(REAL)
    assert first != second
    assert DEMO_WEBHOOK_KEY not in {first, second}


def test_a_secret_that_is_set_is_taken() -> None:
    mine = "whsec_bXktb3duLXNlY3JldC1vZi10aGUtYWRkb24t"
    assert keys(REAL | {"ODOO_WEBHOOK_SECRET": mine}) == [signing_key(mine)]
    assert keys({"ODOO_WEBHOOK_SECRET": mine}) == [signing_key(mine)]


def test_without_a_key_the_local_run_reads_with_its_own_gemini() -> None:
    run = prepare({})
    assert run.demo_gemini
    assert run.settings.gemini_url == "http://127.0.0.1:4200/demo/gemini"
    assert run.settings.gemini_api_key == API_KEY


def test_with_a_key_the_local_run_reads_with_the_real_gemini() -> None:
    run = prepare({"GEMINI_API_KEY": "mine"})
    assert not run.demo_gemini
    assert run.settings.gemini_url == "https://generativelanguage.googleapis.com"
    assert run.settings.gemini_api_key == "mine"


@pytest.mark.parametrize("name", ["OIDC_AUDIENCE", "OIDC_CALLERS"])
def test_tokens_that_the_local_queue_cannot_bring_are_not_asked_for(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        prepare({name: "x"})


def test_a_channel_that_is_not_set_goes_to_its_demo() -> None:
    found = prepare({"PORT": "5000"}).settings
    assert found.smtp_url is not None
    assert (found.smtp_url.host, found.smtp_url.port, found.smtp_url.encryption) == (
        *("127.0.0.1", 5025, "none"),
    )
    kinds = {channel.kind: channel.url for channel in found.chat_webhooks or ()}
    assert set(kinds) == {"slack", "google_chat", "teams"}
    urls = [*kinds.values(), found.whatsapp_url, *(one.url for one in found.webhooks or ())]
    assert all(url.startswith("http://127.0.0.1:5000/demo/chat/") for url in urls)


def test_a_channel_that_is_set_is_taken_and_the_others_stay_demos() -> None:
    mine = {"CHAT_WEBHOOKS": '{"sales": "https://hooks.slack.com/services/x"}'}
    run = prepare(mine)
    assert [channel.name for channel in run.settings.chat_webhooks or ()] == ["sales"]
    assert run.demo_mail
    real = prepare({"SMTP_URL": "smtps://mail.example.com", "MAIL_FROM": "a@example.com"})
    assert not real.demo_mail
    assert real.settings.smtp_url is not None
    assert real.settings.smtp_url.host == "mail.example.com"


def test_real_whatsapp_is_spoken_to_at_metas_own_address() -> None:
    found = prepare({"WHATSAPP_TOKEN": "t", "WHATSAPP_PHONE_ID": "123456"}).settings
    assert found.whatsapp_url == "https://graph.facebook.com"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"SMTP_URL": "smtps://mail.example.com"}, "MAIL_FROM"),
        ({"WHATSAPP_TOKEN": "t"}, "WHATSAPP_PHONE_ID"),
        ({"WHATSAPP_PHONE_ID": "123456"}, "WHATSAPP_TOKEN"),
    ],
)
def test_a_channel_that_is_half_set_is_named(given: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsError, match=f"{missing} is not"):
        prepare(given)


def test_the_demo_mail_server_has_a_port_whatever_ours_is() -> None:
    assert prepare({"PORT": "65535"}).demo_mail_port == 65_510
