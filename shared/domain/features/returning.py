"""Whether the person is known, and what had become of their earlier leads by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.features.arrival import KnownAs
from shared.domain.features.field import YES_NO, FeatureField, Group, Kind, yes_no
from shared.domain.opportunity import Outcome

if TYPE_CHECKING:
    from shared.domain.features.arrival import Arrival
    from shared.domain.score import Features

_AT_MOST = 20
_DAYS_AT_MOST = 1_000
_RETURN = Group.RETURN

FIELDS = (
    FeatureField(
        "known_as",
        Kind.CATEGORY,
        _RETURN,
        "as whom the CRM knew the person before: nobody, a customer, somebody with an open "
        "opportunity",
        "customers buy again, and who asks twice is in earnest",
        tuple(KnownAs),
    ),
    FeatureField(
        "past_leads",
        Kind.NUMBER,
        _RETURN,
        "how many earlier leads of the same person we remember, up to 20",
        "the same",
    ),
    FeatureField(
        "past_won", Kind.NUMBER, _RETURN, "how many of them were won by then", "they have bought"
    ),
    FeatureField(
        "past_lost",
        Kind.NUMBER,
        _RETURN,
        "how many of them were lost by then",
        "what stood in the way may still do",
    ),
    FeatureField(
        "past_open",
        Kind.NUMBER,
        _RETURN,
        "how many of them were open then",
        "a deal that is under way",
    ),
    FeatureField(
        "days_since_last",
        Kind.NUMBER,
        _RETURN,
        "days between the earlier lead and this one, up to 1000. It is the only time between "
        "question and answer that is known: Meta does not tell when a form was opened",
        "who comes back soon is choosing now",
    ),
    FeatureField(
        "same_form_again",
        Kind.CATEGORY,
        _RETURN,
        "whether it is a form that the person has sent before; left out for new people",
        "a form sent twice says less than another one",
        YES_NO,
    ),
)


def returning(arrival: Arrival) -> Features:
    """Give the features of this group that are known."""
    found: Features = {"past_leads": min(len(arrival.past), _AT_MOST)}
    if arrival.known_as is not None:
        found["known_as"] = arrival.known_as.value
    if not arrival.past:
        return found
    outcomes = [one.outcome for one in arrival.past]
    last = max(one.arrived_at for one in arrival.past)
    days = (arrival.at - last).total_seconds() / 86_400
    return found | {
        "past_won": min(outcomes.count(Outcome.WON), _AT_MOST),
        "past_lost": min(outcomes.count(Outcome.LOST), _AT_MOST),
        "past_open": min(outcomes.count(Outcome.OPEN), _AT_MOST),
        "days_since_last": round(min(days, _DAYS_AT_MOST), 2),
        "same_form_again": yes_no(is_so=any(one.same_form for one in arrival.past)),
    }
