"""The Memory port on Firestore.

Google's client takes half a second to import; whoever imports only a neighbour never pays it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.adapters.storage.firestore.memory import FirestoreMemory

__all__ = ["FirestoreMemory"]


def __getattr__(name: str) -> object:
    """Import the adapter when it is asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(name)
    from shared.adapters.storage.firestore import memory

    return memory.FirestoreMemory
