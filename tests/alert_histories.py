"""Random histories: weeks of a few records, by a seeded generator."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.domain.alerts.trigger import Known
from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage, Team
from shared.domain.opportunity import CloseDateSeen, Named, Opportunity, Outcome, PlannedActivity
from shared.domain.score import Grade
from tests.alert_records import opportunity, scored, set_to

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from shared.domain.alerts.settings import AlertSettings

START = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
DAYS = 28
SALES, FAR, LEADER, CHIEF, LEFT = 7, 17, 8, 9, 66
PEOPLE = (
    Salesperson(id=SALES, name="Noura", time_zone="Asia/Riyadh"),
    Salesperson(id=FAR, name="Omar", time_zone="Africa/Casablanca"),
    Salesperson(id=LEADER, name="Huda"),
    Salesperson(id=CHIEF, name="Sami"),
)
TEAMS = (
    Team(id=1, name="Riyadh", leader_id=LEADER, member_ids=(SALES, LEADER)),
    Team(id=2, name="Abroad", member_ids=(FAR,)),
)
STAGES = (Stage(id=1, name="New"), Stage(id=2, name="Offer", rotting_after_days=4))
DIRECTORY = CrmDirectory(stages=STAGES, teams=TEAMS, salespeople=PEOPLE, read_at=START)
_LEAVE = [{"first": "2026-11-10", "last": "2026-11-16", "name": "Leave"}]
_QUICK = {"owner": "0 minutes", "reminder": "7 minutes", "manager": "off", "reassign": "1 hour"}
SETTINGS: tuple[dict[str, Any], ...] = (
    {"default_manager_id": CHIEF},
    {"caps": {"urgent_a_day": 1, "told_a_day": 2}, "default_manager_id": CHIEF},
    {"caps": {"urgent_a_day": 0, "told_a_day": 1}, "readers": {"7": {"absent": _LEAVE}}},
    {"ladders": {"urgent": _QUICK, "normal": {"manager": "1 working day"}}},
    {
        "teams": {"2": {"calendar": {"country": "MA", "time_zone": "Africa/Casablanca"}}},
        "causes": {"idle": {"after": "2 working days", "then": "3 working days"}},
        "readers": {"8": {"absent": _LEAVE, "digest_at": "10:00"}},
        "quiet": {"start": "13:00", "end": "15:00", "also_days_off": False},
    },
    {
        "quiet": {"start": "16:00", "end": "11:00"},
        "causes": {"idle": {"cool_down": "0 minutes"}, "customer_waits": {"after": "3 minutes"}},
        "stages": {"1": {"no_next_step": {"after": "1 hour", "urgency": "urgent"}}},
    },
)


@dataclass
class History:
    """What becomes of each record, and when."""

    settings: AlertSettings
    moments: dict[int, list[datetime]] = field(default_factory=dict)
    states: dict[int, list[Known]] = field(default_factory=dict)

    @property
    def records(self) -> list[int]:
        return sorted(self.moments)

    def known_at(self, number: int, moment: datetime) -> Known | None:
        """Give a record as it was known at a moment."""
        place = bisect_right(self.moments[number], moment)
        return self.states[number][place - 1] if place else None


def history(rng: Random, records: int = 3) -> History:
    """Make one: `records` records over four weeks."""
    found = History(set_to(**rng.choice(SETTINGS)))
    for number in range(1, records + 1):
        moments = sorted(_moment(rng) for _ in range(rng.randint(1, 12)))
        known = _born(rng, number, moments[0])
        found.moments[number], found.states[number] = moments, [known]
        for moment in moments[1:]:
            known = _changed(rng, known, moment)
            found.states[number].append(known)
    return found


def _moment(rng: Random) -> datetime:
    return START + timedelta(minutes=rng.randrange(DAYS * 24 * 60))


def _born(rng: Random, number: int, now: datetime) -> Known:
    owner = rng.choice((SALES, SALES, FAR, LEADER, LEFT, None))
    ahead = timedelta(hours=rng.choice((0, 0, 0, -3, 2)))
    shown = opportunity(
        number,
        seen_at=now,
        created_at=now + ahead,
        stage_since=now + ahead,
        owner=Named(id=owner, name="") if owner else None,
        team=Named(id=rng.choice((1, 1, 2)), name=""),
        stage=Named(id=1, name="New"),
        type=rng.choice(("lead", "opportunity")),
        expected_revenue=rng.choice((None, 1000, 250_000)),
    )
    grade = rng.choice((None, Grade.HOT, Grade.WARM, Grade.COLD, Grade.SPAM))
    return _around(replace(_BLANK, opportunity=shown, score=scored(grade) if grade else None))


def _around(known: Known) -> Known:
    """Look up stage, team and owner, as the sweep does in the directory."""
    state = known.opportunity.state
    ids = (
        [one.id if one else None for one in (state.stage, state.team, state.owner)] if state else []
    )
    stage_id, team_id, owner_id = ids or (None, None, None)
    return replace(
        known,
        stage=next((one for one in STAGES if one.id == stage_id), None),
        team=next((one for one in TEAMS if one.id == team_id), None),
        owner=next((one for one in PEOPLE if one.id == owner_id), None),
    )


def _changed(rng: Random, known: Known, now: datetime) -> Known:
    before = known.opportunity
    if rng.random() < 0.1:
        grade = rng.choice(tuple(Grade))
        old = known.score.grade if known.score else None
        return replace(known, score=scored(grade, grade_before=old, scored_at=now))
    change = rng.choice(_CHANGES)(rng, now)
    if before.state is None:
        return known
    if change is None:
        gone = before.model_copy(update={"state": None, "seen_at": now})
        return replace(known, opportunity=gone)
    picture = before.model_copy(
        update={
            "state": before.state.model_copy(update=change),
            "revision": int(now.timestamp() * 1000),
            "seen_at": now,
        }
    )
    return _around(replace(known, opportunity=_with_close_date(picture)))


def _with_close_date(picture: Opportunity) -> Opportunity:
    day = picture.state.close_date if picture.state else None
    if day is None:
        return picture
    others = tuple(one for one in picture.close_dates if one.day != day)
    seen = CloseDateSeen(revision=picture.revision, day=day)
    return picture.model_copy(update={"close_dates": (seen, *others)})


def _contact(rng: Random, now: datetime) -> dict[str, Any]:
    return {"last_contact_at": now + timedelta(hours=rng.choice((0, 0, -2, 2)))}


def _customer(rng: Random, now: datetime) -> dict[str, Any]:
    return {"last_contact_at": now, "last_customer_message_at": now}


def _plan(rng: Random, now: datetime) -> dict[str, Any]:
    due_on = now.date() + timedelta(days=rng.randint(-3, 9))
    user_id = rng.choice((SALES, FAR))
    return {"next_activity": PlannedActivity(id=rng.randrange(99), due_on=due_on, user_id=user_id)}


def _assign(rng: Random, now: datetime) -> dict[str, Any]:
    owner = rng.choice((SALES, FAR, LEADER, None))
    return {"owner": Named(id=owner, name="") if owner else None}


def _close_date(rng: Random, now: datetime) -> dict[str, Any]:
    return {"close_date": now.date() + timedelta(days=rng.randint(-2, 20))}


def _move(rng: Random, now: datetime) -> dict[str, Any]:
    return {"stage": Named(id=rng.choice((1, 2)), name=""), "stage_since": now}


def _end(rng: Random, now: datetime) -> dict[str, Any]:
    return {"outcome": rng.choice((Outcome.WON, Outcome.LOST)), "closed_at": now}


def _fixed(change: dict[str, Any] | None) -> Callable[[Random, datetime], dict[str, Any] | None]:
    return lambda *_: change


_CHANGES: tuple[Callable[[Random, datetime], dict[str, Any] | None], ...] = (
    *(_contact, _contact, _customer, _customer, _plan, _plan, _assign, _close_date, _close_date),
    *(_move, _end, _fixed({"next_activity": None}), _fixed({"title": "Technical write"})),
    *(_fixed({"outcome": Outcome.OPEN, "is_active": True}), _fixed({"is_active": False})),
    *(_fixed({"title": "Another"}), _fixed(None)),
)
_BLANK = Known(opportunity=opportunity(0, seen_at=START))
