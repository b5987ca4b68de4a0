"""Alerts: what needs a person now, why, whom it is told to, and the next step that goes with it."""
