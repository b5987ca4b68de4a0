"""What people write into forms is text: it names no field of Odoo, builds no domain, runs nowhere."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from shared.adapters.odoo.lead_values import LeadValues, of_meta, only_given
from shared.adapters.odoo.lookups import Lookups
from shared.adapters.odoo.note import NoteWriter
from shared.domain.clean import clean_lead
from shared.domain.crm import LeadOrder
from shared.domain.ids import LeadKey
from shared.domain.lead import Attribution, Question
from shared.odoo_client import OdooClient
from tests.functions.canaries import FORM
from tests.functions.conftest import World, announce, push
from tests.functions.odoo_changes import deliver, report
from tests.odoo_reports import STATE, event
from tests.unit.domain.leads import FORM as FORM_ID
from tests.unit.domain.leads import LEAD_FORMS, PAGE, SOURCE_LEADS, lead_form, source_lead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.lead import LeadForm, SourceLead

FIELDS = {
    *("name", "type", "contact_name", "email_from", "phone", "user_id", "partner_id"),
    *("country_id", "state_id", "partner_name", "function", "street", "city", "zip", "website"),
}
"""Of crm.lead: all that the words of a form may ever reach, each by our own choice."""
OF_META = {
    *("meta_page_name", "meta_form_id", "meta_form_name", "meta_campaign_id"),
    *("meta_campaign_name", "meta_adset_id", "meta_adset_name", "meta_ad_id", "meta_ad_name"),
    *("meta_platform", "meta_is_organic", "meta_submitted_at", "meta_answers"),
}
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"
BIDI = "\u202e\u2066evil\u2069"
TEXTS = [MARKUP, '=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(1)", "%", "_", "%%",
         "'; DROP TABLE crm_lead; --", "{{7*7}}", "${7*7}", "%(password)s", f"Sara {BIDI}",
         "['|', ('id', '>', 0)]", "[(6, 0, [1])]", "<!channel>"]  # fmt: skip
KEYS = ["user_id", "company_id", "stage_id", "id", "create_uid", "team_id", "__class__",
        "partner_id/.id", "tag_ids", "active", "probability", "|", "('id','>',0)", "meta_answers",
        "expected_revenue", "won_status"]  # fmt: skip


class NoOdoo:
    """Answers that it knows nothing; keeps every domain that it was asked with."""

    def __init__(self) -> None:
        self.domains: list[Any] = []

    def call(self, *_: object, **_more: object) -> dict[str, str]:
        return {"type": "lead"}

    def search_read(self, _model: str, domain: Sequence[object], *_: object, **_m: object) -> list[object]:  # fmt: skip
        self.domains.append(domain)
        return []


def leaves(value: object) -> list[object]:
    return [one for part in value for one in leaves(part)] if isinstance(value, list) else [value]


@given(SOURCE_LEADS, LEAD_FORMS)
@settings(max_examples=150, derandomize=True, database=None, deadline=None)
def test_no_answer_names_a_field_or_brings_more_than_text(lead: SourceLead, form: LeadForm) -> None:
    assert_only_text(lead, form)


@pytest.mark.parametrize("text", TEXTS)
def test_a_question_by_the_name_of_a_field_does_not_reach_that_field(text: str) -> None:
    lead = source_lead(dict.fromkeys(KEYS, text) | {"city": text, "state": text, "country": "SA"})
    for form in (None, lead_form(*(Question(key=key, label=key) for key in KEYS))):
        assert_only_text(lead, form)


def assert_only_text(lead: SourceLead, form: LeadForm | None) -> None:
    odoo: Any = NoOdoo()
    cleaned = clean_lead(lead, form, None, default_country="SA")
    order = LeadOrder(key=LeadKey("k"), lead=cleaned)
    values = only_given(order, LeadValues(odoo, Lookups(odoo)).of(order))
    assert set(values) <= FIELDS
    assert all(value is None or type(value) is str for value in values.values())
    assert (values["user_id"], values["partner_id"], values["type"]) == (None, None, "lead")
    assert set(of_meta(cleaned)) == OF_META
    for domain in odoo.domains:
        assert all(type(one) in {str, int} for one in leaves(list(domain)))
        assert {leaf[1] for leaf in domain if isinstance(leaf, list)} <= {"="}


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Give what goes to Odoo: fields of rows, and domains."""
    seen: list[tuple[str, Any]] = []
    insert, read = OdooClient.insert_or_get, OdooClient.search_read

    def inserting(self: OdooClient, model: str, rows: Any, **more: Any) -> Any:
        seen.extend((f"row {model}", set(row.values)) for row in rows)
        return insert(self, model, rows, **more)

    def reading(self: OdooClient, model: str, domain: Any, *args: Any, **more: Any) -> Any:
        seen.append((f"domain {model}", domain))
        return read(self, model, domain, *args, **more)

    monkeypatch.setattr(OdooClient, "insert_or_get", inserting)
    monkeypatch.setattr(OdooClient, "search_read", reading)
    return seen


