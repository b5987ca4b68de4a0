"""Pages of alerts: the list with its buttons, figures, settings, and the page of signed links."""
