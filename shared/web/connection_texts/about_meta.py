"""What each cause about Meta means, and what to do about it."""

from __future__ import annotations

from shared.texts.translations import N_
from shared.web.connection_texts.text import Text

_NEW_TOKEN = N_(
    "Make a new token for the system user (Business settings, Users, System users, Generate "
    "new token) with all permissions, and set META_ACCESS_TOKEN."
)
_NO_PERSONS_TOKEN = N_(
    "Better use a system user's token: it does not depend on a person. Make a new token for "
    "the system user (Business settings, Users, System users, Generate new token) with all "
    "permissions, and set META_ACCESS_TOKEN."
)
_LOG_IN_AGAIN = N_("The token's person must log in to the app again, or use a system user's token.")
_TOKEN_WITH_IT = N_(
    "Make a new token of the same system user with this permission as well: a token that is "
    "already made does not get it later. If the permission cannot be chosen, the app needs it"
    " in App Review."
)
_SUBSCRIBE = N_(
    "Subscribe the app to the page: POST /%(about)s/subscribed_apps with "
    "subscribed_fields=leadgen and the page's own token."
)
_NEWER_VERSION = N_(
    "Set META_GRAPH_VERSION to a current version, after a look at Meta's changelog."
)

META = {
    "token_expired": Text(N_("The access token has expired."), _NEW_TOKEN),
    "token_password_changed": Text(
        N_("The access token died as its person changed the password."), _NO_PERSONS_TOKEN
    ),
    "token_app_removed": Text(
        N_("The person whose token this is has removed the app."), _NO_PERSONS_TOKEN
    ),
    "token_check_needed": Text(
        N_("Facebook wants the token's person to log in and pass a check."),
        N_(
            "Log in at facebook.com as that person and do what is asked; if the token stays "
            "dead, make a new one."
        ),
    ),
    "token_unconfirmed": Text(
        N_("The account of the token's person is not confirmed."),
        N_("Confirm the account at facebook.com, then make a new token."),
    ),
    "token_invalidated": Text(N_("The access token was made invalid."), _NEW_TOKEN),
    "token_role_lost": Text(
        N_("The person whose token this is no longer has a role on the page."),
        N_(
            "Give the person or the system user the page again (Business settings, Accounts, "
            "Pages), then make a new token."
        ),
    ),
    "token_refused": Text(
        N_("Meta does not accept the access token and does not say why."),
        N_(
            "See that META_ACCESS_TOKEN is whole and of this app. Make a new token for the "
            "system user (Business settings, Users, System users, Generate new token) with "
            "all permissions, and set META_ACCESS_TOKEN."
        ),
    ),
    "token_never_ends": Text(N_("The access token has no end.")),
    "token_lasts": Text(N_("The access token lasts until %(day)s: %(days)s days.")),
    "token_ends_soon": Text(N_("The access token ends on %(day)s, in %(days)s days."), _NEW_TOKEN),
    "token_ends_this_week": Text(
        N_("The access token ends within a week, on %(day)s (days left: %(days)s)."), _NEW_TOKEN
    ),
    "token_ends_now": Text(
        N_("The access token is about to end (hours left: %(hours)s). Then no lead can be read."),
        _NEW_TOKEN,
    ),
    "token_ended": Text(N_("The access token ended on %(day)s."), _NEW_TOKEN),
    "data_access_never_ends": Text(N_("Access to data has no end.")),
    "data_access_lasts": Text(N_("Access to data lasts until %(day)s: %(days)s days.")),
    "data_access_ends_soon": Text(
        N_("Access to data ends on %(day)s, in %(days)s days, though the token lives on."),
        _LOG_IN_AGAIN,
    ),
    "data_access_ends_this_week": Text(
        N_("Access to data ends within a week, on %(day)s (days left: %(days)s)."), _LOG_IN_AGAIN
    ),
    "data_access_ends_now": Text(
        N_("Access to data is about to end (hours left: %(hours)s)."), _LOG_IN_AGAIN
    ),
    "data_access_ended": Text(
        N_("Access to data ended on %(day)s: Meta gives no leads, though the token lives."),
        _LOG_IN_AGAIN,
    ),
    "scope_granted": Text(N_("The token has this permission.")),
    "without_leads_retrieval": Text(
        N_("The token lacks leads_retrieval: without it no lead can be read."), _TOKEN_WITH_IT
    ),
    "without_pages_read_engagement": Text(
        N_(
            "The token lacks pages_read_engagement: without it the page's forms and their "
            "names cannot be read."
        ),
        _TOKEN_WITH_IT,
    ),
    "without_pages_show_list": Text(
        N_(
            "The token lacks pages_show_list: without it the pages cannot be listed, nor "
            "their tokens fetched."
        ),
        _TOKEN_WITH_IT,
    ),
    "without_pages_manage_ads": Text(
        N_("The token lacks pages_manage_ads: Meta asks for it to read the leads of a page's ads."),
        _TOKEN_WITH_IT,
    ),
    "without_ads_management": Text(
        N_(
            "The token lacks ads_management: leads come without the names of campaign, ad set"
            " and ad."
        ),
        _TOKEN_WITH_IT,
    ),
    "without_pages_manage_metadata": Text(
        N_(
            "The token lacks pages_manage_metadata: the page's subscription can be neither "
            "seen nor made."
        ),
        _TOKEN_WITH_IT,
    ),
    "app_not_subscribed": Text(
        N_("The app is not subscribed to anything of pages: Meta reports no lead to it."),
        N_(
            "In the app's dashboard, Webhooks, object Page: set the callback address and the "
            "verify token, then subscribe to the field leadgen."
        ),
    ),
    "app_without_leadgen": Text(
        N_("The app is subscribed to pages, but not to the field leadgen."),
        N_("In the app's dashboard, Webhooks, object Page: subscribe to the field leadgen."),
    ),
    "subscribed": Text(N_("Leads are reported to this app.")),
    "no_pages": Text(
        N_("The token sees no page."),
        N_(
            "Give the page to the system user with all tasks (Business settings, Accounts, "
            "Pages), then make a new token."
        ),
    ),
    "pages_seen": Text(N_("The token sees its pages (%(pages)s).")),
    "page_not_subscribed": Text(N_("The page reports nothing to this app."), _SUBSCRIBE),
    "page_without_leadgen": Text(
        N_("The page reports to this app, but not its leads."), _SUBSCRIBE
    ),
    "leads_readable": Text(N_("The page's leads can be read.")),
    "page_without_form": Text(N_("The page has no lead form, so reading could not be tried.")),
    "app_live": Text(
        N_("A lead of an ad has come by webhook in the last 28 days, so the app is in Live mode.")
    ),
    "app_mode_unknown": Text(
        N_(
            "Meta has no call that tells whether the app is in Live mode, and no lead of an "
            "ad has come by webhook in the last 28 days."
        ),
        N_(
            "Look at the switch App Mode in the app's dashboard: it must say Live. In "
            "development mode Meta reports no real leads."
        ),
    ),
    "version_served": Text(N_("Meta serves the version that is asked for, %(asked)s.")),
    "version_deprecated": Text(
        N_("Meta has moved calls of version %(asked)s to a newer one: it is coming to its end."),
        _NEWER_VERSION,
    ),
    "version_replaced": Text(
        N_("Version %(asked)s is asked for, and Meta serves %(served)s."), _NEWER_VERSION
    ),
    "meta_app_secret_wrong": Text(
        N_("META_APP_SECRET does not belong to the app of the access token."),
        N_(
            "Copy the app secret from the dashboard of the token's own app (App settings, "
            "Basic) into META_APP_SECRET. While it is rotated, the new one comes first."
        ),
    ),
    "meta_leads_access_revoked": Text(
        N_("Leads Access Manager shuts this app out of the page's leads (Meta's error 103)."),
        N_(
            "Business settings, Integrations, Leads access: choose the page, CRMs, and add "
            "this app."
        ),
    ),
    "meta_permission_missing": Text(
        N_("Meta refuses this call for want of a permission."),
        N_(
            "See the permissions above; the person or system user must also have the page "
            "with the task of advertising, or more."
        ),
    ),
    "meta_unreachable": Text(
        N_("Nothing answers at META_GRAPH_URL."),
        N_(
            "See whether this machine reaches the internet, and whether the address is right "
            "(https://graph.facebook.com)."
        ),
    ),
}
