"""What each cause about Odoo means, and what to do about it."""

from __future__ import annotations

from shared.texts.translations import N_
from shared.web.connection_texts.text import Text

_NEW_KEY = N_(
    "Make a new key as the integration's user, set ODOO_API_KEY, then delete the old one."
)
_ALL_DOCUMENTS = N_(
    "In Odoo, Settings, Users: give the user Sales, User: All Documents (the addon's group "
    "Integration has it)."
)

ODOO = {
    "odoo_unreachable": Text(
        N_("Nothing answers at ODOO_URL."),
        N_(
            "See whether Odoo runs, and whether this machine reaches its address: name, port,"
            " certificate, firewall."
        ),
    ),
    "odoo_unavailable": Text(
        N_("Odoo, or what stands before it, does not serve right now."),
        N_("See Odoo's own log; it may be starting, updating, or out of memory."),
    ),
    "odoo_unsupported_version": Text(
        N_("What answers at ODOO_URL is older than Odoo 14, or is no Odoo."),
        N_("Set ODOO_URL to Odoo's own address, without a page's path, or update Odoo."),
    ),
    "odoo_login_needed": Text(
        N_("This Odoo is older than 19 and wants a login besides the key."),
        N_("Set ODOO_LOGIN to the login of the key's user."),
    ),
    "version_spoken": Text(N_("Odoo %(version)s, spoken to by %(by)s.")),
    "database_unknown": Text(
        N_("Odoo is there, but has no database of the name in ODOO_DATABASE."),
        N_(
            "Set ODOO_DATABASE to the name as the database manager shows it; on Odoo Online "
            "it is the first part of the address. A proxy that chooses by host name may hide "
            "the others."
        ),
    ),
    "odoo_authentication_failed": Text(
        N_("Odoo does not accept ODOO_API_KEY: it is wrong, was deleted, or has ended."),
        N_(
            "Make a new key as the integration's user (My Preferences, Security, Add API Key)"
            " and set ODOO_API_KEY."
        ),
    ),
    "odoo_access_denied": Text(
        N_("Odoo lets the key's user in, but not over its remote API."),
        N_("On Odoo Online the remote API needs the Custom plan. Else see the user's groups."),
    ),
    "key_never_ends": Text(N_("No key of this user has an end.")),
    "key_lasts": Text(N_("The first of this user's keys ends on %(day)s, in %(days)s days.")),
    "key_ends_soon": Text(
        N_(
            "A key of this user ends on %(day)s, in %(days)s days. Odoo does not say whether "
            "it is ours."
        ),
        _NEW_KEY,
    ),
    "key_ends_this_week": Text(
        N_(
            "A key of this user ends within a week, on %(day)s (days left: %(days)s). Odoo "
            "does not say whether it is ours."
        ),
        _NEW_KEY,
    ),
    "key_ends_now": Text(
        N_(
            "A key of this user is about to end (hours left: %(hours)s). If it is ours, no "
            "lead gets into Odoo then."
        ),
        _NEW_KEY,
    ),
    "key_ended": Text(N_("A key of this user ended on %(day)s."), _NEW_KEY),
    "key_end_not_told": Text(
        N_("Odoo does not show when this user's keys end (before version 17 they do not).")
    ),
    "right_missing": Text(
        N_("The key's user lacks rights on %(about)s: %(rights)s."), _ALL_DOCUMENTS
    ),
    "own_leads_only": Text(
        N_(
            "The key's user sees its own leads only: a person's earlier leads and changes of "
            "others stay hidden."
        ),
        _ALL_DOCUMENTS,
    ),
    "addon_absent": Text(
        N_("The addon is not there for this user: changes in Odoo are read every minute."),
        N_(
            "Nothing must be done. With the addon changes come within seconds, and "
            "salespeople see score and answers."
        ),
    ),
    "addon_sending": Text(N_("The addon %(version)s reports changes.")),
    "addon_silent": Text(
        N_(
            "The addon %(version)s is there, but does not report changes; they are read every"
            " minute."
        ),
        N_(
            "In Odoo, Settings, CRM, Meta Lead Ads Assistant: set address and secret, and see"
            " that its job is active."
        ),
    ),
    "clocks_agree": Text(N_("Odoo's clock and ours agree to %(seconds)s s.")),
    "clocks_apart": Text(
        N_(
            "Odoo's clock and ours differ by %(seconds)s s; past 300 s what the addon reports"
            " is refused."
        ),
        N_("Set the clock of Odoo's machine right, best by NTP."),
    ),
}
