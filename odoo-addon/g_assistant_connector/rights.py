"""Who may do what only the suite does."""

INTEGRATION = "g_assistant_connector.group_integration"


def speaks_for_suite(env):
    """Whether it is the integration, an administrator, or code with all rights."""
    groups = (INTEGRATION, "base.group_system")
    return env.su or any(env.user.has_group(group) for group in groups)
