from contextlib import closing
from datetime import timedelta

import pytest

from shared.adapters.storage.sqlite import SqliteMemory
from shared.adapters.system.clock import SystemClock
from shared.domain.ledger import LeadState
from shared.domain.values import moment_text
from shared.errors import BadInput
from shared.usecases.lead_ledger import LEADS
from shared.usecases.list_lead_ways import ListLeadWays, Step
from tests.lead_ways import CANARY, START, announced, done, fetched, in_all_states, in_crm, keep

HALF_A_SECOND = timedelta(milliseconds=500)


@pytest.fixture
def memory(tmp_path):
    with closing(SqliteMemory(tmp_path / "memory.db", clock=SystemClock())) as memory:
        yield memory


def test_the_latest_lead_comes_first(memory):
    keep(memory, done(1, START), done(3, START + HALF_A_SECOND), done(2, START - HALF_A_SECOND))

    ways = ListLeadWays(memory)().ways

    assert [way.crm_lead_id for way in ways] == [3, 1, 2]


def test_every_state_is_counted_whatever_is_filtered(memory):
    entries = in_all_states()
    keep(memory, *entries)

    found = ListLeadWays(memory)(state=LeadState.DEAD)

    assert {way.state for way in found.ways} == {LeadState.DEAD}
    assert set(found.counts) == set(LeadState)
    assert min(found.counts.values()) >= 1
    assert found.total == len(entries)


def test_pages_joined_give_every_lead_once(memory):
    keep(memory, *(done(number, START + number * HALF_A_SECOND) for number in range(23)))
    show, seen, cursor = ListLeadWays(memory, page_size=5), [], None

    while True:
        page = show(cursor=cursor)
        seen += [way.crm_lead_id for way in page.ways]
        if (cursor := page.cursor) is None:
            break

    assert seen == list(range(22, -1, -1))


def test_a_cursor_of_another_state_is_refused(memory):
    keep(memory, *(done(number) for number in range(3)))
    show = ListLeadWays(memory, page_size=1)
    cursor = show().cursor

    with pytest.raises(BadInput):
        show(state=LeadState.DONE, cursor=cursor)


def test_each_step_says_when_it_was_passed_and_how_long_it_took(memory):
    keep(memory, in_crm(fetched(announced(7), after_ms=420), after_ms=1300))

    [way] = ListLeadWays(memory)().ways

    read_at = START + timedelta(milliseconds=420)
    assert [(p.step, p.at, p.took) for p in way.passages] == [
        (Step.ANNOUNCED, START, None),
        (Step.READ, read_at, timedelta(milliseconds=420)),
        (Step.RECOGNISED, read_at, None),
        (Step.IN_CRM, START + timedelta(milliseconds=1720), timedelta(milliseconds=1300)),
        (Step.DONE, None, None),
    ]
    assert way.took is None


def test_clocks_that_disagree_give_no_negative_duration(memory):
    keep(memory, fetched(announced(7), after_ms=-300))

    [way] = ListLeadWays(memory)().ways

    assert way.passages[1].took == timedelta()


def test_nothing_of_the_person_leaves_the_use_case(memory):
    keep(memory, *in_all_states())

    found = repr(ListLeadWays(memory)())

    assert CANARY not in found
    assert "canary@example.com" not in found


def test_an_entry_of_newer_code_is_shown_as_far_as_it_is_known(memory):
    keep(memory, done(1))
    stored = memory.get(LEADS, done(1).key)
    memory.put(LEADS, stored.id, {**stored.data, "new_field": 1, "lead": {"other": "shape"}})

    [way] = ListLeadWays(memory)().ways

    assert way.state is LeadState.DONE


def test_a_document_that_is_no_entry_hides_no_other(memory):
    keep(memory, done(1))
    memory.create(LEADS, "broken", {"announced_at": moment_text(START), "state": "dancing"})

    found = ListLeadWays(memory)()

    assert [way.crm_lead_id for way in found.ways] == [1]
    assert found.unreadable == ("broken",)
