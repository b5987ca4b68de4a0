"""Logging: one JSON line, and nothing in it that must not leave the process."""

from __future__ import annotations

import io
import json
import logging

import pytest

from shared import log


@pytest.fixture(name="stream")
def _stream() -> io.StringIO:
    stream = io.StringIO()
    log.configure(stream)
    return stream


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_facts_as_fields(stream: io.StringIO) -> None:
    log.info("invocation", function="webhooks", status=200)
    (line,) = lines(stream)
    assert (line["severity"], line["message"], line["function"], line["status"]) == (
        "INFO", "invocation", "webhooks", 200,
    )  # fmt: skip


@pytest.mark.parametrize(
    "value",
    [
        "sara@example.com",
        "write to Sara.O@Example.co.uk now",
        "+966501234567",
        "00966 50 123 4567",
        "EAAGm0PX4ZCpsBAKZC",
        "Bearer abcdef1234567890",
    ],
)
def test_personal_data_and_tokens_are_removed_from_facts(stream: io.StringIO, value: str) -> None:
    log.info("x", detail=value)
    (line,) = lines(stream)
    assert "[removed]" in str(line["detail"])
    assert value not in stream.getvalue()


def test_metas_ids_stay_readable(stream: io.StringIO) -> None:
    log.info("x", leadgen_id="12345678901234567", lead="1234567890a5f60718293a4b5c6d7e8f")
    (line,) = lines(stream)
    assert line["leadgen_id"] == "12345678901234567"
    assert line["lead"] == "1234567890a5f60718293a4b5c6d7e8f"


def test_what_a_library_logs_is_reduced_to_where_it_came_from(stream: io.StringIO) -> None:
    try:
        raise ValueError("canary: sara@example.com")
    except ValueError:
        logging.getLogger("urllib3").exception("GET /?access_token=%s", "canary-token")
    (line,) = lines(stream)
    assert (line["library"], line["error_type"]) == ("urllib3", "ValueError")
    assert "canary" not in stream.getvalue()


def test_an_error_names_its_type_and_our_place_but_not_its_text(stream: io.StringIO) -> None:
    from shared.domain.event import Message, decode

    try:
        decode(Message(b"{}", {"type": "canary@example.com"}))
    except Exception as error:  # noqa: BLE001 - any error will do
        log.error("failed", error)
    (line,) = lines(stream)
    assert line["error_type"] == "UnknownVersion"
    assert str(line["error_at"]).startswith("shared/domain/event.py:")
    assert "canary" not in stream.getvalue()


def test_setting_up_twice_writes_each_line_once(stream: io.StringIO) -> None:
    log.configure()
    log.info("x")
    assert len(lines(stream)) == 1
