"""The settings of the data file, as they are in force."""

from __future__ import annotations

from sqlalchemy import Connection

from smallcrm.domain.settings import SETTINGS, FileSettings

# Kept when the owner has chosen country and currency, which are the system locale's until then.
ASKED = "file.asked"


def read_settings(connection: Connection) -> FileSettings:
    """Read them; what was never set has its default."""
    rows = connection.exec_driver_sql("SELECT key, value FROM setting").all()
    kept = {key: value for key, value in rows}  # noqa: C416  (rows are not pairs to mypy)

    def value(key: str) -> str:
        return str(kept.get(key, SETTINGS[key].default))

    return FileSettings(
        country=value("file.country") or "US",
        currency=value("file.currency") or "USD",
        payment_term_days=int(value("file.payment_term_days")),
        owner_name=value("file.owner_name"),
        owner_line=value("file.owner_line"),
        owner_address=value("file.owner_address"),
        chosen=ASKED in kept,
        owner_tax_number=value("file.owner_tax_number"),
        kept=kept,
    )
