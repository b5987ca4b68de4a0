"""Where messages can go: what settings may say, and that a slip never repeats a secret."""

from __future__ import annotations

import pytest

from shared import settings
from shared.domain.acting.channels import (
    MailServer,
    read_chat_channels,
    read_mail_server,
    read_webhook_endpoints,
)
from shared.errors import SettingsError

SECRET = "whsec_Y2FuYXJ5LXNlY3JldC1vZi10aGUtYWRkb24="
SERVERS = {
    "smtp://u:p%40ss@mail.example.com": MailServer(
        "mail.example.com", 587, "starttls", "u", "p@ss"
    ),
    "smtp://a%40b.com:x@mail.example.com:25": MailServer(
        "mail.example.com", 25, "starttls", "a@b.com", "x"
    ),
    "smtps://mail.example.com/": MailServer("mail.example.com", 465, "tls"),
    "smtp://127.0.0.1:2525?tls=none": MailServer("127.0.0.1", 2525, "none"),
    "smtp://localhost?tls=none": MailServer("localhost", 587, "none"),
}
HOSTS = {
    "https://hooks.slack.com/services/T/B/x": "slack",
    "https://chat.googleapis.com/v1/spaces/A/messages?key=k&token=t": "google_chat",
    "https://acme.webhook.office.com/webhookb2/x": "teams",
    "https://prod-1.westeurope.logic.azure.com:443/workflows/x?sig=s": "teams",
    "https://default1.a1.environment.api.powerplatform.com:443/powerautomate/x": "teams",
}
BAD = [
    ("SMTP_URL", "http://secret-value@mail.example.com"),
    ("SMTP_URL", "smtp://secret-value@mail.example.com"),
    ("SMTP_URL", "smtp://mail.example.com?tls=none&secret-value"),
    ("SMTP_URL", "smtp://u:secret-value@mail.example.com?tls=none"),
    ("SMTP_URL", "smtps://u:secret-value@127.0.0.1?tls=none"),
    ("SMTP_URL", "smtp://u:secret-value@169.254.169.254"),
    ("SMTP_URL", "smtp://u:secret-value@mail.example.com:0"),
    ("SMTP_URL", "secret-value"),
    ("CHAT_WEBHOOKS", '{"a": "https://example.com/secret-value"}'),
    ("CHAT_WEBHOOKS", '{"a": "http://hooks.slack.com/secret-value"}'),
    ("CHAT_WEBHOOKS", '{"a": "https://hooks.slack.com.evil.example/secret-value"}'),
    ("CHAT_WEBHOOKS", '{"a": {"kind": "irc", "url": "https://example.com/secret-value"}}'),
    ("CHAT_WEBHOOKS", '{"a": {"kind": ["slack"], "url": "https://example.com/secret-value"}}'),
    ("CHAT_WEBHOOKS", '{"a": {"kind": "slack", "url": "https://u:secret-value@example.com/"}}'),
    ("CHAT_WEBHOOKS", '{"a": {"kind": "slack", "url": "http://10.0.0.1/secret-value"}}'),
    ("CHAT_WEBHOOKS", '{"a": {"kind": "slack", "url": "https://169.254.169.254/secret-value"}}'),
    ("CHAT_WEBHOOKS", '{"a": {"kind": "slack", "url": "https://exämple.com/secret-value"}}'),
    ("CHAT_WEBHOOKS", '{"a": {"kind": "slack", "url": 7}, "secret-value": 1}'),
    ("CHAT_WEBHOOKS", '{"": "https://hooks.slack.com/secret-value"}'),
    ("CHAT_WEBHOOKS", '["secret-value"]'),
    ("CHAT_WEBHOOKS", "{}"),
    ("CHAT_WEBHOOKS", "secret-value"),
    ("CHAT_WEBHOOKS", "[" * 100_000),
    ("WEBHOOKS", '{"a": "https://example.com/secret-value"}'),
    ("WEBHOOKS", '{"a": {"url": "https://example.com/", "secret": "secret-value"}}'),
    ("WEBHOOKS", f'{{"a": {{"url": "http://example.com/secret-value", "secret": "{SECRET}"}}}}'),
    ("WEBHOOKS", f'{{"a": {{"url": "https://[::1/secret-value", "secret": "{SECRET}"}}}}'),
]


@pytest.mark.parametrize("text", SERVERS)
def test_a_mail_server_is_read(text: str) -> None:
    assert read_mail_server(text) == SERVERS[text]


@pytest.mark.parametrize("url", HOSTS)
def test_whose_channel_it_is_is_told_by_its_host(url: str) -> None:
    (channel,) = read_chat_channels(f'{{"sales team": "{url}"}}')
    assert (channel.name, channel.kind, channel.url) == ("sales team", HOSTS[url], url)


def test_a_channel_elsewhere_says_whose_it_is() -> None:
    given = '{"own": {"kind": "slack", "url": "https://chat.example.com/hooks/x"}}'
    (channel,) = read_chat_channels(given)
    assert (channel.name, channel.kind) == ("own", "slack")


def test_an_endpoint_may_have_two_secrets_while_one_is_replaced() -> None:
    given = f'{{"erp": {{"url": "https://erp.example.com/x", "secret": "{SECRET}, {SECRET}"}}}}'
    (endpoint,) = read_webhook_endpoints(given)
    assert endpoint.keys == (b"canary-secret-of-the-addon",) * 2


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_slip_is_named_and_no_secret_is_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} ") as raised:
        settings.read({name: value})
    assert "secret-value" not in str(raised.value)


def test_no_secret_is_shown_by_repr() -> None:
    found = (
        read_mail_server("smtp://user:secret-value@mail.example.com"),
        read_chat_channels('{"a": "https://hooks.slack.com/secret-value"}'),
        read_webhook_endpoints(
            f'{{"a": {{"url": "https://example.com/secret-value", "secret": "{SECRET}"}}}}'
        ),
    )
    assert "secret-value" not in repr(found)
    assert "canary" not in repr(found)


@pytest.mark.parametrize(
    "value", ["sales@example.com", "Sales, KSA <sales@example.com>", "مبيعات <s@example.com>"]
)
def test_a_sender_may_have_a_name(value: str) -> None:
    assert settings.read({"MAIL_FROM": value}).mail_from == value
