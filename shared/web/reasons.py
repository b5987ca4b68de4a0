"""Why a lead waits or stopped, in plain words: one sentence for each error code.

A test reads the codes out of the sources of everything that can hold a lead up and fails when one
has no sentence here, or the sentence no translation.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.texts.translations import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

_OUR_FAULT = N_("A fault in this software. Please report it with the code shown here.")
_TRY_LATER = N_("Something did not answer just now. It is tried again by itself.")
_DATABASE_BUSY = N_("Our own memory is busy. It is tried again by itself.")
_DATABASE_BROKEN = N_("Our own memory cannot be written. Check its disk and its settings.")
_BEING_WORKED_ON = N_("Another worker is busy with this lead. It is tried again by itself.")
_SAME_PERSON = N_("Another lead of the same person is under way. It is tried again by itself.")
_MAPPING = N_("The form's mapping cannot be read. Correct it: the leads then go on by themselves.")
_TOO_LARGE = N_("What was sent is larger than we take.")
_META_ODD_REPLY = N_("Meta answered in an unexpected way. It is tried again by itself.")
_META_SLOW_DOWN = N_("Meta asks for fewer calls. It goes on when Meta allows it.")
_ODOO_DOWN = N_("Odoo does not answer. It is tried again by itself.")
_ODOO_REFUSED = N_("Odoo refused the record. See the details, then send the lead again.")
_ODOO_NO_RECORD = N_("A record that this lead needs is no longer in Odoo.")
_ODOO_UNCLEAR = N_(
    "Odoo's answer got lost. The same keyed call is made again: nothing is written twice."
)

_OURS = {
    "error": _OUR_FAULT,
    "unavailable": _TRY_LATER,
    "refused": N_("It was refused and will be refused again as it is. See the details."),
    "outcome_unknown": N_(
        "An answer got lost. The same keyed call is made again: nothing is written twice."
    ),
    "bad_input": N_("What was sent has the wrong shape. See the details."),
    "too_large": _TOO_LARGE,
    "not_authentic": N_("The sender could not prove who they are."),
    "too_many_requests": N_("Too many requests came from one address. Try again later."),
    "settings": N_("A setting is missing or wrong. See the details."),
    "unknown_version": N_("Written by a newer version of this software. Update this one."),
    "already_there": _OUR_FAULT,
    "version_conflict": _BEING_WORKED_ON,
    "busy": _BEING_WORKED_ON,
    "person_busy": _SAME_PERSON,
    "mapping_unreadable": _MAPPING,
    "crm_lead_gone": N_("The opportunity that should take these answers was merged or deleted."),
    "connection_paused": N_(
        "Calls to the other side are paused because none gets through. It goes on by itself when "
        "one does. See the details for the cause."
    ),
    "ledger_incomplete": N_("Our own record of this lead has lost the lead. It is tried again."),
    "gave_up": N_("Given up after a long time. See the details, then send the lead again."),
}
_MEMORY = {
    "memory_busy": _DATABASE_BUSY,
    "memory_io": _DATABASE_BROKEN,
    "memory_full": N_("The disk of our own memory is full. Make room."),
    "memory_readonly": _DATABASE_BROKEN,
    "memory_refused": _DATABASE_BROKEN,
    "memory_corrupt": N_("The file of our own memory is damaged. Restore it from a backup."),
    "memory_closed": _TRY_LATER,
    "memory_timeout": _DATABASE_BUSY,
    "memory_unavailable": N_("Our own memory cannot be reached. It is tried again by itself."),
    "memory_quota": N_("The quota of our own memory is used up. It is tried again by itself."),
    "memory_denied": N_("We may not use our own memory. Check the service account's rights."),
    "memory_missing": N_("The database of our own memory does not exist. Create it."),
    "memory_no_index": N_("Our own memory lacks an index. Deploy the indexes."),
    "memory_contended": _BEING_WORKED_ON,
    "memory_foreign": N_("Our own memory holds something that others have written."),
    "document_too_large": _TOO_LARGE,
    "batch_too_large": _OUR_FAULT,
    "bad_batch": _OUR_FAULT,
    "bad_cursor": _OUR_FAULT,
    "bad_id": _OUR_FAULT,
    "bad_increment": _OUR_FAULT,
    "bad_moment": _OUR_FAULT,
    "bad_name": _OUR_FAULT,
    "not_json": _OUR_FAULT,
    "query": _OUR_FAULT,
}
_META = {
    "meta_token_dead": N_("Meta no longer accepts the access token. Make a new one."),
    "meta_app_secret_wrong": N_("The app secret does not belong to the access token."),
    "meta_throttled": _META_SLOW_DOWN,
    "meta_quota_used_up": _META_SLOW_DOWN,
    "meta_unknown_error": _META_ODD_REPLY,
    "meta_unavailable": N_("Meta has a passing fault. It is tried again by itself."),
    "meta_blocked": N_("Meta has blocked calls of this app. See the app's page at Meta."),
    "meta_permission_missing": N_("The access token lacks a permission. See the details."),
    "meta_leads_access_revoked": N_(
        "This app may not read the page's leads. Add it at Meta: Business settings, "
        "Integrations, Leads access, CRMs."
    ),
    "meta_lead_gone": N_(
        "Meta does not show this lead: it expired after 90 days, was deleted, or is not visible "
        "to our access token."
    ),
    "meta_request_refused": N_("Meta does not take our request. See the details."),
    "meta_timeout": N_("Meta did not answer in time. It is tried again by itself."),
    "meta_unreachable": N_("Meta cannot be reached. It is tried again by itself."),
    "meta_unexpected_reply": _META_ODD_REPLY,
    "meta_unexpected_shape": N_("Meta's answer has a shape that we do not know. See the details."),
    "meta_foreign_next": N_("Meta's next page lies on another host, so it was not followed."),
    "meta_paging_loop": _META_ODD_REPLY,
}
_ODOO = {
    "odoo_error": _ODOO_DOWN,
    "odoo_unavailable": _ODOO_DOWN,
    "odoo_unreachable": N_("Odoo cannot be reached. Check its address; it is tried again."),
    "odoo_deadline_over": _ODOO_DOWN,
    "odoo_pool_exhausted": N_("All connections to Odoo are busy. It is tried again by itself."),
    "odoo_rate_limited": N_("Odoo asks for fewer calls. It is tried again by itself."),
    "odoo_conflict": N_("Somebody changed the same record in Odoo. It is tried again by itself."),
    "odoo_server_fault": N_("Odoo failed with an error of its own. It is tried again by itself."),
    "odoo_no_answer": _ODOO_DOWN,
    "odoo_bad_reply": N_("What answers at Odoo's address does not speak like Odoo."),
    "odoo_refused": _ODOO_REFUSED,
    "odoo_invalid": _ODOO_REFUSED,
    "odoo_validation_failed": _ODOO_REFUSED,
    "odoo_authentication_failed": N_("Odoo no longer accepts the API key. Make a new one."),
    "odoo_access_denied": N_("Odoo's user lacks a right. See the details."),
    "odoo_not_found": N_("Odoo has no such database or address. Check the settings."),
    "odoo_no_such_method": N_("Odoo lacks a model or method that we need. Install its CRM app."),
    "odoo_missing_record": _ODOO_NO_RECORD,
    "odoo_record_missing": _ODOO_NO_RECORD,
    "odoo_bad_call": N_("Odoo does not know a field or method that we use. See the details."),
    "odoo_not_allowed": _OUR_FAULT,
    "odoo_login_needed": N_("This Odoo needs a login besides the API key: set ODOO_LOGIN."),
    "odoo_unsupported_version": N_("This Odoo is older than version 14, or it is no Odoo."),
    "odoo_redirected": N_("Odoo's address leads elsewhere. Set ODOO_URL to where it leads."),
    "odoo_reply_too_large": N_("Odoo's answer is larger than we take."),
    "odoo_outcome_unknown": _ODOO_UNCLEAR,
    "field_value": N_("The value does not fit the field."),
    "stage_unknown": N_("Odoo has no such stage, or not for this team."),
    "assignee_archived": N_("The person no longer works in Odoo."),
    "assignee_sees_not": N_("The person may not see this record in Odoo."),
    "deleted_in_crm": N_("It was in Odoo and somebody deleted it there; it is not made again."),
}

REASONS: Mapping[str, str] = MappingProxyType(_OURS | _MEMORY | _META | _ODOO)
"""Code -> English sentence; translated when it is shown."""
