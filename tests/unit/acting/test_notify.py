"""A salesperson is told by each of his channels; none holds up another, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.acting.action import Result
from shared.domain.alerts.shown import Digest
from shared.domain.ids import CrmLeadId
from shared.errors import BadInput, ConnectionDown, OutcomeUnknown, TransientError
from shared.usecases.acting.undelivered import Undelivered
from tests.action_parts import NOW
from tests.action_world import DAY, DIGEST, LEAD, NOTIFY, READER, asked

if TYPE_CHECKING:
    from shared.domain.acting.orders import Notify
    from shared.domain.alerts.shown import ShownAlert
    from tests.action_world import World


def channels(result: Result) -> list[str]:
    return [one.channel for one in result.delivered]


def gone(code: str = "channel_gone") -> BadInput:
    return BadInput("gone", code=code)


def test_an_alert_is_told_by_every_channel_once(world: World) -> None:
    world.add_alert()
    world.run(NOTIFY)
    world.run(NOTIFY)
    assert [channel for channel, _ in world.out.posts] == ["sales"]
    assert [mail.to for mail in world.out.mails] == ["sara@example.com"]
    assert channels(world.action().result) == ["chat:sales", "mail"]


def test_a_channel_that_is_down_holds_up_no_other_and_is_tried_again(world: World) -> None:
    world.add_alert()
    world.out.faults.next["sales"] = [ConnectionDown("down", code="chat_down")]
    with pytest.raises(ConnectionDown):
        world.run(NOTIFY)
    assert (channels(world.action().result), world.out.posts) == (["mail"], [])
    world.run(NOTIFY)
    assert (len(world.out.mails), len(world.out.posts)) == (1, 1)
    assert channels(world.action().result) == ["mail", "chat:sales"]


def test_an_unknown_outcome_of_chat_waits_for_the_window_while_mail_goes(world: World) -> None:
    world.add_alert()
    world.out.faults.next["sales"] = [OutcomeUnknown("no answer")]
    with pytest.raises(OutcomeUnknown):
        world.run(NOTIFY)
    with pytest.raises(TransientError, match="not again"):
        world.run(NOTIFY)
    world.clock.move(minutes=10)
    assert world.run(NOTIFY)["state"] == "done"
    assert (len(world.out.mails), len(world.out.posts)) == (1, 1)


def test_a_channel_that_is_gone_is_passed_over_and_named_in_the_trail(world: World) -> None:
    world.add_alert()
    world.out.faults.next["sales"] = [gone()]
    assert world.run(NOTIFY)["state"] == "done"
    result = world.action().result
    assert (channels(result), result.refused) == (["mail"], {"chat:sales": "channel_gone"})


def test_a_channel_that_is_gone_is_not_asked_again_while_another_is_down(world: World) -> None:
    world.add_alert()
    world.told.readers[7] = replace(READER, chat_channels=("sales", "managers"))
    world.out.faults.next["sales"] = [gone()]
    world.out.faults.next["managers"] = [ConnectionDown("down", code="chat_down")]
    with pytest.raises(ConnectionDown):
        world.run(NOTIFY)
    assert world.run(NOTIFY)["state"] == "done"
    assert [channel for channel, _ in world.out.posts] == ["managers"]
    result = world.action().result
    assert channels(result) == ["mail", "chat:managers"]
    assert result.refused == {"chat:sales": "channel_gone"}


def test_if_no_channel_takes_it_the_record_has_it_as_a_note_without_links(world: World) -> None:
    world.add_alert()
    world.out.faults.next["sales"] = [gone()]
    world.out.faults.next["mail"] = [gone("mail_refused")]
    world.run(NOTIFY)
    assert list(world.crm.notes.values()) == [(LEAD, "idle owner: #12")]
    assert world.action().result.refused == {"chat:sales": "channel_gone", "mail": "mail_refused"}


def test_a_reader_who_is_gone_or_has_no_channel_is_told_by_the_note(world: World) -> None:
    world.add_alert()
    world.run(NOTIFY.model_copy(update={"reader_id": 99}), "a")
    world.told.readers[7] = replace(READER, mails=False, chat_channels=())
    world.run(NOTIFY, "b")
    assert len(world.crm.notes) == 2


def test_channels_that_are_not_set_up_lead_to_the_note(world: World) -> None:
    world.add_alert()
    assert world.runner(is_set=False)(asked(NOTIFY))["state"] == "done"
    assert set(world.action().result.refused.values()) == {"channel_not_set"}
    assert len(world.crm.notes) == 1


def test_what_is_of_no_record_and_no_channel_takes_is_refused(world: World) -> None:
    world.add_alert(crm_lead_id=CrmLeadId(0))
    world.told.readers.clear()
    facts = world.run(NOTIFY)
    assert (facts["state"], facts["reason"]) == ("refused", "no_channel")


def test_an_alert_that_was_closed_meanwhile_is_told_to_nobody(world: World) -> None:
    world.add_alert()
    world.close_alert()
    facts = world.run(NOTIFY, "a")
    assert (facts["state"], facts["reason"]) == ("obsolete", "alert_closed")
    world.told.alerts.clear()
    assert world.run(NOTIFY, "b")["state"] == "obsolete"
    assert (world.out.posts, world.out.mails) == ([], [])


def test_closed_between_two_channels_it_is_done_with_those_that_took_it(world: World) -> None:
    world.add_alert()
    world.out.faults.next["sales"] = [TransientError("busy", code="chat_busy")]
    with pytest.raises(TransientError):
        world.run(NOTIFY)
    world.close_alert()
    assert world.run(NOTIFY)["state"] == "done"
    assert (channels(world.action().result), world.out.posts) == (["mail"], [])


def test_a_digest_is_sent_once_and_an_empty_one_not_at_all(world: World) -> None:
    world.add_alert()
    (shown,) = world.told.alerts.values()
    assert world.run(DIGEST, "a")["reason"] == "digest_empty"
    world.told.digests[7, DAY] = Digest(READER, DAY, mine=())
    assert world.run(DIGEST, "b")["state"] == "obsolete"
    world.told.digests[7, DAY] = Digest(READER, DAY, mine=(shown,))
    world.run(DIGEST, "c")
    world.run(DIGEST, "c")
    assert [mail.subject for mail in world.out.mails] == [f"digest {NOW.date()}"]


def test_an_alert_is_posted_to_its_teams_channels_as_well_each_once(world: World) -> None:
    alert = world.add_alert()
    shown = replace(world.told.alerts[alert.id], chat_channels=("managers", "sales"))
    world.told.alerts[alert.id] = shown
    world.run(NOTIFY)
    assert channels(world.action().result) == ["chat:sales", "chat:managers", "mail"]


def test_what_no_channel_took_since_the_last_list_is_counted(world: World) -> None:
    count = Undelivered(world.memory, "default")
    world.add_alert()
    day = DAY - timedelta(days=1)
    yesterday = DIGEST.model_copy(update={"day": day})
    world.told.digests[7, day] = Digest(READER, day, shown_alerts(world))
    world.told.readers[7] = replace(READER, email=None, chat_channels=())
    run(world, NOTIFY, "before the last list")
    world.told.readers[7] = READER
    run(world, yesterday, "the last list")
    assert count(7, DAY) == 0

    world.told.readers[7] = replace(READER, email=None)
    world.out.faults.next["sales"] = [gone(), gone()]
    run(world, NOTIFY, "noted on the record only")
    world.out.faults.next["sales"] = []
    run(world, NOTIFY, "taken by a channel")
    world.add_alert(crm_lead_id=CrmLeadId(0))
    world.out.faults.next["sales"] = [gone()]
    run(world, NOTIFY, "refused")
    run(world, NOTIFY.model_copy(update={"reader_id": 8}), "another's")
    assert (count(7, DAY), count(8, DAY), count(9, DAY)) == (2, 1, 0)


def test_a_list_that_no_channel_took_counts_and_is_not_the_last_one(world: World) -> None:
    world.add_alert(crm_lead_id=CrmLeadId(0))
    world.told.digests[7, DAY] = Digest(READER, DAY, shown_alerts(world))
    world.told.readers[7] = replace(READER, email=None, chat_channels=())
    run(world, NOTIFY, "refused")
    run(world, DIGEST, "a list, refused")
    count = Undelivered(world.memory, "default")
    assert (count(7, DAY), count(7, DAY + timedelta(days=1))) == (1, 2)


def shown_alerts(world: World) -> tuple[ShownAlert, ...]:
    return tuple(world.told.alerts.values())


def run(world: World, order: Notify, natural_key: str) -> None:
    """Carry it out, a minute later than what was before."""
    world.clock.move(minutes=1)
    world.run(order, natural_key, requested_at=world.clock.now())
