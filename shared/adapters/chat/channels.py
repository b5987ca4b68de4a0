"""Chat by incoming webhooks: which channel, in which product's form, and what its answer means."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from shared.adapters.chat import google_chat, slack, teams
from shared.errors import BadInput, OutcomeUnknown, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.domain.acting.action import ActionKey
    from shared.domain.acting.channels import ChatChannel, ChatKind
    from shared.domain.acting.notice import Notice
    from shared.guarded_https import Answer, GuardedHttps

RENDER: dict[ChatKind, Callable[[Notice], dict[str, object]]] = {
    "slack": slack.render,
    "google_chat": google_chat.render,
    "teams": teams.render,
}
WAIT_S = 30.0
"""How long to wait after 429 where the product does not say."""
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_HEADERS = {"Content-Type": "application/json; charset=UTF-8"}
_OLD_TEAMS_FAILURE = "webhook message delivery failed"
_REFERENCE_CHARS = 200


class ChatChannels:
    """Posts to the channels that settings name."""

    def __init__(self, channels: Sequence[ChatChannel], https: GuardedHttps) -> None:
        self._channels = {channel.name: channel for channel in channels}
        self._https = https

    def channels(self) -> Sequence[str]:
        """Give the names, in the order of the setting."""
        return tuple(self._channels)

    def post(self, channel: str, key: ActionKey, notice: Notice) -> str:
        """Post a notice; gives Google Chat's name of the message, of others "".

        Raises BadInput (`channel_unknown`, `channel_gone`, `channel_refused`), TransientError
        (`channel_busy` with the time to wait, `channel_unavailable`), OutcomeUnknown, and what
        `GuardedHttps.post` does.
        """
        found = self._channels.get(channel)
        if found is None:
            raise BadInput("no chat channel of this name is set", code="channel_unknown")
        body = json.dumps(RENDER[found.kind](notice), ensure_ascii=False).encode()
        answer = self._https.post(_url(found, key), _HEADERS, body)
        _check(answer, found.kind)
        return _reference(answer) if found.kind == "google_chat" else ""


def _url(channel: ChatChannel, key: ActionKey) -> str:
    """Give the URL; Google Chat answers a second call with the same `requestId` by the first."""
    if channel.kind != "google_chat":
        return channel.url
    joint = "&" if "?" in channel.url else "?"
    return f"{channel.url}{joint}{urlencode({'requestId': key})}"


def _check(answer: Answer, kind: ChatKind) -> None:
    if answer.is_success:
        if kind == "teams":
            _check_old_teams(answer)
        return
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise TransientError(
            "the channel takes no more messages now",
            code="channel_busy",
            retry_after_s=answer.retry_after_s or WAIT_S,
        )
    if answer.status in _GONE:
        raise BadInput("the channel or its webhook is gone", code="channel_gone")
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _check_server_fault(answer)
    raise BadInput(f"the channel refuses it (HTTP {answer.status})", code="channel_refused")


def _check_server_fault(answer: Answer) -> None:
    if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
        raise TransientError(
            "the chat service is not at work",
            code="channel_unavailable",
            retry_after_s=answer.retry_after_s,
        )
    raise OutcomeUnknown(
        f"the chat service failed, perhaps after posting (HTTP {answer.status})",
        code="channel_outcome_unknown",
    )


def _check_old_teams(answer: Answer) -> None:
    """The retired connectors of Teams report a failure with 200 and words (seen until 2026)."""
    said = answer.body.decode(errors="replace").casefold()
    if not said.startswith(_OLD_TEAMS_FAILURE):
        return
    if "429" in said:
        raise TransientError(
            "the channel takes no more messages now", code="channel_busy", retry_after_s=WAIT_S
        )
    raise BadInput("the channel refuses it", code="channel_refused")


def _reference(answer: Answer) -> str:
    try:
        name = json.loads(answer.body).get("name")
    except (ValueError, AttributeError, RecursionError):
        name = None
    return name[:_REFERENCE_CHARS] if isinstance(name, str) else ""
