"""What the menu of a table's row offers: first what the row itself can do, then its client."""

from __future__ import annotations

from smallcrm.i18n.catalog import I18n

Entry = tuple[str, str, int | None]
SEPARATOR: Entry = ("", "", None)


def row_menu(tr: I18n, tab: str, row_id: int, client_id: int | None) -> tuple[Entry, ...]:
    """Return (words, wish, argument) of each line; an empty wish is a separator."""
    own = _own(tr, tab, row_id)
    if client_id is None:
        return own
    about = (
        (tr.gettext("Open card"), "open_card", client_id),
        (tr.gettext("Take payment…"), "payment", client_id),
        (tr.gettext("Record sale…"), "sale", client_id),
        (tr.gettext("Make quote…"), "new_quote", client_id),
        (tr.gettext("Bill…"), "bill", client_id),
        (tr.gettext("Open account…"), "account", client_id),
        (tr.gettext("Record referral…"), "record_referral", client_id),
        (tr.gettext("Edit client…"), "edit_client", client_id),
        (tr.gettext("Client report…"), "report", client_id),
        (tr.gettext("Statement of account…"), "statement", client_id),
    )
    return (*own, SEPARATOR, *about) if own else about


def _own(tr: I18n, tab: str, row_id: int) -> tuple[Entry, ...]:
    by_tab: dict[str, tuple[Entry, ...]] = {
        "quotes": (
            (tr.gettext("Open quote"), "open_quote", row_id),
            (tr.gettext("Accept quote…"), "accept_quote", row_id),
            (tr.gettext("Revise quote…"), "revise_quote", row_id),
            (tr.gettext("Decline quote…"), "decline_quote", row_id),
            (tr.gettext("Print quote…"), "print_quote", row_id),
        ),
        "sales": (
            (tr.gettext("Open sale"), "open_sale", row_id),
            (tr.gettext("Same again…"), "same_again", row_id),
            (tr.gettext("Deliver…"), "deliver", row_id),
            (tr.gettext("Bill this sale…"), "bill_sale", row_id),
            (tr.gettext("Pay by instalments…"), "plan", row_id),
        ),
        "invoices": (
            (tr.gettext("Open invoice"), "open_invoice", row_id),
            (tr.gettext("Credit note…"), "credit_note", row_id),
            (tr.gettext("Print…"), "print_invoice", row_id),
        ),
        "payments": (
            (tr.gettext("Open payment"), "open_payment", row_id),
            (tr.gettext("Receipt…"), "print_receipt", row_id),
        ),
        "products": ((tr.gettext("Open product"), "open_product", row_id),),
        "contracts": ((tr.gettext("Open contract"), "open_contract", row_id),),
    }
    return by_tab.get(tab, ())
