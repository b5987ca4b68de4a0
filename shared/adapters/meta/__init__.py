"""Meta's Graph API as the source of leads."""

from shared.adapters.meta.graph import MetaGraph

__all__ = ["MetaGraph"]
