"""A whole number of eight bytes: Odoo's own Integer holds four."""

from odoo import fields


class BigInteger(fields.Integer):
    """Up to 2**63 - 1, for milliseconds since 1970 and PostgreSQL transaction ids."""

    _column_type = ("int8", "int8")
