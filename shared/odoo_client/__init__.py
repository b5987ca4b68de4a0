"""A client for Odoo 14 to 19 and later that neither loses nor doubles a write.

It speaks JSON-2 and JSON-RPC, and knows Odoo and nothing else; see README.md.
"""

from .attempts import Surroundings
from .capabilities import ApiKey, Capabilities
from .client import OdooClient
from .deadline import Deadline
from .errors import (
    AccessDenied,
    AuthenticationFailed,
    BadCall,
    BadReply,
    Conflict,
    DeadlineOver,
    LoginNeeded,
    MissingRecord,
    NoAnswer,
    NoSuchMethod,
    NotAllowed,
    NotFound,
    OdooClientError,
    OutcomeUnknown,
    PermanentError,
    PoolExhausted,
    RateLimited,
    Redirected,
    ReplyTooLarge,
    ServerFault,
    TransientError,
    Unavailable,
    Unreachable,
    UnsupportedVersion,
    ValidationFailed,
)
from .fields import Field
from .hooks import CallRecord, Hooks
from .keyed import Inserted, KeyedRow, Refused, external_id
from .reader import Reader
from .reading import Change, Checkpoint, Record
from .redact import cleaned, texts_in
from .retry import RetryPolicy
from .version import OdooVersion
from .wire import Ref, XmlId, storable

__all__ = [
    "AccessDenied",
    "ApiKey",
    "AuthenticationFailed",
    "BadCall",
    "BadReply",
    "CallRecord",
    "Capabilities",
    "Change",
    "Checkpoint",
    "Conflict",
    "Deadline",
    "DeadlineOver",
    "Field",
    "Hooks",
    "Inserted",
    "KeyedRow",
    "LoginNeeded",
    "MissingRecord",
    "NoAnswer",
    "NoSuchMethod",
    "NotAllowed",
    "NotFound",
    "OdooClient",
    "OdooClientError",
    "OdooVersion",
    "OutcomeUnknown",
    "PermanentError",
    "PoolExhausted",
    "RateLimited",
    "Reader",
    "Record",
    "Redirected",
    "Ref",
    "Refused",
    "ReplyTooLarge",
    "RetryPolicy",
    "ServerFault",
    "Surroundings",
    "TransientError",
    "Unavailable",
    "Unreachable",
    "UnsupportedVersion",
    "ValidationFailed",
    "XmlId",
    "cleaned",
    "external_id",
    "storable",
    "texts_in",
]
