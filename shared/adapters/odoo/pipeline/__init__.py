"""What stands in Odoo's pipeline: the port Pipeline."""

from shared.adapters.odoo.pipeline.pipeline import OdooPipeline

__all__ = ["OdooPipeline"]
