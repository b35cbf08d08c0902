"""Every balance explained: the rows that it is made of, one currency at a time."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import shiboken6
from PySide6.QtCore import (
    Qt,
)
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import WriteOffReason
from smallcrm.i18n.sentences import enum_name, method_name
from smallcrm.i18n.trade import pays_after, pays_late
from smallcrm.queries.receivable_shapes import Account, AccountEntry, EntryKind
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.dialogs.referral_words import (
    Lapsing,
    credit_head,
    credit_source,
    credit_until,
    good_until,
    lapsing,
)
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.models.headed import HeadedModel, Index
from smallcrm.ui.theme import WINDOW_MARGIN
from smallcrm.ui.widgets.cells import CELL_ROLE, Cell
from smallcrm.ui.widgets.empty_state import EmptyState
from smallcrm.ui.widgets.facts import Fact, FactRow
from smallcrm.ui.widgets.labels import hairline
from smallcrm.ui.widgets.tab_bar import CountTabBar
from smallcrm.ui.widgets.table import FastTableView
from smallcrm.ui.widgets.table_copy import rows_as_mime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.referral_shapes import RewardCredit
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend
    from smallcrm.ui.theme import Tone

_DATE, _WHAT, _NUMBER, _AMOUNT, _BALANCE = range(5)
_SALES: Final = frozenset({EntryKind.SALE, EntryKind.CANCELLED})
_ICONS: Final = {
    EntryKind.SALE: "shopping-bag",
    EntryKind.CANCELLED: "x",
    EntryKind.PAYMENT: "banknote",
    EntryKind.REFUND: "rotate-ccw",
    EntryKind.REFERRAL_CREDIT: "gift",
    EntryKind.WRITE_OFF: "minus",
    EntryKind.CREDIT_NOTE: "file-text",
    EntryKind.OPENING_CREDIT: "wallet",
    EntryKind.CREDIT_TAKEN_BACK: "rotate-ccw",
    EntryKind.CREDIT_EXPIRED: "clock",
}
_NO_CREDITS: Final[Mapping[int, RewardCredit]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Found:
    """An account, and the referral credits in it by id."""

    account: Account
    credits: Mapping[int, RewardCredit]


class AccountModel(HeadedModel):
    """The rows of one account, oldest first, each with the balance after it."""

    def __init__(self, tr: I18n, parent: QWidget) -> None:
        heads = (
            (tr.gettext("Date"), False),
            (tr.gettext("What"), False),
            (tr.gettext("Number"), False),
            (tr.gettext("Amount"), True),
            (tr.gettext("Balance"), True),
        )
        super().__init__(heads, parent)
        self._tr = tr
        self._entries: Sequence[AccountEntry] = ()
        self._credits = _NO_CREDITS

    def show(
        self,
        entries: Sequence[AccountEntry],
        credits_by_id: Mapping[int, RewardCredit] = _NO_CREDITS,
    ) -> None:
        """Show these rows; of the referral credits among them it is known what earned them."""
        self.beginResetModel()
        self._entries = tuple(entries)
        self._credits = credits_by_id
        self.endResetModel()

    def entry(self, row: int) -> AccountEntry | None:
        """Return a row, None where there is none."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        entry = self.entry(index.row()) if index.isValid() else None
        if entry is None:
            return None
        if role == CELL_ROLE:
            return self._cell(entry, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cell(entry, index.column()).text
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _WHAT:
            return self._what(entry)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        return None

    def _cell(self, entry: AccountEntry, column: int) -> Cell:
        formats = self._tr.formats
        quiet: Tone = "third" if entry.void else "second"
        if column == _DATE:
            return Cell(formats.date_short(entry.on), quiet)
        if column == _WHAT:
            plain: Tone = "third" if entry.void else "plain"
            return Cell(self._what(entry), plain, _ICONS.get(entry.kind, ""))
        if column == _NUMBER:
            return Cell(entry.number or self._earned_by(entry), quiet)
        if column == _AMOUNT:
            tone: Tone = "third" if entry.void else "ok" if entry.amount.minor < 0 else "plain"
            return Cell(formats.amount(entry.amount), tone, align="right")
        owes = entry.balance.minor > 0
        return Cell(
            formats.amount(entry.balance),
            "plain" if owes else "ok" if entry.balance.minor < 0 else "third",
            weight="medium" if owes else "normal",
            align="right",
        )

    def _what(self, entry: AccountEntry) -> str:
        return what(self._tr, entry, self._credit(entry))

    def _earned_by(self, entry: AccountEntry) -> str:
        """Return the number of the sale that earned a credit."""
        credit = self._credit(entry)
        return credit.sale[1] if credit is not None and credit.sale is not None else ""

    def _credit(self, entry: AccountEntry) -> RewardCredit | None:
        return self._credits.get(entry.credit_id) if entry.credit_id is not None else None

    def _spoken(self, entry: AccountEntry) -> str:
        tr = self._tr
        return tr.gettext("{date}, {what}, {amount}, balance {balance}").format(
            date=tr.formats.date_long(entry.on),
            what=self._what(entry),
            amount=tr.formats.money(entry.amount),
            balance=tr.formats.money(entry.balance),
        )


class AccountWindow(BesideFrame):
    """What makes up a client's balance; it may stay open and looks again after every commit.

    `wanted(name, id)`: `open_sale`, `open_payment` or `open_invoice` when a row is opened,
    `statement` with the client's id.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int,
        parent: QWidget | None = None,
        *,
        currency: str | None = None,
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Account"), parent, width=900, height=560)
        self._client_id = client_id
        self._currency = currency or ""
        self._currencies: tuple[str, ...] = ()
        self._slot = f"account:{client_id}"
        self.tabs = CountTabBar(theme, name=tr.gettext("Currency"))
        self.table = FastTableView(theme, name=tr.gettext("Account"))
        self.model = AccountModel(tr, self)
        self.table.setModel(self.model)
        self.facts = FactRow(theme)
        self.empty = EmptyState(
            theme,
            tr.gettext("Nothing here yet"),
            tr.gettext("Sales and payments stand here once there are any."),
            icon="wallet",
        )
        self.copy_button = self.add_button(
            tr.gettext("Copy all"), key=tr.pgettext("key", "Alt C"), icon="copy"
        )
        self.print_button = self.add_button(
            tr.gettext("Statement"), key=tr.gettext("Ctrl P"), icon="printer"
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self.open_button = self.add_button(
            tr.pgettext("button", "Open"), key=tr.pgettext("key", "Enter"), primary=True
        )
        self._build()
        self.follow()

    @property
    def currency(self) -> str:
        """Return the currency that is shown."""
        return self._currency

    def read(self) -> None:
        """Read the account anew."""
        client_id, currency = self._client_id, self._currency

        def work(backend: Backend) -> _Found | None:
            card = backend.queries.card(client_id, slot="dialog")
            if card is None:
                return None
            owed = card.balance.owed
            first = owed[0].amount.currency if owed else card.details.currency
            wanted = currency or first or backend.file_settings().currency
            account = backend.queries.account(client_id, wanted)
            if account is None:
                return None
            earned = card.referral_summary.earned or any(
                entry.credit_id is not None for entry in account.entries
            )
            rewards = backend.queries.rewards_of(client_id) if earned else ()
            return _Found(account, {credit.payment_id: credit for credit in rewards})

        self._context.runner.task(work, self._show, self._on_failed)

    def copy_all(self) -> None:
        """Put the whole account on the clipboard, as text and as a table."""
        rows = range(self.model.rowCount())
        QGuiApplication.clipboard().setMimeData(
            rows_as_mime(self.model, list(rows), list(range(self.model.columnCount())))
        )
        self._say_copied(len(rows))

    def open_row(self, row: int) -> None:
        """Ask for the sale, the payment or the credit note of a row."""
        entry = self.model.entry(row)
        if entry is None:
            return
        number = entry.number
        if entry.kind is EntryKind.CREDIT_NOTE and number:
            self._context.runner.read(
                self._slot, lambda queries: queries.invoice_ids(number), self._on_invoice
            )
        else:
            self.wanted.emit("open_sale" if entry.kind in _SALES else "open_payment", entry.row_id)

    def _build(self) -> None:
        tr = self._context.tr
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(8))
        column.addWidget(self.table, 1)
        column.addWidget(hairline())
        column.addWidget(self.facts)
        self._pages = QStackedWidget()
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        self.tabs.hide()
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._pages, 1)
        header = self.table.header
        header.setSectionsMovable(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        self.table.opened.connect(self.open_row)
        self.table.copied.connect(self._say_copied)
        self.tabs.currentChanged.connect(self._on_tab)
        self.copy_button.clicked.connect(self.copy_all)
        self.print_button.clicked.connect(self._on_print)
        self.open_button.clicked.connect(lambda: self.open_row(self.table.current_row()))
        self.close_button.clicked.connect(self.reject)
        for key, act in (
            (Qt.Modifier.ALT | Qt.Key.Key_C, self.copy_all),
            (Qt.Modifier.CTRL | Qt.Key.Key_P, self.print_button.click),
            (Qt.Modifier.CTRL | Qt.Key.Key_PageDown, lambda: self._turn(1)),
            (Qt.Modifier.CTRL | Qt.Key.Key_PageUp, lambda: self._turn(-1)),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        self.tabs.setToolTip(tr.gettext("Ctrl and Page Up or Down: another currency"))

    def _show(self, found: _Found | None) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        if found is None:
            self.set_notice(tr.gettext("This client is not there any more."))
            self._pages.setCurrentIndex(1)
            return
        self.set_notice(None)
        account = found.account
        client = account.client
        self._currency = account.currency
        self.set_title(tr.gettext("Account"), client_label(tr, client.name, client.organisation))
        self.setWindowTitle(tr.gettext("{client}, account").format(client=client.name))
        self._show_tabs(account)
        entry = self.model.entry(self.table.current_row())
        self.model.show(account.entries, found.credits)
        kept = [
            row
            for row, one in enumerate(account.entries)
            if entry is not None and (one.kind, one.row_id) == (entry.kind, entry.row_id)
        ]
        self.table.fit_columns()
        for column in (_DATE, _NUMBER, _AMOUNT, _BALANCE):
            # The first and the last column leave something free at the edges, the others a gap.
            width = self.table.columnWidth(column) + self.theme.px(WINDOW_MARGIN)
            self.table.setColumnWidth(column, width)
        self._pages.setCurrentIndex(0 if account.entries else 1)
        for button in (self.copy_button, self.print_button, self.open_button):
            button.setEnabled(bool(account.entries))
        self.facts.set_facts(facts(tr, account, lapsing(tuple(found.credits.values()))))
        if account.entries:
            self.table.select_row(kept[0] if kept else len(account.entries) - 1)
            if not self.tabs.hasFocus():
                self.table.setFocus()

    def _show_tabs(self, account: Account) -> None:
        found = account.currencies or (account.currency,)
        if account.currency not in found:
            found = (*found, account.currency)
        if found != self._currencies:
            self._currencies = found
            self.tabs.blockSignals(True)
            self.tabs.remove_all()
            for code in found:
                self.tabs.add(self._context.tr.formats.currency_word(code))
            self.tabs.blockSignals(False)
        self.tabs.blockSignals(True)
        self.tabs.setCurrentIndex(found.index(account.currency))
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(found) > 1)

    def _turn(self, step: int) -> None:
        if len(self._currencies) > 1:
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + step) % self.tabs.count())

    def _on_tab(self, number: int) -> None:
        if 0 <= number < len(self._currencies):
            self._currency = self._currencies[number]
            self.read()

    def _on_print(self) -> None:
        self.wanted.emit("statement", self._client_id)

    def _on_invoice(self, found: tuple[int, ...]) -> None:
        if shiboken6.isValid(self) and found:
            self.wanted.emit("open_invoice", found[0])

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        money = changes.touches(
            Entity.SALE,
            Entity.PAYMENT,
            Entity.PAYMENT_ALLOCATION,
            Entity.INVOICE,
            Entity.CLIENT,
            Entity.REFERRAL,
        )
        return changes.everything or (money and self._client_id in changes.client_ids)

    def _say_copied(self, count: int) -> None:
        tr = self._context.tr
        text = tr.ngettext("{count} row copied.", "{count} rows copied.", count)
        self.set_notice(text.format(count=tr.formats.number(count)), wrong=False)


def what(tr: I18n, entry: AccountEntry, credit: RewardCredit | None = None) -> str:
    """Say what a row is: a sale's title, how was paid, why was given up, what earned a credit."""
    words = {
        EntryKind.SALE: "",
        EntryKind.CANCELLED: tr.gettext("Cancelled"),
        EntryKind.PAYMENT: tr.gettext("Payment"),
        EntryKind.REFUND: tr.gettext("Money given back"),
        EntryKind.REFERRAL_CREDIT: credit_head(tr, credit),
        EntryKind.WRITE_OFF: tr.gettext("Written off"),
        EntryKind.CREDIT_NOTE: tr.gettext("Credit note"),
        EntryKind.OPENING_CREDIT: tr.gettext("Credit from before"),
        EntryKind.CREDIT_TAKEN_BACK: tr.gettext("Taken back: {credit}").format(
            credit=credit_head(tr, credit)
        ),
        EntryKind.CREDIT_EXPIRED: tr.gettext("Lapsed: {credit}").format(
            credit=credit_head(tr, credit)
        ),
    }
    parts = [words[entry.kind]]
    if credit is not None:
        if entry.kind is EntryKind.REFERRAL_CREDIT:
            parts.append(credit_until(tr, credit))
        parts.append(credit_source(tr, credit, with_sale=False))
    if entry.method:
        parts.append(method_name(tr, entry.method))
    if entry.title:
        parts.append(entry.title)
    elif entry.reason:
        parts.append(_reason(tr, entry.reason))
    if entry.reference:
        parts.append(entry.reference)
    if entry.void:
        parts.append(tr.gettext("void"))
    return tr.pgettext("facts", ", ").join(part for part in parts if part)


def _reason(tr: I18n, code: str) -> str:
    known = code in set(WriteOffReason)
    return enum_name(tr, WriteOffReason(code)) if known else code


def facts(tr: I18n, account: Account, expires: Lapsing = ()) -> list[Fact]:
    """Say what the rows come to: owed, credit, the difference of the two; and how they pay."""
    money = tr.formats.money
    balance = account.balance
    if balance.minor > 0:
        second = tr.gettext("owed in the end")
    elif balance.minor < 0:
        second = tr.gettext("in their favour")
    else:
        second = tr.gettext("nothing is left on either side")
    found = [
        Fact(tr.gettext("Owed"), money(account.owed), tr.gettext("open on sales")),
        Fact(
            tr.gettext("Credit"),
            money(account.credit),
            good_until(tr, account.credit, expires) or tr.gettext("paid and not used"),
            "ok" if account.credit.minor else "plain",
        ),
        Fact(
            tr.gettext("Balance"),
            money(balance),
            second,
            "plain" if balance.minor >= 0 else "ok",
        ),
    ]
    habit = account.habit
    if habit is not None and habit.days_to_pay is not None:
        after = pays_after(tr, habit.days_to_pay)
        found.append(Fact(tr.gettext("Pays"), after, pays_late(tr, habit.days_late)))
    return found
