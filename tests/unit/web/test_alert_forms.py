"""Forms and addresses of the pages of alerts: what is read, what is refused, what comes back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.alerts.cause import Cause, Standing
from shared.errors import BadInput
from shared.texts.language import Language
from shared.web.alerts.answering import what_came
from shared.web.alerts.asked import Asked, asked
from shared.web.alerts.later import until
from shared.web.alerts.people import People
from shared.web.alerts.spoken import word_of
from tests.alerts_kept import DIRECTORY
from tests.alerts_shown import alert

NOW = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
RIYADH = "Asia/Riyadh"


@pytest.mark.parametrize(
    ("choice", "day", "moment"),
    [
        ("hour", "", datetime(2026, 11, 29, 21, 0, tzinfo=UTC)),
        ("tomorrow", "", datetime(2026, 11, 30, 5, 30, tzinfo=UTC)),
        ("week", "", datetime(2026, 12, 6, 5, 30, tzinfo=UTC)),
        ("", "2026-12-24", datetime(2026, 12, 24, 5, 30, tzinfo=UTC)),
        ("tomorrow", "2026-12-24", datetime(2026, 11, 30, 5, 30, tzinfo=UTC)),
    ],
)
def test_later_is_a_moment_in_the_reader_s_own_day(choice, day, moment):
    assert until(choice, day, NOW, RIYADH) == moment


def test_tomorrow_is_counted_where_the_reader_lives():
    late = datetime(2026, 11, 29, 22, 0, tzinfo=UTC)  # the 30th in Riyadh

    assert until("tomorrow", "", late, RIYADH).day == 1


@pytest.mark.parametrize(
    ("choice", "day"),
    [("", ""), ("year", ""), ("", "2026-11-29"), ("", "2027-12-25"), ("", "0001-01-01"), ("", "x")],
)
def test_what_is_no_later_moment_is_refused(choice, day):
    with pytest.raises(BadInput):
        until(choice, day, NOW, RIYADH)


@given(st.text(), st.text())
def test_whatever_is_typed_is_a_later_moment_or_refused(choice, day):
    try:
        found = until(choice, day, NOW, RIYADH)
    except BadInput:
        return
    assert timedelta() < found - NOW <= timedelta(days=366)


def test_an_address_is_read_as_it_is_written():
    wanted = Asked(owner=5, team=1, cause=Cause.IDLE, standing=Standing.SNOOZED, cursor="c")
    address = wanted.address(Language.ARABIC)

    args = dict(part.split("=") for part in address.partition("?")[2].split("&"))
    assert asked(args, None) == wanted
    assert args["lang"] == "ar"
    assert Asked().address() == "/alerts"


def test_mine_is_whom_the_page_knows_and_everybody_s_where_it_knows_nobody():
    assert asked({"owner": "me"}, 6).owner == 6
    assert asked({"owner": "me"}, None).owner is None


def test_a_person_is_found_by_the_digest_of_the_address():
    from shared.usecases.front_door import person_name

    people = People(DIRECTORY)
    assert people.number_of(person_name("u5@example.com")) == 5
    assert people.number_of("unnamed") is None
    assert People(None).number_of("unnamed") is None


@pytest.mark.parametrize("zone", [None, "", "Mars/Olympus", "../etc/passwd", "\x00"])
def test_a_zone_that_is_none_is_not_believed(zone):
    person = DIRECTORY.salespeople[0].model_copy(update={"time_zone": zone})
    people = People(DIRECTORY.model_copy(update={"salespeople": (person,)}))

    assert people.zone_of(person.id) is None


def test_who_left_is_gone_but_nobody_is_before_the_directory_was_read():
    assert People(DIRECTORY).is_gone(99)
    assert not People(DIRECTORY).is_gone(5)
    assert not People(None).is_gone(99)


@pytest.mark.parametrize(
    ("said", "standing", "came"),
    [
        ("done", Standing.OPEN, "taken"),
        ("done", Standing.DONE, "already"),
        ("done", Standing.MENDED, "closed"),
        ("acknowledge", Standing.ACKNOWLEDGED, "already"),
        ("dismiss", Standing.DISMISSED, "already"),
        ("snooze", Standing.SNOOZED, "taken"),
        ("step", Standing.ACKNOWLEDGED, "taken"),
        ("step", Standing.GONE, "closed"),
    ],
)
def test_what_a_word_comes_to(said, standing, came):
    assert what_came(said, alert(standing=standing)) == came


@pytest.mark.parametrize("what", ["", "step", "shout", "Done"])
def test_no_other_word_is_taken(what):
    with pytest.raises(BadInput):
        word_of(what, "somebody", {}, NOW, RIYADH)
