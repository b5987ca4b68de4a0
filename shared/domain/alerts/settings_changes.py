"""In what two settings differ, by the path of each value: `causes.idle.after`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.domain.alerts.settings import AlertSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Leaf = str | int | float | bool | None


class SettingsChange(NamedTuple):
    """One value that differs; None: nothing is set there."""

    path: str
    before: Leaf
    after: Leaf


def settings_changes(before: AlertSettings, after: AlertSettings) -> tuple[SettingsChange, ...]:
    """Give what differs, in order of path."""
    old, new = (dict(_leaves("", _document(one))) for one in (before, after))
    paths = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
    return tuple(SettingsChange(path, old.get(path), new.get(path)) for path in paths)


def set_values(settings: AlertSettings) -> dict[str, object]:
    """Give the document without what is as it is by default: what a person would write."""
    return settings.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


def _document(settings: AlertSettings) -> object:
    return settings.model_dump(mode="json", exclude_none=True)


def _leaves(path: str, value: object) -> Iterator[tuple[str, Leaf]]:
    if isinstance(value, list):
        value = {f"[{place}]": one for place, one in enumerate(value)}
    if isinstance(value, dict):
        yield from _of_members(path, value)
    elif value is None or isinstance(value, str | int | float | bool):
        yield path, value


def _of_members(path: str, members: Mapping[str, object]) -> Iterator[tuple[str, Leaf]]:
    for name, one in members.items():
        dot = "" if not path or str(name).startswith("[") else "."
        yield from _leaves(f"{path}{dot}{name}", one)
