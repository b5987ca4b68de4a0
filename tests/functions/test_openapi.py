"""docs/openapi.yaml names every route, and what it describes is used to attack the doors."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.architecture.repository import ROOT
from tests.functions.canaries import secrets, watching
from tests.functions.conftest import World, post_signed
from tests.functions.doors import HTTP_DOORS, routes_of
from tests.functions.odoo_changes import post as post_from_odoo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.test import Client, TestResponse

DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text())
CANARIES = ("canary@example.org", "+966501234567", "EAAcanarytoken0123456789")
HEADERS = {"X-Canary": CANARIES[0], "User-Agent": CANARIES[1], "Authorization": CANARIES[2]}
BOUNDED = settings(
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def operations(door: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        for method, said in methods.items():
            if said["x-function"] == door:
                yield method.upper(), path, said


def place_of(parameter: dict[str, Any]) -> str:
    return f"{{{parameter['name']}}}"


def pattern_of(path: str, said: dict[str, Any]) -> re.Pattern[str]:
    """Give what a path matches: of a parameter with an enum only its values."""
    for parameter in said.get("parameters", []):
        if parameter["in"] == "path":
            allowed = parameter["schema"].get("enum")
            part = "|".join(map(re.escape, allowed)) if allowed else "[^/]+"
            path = path.replace(place_of(parameter), f"(?:{part})")
    return re.compile(path + r"\Z")


@pytest.mark.parametrize("door", HTTP_DOORS)
def test_every_route_stands_in_the_document_and_no_other(world: World, door: str) -> None:
    world.door(door)
    routes = [*routes_of(door)]
    described = [(method, pattern_of(path, said)) for method, path, said in operations(door)]
    for route in routes:
        hits = [p for method, p in described if method == route.method and p.match(route.example)]
        assert hits, f"{route} is not in docs/openapi.yaml"
    for method, pattern in described:
        hits = [one for one in routes if one.method == method and pattern.match(one.example)]
        assert hits, f"{method} {pattern.pattern} is in docs/openapi.yaml and nowhere else"


@pytest.mark.parametrize("door", HTTP_DOORS)
def test_every_value_of_a_paths_parameter_is_a_route(world: World, door: str) -> None:
    world.door(door)
    there = {route.path for route in routes_of(door)}
    for _, path, said in operations(door):
        for parameter in said.get("parameters", []):
            for value in parameter["schema"].get("enum", []) if parameter["in"] == "path" else []:
                assert path.replace(place_of(parameter), value) in there


@cache
def schema() -> Any:
    return schemathesis.openapi.from_dict(DOCUMENT)


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def takes_anything(said: dict[str, Any]) -> bool:
    return bool({"parameters", "requestBody"} & set(said))


def has_choice(door: str) -> bool:
    return any(takes_anything(said) for _, _, said in operations(door))


def attack(world: World, door: str, mode: GenerationMode) -> list[Any]:
    """Send what is made from the document to a door's real app; gives the answers."""
    client, answers = world.door(door), []
    for method, path, said in operations(door):
        if mode is GenerationMode.NEGATIVE and not takes_anything(said):
            continue  # nothing in it that could be wrong
        operation = schema()[path][method]

        @given(case=operation.as_strategy(generation_mode=mode))
        @BOUNDED
        def send(case: Any) -> None:
            answer = case.call(app=client.application, headers=HEADERS)
            case.validate_response(answer, checks=CHECKS)
            answers.append(answer)

        send()
    return answers


ATTACKS = [
    (door, mode)
    for door in HTTP_DOORS
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or has_choice(door)
]


@pytest.mark.parametrize(("door", "mode"), ATTACKS)
def test_a_stranger_gets_only_the_answers_that_are_described(
    world: World, capsys: pytest.CaptureFixture[str], door: str, mode: GenerationMode
) -> None:
    with watching(capsys) as watch:
        answers = attack(world, door, mode)
        said = "".join(f"{one.headers} {one.content!r}" for one in answers)
        out = watch.heard()
    assert len(answers) >= (3 if has_choice(door) else 1)  # there are no more jobs than that
    assert "invocation" in out
    for canary in (*CANARIES, *secrets(world), "Traceback (most recent"):
        assert canary not in out + said
    assert world.published() == []


SENDERS: dict[str, Callable[[Client, bytes], TestResponse]] = {
    "/api/webhooks/meta": post_signed,
    "/api/webhooks/odoo": post_from_odoo,
}


def with_canaries(body: object) -> object:
    """Put personal data and a token wherever the document has room for a stranger's words."""
    if not isinstance(body, dict):
        return body
    told = dict.fromkeys(("full_name", CANARIES[0]), CANARIES[1])
    value = {"leadgen_id": CANARIES[2], "page_id": CANARIES[0], "form_id": CANARIES[1]}
    lead = {"id": CANARIES[0], "changes": [{"field": CANARIES[1]}, {"field": "leadgen", "value": value}]}  # fmt: skip
    change = {"id": "a-canary-of-ours", "kind": CANARIES[0], "revision": CANARIES[1]} | told
    extra = {"entry": lead, "events": change}
    added = {name: [*body[name], one] for name, one in extra.items() if type(body.get(name)) is list}  # fmt: skip
    return body | told | added


@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("path", SENDERS)
def test_whoever_holds_the_key_gets_no_500_and_no_word_back_either(
    world: World, capsys: pytest.CaptureFixture[str], path: str, mode: GenerationMode
) -> None:
    statuses = set()

    @given(case=schema()[path]["POST"].as_strategy(generation_mode=mode))
    @BOUNDED
    def send(case: Any) -> None:
        try:
            body = json.dumps(with_canaries(case.body)).encode()
        except TypeError:  # no body at all
            body = b""
        statuses.add(watch.note(SENDERS[path](client, body)).status_code)

    with watching(capsys) as watch:
        client = watch.door(world, "webhooks")
        send()
        out = watch.heard()
    for canary in (*CANARIES, *secrets(world), "Traceback (most recent"):
        assert canary not in out
    # 401: an exact copy of an earlier message of Odoo; 503: a version that is newer than we are.
    assert statuses <= {200, 400, 401, 503}
    assert statuses & {200, 400}
