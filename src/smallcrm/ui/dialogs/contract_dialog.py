"""A contract that covers sales: its number, its days, its amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES
from smallcrm.domain.number_patterns import render
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.shapes import ClientRef, SaleShape
from smallcrm.queries.trade_shapes import ContractShape
from smallcrm.services.commands import AddContract, EditContract
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    AmountField,
    CurrencyField,
    DateField,
    TextArea,
    TextField,
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.kept_files_row import KeptFilesRow
from smallcrm.ui.dialogs.row_list import ListRow, RowList
from smallcrm.ui.file_keeping import KeptWith
from smallcrm.ui.theme import SMALL, Tone
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


@dataclass(frozen=True, slots=True)
class _Found:
    """A contract and the sales under it."""

    contract: ContractShape
    sales: tuple[SaleShape, ...]


class ContractDialog(FormDialog):
    """Adds a contract (`contract_id` None), or changes one and shows the sales under it.

    `wanted("open_sale", id)` when one of them is to be looked at.
    """

    wanted = Signal(str, object)

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        contract_id: int | None = None,
    ) -> None:
        tr, theme = context.tr, context.theme
        adding = contract_id is None
        super().__init__(
            context,
            tr.gettext("New contract") if adding else tr.gettext("Contract"),
            parent,
            width=640,
            save_text=tr.gettext("Add contract") if adding else "",
            body_scrolls=True,
        )
        self._client_id = client_id
        self._contract_id = contract_id
        self._original: dict[str, Any] = {}
        today = context.clock.today()
        own = context.settings.currency
        self.picker = ClientPicker(context)
        self.title_field = TextField(placeholder=tr.gettext("What it is about, in a few words"))
        self.number = TextField()
        if adding:
            example = render(context.settings.value("numbers.contract"), today, 1)
            text = tr.gettext("The next by itself, like {example}").format(example=example)
            self.number.setPlaceholderText(text)
        self.signed = DateField(theme, tr, today if adding else None, name="signed_on")
        self.starts = DateField(theme, tr, today if adding else None, name="starts_on")
        self.ends = DateField(theme, tr, name="ends_on", placeholder=tr.gettext("Open end"))
        self.ended = DateField(theme, tr, name="ended_on")
        self.amount = AmountField(tr, own)
        self.amount.setPlaceholderText(tr.gettext("Optional"))
        self.currency = CurrencyField(tr, own, first=(own,))
        self.note = TextArea(theme, lines=2)
        self.state_line = RunLabel(theme, wrap=True)
        self.state_line.hide()
        self.sales = RowList(theme, tr.gettext("Sales under this contract"))
        self.sales.hide()
        self.files = KeptFilesRow(context, self)
        self.end_button = QPushButton(tr.gettext("&End early…"))
        self.end_button.hide()
        self._make_rows()
        self.settle()
        if contract_id is not None:
            self._load(contract_id)
        elif client_id is not None:
            self._load_client(client_id)
        asks = adding and client_id is None
        focus_field(self.picker if asks else self.title_field)

    def command(self) -> AddContract | EditContract | None:
        """Add what is typed, or change what differs from what was there."""
        values = self._values()
        if not values["title"]:
            self._found.append(Refusal("no_contract_title", field="title"))
        if self._contract_id is None:
            client = self._client_id
            if client is None:
                client = self.attempt(self.picker.required)
            code = self.attempt(self.currency.value)
            if client is None or self._found:
                return None
            return AddContract(client=client, currency=code, **values, request_id=self.request_id)
        if self._found:
            return None
        values["ended_on"] = self.attempt(self.ended.value)
        changed = {
            name: value for name, value in values.items() if value != self._original.get(name)
        }
        if changed.get("number", "") is None:
            self._found.append(Refusal("no_contract_number", field="number"))
        if self._found or not changed:
            return None
        return EditContract(contract=self._contract_id, **changed, request_id=self.request_id)

    def _values(self) -> dict[str, Any]:
        money = self.attempt(self.amount.optional)
        return {
            "title": self.title_field.text().strip(),
            "number": self.number.value(),
            "signed_on": self.attempt(self.signed.value),
            "starts_on": self.attempt(self.starts.value),
            "ends_on": self.attempt(self.ends.value),
            "amount": money.major if money is not None else None,
            "note": self.note.value(),
        }

    def _make_rows(self) -> None:
        tr = self.context.tr
        self.body.addWidget(self.state_line)
        if self._client_id is None and self._contract_id is None:
            self.add_row("client", tr.gettext("&Client"), self.picker)
            self.picker.picked.connect(self._on_picked)
        self.add_row("title", tr.gettext("&Title"), self.title_field)
        self.add_row("number", tr.gettext("N&umber"), self.number)
        self.add_row("signed_on", tr.gettext("&Signed on"), self.signed)
        self.add_row("starts_on", tr.gettext("&From"), self.starts)
        self.add_row("ends_on", tr.gettext("Unti&l"), self.ends)
        self._ended_row = self.add_row("ended_on", tr.gettext("En&ded on"), self.ended)
        self._ended_row.hide()
        self.add_row("amount", tr.gettext("&Amount"), self.amount)
        self._currency_row = self.add_row("currency", tr.gettext("Currenc&y"), self.currency)
        self.add_row("note", tr.gettext("N&ote"), self.note)
        self.body.addWidget(self.sales)
        self.body.addWidget(self.files)
        self.files.wanted.connect(self.wanted)
        self.body.addStretch(1)
        self.add_left(self.end_button)
        self.end_button.clicked.connect(self._on_end)
        self.sales.opened.connect(lambda sale: self.wanted.emit("open_sale", sale))
        self.currency.form_changed.connect(self._on_currency)

    def _load(self, contract_id: int) -> None:
        def work(backend: Backend) -> _Found | None:
            contract = backend.queries.contract(contract_id)
            if contract is None:
                return None
            history = backend.queries.client_history(contract.client.id, full=True)
            sales = history.last_sales if history is not None else ()
            return _Found(
                contract, tuple(sale for sale in sales if sale.contract_id == contract_id)
            )

        self.load(work, self._show)

    def _load_client(self, client_id: int) -> None:
        def work(backend: Backend) -> tuple[ClientRef, str | None] | None:
            card = backend.queries.card(client_id, slot="dialog")
            return None if card is None else (card.details.ref, card.details.currency)

        self.load(work, self._show_client)

    def _show_client(self, found: tuple[ClientRef, str | None] | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_client")])
            return
        client, currency = found
        changed = self.is_changed()
        tr = self.context.tr
        self.set_title(
            tr.gettext("New contract"), client_label(tr, client.name, client.organisation)
        )
        if currency:
            self.currency.set_code(currency)
        if not changed:
            self.settle()

    def _show(self, found: _Found | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_contract")])
            self.save_button.setDisabled(True)
            return
        tr, contract = self.context.tr, found.contract
        client = contract.client
        self.set_title(
            tr.gettext("Contract {number}").format(number=contract.number),
            client_label(tr, client.name, client.organisation),
        )
        self.title_field.setText(contract.title)
        self.number.setText(contract.number)
        self.signed.set_day(contract.signed_on)
        self.starts.set_day(contract.starts_on)
        self.ends.set_day(contract.ends_on)
        self.ended.set_day(contract.ended_on)
        self.amount.currency = contract.currency
        self.amount.set_money(contract.amount)
        self._currency_row.hide()
        self.note.setPlainText(contract.note or "")
        self._ended_row.setVisible(contract.ended_on is not None)
        self.end_button.setVisible(contract.ended_on is None)
        self._show_state(contract)
        self.sales.set_rows(
            [
                ListRow(
                    sale.id,
                    "shopping-bag",
                    tr.formats.date_short(sale.on),
                    tr.gettext("{number}, {title}").format(number=sale.number, title=sale.title),
                    enum_name(tr, sale.status),
                    tr.formats.money(sale.total),
                )
                for sale in found.sales
            ],
            empty=tr.gettext("None yet: a sale is put under it in the sale itself."),
        )
        self.sales.show()
        self.files.show_for(KeptWith(client.id, contract=contract.id))
        self._original = {**self._values(), "ended_on": contract.ended_on}
        self._found = []
        self.settle()
        focus_field(self.title_field)

    def _show_state(self, contract: ContractShape) -> None:
        tr, days = self.context.tr, contract.days_left
        warn = self.context.settings.whole("contracts.warn_days") or 0
        if contract.ended_on is not None:
            text = tr.gettext("Ended on {date}.")
            text = text.format(date=tr.formats.date_sentence(contract.ended_on))
            self.state_line.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        elif days is not None and contract.ends_on is not None:
            day = tr.formats.date_sentence(contract.ends_on)
            if days < 0:
                text = tr.gettext("It ran until {date}.").format(date=day)
            elif not days:
                text = tr.gettext("It ends today.")
            else:
                text = tr.ngettext(
                    "It ends on {date}, in {count} day.",
                    "It ends on {date}, in {count} days.",
                    days,
                ).format(date=day, count=tr.formats.number(days))
            soon = days <= warn
            tone: Tone = "soon" if soon else "second"
            icon = "clock" if soon else "info"
            self.state_line.set_runs((Run(text, SMALL, tone),), (icon, tone))
        self.state_line.setVisible(bool(self.state_line.whole_text()))

    def _on_end(self) -> None:
        self._ended_row.show()
        self.end_button.hide()
        self.ended.set_day(self.context.clock.today())
        focus_field(self.ended)
        self.grow()

    def _on_picked(self, client: ClientRef | None) -> None:
        if client is not None:
            self._load_client(client.id)

    def _on_currency(self) -> None:
        code = self.currency.code()
        if code in CURRENCIES:
            self.amount.currency = code
