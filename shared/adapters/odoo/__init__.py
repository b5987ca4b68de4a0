"""Odoo as the suite's CRM."""

from shared.adapters.odoo.crm import OdooCrm

__all__ = ["OdooCrm"]
