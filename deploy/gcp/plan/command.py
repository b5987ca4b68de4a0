"""What a plan consists of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One gcloud command, as arguments.

    `once`: it creates something, and "already exists" is as good as done; any other command may
    be run again as it is.
    """

    argv: tuple[str, ...]
    once: bool = False


@dataclass(frozen=True, slots=True)
class Phase:
    """Commands with one subject; `notes` are for the person who runs them."""

    name: str
    title: str
    commands: tuple[Command, ...]
    notes: tuple[str, ...] = ()
