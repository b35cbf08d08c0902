"""How a tab's rows are asked for: apart from the shapes, which no window has to wait for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """How a tab's rows are sorted and narrowed; field and filter names are the tab's own."""

    sort: str
    descending: bool = False
    filters: tuple[str, ...] = ()
    text: str = ""
