"""The demo's two pages show text as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client
from werkzeug.wrappers import Response

from deploy.local.demo.odoo import create_app

if TYPE_CHECKING:
    from pathlib import Path

    from deploy.local.demo.odoo import DemoOdoo
    from tests.unit.demo_odoo.conftest import Call

HOSTILE = "<script>alert(1)</script> عميل جديد"


@pytest.mark.parametrize("path", ["/", "/odoo/crm", "/odoo/crm/1", "/odoo/crm.lead/1"])
def test_names_are_escaped_and_run_their_own_way(odoo: DemoOdoo, call: Call, path: str) -> None:
    call("crm.lead", "create", vals_list=[{"name": HOSTILE}])
    page = requests.get(f"{odoo.url}{path}", timeout=30)
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "عميل جديد" in page.text
    assert '<td dir="auto">' in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/", "/odoo/crm/1"])
def test_tags_are_shown_by_name(odoo: DemoOdoo, call: Call, path: str) -> None:
    [tag] = call("crm.tag", "create", vals_list=[{"name": "Hot · ساخن"}]).json()
    call("crm.lead", "create", vals_list=[{"name": "Sara", "tag_ids": [[4, tag]]}])
    page = requests.get(f"{odoo.url}{path}", timeout=30)
    assert "Hot · ساخن" in page.text


def test_with_the_addon_grade_and_reasons_are_shown(odoo: DemoOdoo, call: Call) -> None:
    odoo.switch_addon(installed=True)
    reasons = [{"en": "Wants it within a month", "ar": "يريده خلال شهر", "points": 0.4}]
    score = {"assistant_grade": "warm", "assistant_reasons": reasons}
    call("crm.lead", "create", vals_list=[{"name": "Sara", **score}])
    assert '<td dir="auto">warm</td>' in requests.get(f"{odoo.url}/", timeout=30).text
    page = requests.get(f"{odoo.url}/odoo/crm/1", timeout=30).text
    assert "Wants it within a month" in page


def test_a_lead_that_is_gone_is_a_404(odoo: DemoOdoo) -> None:
    assert requests.get(f"{odoo.url}/odoo/crm/77", timeout=30).status_code == 404


def test_mounted_under_a_prefix_its_links_keep_it(tmp_path: Path) -> None:
    app = create_app(tmp_path / "odoo.db")
    client = Client(DispatcherMiddleware(Response("elsewhere"), {"/demo/odoo": app}))
    headers = {"Authorization": "bearer demo-odoo-key"}
    body: dict[str, Any] = {"vals_list": [{"name": "x"}]}
    made = client.post("/demo/odoo/json/2/crm.lead/create", json=body, headers=headers)
    page = client.get("/demo/odoo/").text
    app.close()
    assert made.json == [1]
    assert 'href="/demo/odoo/odoo/crm/1"' in page
