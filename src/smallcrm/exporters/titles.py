"""What files are called inside, in the language of whoever has them made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.exporters.sheet import About

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries

_NAMES: Final[Mapping[str, Callable[[I18n], str]]] = {
    "clients": lambda tr: tr.gettext("Clients"),
    "quotes": lambda tr: tr.gettext("Quotes"),
    "sales": lambda tr: tr.gettext("Sales"),
    "invoices": lambda tr: tr.gettext("Invoices"),
    "payments": lambda tr: tr.gettext("Payments"),
    "products": lambda tr: tr.gettext("Products"),
    "contracts": lambda tr: tr.gettext("Contracts"),
    "referrals": lambda tr: tr.gettext("Referrals"),
    "league": lambda tr: tr.gettext("Referrers"),
    "sources": lambda tr: tr.gettext("Sources"),
}


def sheet_name(tr: I18n | None, what: str) -> str:
    """Return what a sheet is called; its own code where there is no language."""
    return _NAMES[what](tr) if tr is not None else what.capitalize()


def about(queries: Queries, title: str, tr: I18n | None) -> About:
    """Say of a file what is in it, whose it is, and when it was made."""
    made_at = tr.formats.clock.now() if tr is not None else None
    return About(title, queries.settings().owner_name, made_at)
