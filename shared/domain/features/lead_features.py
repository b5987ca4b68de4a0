"""From a lead as it arrived to what a scorecard sees of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.clean_lead import LeadField
from shared.domain.extraction import FreeText
from shared.domain.features.answering import answering
from shared.domain.features.asked import AskedAs, answered
from shared.domain.features.contact import contact
from shared.domain.features.moment import moment
from shared.domain.features.naming import naming
from shared.domain.features.origin import origin
from shared.domain.features.place import place
from shared.domain.features.returning import returning
from shared.domain.features.wording import chosen, said, texts, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.domain.features.arrival import Arrival
    from shared.domain.features.asked import AskedAnswer
    from shared.domain.score import Features


def features_of(arrival: Arrival) -> Features:
    """Give all features of a lead that are known; names and meanings: `FEATURES`.

    The same arrival always gives the same features. Nothing personal is among the values: they
    are levels of closed lists, counts, and words of the company's (names of forms and campaigns,
    choices of a form).
    """
    asked = answered(arrival)
    has_typed = bool(_typed(arrival, asked))
    return {
        **origin(arrival),
        **moment(arrival),
        **place(arrival),
        **contact(arrival),
        **naming(arrival),
        **answering(arrival, asked),
        **chosen(arrival.chosen),
        **(said(arrival.said) if has_typed else {}),
        **wording(asked),
        **returning(arrival),
    }


def reread(features: Features, read: Mapping[str, str]) -> Features:
    """Give the features of a lead whose typed answers were read again, by somebody better.

    Nothing else is looked at anew: what was known of the person stays as it was at arrival.
    """
    return features | said(read)


def typed_texts(arrival: Arrival) -> tuple[FreeText, ...]:
    """Give what the person typed, their job included, name and address not: for an Extractor."""
    return _typed(arrival, answered(arrival))


def _typed(arrival: Arrival, asked: Sequence[AskedAnswer]) -> tuple[FreeText, ...]:
    typed = texts(asked, AskedAs.TYPED)
    job = arrival.lead.fields.get(LeadField.JOB_TITLE)
    return (*typed, FreeText(question="Job title", text=job)) if job else typed


def chosen_texts(arrival: Arrival) -> tuple[FreeText, ...]:
    """Give what was picked from the form's choices: the company's words, for the dictionaries."""
    return texts(answered(arrival), AskedAs.CHOICE)
