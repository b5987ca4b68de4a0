"""Carrying out actions, exactly once where the other side has a key."""
