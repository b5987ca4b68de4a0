"""The checks of the watch over the connections: Meta, Odoo, and the suite itself."""
