"""An import beside a running suite: its leads go onto the queue that is being delivered."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from deploy.local.demo.odoo import users
from shared.odoo_client import OdooClient
from tests.functions.test_import_leads import PAGE, cells, table
from tests.local_run import LocalRunProcess

if TYPE_CHECKING:
    from pathlib import Path


def test_an_export_of_old_leads_comes_into_the_demo_odoo(tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(table(*(cells(n) for n in range(150))), encoding="utf-16")
    with LocalRunProcess(tmp_path) as run:
        command = [sys.executable, "-m", "deploy", "import-leads", str(file), "--page", PAGE]
        done = subprocess.run(
            command, env=run.environ(), capture_output=True, text=True, timeout=60, check=True
        )
        assert "150 on their way" in done.stdout
        run.wait_done(150, 60)
        url = f"http://127.0.0.1:{run.port}/demo/odoo"
        with OdooClient.connect(url, database=users.DATABASE, api_key=users.API_KEY) as odoo:
            assert odoo.search_count("crm.lead", []) == 150
