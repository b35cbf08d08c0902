"""How quotes, unit prices and quantities are written, wherever they are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from smallcrm.domain.money import exponent

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


def quote_number(tr: I18n, number: str, revision: int) -> str:
    """Name a quote: `Q-2026-0012`, from its second revision on `Q-2026-0012 rev 3`."""
    if revision < 2:  # noqa: PLR2004  (the first needs no saying)
        return number
    # Translators: a quote's number and its revision, "Q-2026-0012 rev 3"
    return tr.gettext("{number} rev {revision}").format(
        number=number, revision=tr.formats.number(revision)
    )


def unit_price(tr: I18n, price: Decimal, currency: str) -> str:
    """Write a unit price with at least the currency's decimals: `340.00`, `0.0125`.

    An empty `currency` is one that is not known yet: only the decimals that say anything.
    """
    digits, _, decimals = f"{abs(price):f}".partition(".")
    decimals = decimals.rstrip("0").ljust(exponent(currency) if currency else 0, "0")
    return tr.formats.numbers.write(digits, decimals, negative=price < 0)


def unit_price_with_currency(tr: I18n, price: Decimal, currency: str) -> str:
    """Write a unit price with its currency: `340.00 EUR`, `0.0125 欧元`."""
    return f"{unit_price(tr, price, currency)} {tr.formats.currency_word(currency)}"


def pays_after(tr: I18n, days: int) -> str:
    """Say how long after a sale a client pays, on average."""
    text = tr.ngettext("after {days} day on average", "after {days} days on average", days)
    return text.format(days=tr.formats.number(days))


def pays_late(tr: I18n, days: int | None) -> str:
    """Say how long after the due date a client pays, on average; below zero: before it."""
    if days is None:
        return ""
    if days == 0:
        return tr.gettext("on the due date")
    if days > 0:
        text = tr.ngettext("{days} day late", "{days} days late", days)
    else:
        text = tr.ngettext("{days} day early", "{days} days early", -days)
    return text.format(days=tr.formats.number(abs(days)))


def line_text(tr: I18n, what: str, *, as_amount: bool, credit: bool, less: bool) -> str:
    """Say what a line is; of an amount that is no line's, whether it is an advance.

    `credit`: of a credit note; `less`: it takes off what was billed before.
    """
    if not as_amount:
        return what
    if credit:
        text = tr.pgettext("line", "Part of {what}")
    elif less:
        # Translators: takes off a last invoice what an earlier one billed in advance
        text = tr.pgettext("line", "Less what was billed before: {what}")
    else:
        # Translators: an advance, billed as an amount: "On account: two grands, June"
        text = tr.pgettext("line", "On account: {what}")
    return text.format(what=what)
