"""What windows remember of this machine: how they stood, and the folders that were used last."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, QStandardPaths

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext

PAPER_FOLDER: Final = "papers/folder"


def remembered(context: UiContext) -> QSettings | None:
    """Return where it is kept, beside the settings of the machine; None before a file is open."""
    backend = context.runner.backend()
    if backend is None:
        return None
    kept = backend.paths.machine_settings.with_name("window.ini")
    return QSettings(str(kept), QSettings.Format.IniFormat)


def last_folder(context: UiContext, key: str) -> Path:
    """Return the folder that was used last, else the owner's documents."""
    store = remembered(context)
    kept = str(store.value(key, "")) if store is not None else ""
    if kept and Path(kept).is_dir():
        return Path(kept)
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(usual) if usual and Path(usual).is_dir() else Path.home()


def remember_folder(context: UiContext, key: str, folder: Path) -> None:
    """Keep which folder was used last."""
    store = remembered(context)
    if store is not None:
        store.setValue(key, str(folder))
