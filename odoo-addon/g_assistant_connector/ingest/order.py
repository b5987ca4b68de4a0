"""One lead of an ``ingest`` call: foreign JSON, read once, at the door."""

import re
from dataclasses import dataclass, field
from datetime import timezone

from dateutil.parser import isoparse

from odoo import fields

from .refusal import refused

TENANT = re.compile(r"[a-z0-9_-]{1,40}")
META_ID = re.compile(r"[0-9A-Za-z]{1,64}")
# The character that parts tenant and Meta id in an external id is not in META_ID, so
# two pairs never have one name.
REFERENCE_KEY = re.compile(r"[0-9A-Za-z_.-]{1,120}")
MAX_ID = 2**31 - 1
ROW_KEYS = {"tenant", "leadgen_id", "page_id", "values", "utm", "tags", "note"}
VALUE_FIELDS = {
    *(
        "name",
        "type",
        "contact_name",
        "partner_name",
        "function",
        "email_from",
        "phone",
    ),
    *("street", "street2", "city", "zip", "website", "country_id", "state_id"),
    *("partner_id", "user_id", "team_id", "company_id", "lang_id", "priority"),
    *("meta_page_id", "meta_page_name", "meta_form_id", "meta_form_name"),
    *("meta_campaign_id", "meta_campaign_name", "meta_adset_id", "meta_adset_name"),
    *("meta_ad_id", "meta_ad_name", "meta_platform", "meta_is_organic"),
    *("meta_submitted_at", "meta_answers"),
}
REFERENCES = ("campaign", "source", "medium")
# Empty means Odoo's default here: both have one, and `type` must not be empty.
DEFAULT_WHEN_EMPTY = {"type", "priority"}


class RowRefusedError(Exception):
    """The row cannot be read; ``answer`` names where it fails."""

    def __init__(self, reason, *names):
        super().__init__(reason)
        self.answer = refused(reason, names)


@dataclass(frozen=True)
class Reference:
    """A campaign, source, medium or tag by its key, and its name should it be new."""

    key: str
    name: str


@dataclass(frozen=True, eq=False)
class IngestOrder:
    """What to write for one Meta lead, in values that ``create`` takes."""

    tenant: str
    leadgen_id: str
    page_id: str | None
    values: dict
    utm: dict = field(default_factory=dict)
    tags: tuple = ()
    note: str | None = None

    @property
    def key(self):
        return (self.tenant, self.leadgen_id)

    @property
    def external_name(self):
        """Name of the lead's external id, the same that the suite gives to ``load``."""
        return f"lead_{self.tenant}_{self.leadgen_id}"

    @property
    def meta_values(self):
        """What says where the lead came from: nothing that people change in Odoo."""
        given = {k: v for k, v in self.values.items() if k.startswith("meta_")}
        page = {"meta_page_id": self.page_id} if self.page_id else {}
        return {**page, **given, "meta_leadgen_id": self.leadgen_id}


