"""The settings of the data file, as the layers above see them."""

from __future__ import annotations

from sqlalchemy import Connection

from smallcrm.db.settings import read_settings
from smallcrm.domain.settings import FileSettings


def file_settings(connection: Connection) -> FileSettings:
    """Read the settings in force."""
    return read_settings(connection)
