"""Invented people of the Gulf and its neighbours, each with a phone and an address of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_FIRST = (
    ("محمد", "Mohammed"), ("عبدالله", "Abdullah"), ("فهد", "Fahad"), ("خالد", "Khalid"),
    ("سلطان", "Sultan"), ("يوسف", "Yousef"), ("عمر", "Omar"), ("طارق", "Tariq"),
    ("نورة", "Noura"), ("سارة", "Sara"), ("ريم", "Reem"), ("فاطمة", "Fatima"),
    ("مريم", "Mariam"), ("لطيفة", "Latifa"), ("هند", "Hind"), ("دانة", "Dana"),
)  # fmt: skip
_LAST = (
    ("العتيبي", "Al-Otaibi"), ("القحطاني", "Al-Qahtani"), ("الشمري", "Al-Shammari"),
    ("الدوسري", "Al-Dosari"), ("المنصوري", "Al Mansoori"), ("الهاشمي", "Al Hashimi"),
    ("الكعبي", "Al Kaabi"), ("العنزي", "Al-Enezi"), ("الخليفة", "Al Khalifa"),
    ("البلوشي", "Al Balushi"), ("حداد", "Haddad"), ("عبدالرحمن", "Abdelrahman"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Country:
    """`prefixes` are mobile ones; with `digits` more they make a national number."""

    code: str
    calling_code: str
    trunk: str
    prefixes: tuple[str, ...]
    digits: int
    cities: tuple[tuple[str, str], ...]


_COUNTRIES = (
    _Country("SA", "966", "0", ("50", "53", "54", "55", "56", "59"), 7,
             (("الرياض", "Riyadh"), ("جدة", "Jeddah"), ("الدمام", "Dammam"))),
    _Country("AE", "971", "0", ("50", "52", "54", "55", "56", "58"), 7,
             (("دبي", "Dubai"), ("أبوظبي", "Abu Dhabi"), ("الشارقة", "Sharjah"))),
    _Country("KW", "965", "", ("99", "66", "50"), 6, (("الكويت", "Kuwait City"),)),
    _Country("QA", "974", "", ("33", "55", "66", "77"), 6, (("الدوحة", "Doha"),)),
    _Country("BH", "973", "", ("36", "39"), 6, (("المنامة", "Manama"),)),
    _Country("OM", "968", "", ("92", "95", "99"), 6, (("مسقط", "Muscat"),)),
    _Country("JO", "962", "0", ("79",), 7, (("عمّان", "Amman"),)),
    _Country("EG", "20", "0", ("100", "101", "111"), 7, (("القاهرة", "Cairo"),)),
)  # fmt: skip
_WEIGHTS = (40, 25, 8, 8, 5, 5, 5, 4)
_MAIL_HOSTS = ("example.com", "mail.example.com", "example.net", "example.org")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# Any number without a common factor with ten: it spreads serial numbers and repeats none.
_SPREAD = 7919


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented person, in the script in which they fill in forms."""

    first_name: str
    last_name: str
    email: str
    phone: str
    city: str
    country: str

    @property
    def full_name(self) -> str:
        """First and last name as one answer."""
        return f"{self.first_name} {self.last_name}"


def invent(rng: Random, serial: int, *, arabic: bool) -> DemoPerson:
    """Give a person; no two serial numbers below a million share a phone or an address."""
    first, last = rng.choice(_FIRST), rng.choice(_LAST)
    country = rng.choices(_COUNTRIES, _WEIGHTS)[0]
    script = 0 if arabic else 1
    return DemoPerson(
        first_name=first[script],
        last_name=last[script],
        email=_email(rng, f"{first[1]}.{last[1]}", serial),
        phone=_phone(rng, country, serial, arabic=arabic),
        city=rng.choice(country.cities)[script],
        country=country.code,
    )


def _email(rng: Random, name: str, serial: int) -> str:
    local = name.replace(" ", "").replace("-", "")
    if rng.random() < 0.85:  # noqa: PLR2004 - the rest type capitals
        local = local.lower()
    return f"{local}{serial}@{rng.choice(_MAIL_HOSTS)}"


def _phone(rng: Random, country: _Country, serial: int, *, arabic: bool) -> str:
    """Write the number as people do; Meta itself fills in the international form."""
    number = serial * _SPREAD % 10**country.digits
    national = f"{rng.choice(country.prefixes)}{number:0{country.digits}}"
    spellings = (
        f"+{country.calling_code}{national}",
        f"+{country.calling_code} {national[:2]} {national[2:5]} {national[5:]}",
        f"00{country.calling_code}{national}",
        f"{country.trunk}{national}",
    )
    # A national number says nothing of its country: only people of the default country write so.
    usable = spellings if country.code == "SA" else spellings[:3]
    phone = rng.choices(usable, (70, 10, 10, 10)[: len(usable)])[0]
    return phone.translate(_ARABIC_DIGITS) if arabic and rng.random() < 0.05 else phone  # noqa: PLR2004 - few
