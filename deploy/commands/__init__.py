"""The commands of `python -m deploy`, one a module."""
