"""LeadSource: whose token, and what a missing right costs."""

import pytest

from shared.errors import ConnectionDown, PermanentError, SettingsError, TransientError

ACADEMY, FORM = "104857600012345", "1048576000100001"


def read(source, announced):
    return source.read_lead(announced["page_id"], announced["leadgen_id"])


def test_a_system_users_token_gets_the_pages_own_where_meta_asks_for_it(meta, source):
    meta.leads(count=3, form=FORM)
    assert len(list(source.leads_since(ACADEMY, FORM, meta.clock.now()))) == 3


def test_a_pages_own_token_is_used_as_it_is(meta):
    meta.leads(count=2, form=FORM)
    source = meta.source(access_token=f"DEMO-page-{ACADEMY}-1")
    leads = list(source.leads_since(ACADEMY, FORM, meta.clock.now()))
    assert [lead.attribution.page_name for lead in leads] == ["أكاديمية أفق · Ofoq Academy"] * 2


def test_the_page_token_is_fetched_once(meta, source):
    list(source.leads_since(ACADEMY, FORM, meta.clock.now()))
    meta.order("190", kind="page")
    list(source.leads_since(ACADEMY, FORM, meta.clock.now()))
    assert len(meta.open_faults()) == 1


def test_a_page_token_that_dies_is_fetched_again(meta, source):
    (announced,) = meta.leads(form=FORM)
    list(source.leads_since(ACADEMY, FORM, meta.clock.now()))
    meta.post("/_demo/renew_page_tokens")
    assert read(source, announced).leadgen_id == announced["leadgen_id"]
    assert len(list(source.leads_since(ACADEMY, FORM, meta.clock.now()))) == 1


def test_another_pages_token_does_not_see_the_lead(meta):
    (announced,) = meta.leads(form=FORM)
    stranger = meta.source(access_token="DEMO-page-104857600067890-1")
    with pytest.raises(PermanentError) as caught:
        read(stranger, announced)
    assert caught.value.code == "meta_lead_gone"


@pytest.mark.parametrize("token", ["DEMO-page-104857600012345-0", "EAAB", "töken", "٣"])
def test_a_dead_token_parks_the_lead_and_is_not_shown(meta, token):
    (announced,) = meta.leads()
    with pytest.raises(ConnectionDown) as caught:
        read(meta.source(access_token=token), announced)
    assert caught.value.code == "meta_token_dead"
    assert caught.value.is_certain
    assert token not in str(caught.value)


def test_an_app_secret_of_another_app_parks_the_lead(meta):
    (announced,) = meta.leads()
    with pytest.raises(TransientError) as caught:
        read(meta.source(app_secret="another"), announced)
    assert caught.value.code == "meta_app_secret_wrong"


@pytest.mark.parametrize("empty", ["access_token", "app_secret"])
def test_an_empty_token_or_secret_is_refused_at_the_start(meta, empty):
    with pytest.raises(SettingsError):
        meta.source(**{empty: ""})


@pytest.mark.parametrize("version", ["26", "v26", "v26.0/me", "", "../v1.0"])
def test_a_version_that_is_none_is_refused_at_the_start(meta, version):
    with pytest.raises(SettingsError, match="META_GRAPH_VERSION"):
        meta.source(version=version)


@pytest.mark.parametrize("order", ["no_ad_rights", "hidden_ad_fields"])
def test_without_rights_on_the_ads_the_lead_comes_without_its_ads(meta, source, order):
    (announced,) = meta.leads(organic=False, form=FORM)
    meta.order(order, kind="lead")
    lead = read(source, announced)
    assert len(lead.answers) == 6
    assert lead.consents
    attribution = lead.attribution
    assert (attribution.ad_id, attribution.adset_id, attribution.campaign_name) == (None,) * 3
    assert attribution.form_id == FORM
    assert not attribution.is_organic


def test_without_rights_on_the_legal_text_the_form_comes_without_it(meta, source):
    meta.order("no_legal_content", kind="form")
    form = source.read_form(ACADEMY, FORM)
    assert (len(form.questions), form.consents) == (6, ())


def test_a_page_name_that_cannot_be_read_does_not_stop_a_lead(meta, source):
    (announced,) = meta.leads(form=FORM)
    meta.order("200", kind="page", times=2)
    assert read(source, announced).attribution.page_name is None


def test_a_form_is_read_once_a_process(meta, source):
    form = source.read_form(ACADEMY, FORM)
    meta.order("500", kind="form")
    assert source.read_form(ACADEMY, FORM) == form
    with pytest.raises(TransientError):
        meta.source().read_form(ACADEMY, FORM)
