"""A database of its own in the project's Odoo, by deploy/odoo/odoo-up.sh: made, used, dropped."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

_SCRIPT = Path(__file__).parents[2] / "deploy/odoo/odoo-up.sh"
_TIMEOUT_S = 300
_ANSWER = "ANSWER="
SCHEMA = """
SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
       || ' ' || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' '
       || pg_get_constraintdef(oid) FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname FROM pg_trigger
 WHERE NOT tgisinternal
UNION ALL SELECT 'routine ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
"""
"""Everything that PostgreSQL itself knows of, a line each."""
RECORDS = """
SELECT 'external id ' || module || '.' || name FROM ir_model_data
UNION ALL SELECT 'model ' || model FROM ir_model
UNION ALL SELECT 'field ' || model || '.' || name FROM ir_model_fields
UNION ALL SELECT 'choice ' || f.model || '.' || f.name || '.' || s.value
  FROM ir_model_fields_selection s JOIN ir_model_fields f ON f.id = s.field_id
UNION ALL SELECT 'constraint ' || name FROM ir_model_constraint
UNION ALL SELECT 'relation ' || name FROM ir_model_relation
UNION ALL SELECT 'access ' || name FROM ir_model_access
UNION ALL SELECT 'rule ' || coalesce(name, '') FROM ir_rule
UNION ALL SELECT 'group ' || (name->>'en_US') FROM res_groups
UNION ALL SELECT 'privilege ' || (name->>'en_US') FROM res_groups_privilege
UNION ALL SELECT 'parameter ' || key FROM ir_config_parameter
UNION ALL SELECT 'job ' || cron_name FROM ir_cron
UNION ALL SELECT 'menu ' || (name->>'en_US') FROM ir_ui_menu
UNION ALL SELECT 'view ' || model || ' ' || name FROM ir_ui_view
UNION ALL SELECT 'action ' || type || ' ' || (name->>'en_US') FROM ir_actions
UNION ALL SELECT 'default ' || field_id FROM ir_default
UNION ALL SELECT 'filter ' || name FROM ir_filters
UNION ALL SELECT 'asset ' || path FROM ir_asset
UNION ALL SELECT 'activity type ' || (name->>'en_US') FROM mail_activity_type
UNION ALL SELECT 'message type ' || (name->>'en_US') FROM mail_message_subtype
UNION ALL SELECT 'user ' || login FROM res_users WHERE active
UNION ALL SELECT 'person ' || coalesce(name, '') FROM res_partner WHERE active
UNION ALL SELECT 'file ' || coalesce(res_model, '') || ' ' || name FROM ir_attachment
 WHERE coalesce(url, '') NOT LIKE '/web/assets/%' AND res_model <> 'res.partner'
"""
"""Every record that an addon may bring, or that Odoo makes of it, a line each."""


@dataclass(frozen=True, slots=True)
class ScratchDatabase:
    """Entered it is fresh, without the addon; left it is dropped."""

    name: str

    def __enter__(self) -> Self:
        self._run("fresh")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("drop")

    def odoo(self, *arguments: str) -> str:
        """Run one odoo command; give what it logged. Raises CalledProcessError if it failed."""
        return self._run("odoo", *arguments, "--no-http", "--stop-after-init").stderr

    def python(self, script: str) -> Any:
        """Run a script in Odoo's shell; give what it leaves in `answer`."""
        tail = f"\nimport json\nprint({_ANSWER!r} + json.dumps(answer))\n"
        said = self._run("shell", script=script + tail)
        lines = [line for line in said.stdout.splitlines() if line.startswith(_ANSWER)]
        assert len(lines) == 1, said.stderr[-3000:]
        return json.loads(lines[0].removeprefix(_ANSWER))

    def lines(self, query: str) -> list[str]:
        """Give what PostgreSQL answers, sorted."""
        return sorted(self._run("sql", query).stdout.splitlines())

    def _run(self, *command: str, script: str | None = None) -> subprocess.CompletedProcess[str]:
        inherited = dict(os.environ)  # noqa: TID251 - a child process needs PATH and ODOO_HOME
        done = subprocess.run(
            [str(_SCRIPT), *command],
            env=inherited | {"ODOO_DATABASE": self.name},
            input=script or "",
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
            check=False,
        )
        assert done.returncode == 0, f"{command[0]}: {done.stderr[-3000:]}"
        return done
