"""LeadSource: one lead, one form, all forms, all leads of a form."""

import hmac
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from shared.domain.lead import Answer, Consent, Option
from shared.errors import BadInput, PermanentError

ACADEMY, HOMES = "104857600012345", "104857600067890"
ARABIC_COURSES, ENGLISH_COURSES = "1048576000100001", "1048576000100002"


def read(source, announced):
    return source.read_lead(announced["page_id"], announced["leadgen_id"])


def test_a_lead_comes_with_answers_consents_and_attribution(meta, source):
    (announced,) = meta.leads(form=ARABIC_COURSES, organic=False)
    lead = read(source, announced)
    assert lead.leadgen_id == announced["leadgen_id"]
    assert lead.created_at == meta.clock.now()
    assert [answer.question for answer in lead.answers][:3] == [
        "full_name",
        "phone_number",
        "email",
    ]
    assert Consent(key="terms", given=True) in lead.consents
    attribution = lead.attribution
    assert (attribution.page_id, attribution.form_id) == (ACADEMY, ARABIC_COURSES)
    assert attribution.page_name == "أكاديمية أفق · Ofoq Academy"
    assert attribution.ad_id == announced["ad_id"]
    assert all([attribution.ad_name, attribution.adset_id, attribution.adset_name])
    assert all([attribution.campaign_id, attribution.campaign_name])
    assert attribution.platform in {"fb", "ig"}
    assert not attribution.is_organic
    assert not lead.is_test


def test_an_organic_lead_has_no_ad(meta, source):
    (announced,) = meta.leads(organic=True)
    attribution = read(source, announced).attribution
    assert attribution.is_organic
    assert (attribution.ad_id, attribution.campaign_name) == (None, None)


def test_answers_come_as_they_were_given(meta, source):
    given = {
        "full_name": "=cmd() <b>x</b> \u202e😀",
        "email": [],
        "أي_دورة_تهمك؟": ["a", "b"],
        "phone_number": "x" * 10_000,
    }
    (announced,) = meta.leads(form=ARABIC_COURSES, answers=given)
    answers = {answer.question: answer.values for answer in read(source, announced).answers}
    assert answers["full_name"] == ("=cmd() <b>x</b> \u202e😀",)
    assert answers["email"] == ()
    assert answers["أي_دورة_تهمك؟"] == ("a", "b")
    assert answers["phone_number"] == ("x" * 10_000,)


def test_a_lead_of_the_testing_tool_is_marked(meta, source):
    created = meta.post(f"/v26.0/{ARABIC_COURSES}/test_leads?{page_credentials(meta)}")
    lead = source.read_lead(ACADEMY, created["id"])
    assert lead.is_test
    assert lead.attribution.is_organic
    expected = Answer(question="full_name", values=("<test lead: dummy data for full_name>",))
    assert expected in lead.answers


def page_credentials(meta):
    """Give token and proof of the academy's page, as a query."""
    token = f"DEMO-page-{ACADEMY}-1"
    proof = hmac.digest(meta.server.app_secret.encode(), token.encode(), "sha256").hex()
    return f"access_token={token}&appsecret_proof={proof}"


def test_a_lead_that_is_gone_says_so_in_plain_words(source):
    with pytest.raises(PermanentError) as caught:
        source.read_lead(ACADEMY, "71234567890000001")
    assert caught.value.code == "meta_lead_gone"
    assert "expired after 90 days, deleted, or not visible" in str(caught.value)


@pytest.mark.parametrize("bad", ["", "me", "1/accounts", "1?x", "\u0667", "-1", "1 "])
def test_an_id_that_is_no_number_never_becomes_an_address(source, bad):
    with pytest.raises(BadInput):
        source.read_lead(ACADEMY, bad)
    with pytest.raises(BadInput):
        source.read_lead(bad, "1")
    with pytest.raises(BadInput):
        list(source.leads_since(ACADEMY, bad, datetime(2026, 1, 1, tzinfo=UTC)))


def test_a_form_comes_with_questions_choices_and_the_wording_of_consent(source):
    form = source.read_form(ACADEMY, ARABIC_COURSES)
    assert (form.form_id, form.page_id, form.name) == (ARABIC_COURSES, ACADEMY, "تسجيل الدورات")
    assert (form.locale, form.status) == ("ar_AR", "ACTIVE")
    kinds = [question.kind for question in form.questions]
    assert kinds == ["FULL_NAME", "PHONE", "EMAIL", "CUSTOM", "CUSTOM", "CUSTOM"]
    assert form.questions[3].options[0] == Option(key="data_analysis", label="تحليل البيانات")
    assert form.consents == (
        Option(key="terms", label="أوافق على سياسة الخصوصية"),
        Option(key="whatsapp", label="أوافق على التواصل معي عبر واتساب"),
    )


def test_every_choice_of_a_lead_has_its_label_on_the_form(meta, source):
    for announced in meta.leads(count=30, arabic=False):
        form = source.read_form(announced["page_id"], announced["form_id"])
        labels = {question.key: question.options for question in form.questions}
        for answer in read(source, announced).answers:
            keys = {option.key for option in labels[answer.question]}
            assert not keys or set(answer.values) <= keys


def test_every_form_of_a_page_is_given_over_several_pages(meta):
    forms = list(meta.source(page_size=1).forms(HOMES))
    assert [form.name for form in forms] == ["حجز معاينة", "Viewing request", "Showroom visit"]
    archived = [form for form in meta.source().forms(ACADEMY) if form.status == "ARCHIVED"]
    assert len(archived) == 1


def test_leads_since_a_moment_are_all_given_and_none_before(meta):
    announced = meta.leads(count=30, form=ENGLISH_COURSES, spread_days=30)
    since = meta.clock.now() - timedelta(days=10)
    leads = list(meta.source(page_size=4).leads_since(ACADEMY, ENGLISH_COURSES, since))
    expected = {a["leadgen_id"] for a in announced if a["created_time"] >= since.timestamp()}
    assert {lead.leadgen_id for lead in leads} == expected
    assert len(leads) == len(expected) == 11
    assert min(lead.created_at for lead in leads) == since


def test_many_threads_share_one_source(meta, source):
    announced = meta.leads(count=40)
    with ThreadPoolExecutor(8) as pool:
        leads = list(pool.map(lambda lead: read(source, lead), announced))
    assert [lead.leadgen_id for lead in leads] == [lead["leadgen_id"] for lead in announced]


def test_a_form_without_leads_gives_none(meta, source):
    since = meta.clock.now() - timedelta(days=90)
    assert list(source.leads_since(HOMES, "1048576000200001", since)) == []


def test_a_lead_reads_the_same_alone_and_in_the_list(meta, source):
    (announced,) = meta.leads(form=ENGLISH_COURSES)
    (listed,) = source.leads_since(ACADEMY, ENGLISH_COURSES, meta.clock.now())
    assert listed == read(source, announced)
