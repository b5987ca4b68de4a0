"""What people do in the demo Odoo comes back, in the local run as a user has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import requests

from deploy.local.demo.odoo import users
from shared.odoo_client import OdooClient
from tests.local_run import LocalRunProcess, wait_until

if TYPE_CHECKING:
    from pathlib import Path


def test_a_lead_won_in_the_demo_odoo_is_won_on_its_page(tmp_path: Path) -> None:
    with LocalRunProcess(tmp_path) as run:
        url = f"http://127.0.0.1:{run.port}"
        access = {"database": users.DATABASE, "api_key": users.API_KEY}
        with OdooClient.connect(f"{url}/demo/odoo", **access) as odoo:
            [lead] = odoo.create_many("crm.lead", [{"name": "Villa", "type": "opportunity"}])
            page = f"{url}/customer-360/{lead}?lang=en"
            assert requests.get(page, timeout=20).status_code == 404

            requests.post(f"{url}/jobs/sweep_crm", timeout=60).raise_for_status()
            wait_until(lambda: ">Open<" in requests.get(page, timeout=20).text, 20, "not taken in")
            odoo.call("crm.lead", "action_set_won", ids=[lead])
            for job in ("read_crm_changes", "sweep_crm"):
                requests.post(f"{url}/jobs/{job}", timeout=60).raise_for_status()

        wait_until(lambda: ">Won<" in requests.get(page, timeout=20).text, 20, "not won")
