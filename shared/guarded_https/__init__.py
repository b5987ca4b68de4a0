"""HTTPS to addresses that people enter: never into a private network, never elsewhere by a redirect.

What chat channels, WhatsApp and webhooks have in common; no adapter, so that all of them may use it.
"""

from shared.guarded_https.client import Answer, GuardedHttps

__all__ = ["Answer", "GuardedHttps"]
