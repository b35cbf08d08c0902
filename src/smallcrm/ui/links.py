"""Links that the owner keeps, handed to the system to be opened."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from smallcrm.domain.own_fields import is_open_link


def open_kept_link(link: str) -> bool:
    """Have a link opened by the system; only web, e-mail and phone, whatever the file holds."""
    return is_open_link(link) and QDesktopServices.openUrl(QUrl(link, QUrl.ParsingMode.StrictMode))
