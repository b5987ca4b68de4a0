"""What the commands on alerts say: lists, backtests, thresholds that were learnt."""

from __future__ import annotations

from shared.texts.translations import N_

HEAD = N_(
    "Days looked at: %(days)s, of them working days: %(working)s. Opportunities: "
    "%(opportunities)s, won: %(won)s, lost: %(lost)s."
)
TOTAL = N_("Alerts that these settings would have raised: %(raised)s, on a working day: %(a_day)s.")
TOTAL_IN_FORCE = N_(
    "Alerts by the settings in force: %(raised)s, on a working day: %(a_day)s, on the second "
    "level: %(level_2)s."
)
TOTAL_IN_FILE = N_(
    "Alerts by the settings in the file: %(raised)s, on a working day: %(a_day)s, on the second "
    "level: %(level_2)s."
)
WARNED = N_("Lost deals that had an alert within %(within)s days before: %(warned)s of %(lost)s.")
ENDED = N_(
    "Lost after, won after: the deal was closed so within %(within)s days of the alert. Next "
    "touch: the usual time until somebody wrote, called, moved, planned or reassigned."
)
LEFT_OUT = N_(
    "Caps, digests, ladders and people's answers are left out, and so is the overload of a "
    "salesperson: an alert counts when its cause falls due, and ends with it."
)
NOT_WHOLE = N_(
    "Opportunities of which our user in Odoo may not read the tracked changes: %(partial)s. Their "
    "stage, salesperson and team count as always having been what they are now."
)
NOTHING = N_("Odoo has no opportunity that was open in this time.")

CAUSE = N_("Cause")
RAISED = N_("Raised")
A_DAY = N_("A working day")
LEVEL_2 = N_("Level 2")
MENDED = N_("Mended")
LOST_AFTER = N_("Lost after")
WON_AFTER = N_("Won after")
NEXT_TOUCH = N_("Next touch")
UNTOUCHED = N_("No touch")
BY_CAUSE = (CAUSE, RAISED, A_DAY, LEVEL_2, MENDED, LOST_AFTER, WON_AFTER, NEXT_TOUCH, UNTOUCHED)
SALESPERSON = N_("Salesperson")
FULL_DAYS = N_("Days above %(cap)s")
BY_OWNER = (SALESPERSON, RAISED, A_DAY, FULL_DAYS, LEVEL_2, LOST_AFTER, WON_AFTER, NEXT_TOUCH)
IN_FORCE = N_("In force")
IN_FILE = N_("In the file")
DIFFERENCE = N_("Difference")
BOTH = (CAUSE, IN_FORCE, IN_FILE, DIFFERENCE)
BOTH_OWNERS = (SALESPERSON, IN_FORCE, IN_FILE, DIFFERENCE)
NOBODY = N_("nobody")

LEARNT = N_(
    "Days looked at: %(days)s. Opportunities: %(opportunities)s, won ones that were learnt from: "
    "%(won)s."
)
TOO_LITTLE = N_(
    "Nothing could be learnt: a threshold needs %(fewest)s pauses in won deals. What is set holds."
)
NOT_COMPLETE = N_("Time was used up before all opportunities were read.")
DRY = N_("Dry run: nothing was kept.")
LEARNING_OFF = N_(
    "Learning is off: these thresholds are not used until the settings say `learns`: true."
)
LEARNING_ON = N_(
    "Learning is on: within minutes these thresholds count wherever nothing else is set."
)
TEAM = N_("Team")
STAGE = N_("Stage")
WORKING_DAYS = N_("Working days")
PAUSES = N_("Pauses")
DEFAULT = N_("By default")
THRESHOLDS = (CAUSE, TEAM, STAGE, WORKING_DAYS, PAUSES, DEFAULT)
EVERY = N_("all")

LIVE = N_("Live alerts: %(live)s.")
MORE = N_("There are more; --limit shows them.")
NONE_LIVE = N_("There is no such alert.")
RECORD = N_("Number")
TITLE = N_("Title")
URGENCY = N_("Urgency")
LEVEL = N_("Level")
DUE = N_("Due since")
STANDING = N_("Standing")
TOLD = N_("Told")
ALERTS = (RECORD, TITLE, CAUSE, URGENCY, LEVEL, SALESPERSON, DUE, STANDING, TOLD)
