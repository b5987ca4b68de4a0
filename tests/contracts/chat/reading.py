"""What a person sees of a message: every text in it, undone of its product's escaping."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(r"</?b>")
_SLACK_CALL = re.compile(r"<[^>]*>")


def seen(kind: str, body: Any) -> str:
    """Give all the text that is shown, in order."""
    return "\n".join(_READ[kind](body))


def calls_of_slack(body: Any) -> list[str]:
    """Give what Slack would take for a call of somebody, or for a link."""
    return [call for text in _slack_raw(body) for call in _SLACK_CALL.findall(text)]


def tags_of_google(body: Any) -> set[str]:
    texts = (one["textParagraph"]["text"] for one in _widgets(body) if "textParagraph" in one)
    return {tag for text in texts for tag in re.findall(r"<[^>]*>", text)}


def urls(body: Any) -> set[str]:
    """Give every address that a button leads to, wherever it stands."""
    if isinstance(body, dict):
        own = {body["url"]} if isinstance(body.get("url"), str) else set()
        return own.union(*map(urls, body.values()))
    return set().union(*map(urls, body)) if isinstance(body, list) else set()


def _slack_raw(body: Any) -> Iterator[str]:
    yield body["text"]
    for block in body["blocks"]:
        if "text" in block:
            yield block["text"]["text"]
        for one in block.get("elements", ()):
            yield one["text"]["text"]


def _slack(body: Any) -> Iterator[str]:
    for text in list(_slack_raw(body))[1:]:
        yield text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _widgets(body: Any) -> Iterator[Any]:
    for section in body["cardsV2"][0]["card"]["sections"]:
        yield from section["widgets"]


def _google(body: Any) -> Iterator[str]:
    for widget in _widgets(body):
        if "textParagraph" in widget:
            yield html.unescape(_TAG.sub("", widget["textParagraph"]["text"]))
        else:
            yield from (one["text"] for one in widget["buttonList"]["buttons"])


def _teams(body: Any) -> Iterator[str]:
    yield from _teams_elements(body["attachments"][0]["content"]["body"])


def _teams_elements(elements: Any) -> Iterator[str]:
    for element in elements:
        yield from (run["text"] for run in element.get("inlines", ()))
        yield from (action["title"] for action in element.get("actions", ()))
        yield from _teams_elements(element.get("items", ()))


_READ = {"slack": _slack, "google_chat": _google, "teams": _teams}
