"""One method that can be called from outside."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Method:
    """One method. On records it takes `ids` first; on a model it refuses them."""

    call: Callable[..., Any]
    is_on_records: bool

    @property
    def signature(self) -> inspect.Signature:
        """The arguments that callers give: without surroundings, model and ids."""
        every = list(inspect.signature(self.call).parameters.values())
        return inspect.Signature(every[3 if self.is_on_records else 2 :])


def on_model(call: Callable[..., Any]) -> Method:
    """Give a method called on a model."""
    return Method(call, is_on_records=False)


def on_records(call: Callable[..., Any]) -> Method:
    """Give a method called on records."""
    return Method(call, is_on_records=True)
