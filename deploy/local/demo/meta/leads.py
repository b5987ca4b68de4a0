"""Leads as Meta would hold them, made from a form, a person and a seeded chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from deploy.local.demo.meta.catalogue import Json, catalogue
from deploy.local.demo.meta.people import DemoPerson, invent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FIRST_ID = 71_234_567_890_000_000
_ID_STEP = 1009
_ORGANIC_SHARE = 0.1
_ARABIC_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class LeadWish:
    """What leads to make; None leaves it to chance."""

    count: int = 1
    page: str | None = None
    form: str | None = None
    seed: int = 0
    organic: bool | None = None
    arabic: bool | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    """Field key -> value or list of values, in place of the invented ones."""
    spread_days: float = 0.0
    """Submitted evenly over that many days up to now."""
    people_from: int = 0
    """Which people fill in: a fresh demo has the same ones otherwise (below a million)."""

    def __post_init__(self) -> None:
        """Refuse what the catalogue does not have; raises ValueError."""
        known = catalogue()
        if self.form is not None and self.form not in known.forms:
            raise ValueError("no such form")
        if self.page is not None and self.page not in known.pages:
            raise ValueError("no such page")
        if not 1 <= self.count <= 20_000:  # noqa: PLR2004 - a day's leads of a large company
            raise ValueError("count must be 1 to 20000")


@dataclass(frozen=True, slots=True)
class StoredLead:
    """A lead and what is needed to find it; `node` is what the Graph API shows."""

    id: str
    page_id: str
    form_id: str
    created_s: int
    node: Json
    is_test: bool = False


def make_leads(wish: LeadWish, first_serial: int, now: datetime) -> list[StoredLead]:
    """Make the leads of a wish: the same wish, serial and moment give the same leads."""
    step = timedelta(days=wish.spread_days) / wish.count
    return [
        _make_lead(wish, first_serial + n, now - step * (wish.count - 1 - n))
        for n in range(wish.count)
    ]


def make_test_lead(form: Json, serial: int, now: datetime, given: Json) -> StoredLead:
    """Make the one test lead that a form may have: dummy answers, organic, without an ad."""
    answers = given.get("field_data") or [
        {"name": question["key"], "values": [_dummy(question)]} for question in form["questions"]
    ]
    ticked = given.get("custom_disclaimer_responses") or _ticked(form, lambda _: True)
    node = _node(form, serial, now, answers, ticked)
    return _stored(form, {**node, "is_organic": True}, now, is_test=True)


def _make_lead(wish: LeadWish, serial: int, created: datetime) -> StoredLead:
    rng = Random(f"{wish.seed}/{serial}")  # noqa: S311 - demo data
    form = _form(wish, rng)
    arabic = form["locale"].startswith("ar") if wish.arabic is None else wish.arabic
    person = invent(rng, wish.people_from + serial, arabic=arabic)
    answers = [
        {"name": question["key"], "values": _values(question, person, rng, wish, arabic=arabic)}
        for question in form["questions"]
    ]
    ticked = _ticked(form, lambda box: box["is_required"] or rng.random() < 0.5)  # noqa: PLR2004
    node = _node(form, serial, created, answers, ticked)
    return _stored(form, {**node, **_source(wish, form["page"], rng)}, created)


def _form(wish: LeadWish, rng: Random) -> Json:
    if wish.form is not None:
        return catalogue().forms[wish.form]
    page_id = wish.page or rng.choice(list(catalogue().pages))
    arabic = rng.random() < _ARABIC_SHARE if wish.arabic is None else wish.arabic
    active = [form for form in catalogue().forms_of(page_id) if form["status"] == "ACTIVE"]
    return rng.choice([form for form in active if form["locale"].startswith("ar") == arabic])


def _source(wish: LeadWish, page_id: str, rng: Random) -> Json:
    platform = rng.choice(("fb", "ig"))
    organic = rng.random() < _ORGANIC_SHARE if wish.organic is None else wish.organic
    if organic:
        return {"is_organic": True, "platform": platform}
    ad = rng.choice([ad for ad in catalogue().ads if ad.page_id == page_id])
    return {"is_organic": False, "platform": platform, **ad.fields}


def _values(
    question: Json, person: DemoPerson, rng: Random, wish: LeadWish, *, arabic: bool
) -> list[str]:
    given = wish.answers.get(question["key"])
    if given is not None:
        return [str(value) for value in given] if isinstance(given, list) else [str(given)]
    if question["type"] in _FROM_PERSON:
        return [_FROM_PERSON[question["type"]](person)]
    if "options" in question:
        keys = [option["key"] for option in question["options"]]
        return rng.sample(keys, rng.randint(1, len(keys)) if question.get("many") else 1)
    return [rng.choice(_TOPICS[question.get("topic") or question["type"]][0 if arabic else 1])]


def _ticked(form: Json, is_ticked: Callable[[Json], bool]) -> list[Json]:
    return [
        {"checkbox_key": box["key"], "is_checked": "1" if is_ticked(box) else ""}
        for box in form["checkboxes"]
    ]


def _dummy(question: Json) -> str:
    if question["type"] == "EMAIL":
        return "test@meta.com"
    return f"<test lead: dummy data for {question['key']}>"


def _node(
    form: Json, serial: int, created: datetime, answers: list[Json], ticked: list[Json]
) -> Json:
    return {
        "id": str(_FIRST_ID + serial * _ID_STEP),
        "created_time": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000"),
        "form_id": form["id"],
        "field_data": answers,
        "custom_disclaimer_responses": ticked,
    }


def _stored(form: Json, node: Json, created: datetime, *, is_test: bool = False) -> StoredLead:
    created_s = int(created.timestamp())
    return StoredLead(node["id"], form["page"], form["id"], created_s, node, is_test)


_FROM_PERSON: dict[str, Callable[[DemoPerson], str]] = {
    "FULL_NAME": lambda person: person.full_name,
    "FIRST_NAME": lambda person: person.first_name,
    "LAST_NAME": lambda person: person.last_name,
    "EMAIL": lambda person: person.email,
    "PHONE": lambda person: person.phone,
    "CITY": lambda person: person.city,
    "COUNTRY": lambda person: person.country,
}
_TOPICS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hope": (("شهادة معتمدة وفرصة عمل", "تطوير مهاراتي في Excel و SQL", "لا أعرف بعد 🙂"), ("A job",)),
    "people": (("خمسة",), ("1", "3", "about 12", "5-8")),
    "budget": (
        ("من ٨٠٠ ألف إلى مليون ريال", "1,200,000 ريال", "حسب الموقع"),
        ("around 900k", "1.5M SAR"),
    ),
    "visit": (("2026-12-03T16:00:00+03:00",), ("2026-12-03T16:00:00+03:00",)),
    "store": (("RUH-01", "JED-02"), ("RUH-01", "JED-02", "DXB-03")),
    "wish": (("كرسي متحرك من فضلك",), ("Floor plans of the corner units", "No, thank you")),
    "COMPANY_NAME": (("شركة النخيل للتجارة",), ("Najd Logistics", "Gulf Bakeries LLC", "Self-employed")),
    "JOB_TITLE": (("مديرة الموارد البشرية",), ("HR manager", "Engineer", "Owner")),
}  # fmt: skip
