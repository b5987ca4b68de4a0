"""What each of the client's errors means to a lead: wait, ask with the same key, or die."""

from __future__ import annotations

import pytest

from shared import errors as ours
from shared.adapters.odoo.errors import translated
from shared.odoo_client import errors as theirs

CLASSES = sorted(
    (
        found
        for found in vars(theirs).values()
        if isinstance(found, type) and issubclass(found, theirs.OdooClientError)
    ),
    key=lambda found: found.__name__,
)
OF_THE_RECORD = {theirs.ValidationFailed, theirs.MissingRecord}
CERTAIN = {
    *(theirs.AuthenticationFailed, theirs.NotFound, theirs.NoSuchMethod, theirs.LoginNeeded),
    *(theirs.UnsupportedVersion, theirs.Redirected, theirs.RateLimited),
}
DOWN = {
    *(theirs.AccessDenied, theirs.Unreachable, theirs.Unavailable),
    *(theirs.NoAnswer, theirs.BadReply),
}


def met(error: theirs.OdooClientError) -> ours.SuiteError:
    with pytest.raises(ours.SuiteError) as caught, translated():
        raise error
    assert caught.value.__cause__ is error
    return caught.value


def kind(found: type[theirs.OdooClientError]) -> type[ours.SuiteError]:
    if issubclass(found, theirs.OutcomeUnknown):
        return ours.OutcomeUnknown
    if found in CERTAIN | DOWN:
        return ours.ConnectionDown
    return ours.PermanentError if found in OF_THE_RECORD else ours.TransientError


@pytest.mark.parametrize("found", CLASSES)
def test_a_lead_dies_of_what_is_wrong_with_a_record_only(
    found: type[theirs.OdooClientError],
) -> None:
    error = met(found("said"))
    assert type(error) is kind(found)
    assert (error.code, str(error)) == (found.default_code, "said")


@pytest.mark.parametrize("found", [one for one in CLASSES if one in CERTAIN | DOWN])
def test_only_what_no_call_can_get_past_pauses_all_calls_at_once(
    found: type[theirs.OdooClientError],
) -> None:
    error = met(found("said"))
    assert isinstance(error, ours.ConnectionDown)
    assert error.is_certain == (found in CERTAIN)


def test_how_long_odoo_asks_us_to_wait_is_passed_on() -> None:
    error = met(theirs.RateLimited("slower", retry_after_s=9.0))
    assert isinstance(error, ours.TransientError)
    assert error.retry_after_s == 9.0


def test_no_class_of_the_client_is_left_out() -> None:
    assert {theirs.BadCall, theirs.NotAllowed, theirs.ReplyTooLarge, *OF_THE_RECORD} < set(CLASSES)
