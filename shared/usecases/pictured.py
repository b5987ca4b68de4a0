"""Our pictures of a range of opportunities, and how readings differ from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import log
from shared.domain.queries import OPPORTUNITIES_IN_CRM_ORDER
from shared.errors import UnknownVersion
from shared.usecases.opportunities import opportunity_of
from shared.usecases.paged import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from shared.domain.document import Document
    from shared.domain.ids import CrmLeadId
    from shared.domain.opportunity import Opportunity
    from shared.domain.reading import Reading
    from shared.ports import Memory

    Pictures = Mapping[int, Opportunity | None]
    """By the CRM's id; None: one that this code cannot read, which newer code has to do."""

_PAGE = 500


def pictured(memory: Memory, tenant: str, *, after: int, up_to: int | None) -> Pictures:
    """Give the pictures with ids behind `after`, up to and with `up_to` (None: all)."""
    found = documents(
        memory,
        OPPORTUNITIES_IN_CRM_ORDER,
        equals={"tenant": tenant},
        at_least=after + 1,
        below=None if up_to is None else up_to + 1,
        page_size=_PAGE,
    )
    return {int(str(document.data["crm_lead_id"])): _picture(document) for document in found}


def gone_ids(known: Pictures, readings: Iterable[Reading]) -> Sequence[CrmLeadId]:
    """Give ids of what we have a picture of and what was not read among its neighbours."""
    read = {one.crm_lead_id for one in readings}
    alive = (it for it in known.values() if it is not None and not it.is_gone)
    return [one.crm_lead_id for one in alive if one.crm_lead_id not in read]


def differing(known: Pictures, readings: Iterable[Reading]) -> list[Reading]:
    """Give the readings that say something which our pictures do not, and are not older."""
    return [one for one in readings if _differs(known, one)]


def _differs(known: Pictures, reading: Reading) -> bool:
    if reading.crm_lead_id not in known:
        return reading.state is not None
    picture = known[reading.crm_lead_id]
    if picture is None:
        return False
    return picture.revision < reading.revision and picture.state != reading.state


def _picture(document: Document) -> Opportunity | None:
    try:
        return opportunity_of(document)
    except UnknownVersion as error:
        log.warning("opportunity passed over", opportunity=document.id, error=error.code)
        return None
