"""Slack, Google Chat, Teams, WhatsApp and a webhook's receiver for the local run and for tests."""
