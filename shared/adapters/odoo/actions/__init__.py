"""What actions do in Odoo: the port CrmActions."""

from shared.adapters.odoo.actions.actions import OdooActions

__all__ = ["OdooActions"]
