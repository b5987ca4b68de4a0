"""Chat channels by incoming webhooks: Slack, Google Chat and Microsoft Teams."""

from shared.adapters.chat.channels import ChatChannels

__all__ = ["ChatChannels"]
