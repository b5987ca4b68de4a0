"""Alerts in memory with their records and the people of the CRM, for tests of pages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.domain.alerts.alert import Told
from shared.domain.alerts.cause import Cause, Rung, Standing
from shared.domain.crm_directory import CrmDirectory, Salesperson, Stage, Team
from shared.usecases.alerts.alert_book import AlertBook
from shared.usecases.refresh_directory import CRM_DIRECTORY
from tests import alerts_shown
from tests.pictures import keep_pictures, picture

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from shared.domain.alerts.alert import Alert
    from shared.ports import Memory

DIRECTORY = CrmDirectory(
    stages=(*(Stage(id=k, name=v, sequence=k) for k, v in alerts_shown.STAGES.items()),),
    teams=(Team(id=1, name="Riyadh", leader_id=7, member_ids=(5, 6)), Team(id=2, name="جدة")),
    salespeople=(
        *(
            Salesperson(id=k, name=v, email=f"u{k}@example.com", time_zone="Asia/Riyadh")
            for k, v in alerts_shown.PEOPLE.items()
        ),
    ),
    read_at=alerts_shown.NOW,
)


def keep_directory(memory: Memory) -> None:
    memory.put(CRM_DIRECTORY, "default", DIRECTORY.model_dump(mode="json"))


def keep_alerts(memory: Memory, alerts: Iterable[Alert], **state: Any) -> None:
    """Keep alerts, each with the picture of its record."""
    book = AlertBook(memory, "default", timedelta(days=90))
    for one in alerts:
        book.create(one)
        if one.crm_lead_id:
            owner = {} if one.owner_id else {"owner": None}
            shown = alerts_shown.state(one.crm_lead_id, **owner | state)
            keep_pictures(memory, picture(one.crm_lead_id, shown))


def moved(one: Alert, now: datetime, **fields: Any) -> Alert:
    """Give an alert whose times are as long ago as they were at the tests' own moment."""
    away = now - alerts_shown.NOW
    times = {name: getattr(one, name) + away for name in ("since", "due_at", "raised_at")}
    return one.model_copy(update=times | fields)


def of_all_causes(now: datetime) -> list[Alert]:
    """Give one alert of each cause, in all standings, some told and answered."""
    standings = (Standing.OPEN, Standing.OPEN, Standing.ACKNOWLEDGED, Standing.SNOOZED)
    made = []
    for number, cause in enumerate(Cause, 1):
        one = alerts_shown.alert(number, cause)
        standing = standings[number % len(standings)]
        told = Told(rung=Rung.OWNER, level=1, reader_id=5, at=now - timedelta(hours=3))
        fields: dict[str, Any] = {"standing": standing, "told": (told,) if number % 2 else ()}
        if standing is Standing.SNOOZED:
            fields |= {"snoozed_until": now + timedelta(days=1), "said_by": "user-5"}
            fields |= {"said_reason": "العميل مسافر"}
        if cause is Cause.OWNER_OVERLOADED:
            fields |= {"crm_lead_id": 0}
        if cause is Cause.UNASSIGNED:
            fields |= {"owner_id": None, "reader_id": None, "standing": Standing.OPEN}
        made.append(moved(one, now, **fields))
    return made
