"""Kept scorecards, and the one that scores: read by every lead, replaced by training or a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from shared import log
from shared.domain.queries import SCORECARDS
from shared.domain.scorecard_version import EXPERT, InForce, ScorecardVersion
from shared.domain.values import moment_text
from shared.errors import AlreadyThere, UnknownVersion, VersionConflict
from shared.scoring.artefact import loads

if TYPE_CHECKING:
    from datetime import datetime

    from shared.domain.document import Document
    from shared.ports import Clock, Memory
    from shared.scoring.scorecard import Scorecard

IN_FORCE = "scorecard_in_force"
FRESH_FOR = timedelta(seconds=60)
"""How long an instance goes on with what it read: a new model scores everywhere after this."""


@dataclass(frozen=True, slots=True)
class StoredInForce:
    """Which version scores, with the document's version that a write has to name ("": none yet)."""

    pointer: InForce | None
    version: str = ""

    @property
    def name(self) -> str:
        """The scorecard's version; `EXPERT` before anything was ever chosen."""
        return self.pointer.version if self.pointer else EXPERT


class Scorecards:
    """Keep versions, list them, and say which one scores."""

    def __init__(self, memory: Memory, tenant: str) -> None:
        self._memory = memory
        self._tenant = tenant

    def keep(self, version: ScorecardVersion) -> bool:
        """Store a new version; False if one of that name is there: another run was as fast."""
        data = version.model_dump(mode="json", exclude_none=True)
        times = {
            "made_at": moment_text(version.made_at),
            "known_until": moment_text(version.known_until),
        }
        try:
            self._memory.create(SCORECARDS.collection, self._id(version.version), data | times)
        except AlreadyThere:
            return False
        return True

    def find(self, version: str) -> ScorecardVersion | None:
        """Give a kept version, or None; raises UnknownVersion for what is none."""
        document = self._memory.get(SCORECARDS.collection, self._id(version))
        if document is None:
            return None
        found = _version(document)
        if found is None:
            raise UnknownVersion("a scorecard's document that this code cannot read")
        return found

    def readable(self, version: str) -> ScorecardVersion | None:
        """Give a kept version that can score, or None; raises UnknownVersion or BadArtefact."""
        found = self.find(version)
        if found is not None:
            loads(found.artefact)
        return found

    def latest(self, at_most: int) -> tuple[ScorecardVersion, ...]:
        """Give the latest versions, newest first; what cannot be read is left out."""
        page = self._memory.query(
            SCORECARDS, equals={"tenant": self._tenant}, descending=True, limit=at_most
        )
        return tuple(found for one in page.documents if (found := _version(one)))

    def in_force(self) -> StoredInForce:
        """Say which version scores; raises UnknownVersion for a pointer that is none."""
        document = self._memory.get(IN_FORCE, self._tenant)
        if document is None:
            return StoredInForce(None)
        try:
            return StoredInForce(InForce.model_validate(document.data), document.version)
        except ValidationError:
            raise UnknownVersion("the scorecard in force is named in a way unknown here") from None

    def in_force_or_damaged(self) -> StoredInForce:
        """Say which version scores, for a person's choice: it may replace a pointer that is none."""
        try:
            return self.in_force()
        except UnknownVersion:
            document = self._memory.get(IN_FORCE, self._tenant)
            return StoredInForce(None, document.version if document else "")

    def put_in_force(self, before: StoredInForce, pointer: InForce) -> bool:
        """Let another version score; False if that was changed meanwhile: the first one counts."""
        data = pointer.model_dump(mode="json", exclude_none=True)
        try:
            self._memory.put(IN_FORCE, self._tenant, data, if_version=before.version)
        except (AlreadyThere, VersionConflict):
            return False
        return True

    def _id(self, version: str) -> str:
        return f"{self._tenant}.{version}"


def _version(document: Document) -> ScorecardVersion | None:
    try:
        return ScorecardVersion.model_validate(document.data)
    except ValidationError:
        return None


class ScorecardInForce:
    """Gives the scorecard that scores; kept for a minute, and it never fails.

    A memory that cannot be reached leaves the last one in use. A damaged artefact, or nothing
    known at all, leaves the expert card. Both are a warning in the log, once a minute at most.
    """

    def __init__(self, memory: Memory, clock: Clock, tenant: str, expert: Scorecard) -> None:
        self._scorecards = Scorecards(memory, tenant)
        self._clock = clock
        self._expert = expert
        self._last: tuple[datetime, str, Scorecard] | None = None

    def __call__(self) -> Scorecard:
        """Give it. Its `version` is what a score is marked with."""
        now, last = self._clock.now(), self._last
        if last is not None and timedelta() <= now - last[0] < FRESH_FOR:
            return last[2]
        name, scorecard = self._read(last)
        self._last = (now, name, scorecard)
        return scorecard

    def _read(self, last: tuple[datetime, str, Scorecard] | None) -> tuple[str, Scorecard]:
        former = (last[1], last[2]) if last else (EXPERT, self._expert)
        try:
            name = self._scorecards.in_force().name
        except Exception as error:  # noqa: BLE001 - a lead is scored whatever happens to the memory
            log.warning("the scorecard in force is not known", error_type=type(error).__name__)
            return former
        if name == EXPERT:
            return EXPERT, self._expert
        if last is not None and name == last[1]:
            return former  # a kept version never changes
        return self._load(name, former)

    def _load(self, name: str, former: tuple[str, Scorecard]) -> tuple[str, Scorecard]:
        try:
            version = self._scorecards.find(name)
            if version is not None:
                return name, loads(version.artefact)
        except Exception as error:  # noqa: BLE001 - same: the former one scores on
            log.warning("a scorecard cannot be read", error_type=type(error).__name__, version=name)
            return former
        log.warning("a scorecard is missing", version=name)
        return former
