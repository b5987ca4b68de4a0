"""A demo Odoo 19: a real HTTP server that speaks JSON-2 and JSON-RPC, on an SQLite file.

`with DemoOdoo.start(path) as odoo: odoo.url, odoo.database, odoo.login, odoo.api_key`, or
`create_app(path)` to mount it. Its answers are compared with a real server's in
tests/contracts/odoo_wire.
"""

from deploy.local.demo.odoo.app import DemoOdooApp, create_app
from deploy.local.demo.odoo.server import DemoOdoo

__all__ = ["DemoOdoo", "DemoOdooApp", "create_app"]
