"""The one extension point: importers, exporters, reports and telephony sources register by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Named parts in the order in which they were added; built by the package that owns them."""

    def __init__(self) -> None:
        self._parts: dict[str, T] = {}

    def add(self, name: str, part: T) -> T:
        """Add a part; the same name twice is a programming error (ValueError)."""
        if name in self._parts:
            msg = f"{name} is registered already"
            raise ValueError(msg)
        self._parts[name] = part
        return part

    def get(self, name: str) -> T | None:
        """Return the part of that name, or None."""
        return self._parts.get(name)

    def names(self) -> tuple[str, ...]:
        """Return the names in the order of registration."""
        return tuple(self._parts)

    def __iter__(self) -> Iterator[T]:
        """Go through the parts in the order of registration."""
        return iter(self._parts.values())
