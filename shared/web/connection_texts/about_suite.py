"""What each cause about the suite itself means, and what to do about it."""

from __future__ import annotations

from shared.texts.translations import N_
from shared.web.connection_texts.text import Text

SUITE = {
    "in_order": Text(N_("In order.")),
    "not_checked": Text(N_("Not checked, because this failed: %(because)s.")),
    "broken_off": Text(
        N_("The check broke off by a fault in this software."),
        N_("Please report it with the line of the log."),
    ),
    "setting_missing": Text(
        N_("%(about)s is not set."), N_("Set it; docs/configuration.md says what it holds.")
    ),
    "setting_wrong": Text(
        N_("A setting is wrong: %(said)s."),
        N_("Correct it; docs/configuration.md says what it holds."),
    ),
    "no_pauses": Text(N_("No connection is paused.")),
    "connection_paused": Text(
        N_(
            "The connection is paused since %(since)s UTC because of %(code)s; leads wait, "
            "none is lost."
        ),
        N_("See the failed checks of that connection; once they are well it goes on by itself."),
    ),
    "channel_paused": Text(
        N_(
            "The channel is paused since %(since)s UTC because of %(code)s; its messages wait, the "
            "other channels go on."
        ),
        N_("See the code in docs/runbook.md; once a message gets through it goes on by itself."),
    ),
    "model_paused": Text(
        N_(
            "The language model is paused since %(since)s UTC because of %(code)s; dictionaries "
            "read what people type, and every lead has its grade."
        ),
        N_("See the code in docs/runbook.md; once a call gets through it goes on by itself."),
    ),
    "none_wait_long": Text(N_("No lead waits for longer than half an hour (%(leads)s wait).")),
    "leads_wait": Text(
        N_(
            "Leads have waited for more than half an hour: %(leads)s for this reason, "
            "%(total)s in all, the oldest for %(hours)s hours."
        ),
        N_(
            "See the failed checks; each lead's own reason is on the page /ops. They go on by"
            " themselves."
        ),
    ),
    "no_leads_dead": Text(N_("No lead has stopped for good.")),
    "leads_dead": Text(
        N_("Leads have stopped and wait for a person: %(leads)s."),
        N_(
            "See their reasons on the page /ops?state=dead, set them right, and send them "
            "again as the runbook says."
        ),
    ),
    "alert_sweep_runs": Text(N_("Alerts were looked after %(minutes)s min ago.")),
    "alert_sweep_never_ran": Text(
        N_("Alerts have not been looked after yet: the first run is within five minutes."),
    ),
    "alert_sweep_late": Text(
        N_(
            "Alerts have not been looked after for %(minutes)s min: nobody is told what needs "
            "him. It should be every five minutes."
        ),
        N_(
            "See in Cloud Scheduler whether the job sweep-alerts runs, and in the log of "
            "proactive-alert-agent what stopped it."
        ),
    ),
    "alerts_have_readers": Text(N_("There is somebody to tell of each alert.")),
    "alerts_without_reader": Text(
        N_("There is nobody to tell of some alerts: %(alerts)s."),
        N_(
            "See them on the page /alerts. Give their records an owner or their team a leader in "
            "Odoo, or set `default_manager_id` in the settings of alerts."
        ),
    ),
    "rhythm_usual": Text(
        N_("The last lead came %(hours)s h ago, which is usual here at these hours.")
    ),
    "rhythm_unknown": Text(
        N_("Leads have not come for long enough to tell what is usual here: two weeks are needed.")
    ),
    "silence": Text(
        N_(
            "No lead has come for %(hours)s h; the same hours of the weeks before brought "
            "%(expected)s or more."
        ),
        N_(
            "See in Ads Manager whether the ads run. If leads come there, see the "
            "subscriptions above."
        ),
    ),
    "webhooks_silent": Text(
        N_(
            "All %(leads)s leads of the last day were found by reconciling: Meta's webhooks "
            "do not arrive."
        ),
        N_(
            "See the subscriptions above, and whether the callback address in the app's "
            "dashboard is this suite's and answers 200."
        ),
    ),
    "not_compared": Text(N_("Meta's counts have not been compared with ours yet.")),
    "counts_agree": Text(N_("Meta's counts and ours agree for the last week (%(leads)s leads).")),
    "leads_missing": Text(
        N_("Leads of this form that Meta has for the last week and we do not: %(leads)s."),
        N_(
            "See whether the page's leads can be read (above); the next reconciliation "
            "fetches them then."
        ),
    ),
    "leads_unannounced": Text(
        N_(
            "Leads of this form in the last week that came only by reconciling, told by no "
            "webhook: %(leads)s."
        ),
        N_("They are not lost. If it goes on, see the page's subscription above."),
    ),
    "no_topic": Text(
        N_("A topic of Pub/Sub does not exist."),
        N_("Deploy again: the deployment makes the topics."),
    ),
    "not_allowed": Text(
        N_("This account may not publish to a topic of Pub/Sub, or the topic does not exist."),
        N_("Deploy again: the deployment makes topics and rights (roles/pubsub.publisher)."),
    ),
    "not_enabled": Text(
        N_("Pub/Sub is not enabled in the project."),
        N_("Enable it: gcloud services enable pubsub.googleapis.com"),
    ),
    "no_credentials": Text(
        N_("Google does not accept our credentials."),
        N_(
            "See which service account this function runs as; on your own machine: gcloud "
            "auth application-default login"
        ),
    ),
    "pubsub_unavailable": Text(
        N_("Pub/Sub does not answer right now."),
        N_("It is tried again; Meta sends what was not taken once more."),
    ),
}
