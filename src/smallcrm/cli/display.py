"""Where the command line finds its screen."""

from __future__ import annotations

import os
import sys


def has_display() -> bool:
    """Tell whether a window can be shown; only Linux and its kin can be without a screen."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform in {"win32", "darwin"} or any(os.environ.get(name) for name in names)
