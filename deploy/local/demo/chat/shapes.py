"""What the chat products take: each check gives what is wrong with a message, or "".

As documented (docs.slack.dev, developers.google.com, learn.microsoft.com and
developers.facebook.com, read 2026-11), not as our own renderers happen to write.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Json = Any
_TAG = re.compile(r"<(/?)(\w+)[^>]*>")
SLACK_BLOCKS_CHARS = 13_000
_GOOGLE_TAGS = {"b", "i", "u", "s", "strike", "font", "a", "time", "br"}
_ADAPTIVE = {"RichTextBlock", "TextBlock", "ActionSet", "Container"}


class Wrong(Exception):
    """The message is not as documented; the text says where."""


def complaint(check: Callable[[Json], None], message: Json) -> str:
    """Say what a check finds wrong, in the shape or in the values."""
    try:
        check(message)
    except Wrong as wrong:
        return str(wrong)
    except (LookupError, TypeError, AttributeError) as error:
        return f"malformed: {type(error).__name__}"
    return ""


def slack(message: Json) -> None:
    """Check a message for a Slack webhook."""
    _text(message["text"], 40_000, "text")
    blocks = message["blocks"]
    _many(blocks, 50, "blocks")
    _when(len(_written(blocks)) > SLACK_BLOCKS_CHARS, "msg_blocks_too_long")
    for block in blocks:
        _SLACK[block["type"]](block)
    ids = [one["action_id"] for block in blocks for one in block.get("elements", ())]
    _when(len(ids) != len(set(ids)), "action_id")


def google_chat(message: Json) -> None:
    """Check a message for a Google Chat webhook."""
    _small(message, 32_000, "size")
    _when(not message.keys() <= {"text", "fallbackText", "cardsV2"}, "unknown field")
    (card,) = message["cardsV2"]
    widgets = [one for section in card["card"]["sections"] for one in section["widgets"]]
    _many(widgets, 100, "widgets")
    for widget in widgets:
        ((kind, content),) = widget.items()
        _GOOGLE[kind](content)


def teams(message: Json) -> None:
    """Check a message for a Teams workflow."""
    _when(message["type"] != "message", "type")
    (attachment,) = message["attachments"]
    _when(attachment["contentType"] != "application/vnd.microsoft.card.adaptive", "contentType")
    card = attachment["content"]
    _when(card["type"] != "AdaptiveCard" or card["version"] > "1.5", "version")
    for element in _elements(card["body"]):
        _when(element["type"] not in _ADAPTIVE, "element")
        if element["type"] == "ActionSet":
            _actions(element["actions"])
        for run in element.get("inlines", ()):
            _when(run["type"] != "TextRun" or not run["text"], "TextRun")


def whatsapp(message: Json) -> None:
    """Check a message for the Cloud API."""
    _when(message["messaging_product"] != "whatsapp", "messaging_product")
    _when(not re.fullmatch(r"\+?[0-9]{7,15}", message["to"]), "to")
    if message["type"] == "text":
        return _text(message["text"]["body"], 4_096, "body")
    template = message["template"]
    _when(not re.fullmatch("[a-z0-9_]{1,512}", template["name"]), "name")
    _text(template["language"]["code"], 6, "language")
    for component in template.get("components", ()):
        for one in component["parameters"]:
            _text(one["text"], 1_024, "parameter")
            _when(bool(re.search(r"[\n\t]| {5}", one["text"])), "132018")
    return None


def _header(block: Json) -> None:
    _plain(block["text"], 150)


def _section(block: Json) -> None:
    _plain(block["text"], 3_000)


def _buttons(block: Json) -> None:
    _many(block["elements"], 25, "elements")
    for one in block["elements"]:
        _when(one["type"] != "button", "element")
        _plain(one["text"], 75)
        _url(one["url"], 3_000)
        _text(one["action_id"], 255, "action_id")


def _plain(text: Json, most: int) -> None:
    _when(text["type"] != "plain_text", "text type")
    _text(text["text"], most, "text")


def _paragraph(content: Json) -> None:
    _text(content["text"], 32_000, "text")
    tags = {name for _, name in _TAG.findall(content["text"])}
    _when(not tags <= _GOOGLE_TAGS, "tag")


def _button_list(content: Json) -> None:
    for one in content["buttons"]:
        _text(one["text"], 200, "text")
        _url(one["onClick"]["openLink"]["url"], 2_048)


def _actions(actions: Json) -> None:
    _many(actions, 6, "actions")
    for one in actions:
        _when(one["type"] != "Action.OpenUrl" or not one["title"], "action")
        _url(one["url"], 2_048)


def _elements(body: Json) -> Iterator[Json]:
    for element in body:
        yield element
        yield from _elements(element.get("items", ()))


def _many(things: Json, most: int, what: str) -> None:
    _when(not 1 <= len(things) <= most, what)


def _small(message: Json, most: int, what: str) -> None:
    _when(len(_written(message).encode()) > most, what)


def _written(message: Json) -> str:
    return json.dumps(message, ensure_ascii=False)


def _text(text: Json, most: int, what: str) -> None:
    _when(not isinstance(text, str) or not 1 <= len(text) <= most, what)
    _when("\0" in text, what)


def _url(url: str, most: int) -> None:
    _when(not url.startswith(("https://", "http://")) or len(url) > most, "url")


def _when(is_wrong: bool, what: str) -> None:
    if is_wrong:
        raise Wrong(what)


_SLACK: dict[str, Callable[[Json], None]] = {
    "header": _header,
    "section": _section,
    "actions": _buttons,
    "divider": lambda _: None,
}
_GOOGLE: dict[str, Callable[[Json], None]] = {
    "textParagraph": _paragraph,
    "buttonList": _button_list,
}
