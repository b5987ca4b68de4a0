# ruff: noqa: RUF001 - words in Arabic
"""Sums of money as people write them: 50k SAR, 50 ألف ريال, $1,500, مليون جنيه."""

from __future__ import annotations

import re

_NUMBER = r"\d{1,3}(?:[, ]\d{3})+|\d+(?:[.,]\d{1,3})?"
_SCALE = r"k|m|mn|thousand|million|hundred|ألف|الف|آلاف|الاف|الآف|مليون|ملايين|مية|مئة|مائة"
_CURRENCY = (
    r"sar|s\.r|sr|riyals?|rials?|aed|dhs?|dirhams?|egp|l\.e|le|pounds?|usd|us\$|\$|dollars?|eur|euros?|"
    r"€|£|kwd|kd|dinars?|qar|qr|bhd|omr|jod|"
    r"ريال(?:ا|ات)?|ر\.س|درهم|دراهم|جنيه|جنيها|دولار|دولارات|دينار|دنانير|يورو"
)
_SUM = re.compile(
    rf"(?<![\w.])(?:(?:{_CURRENCY})\s?(?:{_NUMBER})(?:\s?(?:{_SCALE})(?!\w))?"
    rf"|(?:{_NUMBER})\s?(?:(?:{_SCALE})\s?)?(?:{_CURRENCY})(?!\w)"
    rf"|(?:{_SCALE})\s(?:{_CURRENCY})(?!\w))",
    re.IGNORECASE,
)
_SCALED = re.compile(rf"(?<![\w.])(?:{_NUMBER})\s?(?:{_SCALE})(?!\w)", re.IGNORECASE)
_ABOUT = re.compile(
    rf"(?<!\w)(?:بحدود|حدود|حوالي|تقريبا|around|about|up to|max|maximum)\s(?:{_NUMBER})\s?(?:{_SCALE})(?!\w)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?<!\w)(?:million|thousands|millions|مليون|ملايين)(?!\w)", re.IGNORECASE)
_PLAIN = re.compile(r"(?<![\w.])\d{3,8}(?:[.,]\d{3})*(?!\w)|(?<![\w.])\d{1,3}(?:[, ]\d{3})+(?!\w)")


def money_in(text: str, *, is_about_money: bool) -> str | None:
    """Give the first sum of a text as it is written, or None.

    A bare number, or one with `k`, counts only where the text or its question is about money.
    """
    patterns = (_SUM, _SCALED, _PLAIN, _BARE) if is_about_money else (_SUM, _ABOUT)
    found = (pattern.search(text) for pattern in patterns)
    return next((match[0] for match in found if match), None)
