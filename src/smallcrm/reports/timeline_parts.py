"""What the timeline says of one thing that happened: on the card, and in the client report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from smallcrm.domain.money import Money

Tone = Literal["plain", "debt", "soon", "ok", "second", "third", "accent"]
Clean = Callable[[str], str]
"""Makes one line of what somebody typed, as the screen or the paper needs it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Icon, head, text and amount of an entry, with the tones of icon and amount."""

    icon: str
    head: str
    text: str = ""
    money: Money | None = None
    amount_tone: Tone = "plain"
    icon_tone: Tone = "second"
