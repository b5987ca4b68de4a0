"""LeadSource: Pages, forms and leads as lists, by the real adapter and by the tests' stand-in."""

from datetime import timedelta

import pytest

from shared.domain.lead import SourceLead, UnreadableLead
from shared.errors import SuiteError
from tests.unit.usecases.source_stand_in import ListedSource

ACADEMY, HOMES = "104857600012345", "104857600067890"
FORM = "1048576000100002"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class OnTheDemo:
    """The Graph adapter, in small pages."""

    def __init__(self, meta):
        self.meta, self.source = meta, meta.source(page_size=2)

    def put_leads(self, count, spread_days):
        made = self.meta.leads(form=FORM, count=count, spread_days=spread_days)
        return [one["leadgen_id"] for one in made]

    def spoil_newest(self):
        list(self.source.forms(ACADEMY))  # with a token of the Page at hand from the start
        self.meta.order("spoilt_item", edge="leads")


class AsStandIn:
    """What the use cases' tests use."""

    def __init__(self, meta):
        self.meta, self.source = meta, ListedSource()
        self.source.put_form(ACADEMY, FORM)
        self.source.put_form(HOMES, "1048576000200001", "ARCHIVED")

    def put_leads(self, count, spread_days):
        step, ids = timedelta(days=spread_days) / count, []
        for n in range(count):
            ids.append(str(71234567890000000 + n))
            at = self.meta.clock.now() - step * (count - 1 - n)
            self.source.put_lead(ACADEMY, FORM, ids[-1], at)
        return ids

    def spoil_newest(self):
        leads = self.source.leads[FORM]
        lead = max(leads, key=lambda one: one.created_at)
        fault = "$.data[0].field_data is not a list"
        leads[leads.index(lead)] = UnreadableLead(
            leadgen_id=lead.leadgen_id, created_at=lead.created_at, fault=fault
        )


@pytest.fixture(params=[OnTheDemo, AsStandIn])
def listed(request, meta):
    return request.param(meta)


def test_every_page_is_given_once(listed):
    assert sorted(listed.source.pages()) == [ACADEMY, HOMES]


def test_forms_come_with_their_page_and_status(listed):
    forms = {form.form_id: form for form in listed.source.forms(ACADEMY)}
    assert (forms[FORM].page_id, forms[FORM].status) == (ACADEMY, "ACTIVE")


def test_leads_are_given_from_since_on_and_before_until(listed):
    ids, now = listed.put_leads(6, 6), listed.meta.clock.now()
    day = timedelta(days=1)

    def between(since, until=None):
        found = listed.source.leads_since(ACADEMY, FORM, since, until)
        return sorted(lead.leadgen_id for lead in found)

    assert between(now - 5 * day) == ids
    assert between(now - 4 * day, now) == ids[1:5]
    assert between(now - 4 * day + SECOND, now + SECOND) == ids[2:]
    assert between(now - 4 * day, now - 4 * day) == []
    assert between(now - 2 * day, now - 2 * day + SECOND / 2) == [ids[3]]


def test_a_lead_that_cannot_be_read_does_not_hide_the_others(listed):
    ids = listed.put_leads(5, 1)
    listed.spoil_newest()

    found = list(
        listed.source.leads_since(ACADEMY, FORM, listed.meta.clock.now() - 2 * 1440 * MINUTE)
    )

    (spoilt,) = (one for one in found if isinstance(one, UnreadableLead))
    assert spoilt.leadgen_id == ids[-1]
    assert spoilt.created_at == listed.meta.clock.now()
    assert "field_data" in spoilt.fault
    assert {one.leadgen_id for one in found if isinstance(one, SourceLead)} == set(ids[:-1])


def test_a_lead_without_a_readable_id_is_still_told_of(meta, source):
    meta.leads(form=FORM, count=2)
    list(source.forms(ACADEMY))
    meta.order("spoilt_item_without_id", times=1, edge="leads")

    first, second = source.leads_since(ACADEMY, FORM, meta.clock.now())

    assert (first.leadgen_id, first.created_at) == (None, None)
    assert isinstance(second, SourceLead)


def test_a_page_token_is_of_its_own_page_only(meta):
    source = meta.source(access_token=f"DEMO-page-{HOMES}-1")
    assert list(source.pages()) == [HOMES]


def test_pages_come_page_by_page(meta):
    assert sorted(meta.source(page_size=1).pages()) == [ACADEMY, HOMES]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("190", "meta_token_dead"),
        ("200", "meta_permission_missing"),
        ("100", "meta_request_refused"),
    ],
)
def test_a_refusal_to_list_pages_is_told(meta, source, order, code):
    meta.order(order, kind="me")
    with pytest.raises(SuiteError) as caught:
        list(source.pages())
    assert caught.value.code == code


def test_a_page_token_that_dies_between_two_questions_is_told(meta):
    source = meta.source(access_token=f"DEMO-page-{HOMES}-1")
    meta.order("190", kind="me", edge="")
    with pytest.raises(SuiteError) as caught:
        list(source.pages())
    assert caught.value.code == "meta_token_dead"
