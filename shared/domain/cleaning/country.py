"""Countries as people write them, as ISO 3166 alpha-2."""

from __future__ import annotations

import re
from functools import cache

from shared.domain.cleaning.folding import fold

_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_A, _FIRST_REGIONAL = ord("A"), 0x1F1E6
_CODE_LENGTH = 2

_ALSO = {
    "SA": "ksa, saudi, kingdom of saudi arabia, sau, المملكه, السعوديه, سعوديه, المملكه العربيه السعوديه",
    "AE": "uae, u a e, emirates, are, dubai, abu dhabi, الامارات, امارات, دبي, الامارات العربيه",
    "EG": "misr, egy, جمهوريه مصر العربيه, مصر العربيه",
    "KW": "kwt, دوله الكويت",
    "QA": "qat, دوله قطر",
    "BH": "bhr, kingdom of bahrain, مملكه البحرين",
    "OM": "omn, sultanate of oman, سلطنه عمان",
    "JO": "jor, المملكه الاردنيه الهاشميه",
    "PS": "palestine, pse, فلسطين, غزه, الضفه الغربيه",
    "SY": "سوريه, سوريا, الجمهوريه العربيه السوريه",
    "MA": "maroc, mar, المملكه المغربيه",
    "DZ": "algerie, dza",
    "TN": "tunisie, tun",
    "LY": "lby",
    "YE": "yem",
    "IQ": "irq",
    "LB": "liban, lbn",
    "US": "usa, u s a, u s, united states of america, america, امريكا, الولايات المتحده الامريكيه",
    "GB": "uk, u k, england, scotland, wales, great britain, britain, gbr, بريطانيا, انجلترا, انكلترا",
    "DE": "deutschland, deu",
    "FR": "fra",
    "IN": "ind, bharat",
    "TR": "turkey, tur, تركيا",
    "CZ": "czech republic",
    "KR": "korea, south korea, كوريا, كوريا الجنوبيه",
    "RU": "russian federation",
    "NL": "holland, هولندا",
    "PK": "pak",
    "CI": "ivory coast",
}


def country_code(text: str) -> str | None:
    """Give the alpha-2 code of a country written as a code, a flag or an English or Arabic name."""
    word = text.strip()
    if _FLAG.fullmatch(word):
        word = "".join(chr(ord(half) - _FIRST_REGIONAL + _A) for half in word)
    if len(word) == _CODE_LENGTH and is_country_code(word.upper()):
        return word.upper()
    folded = fold(word).removeprefix("the ")
    if not folded:
        return None
    return _also().get(folded) or _names().get(folded)


def is_country_code(text: str) -> bool:
    """Tell whether this is the alpha-2 code of a country or territory that has phone numbers."""
    import phonenumbers

    return text in phonenumbers.SUPPORTED_REGIONS


@cache
def _also() -> dict[str, str]:
    return {fold(name): code for code, names in _ALSO.items() for name in names.split(",")}


@cache
def _names() -> dict[str, str]:
    """Read CLDR's names; about 60 ms, once a process, and only for an answer that is no code."""
    from babel import Locale

    return {
        fold(name): code
        for language in ("ar", "en")
        for code, name in Locale(language).territories.items()
        if is_country_code(code)
    }
