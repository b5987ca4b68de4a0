"""The same person again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.clean import clean_lead
from shared.domain.clean_lead import CleanLead
from shared.domain.crm import CrmRecord, MatchedBy, PersonInCrm
from shared.domain.ids import CrmLeadId, CrmPartnerId
from shared.domain.ledger import Decision
from shared.domain.recognition import decide
from tests.unit.domain.leads import MOMENT, source_lead

EMAIL, PHONE = (MatchedBy.EMAIL,), (MatchedBy.PHONE,)
BOTH = (MatchedBy.EMAIL, MatchedBy.PHONE)
ALI, SARA = CrmPartnerId(71), CrmPartnerId(72)


def lead(name: str = "Sara Ali", email: str = "sara@x.com", *, is_test: bool = False) -> CleanLead:
    answers: dict[str, str | tuple[str, ...]] = {
        "full_name": name,
        "email": email,
        "phone": "0501234567",
    }
    return clean_lead(source_lead(answers, is_test=is_test), None, None, default_country="SA")


def record(
    number: int,
    *,
    matched_by: tuple[MatchedBy, ...] = BOTH,
    is_open: bool = True,
    age_days: int = 1,
    partner_id: CrmPartnerId | None = None,
    contact_name: str | None = "Sara Ali",
    email: str | None = None,
    is_test: bool = False,
) -> CrmRecord:
    return CrmRecord(
        id=CrmLeadId(number),
        is_open=is_open,
        created_at=MOMENT - timedelta(days=age_days),
        partner_id=partner_id,
        matched_by=matched_by,
        contact_name=contact_name,
        email=email,
        is_test=is_test,
    )


def known(*records: CrmRecord, partner_id: CrmPartnerId | None = None) -> PersonInCrm:
    return PersonInCrm(records=records, partner_id=partner_id)


def test_a_stranger_becomes_a_new_lead() -> None:
    assert decide(lead(), PersonInCrm()) == Decision()


def test_a_customer_without_leads_gets_a_new_lead() -> None:
    assert decide(lead(), known(partner_id=SARA)) == Decision(partner_id=SARA)


def test_the_newest_open_opportunity_takes_the_answers() -> None:
    found = known(
        record(1, age_days=9), record(2, age_days=2), record(3, age_days=5), partner_id=SARA
    )
    assert decide(lead(), found) == Decision(onto=CrmLeadId(2), partner_id=SARA)


def test_closed_ones_give_a_new_lead_for_the_same_customer() -> None:
    found = known(record(1, is_open=False, partner_id=SARA), partner_id=SARA)
    assert decide(lead(), found) == Decision(partner_id=SARA)


def test_a_test_lead_touches_nothing_real() -> None:
    found = known(record(1, partner_id=SARA), partner_id=SARA)
    assert decide(lead(is_test=True), found) == Decision()


def test_a_real_lead_does_not_go_onto_a_test_lead() -> None:
    assert decide(lead(), known(record(1, is_test=True))) == Decision()


def test_a_match_by_e_mail_outranks_a_newer_one_by_phone() -> None:
    found = known(record(1, matched_by=EMAIL, age_days=30), record(2, matched_by=PHONE, age_days=1))
    assert decide(lead(), found).onto == 1


def test_the_same_e_mail_is_the_same_person_whatever_the_name() -> None:
    assert decide(lead(), known(record(1, matched_by=EMAIL, contact_name="Office"))).onto == 1


@pytest.mark.parametrize(
    ("name", "email", "is_joined"),
    [
        ("Sara Ali", None, True),
        ("Sara Ali", "old@x.com", True),
        ("Sarah Ali", None, True),
        ("Sarah Ali", "old@x.com", False),
        ("Omar Ali", None, False),
        ("Omar Ali", "omar@x.com", False),
        (None, None, True),
        (None, "omar@x.com", False),
        ("سارة علي", None, True),
        ("سارة علي", "omar@x.com", False),
    ],
)
def test_a_shared_phone_joins_only_who_can_be_the_same(
    name: str | None, email: str | None, *, is_joined: bool
) -> None:
    found = known(record(1, matched_by=PHONE, contact_name=name, email=email))
    decision = decide(lead(), found)
    assert decision.onto == (1 if is_joined else None)
    assert decision.remarks == (() if is_joined else ("phone_shared",))


def test_a_customer_with_the_same_phone_and_another_name_is_not_linked() -> None:
    found = PersonInCrm(partner_id=ALI, partner_name="Omar Ali", partner_matched_by=PHONE)
    assert decide(lead(), found) == Decision(differs_from_customer=True, remarks=("phone_shared",))


def test_what_the_crm_says_of_a_differing_customer_is_passed_on() -> None:
    decision = decide(lead(), PersonInCrm(differs_from_customer=True))
    assert decision == Decision(differs_from_customer=True)


def test_e_mail_and_phone_of_two_customers_are_never_joined_silently() -> None:
    found = known(
        record(1, matched_by=EMAIL, partner_id=SARA),
        record(2, matched_by=PHONE, partner_id=ALI),
        partner_id=SARA,
    )
    decision = decide(lead(), found)
    assert decision == Decision(differs_from_customer=True, remarks=("matches_disagree",))


def test_a_records_own_customer_is_not_taken_when_its_details_differ() -> None:
    found = PersonInCrm(records=(record(5, partner_id=ALI),), differs_from_customer=True)
    assert decide(lead(), found) == Decision(onto=CrmLeadId(5), differs_from_customer=True)


def test_a_crm_that_cannot_tell_how_it_matched_is_believed() -> None:
    assert decide(lead(), known(record(1, matched_by=(), contact_name="Omar"))).onto == 1


_RECORDS = st.lists(
    st.builds(
        record,
        number=st.integers(1, 9),
        matched_by=st.sampled_from([EMAIL, PHONE, BOTH, ()]),
        is_open=st.booleans(),
        age_days=st.integers(0, 900),
        partner_id=st.sampled_from([None, ALI, SARA]),
        contact_name=st.sampled_from([None, "Sara Ali", "Omar Ali", "سارة"]),
        email=st.sampled_from([None, "sara@x.com", "omar@x.com"]),
        is_test=st.booleans(),
    ),
    max_size=5,
    unique_by=lambda made: made.id,
)


@given(_RECORDS, st.sampled_from([None, ALI]))
def test_only_an_open_real_record_of_theirs_is_chosen_and_order_does_not_count(
    records: list[CrmRecord], partner_id: CrmPartnerId | None
) -> None:
    decision = decide(lead(), known(*records, partner_id=partner_id))
    backwards = decide(lead(), known(*reversed(records), partner_id=partner_id))
    assert decision == backwards
    takers = {made.id for made in records if made.is_open and not made.is_test}
    assert decision.onto is None or decision.onto in takers
    assert decide(lead(is_test=True), known(*records, partner_id=partner_id)) == Decision()
