"""Webhooks to other programs, signed by Standard Webhooks."""

from shared.adapters.outgoing.caller import SignedWebhooks

__all__ = ["SignedWebhooks"]
