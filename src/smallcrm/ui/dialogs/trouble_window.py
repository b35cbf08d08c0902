"""What is the matter with the data file at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.domain.errors import DataFileError
from smallcrm.i18n.catalog import I18n
from smallcrm.ui.dialogs.frame import DialogFrame
from smallcrm.ui.theme import ThemeContext


@dataclass(frozen=True, slots=True)
class GoodBackup:
    """A verified backup that can be put back."""

    path: Path
    made_at: datetime


class TroubleWindow(DialogFrame):
    """Why the data file cannot be opened; `finished` then `status` is the exit status."""

    restored = Signal(object)

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        error: DataFileError,
        data_file: Path,
        *,
        newest_backup: Callable[[], GoodBackup | None] | None = None,
        restore: Callable[[Path], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", parent)
