"""Settings of alerts: what is refused and where, what is odd, and whose word counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.alerts.cause import Cause, Rung, Urgency
from shared.domain.alerts.cause_rules import DEFAULTS
from shared.domain.alerts.reader_time import reader_time
from shared.domain.alerts.settings import AlertSettings, parse_settings
from shared.domain.alerts.settings_findings import settings_findings
from shared.domain.alerts.span_text import read_span, span_text
from shared.domain.calendar.spans import CalendarDays, Minutes, Span, WorkingDays, WorkingMinutes
from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage, Team
from shared.errors import BadInput
from tests.alert_records import LEADER, OWNER, STAGE, TEAM, at, dues_of, known, rules_of, set_to

SUNDAY = at("2026-11-22 10:00")


@pytest.mark.parametrize(
    ("text", "span", "written"),
    [
        ("5 working minutes", WorkingMinutes(5), "5 working minutes"),
        ("4 working hours", WorkingMinutes(240), "4 working hours"),
        ("3 working days", WorkingDays(3), "3 working days"),
        ("1 Working Day", WorkingDays(1), "1 working day"),
        ("2 days", CalendarDays(2), "2 days"),
        ("1 week", CalendarDays(7), "7 days"),
        ("90 minutes", Minutes(90), "90 minutes"),
        ("120 minutes", Minutes(120), "2 hours"),
        ("0 minutes", Minutes(0), "0 minutes"),
    ],
)
def test_a_span_is_read_and_written(text: str, span: Span, written: str) -> None:
    assert (read_span(text), span_text(span)) == (span, written)
    assert read_span(written) == span


@pytest.mark.parametrize(
    "text",
    ["", "5", "minutes", "five minutes", "1.5 days", "2 working weeks", "-1 day", "9999 days"],
)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_span(text)


REFUSED: list[tuple[Any, str]] = [
    ([], "$"),
    ({"tyop": 1}, "tyop"),
    ({"causes": {"rotting": {}}}, "causes.rotting"),
    ({"causes": {"idle": {"after": "-3 days"}}}, "causes.idle.after"),
    ({"causes": {"idle": {"after": "soon"}}}, "causes.idle.after"),
    ({"causes": {"idle": {"afterwards": "3 days"}}}, "causes.idle.afterwards"),
    ({"causes": {"idle": {"then": "3 working days"}}}, "causes.idle.then"),
    ({"causes": {"idle": {"urgency": "high"}}}, "causes.idle.urgency"),
    ({"causes": {"score_fell": {"at_least": 0}}}, "causes.score_fell.at_least"),
    ({"teams": {"3": {"causes": {"idle": {"after": "9 weeks"}}}}}, "teams.3.causes.idle.then"),
    ({"teams": {"three": {}}}, "teams.three"),
    ({"teams": {"3": {"calendar": {"time_zone": "Mars"}}}}, "teams.3.calendar.time_zone"),
    ({"stages": {"2": {"idle": {"after": "20 days"}}}}, "stages.2.idle.then"),
    ({"calendar": {"time_zone": "Asia/Riad"}}, "calendar.time_zone"),
    ({"calendar": {"weekend": [1, 2, 3, 4, 5, 6, 7]}}, "calendar"),
    ({"ladders": {"urgent": {"owner": "now"}}}, "ladders.urgent.owner"),
    ({"ladders": {"low": {}}}, "ladders.low"),
    ({"caps": {"urgent_a_day": -1}}, "caps.urgent_a_day"),
    ({"quiet": {"start": "20:00", "end": "20:00"}}, "quiet"),
    ({"digest_at": "8"}, "digest_at"),
    ({"reassign": "always"}, "reassign"),
    ({"readers": {"7": {"language": "fr"}}}, "readers.7.language"),
    ({"readers": {"7": {"absent": [{"first": "2026-11-02", "last": "2026-11-01", "name": "x"}]}}},
     "readers.7.absent[0]"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "path"), REFUSED, ids=[path for _, path in REFUSED])
def test_settings_are_refused_with_the_path_of_the_first_fault(document: Any, path: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_settings(document)
    assert refused.value.path == path


def test_an_empty_document_is_a_useful_one() -> None:
    assert parse_settings({}) == AlertSettings()
    assert set(DEFAULTS) == set(Cause)
    assert all(rule.is_on and rule.is_in_order for rule in DEFAULTS.values())


def test_settings_come_back_as_they_were_stored() -> None:
    settings = set_to(
        causes={"idle": {"after": "3 Days"}}, ladders={"urgent": "off"}, teams={"1": {}}
    )
    assert AlertSettings.model_validate_json(settings.model_dump_json()) == settings


def test_what_newer_code_has_added_is_passed_over_in_what_is_stored() -> None:
    assert AlertSettings.model_validate({"is_on": False, "newer": 1}).is_on is False


def test_each_layer_says_only_what_it_changes() -> None:
    """Stage before team before company before our own."""
    settings = set_to(
        causes={"idle": {"after": "6 working days", "next_step": "review"}},
        teams={"1": {"causes": {"idle": {"after": "5 working days", "then": "20 working days"}}}},
        stages={"2": {"idle": {"after": "4 working days"}}},
    )
    own = rules_of(known(), settings).causes[Cause.IDLE]
    assert (own.after, own.then, own.next_step) == (WorkingDays(4), WorkingDays(20), "review")
    elsewhere = rules_of(known(stage=None), settings).causes[Cause.IDLE]
    assert (elsewhere.after, elsewhere.then) == (WorkingDays(5), WorkingDays(20))
    others = rules_of(known(stage=None, team=None), settings).causes[Cause.IDLE]
    assert (others.after, others.then) == (WorkingDays(6), WorkingDays(14))


def test_odoos_threshold_comes_before_the_companys_and_after_the_teams() -> None:
    one = known(stage_since=SUNDAY, rotting_after_days=3)
    company = set_to(causes={"stage_overrun": {"after": "9 days"}})
    team = set_to(teams={"1": {"causes": {"stage_overrun": {"after": "5 days"}}}})
    assert dues_of(Cause.STAGE_OVERRUN, one, company) == ("2026-11-25 10:00",)
    assert dues_of(Cause.STAGE_OVERRUN, one, team) == ("2026-11-27 10:00",)


def test_what_is_learnt_takes_the_place_of_our_own_where_learning_is_on() -> None:
    learnt: dict[tuple[Cause, int | None, int | None], Span] = {
        (Cause.IDLE, None, None): WorkingDays(9),
        (Cause.IDLE, None, STAGE): WorkingDays(2),
    }
    found = [
        rules_of(known(), set_to(**more), learnt=learnt).causes[Cause.IDLE].spans
        for more in (
            {},
            {"learns": True},
            {"learns": True, "causes": {"idle": {"after": "3 days"}}},
        )
    ]
    assert found == [
        (WorkingDays(7), WorkingDays(14)),
        (WorkingDays(2), WorkingDays(4)),
        (CalendarDays(3), WorkingDays(4)),
    ]


def test_a_cause_is_switched_off_and_a_second_level_too() -> None:
    off = set_to(causes={"idle": {"then": "off"}, "unassigned": {"is_on": False}})
    assert dues_of(Cause.IDLE, known(created_at=SUNDAY), off) == ("2026-12-01 10:00",)
    assert dues_of(Cause.UNASSIGNED, known(created_at=SUNDAY, owner=None), off) == ()
    assert rules_of(known(), set_to(is_on=False)).causes == {}


def test_a_teams_calendar_counts_for_its_records() -> None:
    germany = {"country": "DE", "time_zone": "Europe/Berlin"}
    settings = set_to(teams={"1": {"calendar": germany}})
    friday = at("2026-11-27 10:00")
    assert dues_of(Cause.NO_NEXT_STEP, known(created_at=friday), settings) == ("2026-12-01 11:00",)


def test_ladders_leave_out_what_is_off() -> None:
    settings = set_to(ladders={"urgent": {"reminder": "off"}, "normal": "off"})
    ladders = rules_of(known(), settings).ladders
    assert [rung for rung, _ in ladders[Urgency.URGENT]] == [
        Rung.OWNER,
        Rung.MANAGER,
        Rung.REASSIGN,
    ]
    assert ladders[Urgency.NORMAL] == ()


DIRECTORY = CrmDirectory(
    stages=(Stage(id=STAGE, name="Offer"),),
    teams=(
        Team(id=TEAM, name="Sales", leader_id=LEADER, member_ids=(OWNER,)),
        Team(id=3, name="X"),
    ),
    salespeople=(
        Salesperson(id=OWNER, name="Noura", time_zone="Africa/Cairo"),
        Salesperson(id=LEADER, name="Huda", email="huda@example.com"),
    ),
    read_at=SUNDAY,
)


def test_what_is_odd_is_found_and_works_all_the_same() -> None:
    settings = set_to(
        calendar={"country": "SO"},
        teams={"9": {}, "1": {"calendar": {"country": "QQ"}}},
        stages={"8": {}},
        default_manager_id=99,
        readers={"98": {}},
    )
    assert [(code, dict(facts)) for code, facts in settings_findings(settings, DIRECTORY)] == [
        ("stage_unknown", {"stage_id": 8}),
        ("team_unknown", {"team_id": 9}),
        ("reader_unknown", {"user_id": 98}),
        ("reader_unknown", {"user_id": 99}),
        ("reader_without_email", {"user_id": OWNER}),
        ("team_without_leader", {"team_id": 3}),
        ("holidays_unknown", {"country": "QQ", "team_id": 1}),
    ]


def test_who_wants_no_mail_needs_no_address() -> None:
    settings = set_to(readers={str(OWNER): {"mails": False}}, teams={"3": {"manager_id": LEADER}})
    assert settings_findings(settings, DIRECTORY) == ()


def test_a_reader_has_his_teams_calendar_in_his_own_zone() -> None:
    egypt = {"country": "EG", "time_zone": "Africa/Cairo", "hours": "10:00-16:00"}
    settings = set_to(
        teams={"1": {"calendar": egypt}}, readers={str(LEADER): {"digest_at": "07:45"}}
    )
    own, leaders = (reader_time(settings, one, DIRECTORY) for one in (OWNER, LEADER))
    assert own.working.settings.hours == leaders.working.settings.hours
    assert (own.digest_at.isoformat(), leaders.digest_at.isoformat()) == ("08:30:00", "07:45:00")
    assert own.next_digest(SUNDAY) == at("2026-11-23 08:30") + timedelta(hours=1)
