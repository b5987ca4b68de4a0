"""The buttons of a notice: signed links that act for one reader, and plain ones that only lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.domain.acting.notice import Link
from shared.domain.alerts.links import GOOD_FOR, Says, SignedLink, sign_link
from shared.notices.titles import proposal
from shared.texts.isolation import bare
from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from shared.domain.alerts.shown import Reader, ShownAlert
    from shared.notices.voice import Voice

LABELS: Mapping[Says, str] = MappingProxyType(
    {
        Says.ACKNOWLEDGE: N_("I have it in hand"),
        Says.DONE: N_("I have done it"),
        Says.SNOOZE: N_("Later"),
        Says.DISMISS: N_("No problem"),
    }
)
_IN_ODOO = N_("Open in Odoo")
_ALL = N_("All my alerts")


@dataclass(frozen=True, slots=True)
class Buttons:
    """Where links lead; without a secret and a public address there are only plain ones."""

    secret: str | None = field(default=None, repr=False)
    public_url: str | None = None
    """Of the function `api`, whose page /go takes signed links."""
    dashboards_url: str | None = None
    odoo_url: str | None = None

    def of_alert(
        self, shown: ShownAlert, reader: Reader, now: datetime, voice: Voice
    ) -> tuple[Link, ...]:
        """Give the buttons of one alert, the next step first."""
        return (*self._acting(shown, reader, now, voice), *self._leading(shown, voice))

    def of_reader(self, reader: Reader, voice: Voice, *, leads: bool) -> tuple[Link, ...]:
        """Give the way to all of a reader's alerts, where there is a page of them.

        Of who leads: those that he was told; of others: those of their records.
        """
        if not self.dashboards_url:
            return ()
        name = "reader" if leads else "owner"
        address = f"{self.dashboards_url}/alerts?{name}={reader.user_id}&lang={voice.language}"
        return (Link(voice.say(_ALL), address),)

    def _acting(
        self, shown: ShownAlert, reader: Reader, now: datetime, voice: Voice
    ) -> Iterator[Link]:
        if not (self.secret and self.public_url):
            return
        # A step about a person is nothing that a button could do.
        is_ours = not shown.alert.is_of_person
        labels = {Says.STEP: bare(proposal(shown, voice))} if is_ours else {}
        labels |= {says: voice.say(text) for says, text in LABELS.items()}
        for says, label in labels.items():
            link = SignedLink(shown.alert.id, says, reader.user_id, now + GOOD_FOR)
            token = sign_link(link, self.secret)
            yield Link(label, f"{self.public_url}/go/{token}?lang={voice.language}")

    def _leading(self, shown: ShownAlert, voice: Voice) -> Iterator[Link]:
        number = shown.alert.crm_lead_id
        if self.odoo_url and number and shown.state is not None:
            yield Link(voice.say(_IN_ODOO), f"{self.odoo_url}/odoo/crm/{number}")
