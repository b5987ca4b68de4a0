"""Whether a wish names the thing: `I need a flat with 3 bedrooms`, not `I want information`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from shared.adapters.dictionaries.looking import Hit
from shared.adapters.dictionaries.tokens import stem
from shared.domain.extracting.proof import comparable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.adapters.dictionaries.tokens import Clause

_UNITS = (
    "bedroom bedrooms bhk room rooms bathroom sqm m2 meter meters metre metres people persons "
    "person guests employees staff users seats students units unit pcs pieces piece boxes tons ton "
    "kg licenses devices cameras branches cars vehicles pages "
    "غرف غرفه غرفتين حمام متر مترا شخص اشخاص فرد افراد ضيف ضيوف موظف موظفين مستخدم مستخدمين مقعد طالب "
    "طلاب وحده وحدات قطعه قطع كرتون طن كيلو رخصه جهاز اجهزه كاميرا كاميرات فرع فروع سياره سيارات"
)
_VAGUE = (
    "info information details price prices know more help something service services product products "
    "your about and the this that with for from please offer offers "
    "معلومات تفاصيل سعر اسعار اعرف مساعده شيء خدمه خدمات خدمتكم خدماتكم منتج منتجات منتجاتكم عن "
    "من في علي هذا هذه مع لو سمحت عرض عروض عروضكم استفسار استفسر"
)
_LEAST_WORD = 3
_LEAST_NAMED = 3
_QUOTED = 6
_NUMBER = re.compile(r"\d{1,5}")


def specific_needs(clause: Clause, found: Sequence[Hit]) -> Iterator[Hit]:
    """Give the place where something definite is wished for, if any."""
    for at, word in enumerate(clause.words[:-1]):
        if _NUMBER.fullmatch(word) and clause.stems[at + 1] in _stems(_UNITS):
            yield Hit("need", "specific", clause.quote(at, at + 2))
    for hit in found:
        named = [word for word in clause.stems[hit.end :] if _names_something(word)]
        if (hit.name, hit.level) == ("need", "general") and len(named) >= _LEAST_NAMED:
            yield Hit("need", "specific", clause.quote(hit.start, hit.end + _QUOTED))


def _names_something(word: str) -> bool:
    return len(word) >= _LEAST_WORD and word not in _stems(_VAGUE)


@cache
def _stems(listed: str) -> frozenset[str]:
    return frozenset(stem(word) for word in comparable(listed).split())
