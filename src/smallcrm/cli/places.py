"""Where the window and the command line find their folders and their screen."""

from __future__ import annotations

import os
import sys
import warnings

from smallcrm import paths


def find(data_dir: str | None = None) -> paths.Paths:
    """Find the folders; that a machine has no runtime folder is nobody's to worry about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return paths.find(data_dir)


def has_display() -> bool:
    """Tell whether a window can be shown; only Linux and its kin can be without a screen."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform in {"win32", "darwin"} or any(os.environ.get(name) for name in names)
