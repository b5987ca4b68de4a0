"""What is odd in settings, and works all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.domain.calendar.public_holidays import holidays_known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.alerts.settings import AlertSettings
    from shared.domain.calendar.settings import CalendarSettings
    from shared.domain.crm_directory import CrmDirectory

Fact = str | int | float | bool


class SettingsFinding(NamedTuple):
    """One oddity: a stable code, and what it is about by numbers and codes, never by names."""

    code: str
    facts: Mapping[str, Fact]


def settings_findings(
    settings: AlertSettings, directory: CrmDirectory
) -> tuple[SettingsFinding, ...]:
    """Give what is odd: unknown stages, teams and readers; nobody to tell; holidays not known."""
    found = (*_strangers(settings, directory), *_untold(settings, directory), *_calendars(settings))
    return tuple(found)


def _strangers(settings: AlertSettings, directory: CrmDirectory) -> Iterator[SettingsFinding]:
    stages = {stage.id for stage in directory.stages}
    for stage_id in sorted(settings.stages.keys() - stages):
        yield SettingsFinding("stage_unknown", {"stage_id": stage_id})
    teams = {team.id for team in directory.teams}
    for team_id in sorted(settings.teams.keys() - teams):
        yield SettingsFinding("team_unknown", {"team_id": team_id})
    people = {person.id for person in directory.salespeople}
    named = settings.readers.keys() | {team.manager_id for team in settings.teams.values()}
    named |= {settings.default_manager_id}
    for user_id in sorted({one for one in named if one is not None} - people):
        yield SettingsFinding("reader_unknown", {"user_id": user_id})


def _untold(settings: AlertSettings, directory: CrmDirectory) -> Iterator[SettingsFinding]:
    for person in directory.salespeople:
        reader = settings.readers.get(person.id)
        gets_mail = reader is None or reader.mails
        if gets_mail and not person.email:
            yield SettingsFinding("reader_without_email", {"user_id": person.id})
    for team in directory.teams:
        rules = settings.teams.get(team.id)
        if team.leader_id is None and (rules is None or rules.manager_id is None):
            yield SettingsFinding("team_without_leader", {"team_id": team.id})


def _calendars(settings: AlertSettings) -> Iterator[SettingsFinding]:
    if not _has_holidays(settings.calendar):
        yield SettingsFinding("holidays_unknown", {"country": settings.calendar.country})
    for team_id, team in settings.teams.items():
        if team.calendar is not None and not _has_holidays(team.calendar):
            country = team.calendar.country
            yield SettingsFinding("holidays_unknown", {"country": country, "team_id": team_id})


def _has_holidays(calendar: CalendarSettings) -> bool:
    return holidays_known(calendar.country)
