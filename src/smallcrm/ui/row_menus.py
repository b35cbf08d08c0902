"""What the menu of a table's row offers: first what the row itself can do, then its client."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu and the wish that it is; `more` is a menu of its own, no text a separator.

    `checked` says of one of several whether it is so now.
    """

    text: str = ""
    wish: str = ""
    argument: object = None
    checked: bool | None = None
    more: tuple[Entry, ...] = ()


SEPARATOR = Entry()
_PAIR = 2
# Tabs whose rows are papers themselves, and the kind that each is.
_PRINTED_TOGETHER = {"invoices": "invoice", "quotes": "quote"}


def fill_menu(menu: QMenu, entries: Sequence[Entry], chosen: Callable[[str, object], None]) -> None:
    """Put entries into a menu; `chosen(wish, argument)` when one is."""
    for entry in entries:
        if entry.more:
            fill_menu(menu.addMenu(_plain(entry.text)), entry.more, chosen)
        elif not entry.text:
            menu.addSeparator()
        else:
            action = menu.addAction(_plain(entry.text))
            if entry.checked is not None:
                action.setCheckable(True)
                action.setChecked(entry.checked)
            action.triggered.connect(_chooser(action, entry, chosen))


def _chooser(
    action: QAction, entry: Entry, chosen: Callable[[str, object], None]
) -> Callable[[], None]:
    def choose() -> None:
        if entry.checked is not None:
            # What is so now is read anew, not what was clicked.
            action.setChecked(entry.checked)
        chosen(entry.wish, entry.argument)

    return choose


def _plain(text: str) -> str:
    """Keep an `&` in a client's name from becoming a key."""
    return text.replace("&", "&&")


def row_menu(
    tr: I18n, tab: str, row_id: int, client_id: int | None, chosen: Sequence[int] = ()
) -> tuple[Entry, ...]:
    """Return the lines of a row's menu; `chosen` are all that are selected, where several are."""
    if tab == "clients" and len(chosen) > 1:
        return _several(tr, chosen)
    own = _own(tr, tab, row_id)
    if tab in _PRINTED_TOGETHER and len(chosen) > 1:
        text = tr.ngettext("Print the chosen one…", "Print the {count} chosen ones…", len(chosen))
        text = text.format(count=tr.formats.number(len(chosen)))
        own = (*own, Entry(text, "run", (_PRINTED_TOGETHER[tab], tuple(chosen))))
    if client_id is None:
        return own
    about = (
        Entry(tr.gettext("Open card"), "open_card", client_id),
        Entry(tr.gettext("Take payment…"), "payment", client_id),
        Entry(tr.gettext("Record sale…"), "sale", client_id),
        Entry(tr.gettext("Make quote…"), "new_quote", client_id),
        Entry(tr.gettext("Bill…"), "bill", client_id),
        Entry(tr.gettext("Open account…"), "account", client_id),
        Entry(tr.gettext("Record referral…"), "record_referral", client_id),
        Entry(tr.gettext("Referrals and rewards…"), "rewards", client_id),
        Entry(tr.gettext("Files…"), "documents", client_id),
        Entry(tr.gettext("Edit client…"), "edit_client", client_id),
        Entry(tr.gettext("Client report…"), "report", client_id),
        Entry(tr.gettext("Statement of account…"), "statement", client_id),
        Entry(tr.gettext("On paper"), more=_on_paper(tr, client_id)),
    )
    return (*own, SEPARATOR, *about) if own else about


def _several(tr: I18n, chosen: Sequence[int]) -> tuple[Entry, ...]:
    """Return what can be done to several clients at once."""
    text = tr.ngettext("Change {count} client…", "Change {count} clients…", len(chosen))
    text = text.format(count=tr.formats.number(len(chosen)))
    batch = Entry(text, "batch_edit", tuple(chosen))
    papers = (
        SEPARATOR,
        Entry(tr.gettext("Statements of account…"), "run", ("statement", ())),
        Entry(tr.gettext("Client reports…"), "run", ("client", ())),
        Entry(tr.gettext("Envelopes…"), "run", ("envelope", ())),
        Entry(tr.gettext("Mailing labels…"), "labels"),
        Entry(tr.gettext("Phone list…"), "phones"),
    )
    if len(chosen) != _PAIR:
        return (batch, *papers)
    return (Entry(tr.gettext("Merge…"), "merge", tuple(chosen)), batch, *papers)


def _on_paper(tr: I18n, client_id: int) -> tuple[Entry, ...]:
    """Return the papers about a client that are seldom wanted."""
    return (
        Entry(tr.gettext("Letter of the last reminder…"), "last_reminder", client_id),
        Entry(tr.gettext("Envelope…"), "envelope", client_id),
        Entry(tr.gettext("All that is stored…"), "record", client_id),
    )


def _own(tr: I18n, tab: str, row_id: int) -> tuple[Entry, ...]:
    by_tab: dict[str, tuple[Entry, ...]] = {
        "quotes": (
            Entry(tr.gettext("Open quote"), "open_quote", row_id),
            Entry(tr.gettext("Accept quote…"), "accept_quote", row_id),
            Entry(tr.gettext("Revise quote…"), "revise_quote", row_id),
            Entry(tr.gettext("Decline quote…"), "decline_quote", row_id),
            Entry(tr.gettext("Print quote…"), "print_quote", row_id),
        ),
        "sales": (
            Entry(tr.gettext("Open sale"), "open_sale", row_id),
            Entry(tr.gettext("Same again…"), "same_again", row_id),
            Entry(tr.gettext("Deliver…"), "deliver", row_id),
            Entry(tr.gettext("Bill this sale…"), "bill_sale", row_id),
            Entry(tr.gettext("Pay by instalments…"), "plan", row_id),
        ),
        "invoices": (
            Entry(tr.gettext("Open invoice"), "open_invoice", row_id),
            Entry(tr.gettext("Credit note…"), "credit_note", row_id),
            Entry(tr.gettext("Print…"), "print_invoice", row_id),
        ),
        "payments": (
            Entry(tr.gettext("Open payment"), "open_payment", row_id),
            Entry(tr.gettext("Receipt…"), "print_receipt", row_id),
        ),
        "products": (Entry(tr.gettext("Open product"), "open_product", row_id),),
        "contracts": (Entry(tr.gettext("Open contract"), "open_contract", row_id),),
    }
    return by_tab.get(tab, ())
