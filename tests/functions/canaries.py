"""Canaries: values that may stand only where they are meant to be held, and how to look for them."""

from __future__ import annotations

import base64
import json
import logging
import re
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html import unescape
from io import StringIO
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

import requests

from deploy.local.console import ConsoleLines
from deploy.local.demo.odoo.failures import TRACEBACK_CANARY
from shared import bootstrap, log
from shared.domain.event import MetaLeadAnnounced
from shared.domain.ids import LeadgenId, PageId
from tests.functions.conftest import NOW, ODOO_SECRETS, SECRETS, VERIFY_TOKEN, World, push

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest
    from werkzeug.test import Client, TestResponse

    from shared.domain.ledger import LedgerEntry

FORM = "1048576000200003"
NAME = "Zarqaa Canariya"
EMAIL = "Zarqaa.Canariya@example.org"
ANSWER = "canary-answer: a ramp for my wheelchair"
PHONES = ("+966501234567", "00966 50 123 4567", "0501234567", "050-123-4567", "٠٥٠١٢٣٤٥٦٧")
ANSWERS = {
    "full_name": NAME,
    "email": EMAIL,
    "phone_number": PHONES[0],
    "anything_we_should_prepare?": ANSWER,
}
EVERYTHING = f"{NAME} <{EMAIL}> {' / '.join(PHONES)} {ANSWER}"
"""For foreign texts that quote whatever they were given."""

_PHONE = re.compile(r"5[\s().-]*" + r"[\s().-]*".join("01234567"))
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


@dataclass
class Watch:
    """Everything that leaves a process but to Meta, Odoo and the memory."""

    cloud: StringIO
    console: StringIO
    capture: pytest.CaptureFixture[str]
    answers: list[TestResponse] = field(default_factory=list)
    doors: dict[str, Client] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    """What else came out: texts of errors, of traces, of a repr."""

    def door(self, world: World, name: str) -> Client:
        """Open a door once."""
        if name not in self.doors:
            self.doors[name] = world.door(name)
        return self.doors[name]

    def note(self, answer: TestResponse) -> TestResponse:
        """Keep an answer of a door."""
        self.answers.append(answer)
        return answer

    def heard(self) -> str:
        """Give all of it as one text."""
        self.said.extend(self.capture.readouterr())
        doors = (f"{one.status} {one.headers} {one.get_data(as_text=True)}" for one in self.answers)
        return "\n".join((self.cloud.getvalue(), self.console.getvalue(), *self.said, *doors))


LOUD = ("", "urllib3", "requests", "google", "flask", "werkzeug", "waitress", "asyncio")


@contextmanager
def watching(capture: pytest.CaptureFixture[str]) -> Iterator[Watch]:
    """Set logging up before any door does, with everything open and in both kinds of lines."""
    watch = Watch(StringIO(), StringIO(), capture)
    log.configure(watch.cloud)
    local = log.Lines(watch.console)
    local.setFormatter(ConsoleLines())
    logging.getLogger().addHandler(local)
    before = {name: logging.getLogger(name).level for name in LOUD}
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield watch
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def lead_of(world: World, **answers: str) -> dict[str, str]:
    (lead,) = world.make_leads(form=FORM, answers=ANSWERS | answers)
    return lead


def lead_of_another(world: World, number: int) -> dict[str, str]:
    """Give a lead of somebody else with the same name and answers: people take their turns."""
    return lead_of(world, email=f"{number}.{EMAIL}", phone_number=f"+96655100000{number}")


def announced(lead: Mapping[str, str]) -> MetaLeadAnnounced:
    return MetaLeadAnnounced(
        tenant="default",
        page_id=PageId(lead["page_id"]),
        leadgen_id=LeadgenId(lead["leadgen_id"]),
        announced_at=NOW,
    )


def take_in(world: World, watch: Watch, lead: Mapping[str, str]) -> LedgerEntry:
    watch.note(push(watch.door(world, "lead_event_handler"), announced(lead)))
    entry = world.entry(lead)
    assert entry is not None
    return entry


def inject(url: str, fault: str, **match: str) -> None:
    order = {"match": match, "fault": fault, "times": 50}
    requests.post(f"{url}/_faults", json=order, timeout=10).raise_for_status()


def look_at_the_pages(world: World, watch: Watch) -> None:
    watch.note(world.door("dashboards").get("/ops?lang=en"))


def assert_nothing_leaked(world: World, watch: Watch, *more: str) -> None:
    look_at_the_pages(world, watch)
    out = watch.heard()
    assert "dashboards" in out  # what was logged did get here
    found = leaks(out, *secrets(world), *more)
    assert found == [], found
    for row in kept(world):
        found = leaks(row, *secrets(world), *more)
        assert found == [], found


def secrets(world: World) -> tuple[str, ...]:
    """Give every secret that this world works with."""
    page_tokens = "DEMO-page-"
    meta = (world.meta.access_token, page_tokens, world.meta.app_secret, *SECRETS, VERIFY_TOKEN)
    return (*meta, world.odoo.api_key, *ODOO_SECRETS)


def leaks(text: str, *more: str) -> list[str]:
    """Give the canaries that stand in a text, however they are spelled there."""
    readings = {text, unescape(text), unquote_plus(text), _unescaped(text)}
    everywhere = "\n".join(readings).casefold()
    words = (
        *NAME.split(),
        EMAIL,
        ANSWER,
        "wheelchair",
        TRACEBACK_CANARY,
        "Traceback (most recent",
        *more,
    )
    found = [
        _around(word.casefold(), everywhere) for word in words if word.casefold() in everywhere
    ]
    found += [f"base64 of {word}" for word in words if _holds_base64(text, word)]
    phone = _PHONE.search(everywhere.translate(_DIGITS))
    return [*found, phone[0]] if phone else found


def kept(world: World) -> Iterator[str]:
    """Give every row of the memory and the queue, without the ledger's own place for a lead."""
    with closing(_opened(world, "memory.db")) as memory:
        for collection, data in memory.execute("SELECT collection, data FROM documents"):
            document = json.loads(data)
            if collection == "leads":
                document.pop("lead", None)
            yield json.dumps(document, ensure_ascii=False)
    with closing(_opened(world, "queue.db")) as queue:
        for data, attributes in queue.execute("SELECT data, attributes FROM deliveries"):
            yield f"{data.decode()} {attributes}"


def _around(word: str, text: str) -> str:
    before, _, after = text.partition(word)
    return f"{before[-60:]}>>{word}<<{after[:20]}"


def _opened(world: World, name: str) -> sqlite3.Connection:
    bootstrap.memory(world.settings), bootstrap.bus(world.settings)
    return sqlite3.connect(f"file:{world.settings.data_dir}/{name}?mode=ro", uri=True)


def _unescaped(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)


def _holds_base64(text: str, word: str) -> bool:
    """Look for the part of the coding that does not depend on what stands before and after."""
    raw = word.encode()
    codes = (base64.b64encode(b"\0" * shift + raw).decode() for shift in range(3))
    cores = (code.rstrip("=")[4:-2] for code in codes)
    return any(len(core) > 8 and core in text for core in cores)
