"""What the owner can ask for around paper: sheets of labels that they measured.

Lengths are in micrometres, as in `domain.label_sheets`.
"""

from __future__ import annotations

from dataclasses import dataclass

from smallcrm.domain.label_sheets import LabelSheet
from smallcrm.services.command_parts import UNSET, Unset


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLabelSheet:
    """Keep a sheet of labels as the owner measured it."""

    sheet: LabelSheet
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLabelSheet:
    """Change the given measures of a sheet, or its name."""

    label_sheet: int
    name: str | Unset = UNSET
    page_width: int | Unset = UNSET
    page_height: int | Unset = UNSET
    across: int | Unset = UNSET
    down: int | Unset = UNSET
    left: int | Unset = UNSET
    top: int | Unset = UNSET
    label_width: int | Unset = UNSET
    label_height: int | Unset = UNSET
    step_x: int | Unset = UNSET
    step_y: int | Unset = UNSET
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLabelSheet:
    """Forget a sheet of labels; one undo brings it back."""

    label_sheet: int
    request_id: str | None = None
