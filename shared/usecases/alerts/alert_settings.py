"""The settings of alerts: one document a company, read by every sweep, replaced by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared import log
from shared.domain.alerts.settings import AlertSettings
from shared.errors import AlreadyThere, VersionConflict
from shared.usecases import audit

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.document import Document
    from shared.ports import Clock, Memory

ALERT_SETTINGS = "alert_settings"
FRESH_FOR = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StoredSettings:
    """Settings as they were read, with the version that a write names ("": none are stored)."""

    settings: AlertSettings
    version: str = ""


class AlertSettingsBook:
    """Read and replace them. Where none are stored, or none that can be read, the defaults hold."""

    def __init__(self, memory: Memory, clock: Clock, tenant: str) -> None:
        self._memory = memory
        self._clock = clock
        self._tenant = tenant
        self._last: tuple[datetime, AlertSettings] | None = None

    def read(self) -> AlertSettings:
        """Give them; kept for a minute. What cannot be read leaves the last ones in force."""
        now, last = self._clock.now(), self._last
        if last is not None and timedelta() <= now - last[0] < FRESH_FOR:
            return last[1]
        settings = self._readable(last[1] if last else AlertSettings())
        self._last = (now, settings)
        return settings

    def stored(self) -> StoredSettings:
        """Give them as they stand at this moment, for a change; damaged ones count as defaults."""
        document = self._memory.get(ALERT_SETTINGS, self._tenant)
        if document is None:
            return StoredSettings(AlertSettings())
        return StoredSettings(_settings_of(document) or AlertSettings(), document.version)

    def replace(self, before: StoredSettings, settings: AlertSettings, *, who: str) -> bool:
        """Put others in their place; False if they were changed meanwhile."""
        data = settings.model_dump(mode="json", exclude_none=True)
        now = self._clock.now()
        try:
            self._memory.put(ALERT_SETTINGS, self._tenant, data, if_version=before.version)
        except (AlreadyThere, VersionConflict):
            return False
        self._last = (now, settings)
        audit.record(
            self._memory,
            f"alert_settings.{self._tenant}.{now:%Y%m%d%H%M%S%f}",
            tenant=self._tenant,
            at=now,
            who=who,
            what="alert settings changed",
            counts={},
        )
        return True

    def _readable(self, former: AlertSettings) -> AlertSettings:
        document = self._memory.get(ALERT_SETTINGS, self._tenant)
        if document is None:
            return AlertSettings()
        settings = _settings_of(document)
        if settings is None:
            log.warning("settings of alerts cannot be read", tenant=self._tenant)
            return former
        return settings


def _settings_of(document: Document) -> AlertSettings | None:
    try:
        return AlertSettings.model_validate(document.data)
    except ValidationError:
        return None
