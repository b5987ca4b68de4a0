"""The whole suite as a process, with the real Odoo that has our addon: what it knows afterwards."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from shared import bootstrap, once, settings
from shared.adapters.messaging.embedded import Courier, EmbeddedBus, Subscription
from shared.domain.event import Topic, decode
from shared.domain.ids import CrmLeadId
from shared.domain.opportunity import OpportunityState
from shared.domain.queries import LATEST_LEADS_IN_STATE
from shared.push import parse_push
from shared.usecases.lead_ledger import entry_of
from shared.usecases.opportunities import Opportunities
from tests.local_run import LocalRunProcess, free_port
from tests.odoo.addon import new_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from shared.domain.event import Event

_DEMO_META = "demo-meta.db"


@dataclass(frozen=True)
class Suite:
    """A tenant of its own; `process` serves Meta's door and Odoo's."""

    tenant: str
    secret: str
    folder: Path
    environment: Mapping[str, str]
    port: int
    process: LocalRunProcess

    @property
    def odoo_door(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/webhooks/odoo"

    def picture(self, crm_lead_id: int) -> OpportunityState | None:
        """Give our own picture of an opportunity, by looking into the same file."""
        found = settings.read({"DATA_DIR": str(self.folder)})
        try:
            pictures = Opportunities(bootstrap.memory(found))
            stored = pictures.find(self.tenant, CrmLeadId(crm_lead_id))
        finally:
            once.close(found)
        return stored.picture.state if stored else None

    def dead_of(self) -> list[str | None]:
        """Give the codes of what Meta's leads died of."""
        found = settings.read({"DATA_DIR": str(self.folder)})
        try:
            page = bootstrap.memory(found).query(LATEST_LEADS_IN_STATE, equals={"state": "dead"})
        finally:
            once.close(found)
        return [entry_of(document).reason for document in page.documents]

    def told(self) -> list[Event]:
        """Take what was published on `lead-changes` since the last time; the first one only listens."""
        found = settings.read({"DATA_DIR": str(self.folder)})
        bus = bootstrap.bus(found)
        assert isinstance(bus, EmbeddedBus)
        taken: list[Event] = []

        def take(_: Subscription, headers: Mapping[str, str], body: bytes) -> int:
            taken.append(decode(parse_push(headers, body).message))
            return 204

        topic = Topic.LEAD_CHANGES
        listener = Subscription("end-to-end", topic, "end-to-end", concurrency=1000)
        try:
            Courier(bus.queue, [listener], take, rng=Random(1)).deliver_due()
        finally:
            once.close(found)
        return taken


@contextmanager
def running(folder: Path, odoo: Mapping[str, str], tenant: str) -> Iterator[Suite]:
    """Start the suite with an empty memory."""
    folder.mkdir(exist_ok=True)
    secret, port = new_secret(), free_port()
    environment = {**odoo, "TENANT": tenant, "ODOO_WEBHOOK_SECRET": secret}
    with LocalRunProcess(folder, environment, port) as process:
        yield Suite(tenant, secret, folder, environment, port, process)


def take_meta_along(former: Path, folder: Path) -> None:
    """Have the demo Meta of a new run know the leads of a former one, which has ended."""
    folder.mkdir()
    shutil.copy(former / _DEMO_META, folder / _DEMO_META)
