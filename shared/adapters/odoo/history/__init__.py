"""How opportunities went, out of Odoo's messages, tracked changes and activities: port History."""

from shared.adapters.odoo.history.history import OdooHistory

__all__ = ["OdooHistory"]
