"""The rights that are asked for are those that the adapter needs, in old Odoos as in new ones."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from shared.adapters.odoo.rights import ALWAYS, WITHOUT_ADDON, Rights
from shared.domain.watched import MissingRight
from shared.odoo_client import AccessDenied, NoSuchMethod, OdooVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[3] / "shared/adapters/odoo"
MODEL = re.compile(r"(?:crm|g|ir|mail|res|utm)(?:\.[a-z]+)+\Z")
NEEDS_NO_RIGHT = {
    "g.assistant.receipt",  # the addon's own, by its own group
    "g.assistant.event",
    "g.assistant.alert",
    "ir.model.fields",  # for looking back: told without
    "mail.tracking.value",
    "ir.model.data",  # told without, where it may not be read
    "res.users.apikeys",
}


def models_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and MODEL.match(str(node.value)):
            yield str(node.value)


def test_every_model_that_the_adapter_names_has_its_rights_listed() -> None:
    named = {model for path in PACKAGE.rglob("*.py") for model in models_in(path)}
    assert named - {*ALWAYS, *WITHOUT_ADDON} <= NEEDS_NO_RIGHT
    assert {*ALWAYS, *WITHOUT_ADDON} <= named


class Odoo:
    """Answers for a version; `denied` are pairs of model and operation."""

    def __init__(self, major: int, *denied: tuple[str, str]) -> None:
        self.version = OdooVersion(major, 0)
        self.calls: list[tuple[str, str]] = []
        self._denied = set(denied)

    def call(self, model: str, method: str, /, **named: Any) -> object:
        self.calls.append((model, method))
        if method == "has_access" and self.version.major < 18:
            raise NoSuchMethod("the method 'has_access' does not exist")
        if method == "context_get":
            return {"uid": 7}
        if method == "has_group":
            assert named["ids"] == (None if self.version.major < 18 else [7])
            return True
        assert (method == "check_access_rights") == ("raise_exception" in named)
        return (model, named["operation"]) not in self._denied

    def capabilities(self) -> Odoo:
        return self


@pytest.mark.parametrize("major", [14, 17, 18, 19])
def test_what_is_missing_is_found_in_every_version(major: int) -> None:
    odoo = Odoo(major, ("crm.lead", "create"), ("utm.medium", "create"))
    rights = Rights(odoo)  # type: ignore[arg-type]
    assert rights.missing(has_addon=False) == (
        MissingRight("crm.lead", ("create",)),
        MissingRight("utm.medium", ("create",)),
    )
    assert rights.missing(has_addon=True) == (MissingRight("crm.lead", ("create",)),)
    assert rights.sees_all_leads()


def test_an_old_odoo_is_asked_the_new_way_once_only() -> None:
    odoo = Odoo(17)
    Rights(odoo).missing(has_addon=False)  # type: ignore[arg-type]
    assert [method for _, method in odoo.calls].count("has_access") == 1


def test_who_may_not_even_ask_has_no_right() -> None:
    class Shut(Odoo):
        def call(self, model: str, method: str, /, **named: Any) -> object:
            raise AccessDenied("no")

    assert len(Rights(Shut(19)).missing(has_addon=True)) == len(ALWAYS)  # type: ignore[arg-type]
