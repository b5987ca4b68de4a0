from . import g_assistant_answer
from . import g_assistant_verdict