def test_hostile_questions_and_answers_reach_odoo_as_text(
    world: World, written: list[tuple[str, Any]]
) -> None:
    webhooks, handler = world.door("webhooks"), world.door("lead_event_handler")
    leads = []
    for number, text in enumerate(TEXTS):
        person = {"full_name": text, "email": f"{text}@x.example", "phone_number": text}
        answers = person | {"anything_we_should_prepare?": text}
        leads += world.make_leads(form=FORM, answers=answers)
        leads += world.make_leads(form=FORM, answers=answers | {"email": f"n{number}@example.org"})
    for lead in leads:
        assert announce(webhooks, [lead]).status_code == 200
    for one in world.published():
        assert push(handler, one).status_code == 204
    rows = [fields for what, fields in written if what == "row crm.lead"]
    assert rows
    for fields in rows:
        stray = fields - FIELDS - OF_META - {"description", "campaign_id", "source_id",
                                             "medium_id", "tag_ids"}  # fmt: skip
        assert stray == set()
    for what, domain in written:
        if what.startswith("domain "):
            compared = [leaf for leaf in domain if isinstance(leaf, list)]
            assert {leaf[1] for leaf in compared} <= {"=", "in"}, domain
            assert {one for one in domain if isinstance(one, str)} <= {"|", "&"}, domain


def test_in_odoos_note_markup_is_text(world: World) -> None:
    (lead,) = world.make_leads(form=FORM, answers={"anything_we_should_prepare?": MARKUP})
    announce(world.door("webhooks"), [lead])
    for one in world.published():
        assert push(world.door("lead_event_handler"), one).status_code == 204
    (row,) = world.client.search_read("crm.lead", [], ["description"])
    parser = Tags(str(row["description"]))
    assert parser.found.isdisjoint({"script", "img"})
    assert "alert(1)" in parser.text


def test_in_a_note_names_of_forms_questions_and_ads_are_text_too() -> None:
    names = {name: MARKUP for name in Attribution.model_fields if name.endswith("_name")}
    origin = Attribution(page_id=PAGE, form_id=FORM_ID, **names)
    lead = source_lead({"q": MARKUP, MARKUP: "x"}, attribution=origin)
    form = lead_form(Question(key="q", label=MARKUP)).model_copy(update={"name": MARKUP})
    for language in ("ar", "en"):
        note = NoteWriter(language, "Asia/Riyadh")
        cleaned = clean_lead(lead, form, None, default_country="SA")
        for text in (note.new_lead(cleaned), note.returned(cleaned)):
            parser = Tags(text)
            assert parser.found.isdisjoint({"script", "img"})
            assert parser.text.count("alert(1)") >= 4


class Tags(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.inside: list[str] = []
        self.isolated = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "bdi":
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "bdi":
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.inside:
            self.isolated += data


def page(world: World, **texts: object) -> Tags:
    webhooks, handler = world.door("webhooks"), world.door("lead_event_handler")
    assert report(webhooks, event(1, state=STATE | texts)).status_code == 200
    deliver(world, handler)
    answer = world.door("dashboards").get("/customer-360/12?lang=en")
    assert answer.status_code == 200
    return Tags(answer.get_data(as_text=True))


def test_on_a_page_names_from_odoo_are_text_and_kept_apart_from_their_surroundings(
    world: World,
) -> None:
    plain = page(world)
    hostile = MARKUP + BIDI
    named = {"id": 1, "name": hostile}
    seen = page_again(world, title=hostile, stage=named, team=named, owner=named)
    assert seen.found == plain.found
    assert seen.attributes == plain.attributes
    assert "onerror=alert(1)" in seen.text
    assert "evil" in seen.isolated


def page_again(world: World, **texts: object) -> Tags:
    assert report(world.door("webhooks"), event(2, state=STATE | texts)).status_code == 200
    deliver(world, world.door("lead_event_handler"))
    return Tags(world.door("dashboards").get("/customer-360/12?lang=en").get_data(as_text=True))
