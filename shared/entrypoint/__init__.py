"""What all doors share: who may come in, how large a body may be, errors to statuses, the log."""

from shared.entrypoint.answers import Answer
from shared.entrypoint.doors import (
    HTTP_WITHIN_S,
    MAX_BODY_BYTES,
    MAX_PUSH_BYTES,
    PUSH_WITHIN_S,
    PushHandlers,
    deliveries,
    http,
    push,
)
from shared.entrypoint.jobs import Jobs, job_routes
from shared.entrypoint.routing import Handler

__all__ = [
    "HTTP_WITHIN_S",
    "MAX_BODY_BYTES",
    "MAX_PUSH_BYTES",
    "PUSH_WITHIN_S",
    "Answer",
    "Handler",
    "Jobs",
    "PushHandlers",
    "deliveries",
    "http",
    "job_routes",
    "push",
]
