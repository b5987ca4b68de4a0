"""What is there of the channels, by what is set; and the local run's, as a door would use them."""

from __future__ import annotations

import socket
from contextlib import closing, suppress
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest
import requests

from deploy.local.environment import mail_port, prepare
from deploy.local.suite import LocalSuite
from shared import channels, once, settings
from shared.domain.acting.action import action_key
from shared.domain.acting.notice import Mail, Notice
from shared.errors import BadInput, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shared.settings import Settings

PARTS: list[Callable[[Settings], object]] = [
    channels.mailer,
    channels.chat,
    channels.whatsapp,
    channels.webhook_caller,
]
KEY = action_key("t", "k")
SECRET = "whsec_Y2FuYXJ5LXNlY3JldC1vZi10aGUtYWRkb24="


@pytest.mark.parametrize("part", PARTS)
def test_a_channel_that_is_not_set_is_not_there(part: Callable[[Settings], object]) -> None:
    assert part(settings.read({})) is None


@pytest.mark.parametrize(
    ("part", "given"),
    [
        (channels.mailer, {"SMTP_URL": "smtps://mail.example.com"}),
        (channels.whatsapp, {"WHATSAPP_TOKEN": "t"}),
    ],
)
def test_a_channel_that_is_half_set_stops_the_start(
    part: Callable[[Settings], object], given: dict[str, str]
) -> None:
    with pytest.raises(SettingsError):
        part(settings.read(given))


def test_no_setting_opens_the_way_to_this_machine() -> None:
    """Every variable is set, and the demo's own address is refused all the same."""
    url = "http://127.0.0.1:9/x"
    found = settings.read(
        {
            "CHAT_WEBHOOKS": f'{{"a": {{"kind": "slack", "url": "{url}"}}}}',
            "WEBHOOKS": f'{{"a": {{"url": "{url}", "secret": "{SECRET}"}}}}',
            "WHATSAPP_URL": "http://127.0.0.1:9",
            "WHATSAPP_TOKEN": "t",
            "WHATSAPP_PHONE_ID": "123456",
        }
    )
    chat, caller = channels.chat(found), channels.webhook_caller(found)
    whatsapp = channels.whatsapp(found)
    assert chat is not None
    assert caller is not None
    assert whatsapp is not None
    for send in (
        lambda: chat.post("a", KEY, Notice("en", "x")),
        lambda: caller.call("a", KEY, "x", {}),
        lambda: whatsapp.send_text("+966501234567", "x"),
    ):
        with pytest.raises(BadInput) as raised:
            send()
        assert raised.value.code == "endpoint_private"
    once.close(found)


def test_in_the_local_run_every_channel_arrives_at_its_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(free_ports()))
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    run = prepare()
    for name, value in run.defaults.items():
        monkeypatch.setenv(name, value)
    with LocalSuite(run):
        _send_by_all(settings.read())
        got = requests.get(f"{run.url}/demo/chat/messages", timeout=10).json()
    assert [one["product"] for one in got] == [
        *("slack", "google_chat", "teams", "whatsapp", "webhook"),
    ]
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert message_from_bytes(file.read_bytes())["Message-ID"] == "<k@leads.example.com>"


def free_ports() -> int:
    """Give a port that is free together with the one of the demo's mail server."""
    while True:
        with closing(socket.socket()) as ours, closing(socket.socket()) as mail:
            ours.bind(("127.0.0.1", 0))
            port = int(ours.getsockname()[1])
            with suppress(OSError):
                mail.bind(("127.0.0.1", mail_port(port)))
                return port


def _send_by_all(found: Settings) -> None:
    chat, caller = channels.chat(found), channels.webhook_caller(found)
    whatsapp, mailer = channels.whatsapp(found), channels.mailer(found)
    assert chat is not None
    assert caller is not None
    assert whatsapp is not None
    assert mailer is not None
    for name in chat.channels():
        chat.post(name, KEY, Notice("ar", "تنبيه"))
    whatsapp.send_text("+966501234567", "مرحبا")
    caller.call("demo", KEY, "lead.won", {"crm_lead_id": 7})
    mailer.send(Mail("k@leads.example.com", "a@example.com", "تنبيه", "نص", None, "ar"))
