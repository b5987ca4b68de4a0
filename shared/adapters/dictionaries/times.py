"""Times from now as people write them: within 2 weeks, بعد شهرين, 1-3 months, in March."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from shared.domain.extracting.proof import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW_DAYS, MONTH_DAYS, QUARTER_DAYS = 7, 31, 100
_UNITS = {
    "hour": 0, "hours": 0, "ساعه": 0, "ساعات": 0, "ساعتين": 0,
    "day": 1, "days": 1, "يوم": 1, "ايام": 1, "يوما": 1, "يومين": 2,
    "week": 7, "weeks": 7, "اسبوع": 7, "اسابيع": 7, "اسبوعين": 14,
    "month": 30, "months": 30, "شهر": 30, "اشهر": 30, "شهور": 30, "شهرين": 60, "شهرا": 30,
    "year": 365, "years": 365, "سنه": 365, "سنوات": 365, "سنين": 365, "عام": 365, "سنتين": 730,
}  # fmt: skip
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10,
    "واحد": 1, "ثلاث": 3, "ثلاثه": 3, "تلات": 3, "اربع": 4, "اربعه": 4, "خمس": 5, "خمسه": 5,
    "ست": 6, "سته": 6, "سبع": 7, "سبعه": 7, "عشر": 10, "عشره": 10,
}  # fmt: skip
_LEADS = (
    "more than", "اكثر من", "in", "within", "after", "over", "next", "during", "less than", "under",
    "خلال", "بعد", "في غضون", "غضون", "اقل من", "في",
)  # fmt: skip
_MORE = ("more than", "اكثر من")
_COUNT = "|".join(("\\d{1,3}", *sorted(_NUMBERS, key=len, reverse=True)))
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_SPAN = re.compile(
    rf"\b(?:(?P<lead>{'|'.join(_LEADS)}) )?(?:the )?(?:next |coming )?"
    rf"(?:(?:{_COUNT}) (?:to |or |الى |او )?(?=(?:{_COUNT}) ))?(?:(?P<count>{_COUNT}) )?(?P<unit>{_UNIT})\b"
)
_NEXT = re.compile(r"(?:the )?(?:next|coming) \D+$")
"""`next week` begins in up to a week and ends in two: the lexicon has it."""
_ISO = re.compile(r"(?<!\d)(20\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](20\d\d)(?!\d)")
_MONTHS = (
    "january يناير", "february فبراير", "march مارس", "april ابريل", "may مايو", "june يونيو",
    "july يوليو", "august اغسطس", "september سبتمبر", "october اكتوبر", "november نوفمبر",
    "december ديسمبر",
)  # fmt: skip
_NAMED = re.compile(
    rf"\b(?:in|by|during|until|before|early|late|mid|شهر|في|قبل|بدايه|نهايه) ({'|'.join(word for pair in _MONTHS for word in pair.split())})\b"
)


def level_of(days: int) -> str:
    """Give the level of a time that many days away."""
    bounds = ((NOW_DAYS, "now"), (MONTH_DAYS, "month"), (QUARTER_DAYS, "quarter"))
    return next((level for bound, level in bounds if days <= bound), "later")


def times_in(text: str, today: date, *, is_about_time: bool) -> Iterator[tuple[int, str]]:
    """Give the times of a text as days from today, each with its words.

    `3 months` without a word such as `within` counts only where the question is about time.
    """
    yield from _dates(text, today)
    folded = comparable(text)
    for match in _SPAN.finditer(folded):
        is_to_come = match["lead"] and match["lead"] not in _MORE
        if (is_to_come or is_about_time) and not _NEXT.match(match[0]):
            yield _days(match), match[0]
    for match in _NAMED.finditer(folded):
        yield _until_month(match[1], today), match[0]


def _days(match: re.Match[str]) -> int:
    count = match["count"] or "1"
    times = int(count) if count.isdecimal() else _NUMBERS[count]
    days = times * _UNITS[match["unit"]]
    return 2 * days if match["lead"] in _MORE else days


def _dates(text: str, today: date) -> Iterator[tuple[int, str]]:
    for match in _ISO.finditer(text):
        yield from _ahead(match[0], (match[1], match[2], match[3]), today)
    for match in _DAY_FIRST.finditer(text):
        yield from _ahead(match[0], (match[3], match[2], match[1]), today)


def _ahead(said: str, parts: tuple[str, str, str], today: date) -> Iterator[tuple[int, str]]:
    try:
        day = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return
    if day >= today:
        yield (day - today).days, said


def _until_month(name: str, today: date) -> int:
    month = next(index for index, names in enumerate(_MONTHS, 1) if name in names.split())
    return (month - today.month) % 12 * 30
