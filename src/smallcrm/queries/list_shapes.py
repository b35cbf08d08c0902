"""What the read side answers for lists on paper: label sheets, addresses, phones, calls."""

from __future__ import annotations

from dataclasses import dataclass

from smallcrm.domain.label_sheets import LabelSheet


@dataclass(frozen=True, slots=True)
class LabelSheetShape:
    """A sheet of labels that the owner measured."""

    id: int
    sheet: LabelSheet
