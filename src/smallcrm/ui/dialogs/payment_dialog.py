"""Taking a payment: P, the amount, Enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from smallcrm.domain.enums import PaymentStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.i18n import sentences
from smallcrm.i18n.sentences import METHODS
from smallcrm.queries.facts import debt_facts
from smallcrm.queries.shapes import Balance, ClientRef, SaleShape
from smallcrm.services.commands import TakePayment
from smallcrm.ui.dialogs.allocation_box import AllocationBox, OpenSale
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    AmountField,
    ChoiceField,
    DateField,
    TextField,
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.theme import TONE_ICONS, Tone
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


@dataclass(frozen=True, slots=True)
class _Account:
    """What the dialog needs to know of a client."""

    client: ClientRef
    currency: str | None
    balance: Balance
    open_sales: tuple[SaleShape, ...]


class PaymentDialog(FormDialog):
    """Takes money from a client; without `client_id` it asks who paid.

    The amount begins as what is overdue, else what is owed; with `sale_id` as what is open on that
    sale, which is then settled first. The table shows what will be settled and can be changed.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None,
        parent: QWidget | None = None,
        *,
        sale_id: int | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("Take payment"),
            parent,
            width=600,
            save_text=tr.gettext("Record payment"),
        )
        self._client_id = client_id
        self._sale_id = sale_id
        self._account: _Account | None = None
        self._debt = RunLabel(context.theme, wrap=True)
        self._debt.hide()
        self._picker = ClientPicker(context)
        currency = context.settings.currency
        self.amount = AmountField(tr, currency)
        self.currency = ChoiceField([(currency, currency)], currency)
        self.day = DateField(context.theme, tr, context.clock.today(), name="on")
        self.method = _method_field(tr)
        self.reference = TextField(placeholder=tr.gettext("Number of the transfer, say"))
        self.allocations = AllocationBox(context.theme, tr)
        self._build()
        self.settle()
        if client_id is not None:
            self._load(client_id)
        focus_field(self.amount if client_id is not None else self._picker)

    def command(self) -> TakePayment | None:
        """Take the payment as it is typed."""
        client_id = self._client_id
        if client_id is None:
            client_id = self.attempt(self._picker.required)
        money = self.attempt(self.amount.money)
        day = self.attempt(self.day.required)
        parts = None
        if money is not None and self._by_hand():
            parts = self.attempt(self.allocations.parts)
        if client_id is None or money is None or day is None:
            return None
        return TakePayment(
            client=client_id,
            amount=money.major,
            currency=money.currency,
            on=day,
            method=_method(self.method),
            reference=self.reference.value(),
            allocations=(
                None if parts is None else {sale: part.major for sale, part in parts.items()}
            ),
            request_id=self.request_id,
        )

    def _by_hand(self) -> bool:
        """Say whether the parts have to be given: changed by hand, or begun with one sale."""
        shown = self.allocations.isVisibleTo(self)
        return shown and (not self.allocations.automatic or self._sale_id is not None)

    def _build(self) -> None:
        tr = self.context.tr
        self.body.addWidget(self._debt)
        if self._client_id is None:
            self.add_row("client", tr.gettext("&Client"), self._picker)
            self._picker.picked.connect(self._on_picked)
        amount = self.add_row("amount", tr.gettext("&Amount"), self.amount)
        currency = self.add_row("currency", tr.gettext("C&urrency"), self.currency)
        currency.hide()
        self._currency_row = currency
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("method", tr.gettext("Paid &by"), self.method)
        self.add_row("reference", tr.gettext("&Reference"), self.reference)
        self.body.addWidget(self.allocations)
        self.place("allocations", self.allocations)
        self.place("sale", self.allocations)
        self.allocations.hide()
        self.allocations.form_changed.connect(lambda: self.allocations.set_error(None))
        self.allocations.height_changed.connect(self.grow)
        self.amount.textChanged.connect(self._on_amount)
        self.currency.currentIndexChanged.connect(self._on_currency)
        self.setTabOrder(self.reference, self.allocations.table)
        self.setTabOrder(self.allocations.table, self.cancel_button)
        amount.field.setFocus()

    def _load(self, client_id: int) -> None:
        def work(backend: Backend) -> _Account | None:
            card = backend.queries.card(client_id, slot="dialog")
            if card is not None and card.balance.open_sales > len(card.open_sales):
                card = backend.queries.client_history(client_id, full=True)
            if card is None:
                return None
            details = card.details
            return _Account(details.ref, details.currency, card.balance, card.open_sales)

        self.load(work, self._show)

    def _show(self, account: _Account | None) -> None:
        if account is None:
            self.show_refusals([Refusal("no_such_client")])
            return
        chosen = self._picker.chosen()
        if chosen is not None and chosen.id != account.client.id:
            return  # somebody else was chosen meanwhile
        self._account = account
        client = account.client
        self.set_title(
            self.context.tr.gettext("Take payment"),
            client_label(self.context.tr, client.name, client.organisation),
        )
        self._show_debt(account.balance)
        typed = self.amount.text() if self.is_changed() else ""
        self._show_currencies(account)
        self._show_sales()
        if not typed:
            self._prefill()
            focus_field(self.amount)
        self.settle()
        if typed:
            self.amount.setText(typed)
            self.amount.end(False)

    def _show_debt(self, balance: Balance) -> None:
        sentence = sentences.debt(self.context.tr, debt_facts(balance), on_screen=True)
        tone: Tone = sentence.tone.value
        self._debt.set_runs((Run(sentence.whole, tone=tone),), (TONE_ICONS.get(tone, "info"), tone))
        self._debt.show()

    def _show_currencies(self, account: _Account) -> None:
        own = account.currency or self.context.settings.currency
        owed = [part.amount.currency for part in account.balance.owed]
        late = [part.overdue.currency for part in account.balance.owed if part.overdue]
        sale = next((one for one in account.open_sales if one.id == self._sale_id), None)
        first = [sale.total.currency] if sale else []
        found = list(dict.fromkeys((*first, *late, *owed, own)))
        tr = self.context.tr
        words = tr.formats.currency_word
        self.currency.set_choices([(code, words(code)) for code in found], found[0])
        self._currency_row.setVisible(len(found) > 1)
        self.amount.currency = found[0]

    def _show_sales(self) -> None:
        account = self._account
        assert account is not None
        code = str(self.currency.value())
        sales = [
            OpenSale(
                id=sale.id,
                title=sale.title,
                number=sale.number,
                due=sale.due,
                on=sale.on,
                open=sale.open,
                late=sale.payment_status is PaymentStatus.OVERDUE,
            )
            for sale in account.open_sales
            if sale.open.currency == code and sale.open.minor > 0
        ]
        first = self._sale_id if any(sale.id == self._sale_id for sale in sales) else None
        self.allocations.set_sales(sales, code, first=first)
        self._on_amount()

    def _prefill(self) -> None:
        account = self._account
        assert account is not None
        code = str(self.currency.value())
        sale = next((one for one in account.open_sales if one.id == self._sale_id), None)
        wanted: Money | None = None
        if sale is not None and sale.open.currency == code:
            wanted = sale.open
        for owed in account.balance.owed:
            if wanted is None and owed.amount.currency == code:
                wanted = owed.overdue or owed.amount
        self.amount.set_money(wanted)

    def _on_amount(self) -> None:
        try:
            money: Money | None = self.amount.optional()
        except Refusal:
            money = None
        self.allocations.set_amount(money)

    def _on_currency(self) -> None:
        if self._account is not None:
            self.amount.currency = str(self.currency.value())
            self._show_sales()
            self._prefill()

    def _on_picked(self, client: ClientRef | None) -> None:
        if client is not None:
            self._load(client.id)


def _method_field(tr: I18n) -> QComboBox:
    field = QComboBox()
    field.setEditable(True)
    field.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    field.addItem("", "")
    for method in METHODS:
        field.addItem(one_line(sentences.method_name(tr, method)), method)
    field.setCurrentIndex(0)
    editor = field.lineEdit()
    if editor is not None:
        editor.setPlaceholderText(tr.gettext("Transfer, cash, card…"))
    completer = field.completer()
    if completer is not None:
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return field


def _method(field: QComboBox) -> str | None:
    """Return a way to pay that the program knows by its code, else the owner's own words."""
    text = field.currentText().strip()
    index = field.findText(text, Qt.MatchFlag.MatchFixedString)
    return (str(field.itemData(index)) if index >= 0 else text) or None
