"""One record, alert or person that goes wrong must not stop the others."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from shared import log
from shared.errors import OutcomeUnknown, PermanentError, TransientError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shared.log import Scalar


@contextmanager
def apart(what_failed: str, **facts: Scalar) -> Iterator[None]:
    """Log what goes wrong within, and go on behind it; what passes by itself is raised."""
    try:
        yield
    except (TransientError, OutcomeUnknown):
        raise
    except PermanentError as error:
        log.warning(what_failed, error=error.code, **facts)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this one's alone
        log.error(what_failed, error, **facts)
