"""Alerts and digests in words: Arabic and English, as plain notices and as e-mail."""
