"""What WhatsApp gets, and what its error codes become."""

from __future__ import annotations

import pytest

from deploy.local.demo.chat.app import WHATSAPP_CODES
from deploy.local.demo.chat.products import WHATSAPP_PHONE_ID, WHATSAPP_TOKEN
from shared.adapters.whatsapp.faults import VERDICTS, suite_error
from shared.errors import (
    BadInput,
    ConnectionDown,
    OutcomeUnknown,
    SettingsError,
    SuiteError,
    TransientError,
)
from tests.contracts.whatsapp.conftest import CloudApi
from tests.hostile_names import HOSTILE

TO = "+966501234567"
TROUBLES: dict[str, tuple[type[SuiteError], str]] = {
    "whatsapp_4": (TransientError, "whatsapp_busy"),
    "whatsapp_100": (BadInput, "whatsapp_refused"),
    "whatsapp_190": (ConnectionDown, "whatsapp_token_refused"),
    "whatsapp_200": (ConnectionDown, "whatsapp_token_refused"),
    "whatsapp_130429": (TransientError, "whatsapp_busy"),
    "whatsapp_131000": (TransientError, "whatsapp_unavailable"),
    "whatsapp_131016": (TransientError, "whatsapp_unavailable"),
    "whatsapp_131026": (BadInput, "whatsapp_not_reachable"),
    "whatsapp_131031": (ConnectionDown, "whatsapp_account_blocked"),
    "whatsapp_131047": (BadInput, "whatsapp_window_closed"),
    "whatsapp_131048": (TransientError, "whatsapp_busy"),
    "whatsapp_131056": (TransientError, "whatsapp_busy"),
    "whatsapp_132001": (BadInput, "whatsapp_template_unknown"),
    "whatsapp_132015": (BadInput, "whatsapp_template_unknown"),
    "400": (BadInput, "whatsapp_refused"),
    "401": (ConnectionDown, "whatsapp_token_refused"),
    "403": (BadInput, "whatsapp_refused"),
    "302": (BadInput, "whatsapp_refused"),
    "429": (TransientError, "whatsapp_busy"),
    "500": (OutcomeUnknown, "whatsapp_outcome_unknown"),
    "503": (OutcomeUnknown, "whatsapp_outcome_unknown"),
    "504_after_commit": (OutcomeUnknown, "whatsapp_outcome_unknown"),
    "drop_after_commit": (OutcomeUnknown, "endpoint_no_answer"),
}


def test_a_template_arrives_with_its_parameters_in_order(api: CloudApi) -> None:
    found = api.whatsapp.send_template(TO, "lead_follow_up", "ar", ("زرقاء", "Villa"))
    (sent,) = api.sent()
    assert found == f"wamid.{sent['id']}"
    assert sent["path"] == f"/whatsapp/v26.0/{WHATSAPP_PHONE_ID}/messages"
    assert sent["body"] == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": TO,
        "type": "template",
        "template": {
            "name": "lead_follow_up",
            "language": {"code": "ar"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "زرقاء"},
                        {"type": "text", "text": "Villa"},
                    ],
                }
            ],
        },
    }


def test_a_template_without_parameters_has_no_components(api: CloudApi) -> None:
    api.whatsapp.send_template(TO, "hello_world", "en_US", ())
    assert "components" not in api.sent()[0]["body"]["template"]


def test_text_arrives_with_its_line_breaks_and_shows_no_preview(api: CloudApi) -> None:
    api.whatsapp.send_text(TO, "مرحبا\nhttps://example.com")
    assert api.sent()[0]["body"]["text"] == {
        "preview_url": False,
        "body": "مرحبا\nhttps://example.com",
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_parameter_that_whatsapp_takes(api: CloudApi, name: str) -> None:
    api.whatsapp.send_template(TO, "lead_follow_up", "en", (HOSTILE[name],))
    (one,) = api.sent()[0]["body"]["template"]["components"][0]["parameters"]
    assert 1 <= len(one["text"]) <= 500
    assert not {"\0", "\n", "\t", "\u202e"} & set(one["text"])


def test_a_text_that_is_too_long_is_cut_and_none_is_refused(api: CloudApi) -> None:
    api.whatsapp.send_text(TO, "ب" * 10_000)
    body = api.sent()[0]["body"]["text"]["body"]
    assert (len(body), body[-1]) == (4_096, "…")
    with pytest.raises(BadInput) as raised:
        api.whatsapp.send_text(TO, " \0 ")
    assert raised.value.code == "whatsapp_refused"


@pytest.mark.parametrize(
    "to", ["", "0501234567", "+0501234567", "+9665012345678901", "+966 50", "x"]
)
def test_what_is_no_number_is_not_sent(api: CloudApi, to: str) -> None:
    with pytest.raises(BadInput) as raised:
        api.whatsapp.send_text(to, "hello")
    assert raised.value.code == "whatsapp_not_reachable"
    assert api.sent() == []


@pytest.mark.parametrize(("name", "language"), [("Bad Name", "ar"), ("", "ar"), ("ok", "AR/../x")])
def test_what_is_no_template_is_not_sent(api: CloudApi, name: str, language: str) -> None:
    with pytest.raises(BadInput) as raised:
        api.whatsapp.send_template(TO, name, language, ())
    assert raised.value.code == "whatsapp_template_unknown"
    assert api.sent() == []


@pytest.mark.parametrize("fault", TROUBLES)
def test_a_trouble_becomes_an_error_that_says_what_happens_next(api: CloudApi, fault: str) -> None:
    api.order(fault)
    kind, code = TROUBLES[fault]
    with pytest.raises(SuiteError) as raised:
        api.whatsapp.send_text(TO, "hello")
    assert type(raised.value) is kind
    assert raised.value.code == code
    assert TO.lstrip("+") not in str(raised.value)
    assert WHATSAPP_TOKEN not in str(raised.value)


def test_every_code_that_the_demo_can_give_is_tried() -> None:
    assert TROUBLES.keys() >= WHATSAPP_CODES.keys()


def test_a_wrong_token_pauses_whatsapp_for_certain(api: CloudApi) -> None:
    with pytest.raises(ConnectionDown) as raised:
        api.new(token="wrong-token").send_text(TO, "hello")
    assert (raised.value.code, raised.value.is_certain) == ("whatsapp_token_refused", True)
    assert "wrong-token" not in str(raised.value)


def test_a_limit_says_how_long_to_wait(api: CloudApi) -> None:
    api.order("whatsapp_131056")
    with pytest.raises(TransientError) as raised:
        api.whatsapp.send_text(TO, "hello")
    assert raised.value.retry_after_s == 60
    api.order("429", retry_after_s=7)
    with pytest.raises(TransientError) as raised:
        api.whatsapp.send_text(TO, "hello")
    assert raised.value.retry_after_s == 7


def test_an_answer_that_is_cut_off_is_a_message_that_was_sent(api: CloudApi) -> None:
    api.order("truncated_json")
    assert api.whatsapp.send_text(TO, "hello") == ""
    assert len(api.sent()) == 1


def test_every_code_of_the_table_becomes_an_error() -> None:
    assert all(isinstance(suite_error(400, code, None), SuiteError) for code in VERDICTS)


def test_a_version_that_is_none_is_refused_at_once(api: CloudApi) -> None:
    with pytest.raises(SettingsError):
        api.new(version="26/../x")
