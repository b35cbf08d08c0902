"""What the owner prints: papers as PDF, made by `reports.papers`.

reportlab is imported when the first report is made, not before (0.2 s).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from smallcrm.reports.files import safe_file_name, write_pdf

if TYPE_CHECKING:
    from smallcrm.domain.clock import Clock
    from smallcrm.domain.settings import FileSettings
    from smallcrm.i18n.catalog import I18n

__all__ = [
    "NOTES",
    "PAGE_SIZES",
    "Notes",
    "PageSize",
    "Stationery",
    "safe_file_name",
    "write_pdf",
]

Notes = Literal["all", "pinned", "none"]
NOTES: Final[tuple[Notes, ...]] = ("all", "pinned", "none")
PageSize = Literal["A4", "Letter"]
PAGE_SIZES: Final[tuple[PageSize, ...]] = ("A4", "Letter")


@dataclass(frozen=True, slots=True)
class Stationery:
    """What every report is made with: letterhead, language, fonts, the present, the paper.

    Without `page_size` the paper is the one usual in the file's country.
    """

    settings: FileSettings
    tr: I18n
    resources: Path
    clock: Clock
    page_size: PageSize | None = None
