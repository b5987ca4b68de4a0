from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy.gcp.closure import Reached, reach
from deploy.gcp.errors import DeployError
from shared.domain.event import Topic

if TYPE_CHECKING:
    from pathlib import Path

BOOTSTRAP = """
from shared import clock

def once(build):
    from shared.steadiness import steady
    return steady(build)

def settings(*names): ...

@once
def bus(found):
    if found.queue == "pubsub":
        from shared.adapters.messaging.pubsub import PubSubBus
        return PubSubBus(found.require("GOOGLE_CLOUD_PROJECT"))
    from shared.adapters.messaging.embedded import EmbeddedBus
    return EmbeddedBus()

def crm(found):
    from shared.adapters.odoo import OdooCrm
    return OdooCrm(found.require("ODOO_URL"))

def take_in(found):
    from shared.usecases.take_in import TakeIn
    return TakeIn(crm(found), bus(found))
"""
SOURCE = {
    "functions/__init__.py": "",
    "functions/door/__init__.py": "",
    "functions/door/main.py": "from shared import bootstrap\nRUN = bootstrap.take_in(1)\n",
    "shared/__init__.py": "",
    "shared/clock.py": "import time\n",
    "shared/steadiness.py": "def steady(build): ...\n",
    "shared/bootstrap.py": BOOTSTRAP,
    "shared/usecases/__init__.py": "",
    "shared/usecases/take_in.py": (
        "from typing import TYPE_CHECKING\n"
        "from pydantic import BaseModel\n"
        "from .steps import step\n"
        "if TYPE_CHECKING:\n    from shared.never import Never\n"
        "def run(bus):\n"
        "    import google.auth.transport.requests\n"
        "    bus.publish(Topic.LEAD_CHANGES, [])\n"
    ),
    "shared/usecases/steps.py": "def step(): ...\n",
    "shared/adapters/__init__.py": "",
    "shared/adapters/odoo/__init__.py": "from shared.adapters.odoo.crm import OdooCrm\n",
    "shared/adapters/odoo/crm.py": "class OdooCrm: ...\n",
    "shared/adapters/messaging/__init__.py": "",
    "shared/adapters/messaging/pubsub/__init__.py": "import requests as http\n",
    "shared/adapters/messaging/embedded/__init__.py": "import sqlite3\n",
}


def reached(tmp_path: Path, **changes: str) -> Reached:
    for path, text in (
        SOURCE | {k.replace("__", "/") + ".py": v for k, v in changes.items()}
    ).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return reach(tmp_path, "functions.door.main")


def test_what_is_imported_is_reached_lazily_or_not_with_its_packages(tmp_path: Path) -> None:
    assert set(reached(tmp_path).files) == {
        *("functions", "functions.door", "functions.door.main"),
        *("shared", "shared.bootstrap", "shared.clock", "shared.steadiness"),
        *("shared.usecases", "shared.usecases.take_in", "shared.usecases.steps"),
        *("shared.adapters", "shared.adapters.odoo", "shared.adapters.odoo.crm"),
        *("shared.adapters.messaging", "shared.adapters.messaging.pubsub"),
    }


def test_of_bootstrap_only_the_parts_asked_for_are_reached(tmp_path: Path) -> None:
    main = "from shared import bootstrap\nBUS = bootstrap.bus(1)\n"
    found = reached(tmp_path, functions__door__main=main)
    assert found.ports == {"bus"}
    assert found.requires == {"GOOGLE_CLOUD_PROJECT"}
    assert not any(
        name.startswith(("shared.adapters.odoo", "shared.usecases")) for name in found.files
    )


def test_a_part_taken_by_name_is_reached_too(tmp_path: Path) -> None:
    main = "from shared.bootstrap import crm\nCRM = crm(1)\n"
    assert reached(tmp_path, functions__door__main=main).ports == {"crm"}


def test_parts_that_parts_call_are_reached(tmp_path: Path) -> None:
    assert reached(tmp_path).ports == {"bus", "crm"}


def test_parts_of_a_module_that_only_another_such_module_imports_are_reached(
    tmp_path: Path,
) -> None:
    found = reached(
        tmp_path,
        functions__door__main="from shared import qualification\nRUN = qualification.run(1)\n",
        shared__qualification=(
            "from shared import bootstrap\ndef run(found):\n    return bootstrap.crm(found)\n"
        ),
    )
    assert found.ports == {"crm"}
    assert "shared.adapters.odoo.crm" in found.files


def test_adapters_of_the_local_run_stay_out_and_are_named(tmp_path: Path) -> None:
    found = reached(tmp_path)
    assert found.left_out == {"shared.adapters.messaging.embedded"}
    assert not any("embedded" in name for name in found.files)


def test_imports_for_type_checkers_are_not_reached(tmp_path: Path) -> None:
    assert "shared.never" not in reached(tmp_path).files


def test_other_peoples_modules_are_named_in_full_and_the_standard_library_is_not(
    tmp_path: Path,
) -> None:
    foreign = {"pydantic.BaseModel", "google.auth.transport.requests", "requests"}
    assert reached(tmp_path).foreign == foreign


def test_topics_and_required_settings_are_read_from_the_code(tmp_path: Path) -> None:
    main = (
        "from shared import bootstrap\n"
        'S = bootstrap.settings("META_APP_SECRET")\n'
        "RUN = bootstrap.take_in(S)\n"
    )
    found = reached(tmp_path, functions__door__main=main)
    assert found.publishes == {Topic.LEAD_CHANGES}
    assert found.requires == {"META_APP_SECRET", "GOOGLE_CLOUD_PROJECT", "ODOO_URL"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("from deploy.local import doors", "imports deploy.local, which is never deployed"),
        ("import shared.gone", "shared.gone is imported and not there"),
        ("from .gone import x", "functions.door.gone is imported and not there"),
        ("import importlib\nimportlib.import_module(NAME)", "main.py:2: imports by a computed"),
    ],
)
def test_what_cannot_be_deployed_or_followed_is_an_error(
    line: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(DeployError, match=said):
        reached(tmp_path, functions__door__main=line + "\n")