class OrderReader:
    """Reads rows; what it gives shares nothing that can be changed with what it got.

    Odoo runs a call again with the same arguments after a lost race.
    """

    def __init__(self, env):
        self.env = env
        self._fields = env["crm.lead"]._fields
        self._choices = {
            name: set(self._fields[name].get_values(env))
            for name in ("type", "priority", "meta_platform")
        }
        self._read_by_type = {
            "char": self._text,
            "selection": self._choice,
            "many2one": self._id,
            "boolean": self._flag,
            "datetime": self._moment,
            "json": self._answers,
        }

    def order(self, row):
        """Give the IngestOrder of ``row``; raises RowRefusedError."""
        if not isinstance(row, dict):
            raise RowRefusedError(self.env._("A lead must be an object."))
        unknown = sorted(str(name) for name in set(row) - ROW_KEYS)
        if unknown:
            raise self._not_allowed(unknown)
        return IngestOrder(
            tenant=self._matching(row, "tenant", TENANT),
            leadgen_id=self._matching(row, "leadgen_id", META_ID),
            page_id=self._page(row),
            values=self._values(row.get("values")),
            utm=self._utm(row.get("utm")),
            tags=self._tags(row.get("tags")),
            note=self._text("note", row.get("note")) or None,
        )

    def _matching(self, row, name, pattern):
        value = row.get(name)
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        raise self._bad(name)

    def _page(self, row):
        return (
            None
            if row.get("page_id") is None
            else self._matching(row, "page_id", META_ID)
        )

    def _values(self, values):
        if not isinstance(values, dict):
            raise self._bad("values")
        unknown = sorted(str(name) for name in set(values) - VALUE_FIELDS)
        if unknown:
            raise self._not_allowed(unknown)
        if values.get("user_id") not in (None, False):
            raise RowRefusedError(
                self.env._("A new lead has no salesperson: Odoo assigns it."), "user_id"
            )
        return {
            name: self._value(name, value)
            for name, value in values.items()
            if not (value is None and name in DEFAULT_WHEN_EMPTY)
        }

    def _value(self, name, value):
        if value is None:
            return False
        return self._read_by_type[self._fields[name].type](name, value)

    def _text(self, name, value):
        if value is None or value is False:
            return False
        # PostgreSQL has no NUL in text, and UTF-8 no half of a surrogate pair.
        if isinstance(value, str) and "\0" not in value and _is_unicode(value):
            return value
        raise self._bad(name)

    def _choice(self, name, value):
        if isinstance(value, str) and value in self._choices[name]:
            return value
        raise self._bad(name)

    def _id(self, name, value):
        if value is False:
            return False
        if isinstance(value, int) and value is not True and 0 < value <= MAX_ID:
            return value
        raise self._bad(name)

    def _flag(self, name, value):
        if isinstance(value, bool):
            return value
        raise self._bad(name)

    def _moment(self, name, value):
        try:
            moment = isoparse(value)
            if moment.tzinfo:
                moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
            text = fields.Datetime.to_string(moment)
            # Odoo writes years before 1000 in a way that it does not read.
            fields.Datetime.to_datetime(text)
            return text
        except (ValueError, TypeError, OverflowError, AttributeError):
            raise self._bad(name) from None

    def _answers(self, name, value):
        if not isinstance(value, list):
            raise self._bad(name)
        return [self._answer(name, row) for row in value]

    def _answer(self, name, row):
        if not isinstance(row, dict) or not isinstance(row.get("answers"), list):
            raise self._bad(name)
        return {
            "question": self._text(name, row.get("question")) or "",
            "answers": [self._text(name, answer) or "" for answer in row["answers"]],
        }

    def _utm(self, utm):
        if utm is None:
            return {}
        if not isinstance(utm, dict) or set(utm) - set(REFERENCES):
            raise self._bad("utm")
        return {
            kind: self._reference("utm", utm[kind])
            for kind in utm
            if utm[kind] is not None
        }

    def _tags(self, tags):
        if tags is None:
            return ()
        if not isinstance(tags, list):
            raise self._bad("tags")
        return tuple(self._reference("tags", tag) for tag in tags)

    def _reference(self, where, value):
        if not isinstance(value, dict):
            raise self._bad(where)
        name = self._text(where, value.get("name"))
        if not name or not name.strip():
            raise self._bad(where)
        return Reference(self._matching_key(where, value.get("key")), name.strip())

    def _matching_key(self, where, key):
        if isinstance(key, str) and REFERENCE_KEY.fullmatch(key):
            return key
        raise self._bad(where)

    def _bad(self, name):
        return RowRefusedError(
            self.env._("The value of %s is not one it can have.", name), name
        )

    def _not_allowed(self, names):
        joined = ", ".join(names)
        return RowRefusedError(self.env._("Not allowed in a lead: %s", joined), *names)


def _is_unicode(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
