from . import g_assistant_verdict
