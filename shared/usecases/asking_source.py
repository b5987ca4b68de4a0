"""What the source of leads refuses, told apart from failures of our own memory and bus.

A refusal ends the turn of one Page or leaves out one form, and the rest goes on; our own failures
end the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from shared.errors import (
    ConnectionDown,
    OutcomeUnknown,
    PermanentError,
    SuiteError,
    TransientError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_T = TypeVar("_T")
UNREACHABLE = "meta_unreachable"


class PageTurnOver(Exception):
    """No more calls for this Page in this run; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FormRefused(Exception):
    """This form cannot be read now; `code` says why."""

    def __init__(self, code: str, *, is_lasting: bool) -> None:
        """`is_lasting`: somebody has to change something first."""
        super().__init__(code)
        self.code, self.is_lasting = code, is_lasting


def asking(items: Iterator[_T]) -> Iterator[_T]:
    """Give what the source gives; raises PageTurnOver or FormRefused where it refuses.

    What is certain to hold for all calls ends the Page's turn; anything else may lie in the one
    form that was asked for.
    """
    try:
        yield from items
    except (PermanentError, TransientError, OutcomeUnknown) as error:
        if _is_of_the_page(error):
            raise PageTurnOver(error.code) from None
        is_lasting = isinstance(error, PermanentError)
        raise FormRefused(error.code, is_lasting=is_lasting) from None


def _is_of_the_page(error: SuiteError) -> bool:
    """What holds for all forms of a Page; anything else may lie in the one that was asked for."""
    if isinstance(error, ConnectionDown):
        return error.is_certain or error.code in {ConnectionDown.default_code, UNREACHABLE}
    return False
