"""A row of the timeline before its date and its words for a screen reader are put to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smallcrm.domain.money import Money
    from smallcrm.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Parts:
    """Icon, head, text and amount of a row, with the tones of icon and amount."""

    icon: str
    head: str
    text: str = ""
    money: Money | None = None
    amount_tone: Tone = "plain"
    icon_tone: Tone = "second"
