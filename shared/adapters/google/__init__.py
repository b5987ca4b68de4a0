"""Tokens that Google signs: of its service accounts, and of people by Identity-Aware Proxy."""

from shared.adapters.google.keys import PublicKeys
from shared.adapters.google.tokens import GoogleTokens

__all__ = ["GoogleTokens", "PublicKeys"]
