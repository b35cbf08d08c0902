"""The part of the read side that is about money to come in."""

from __future__ import annotations

from smallcrm.queries.reading import Reading


class ReceivableQueries(Reading):
    """Accounts, promises, reminders, rates and bank lines; a part of `Queries`."""
