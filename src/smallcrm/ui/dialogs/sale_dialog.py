"""Recording a sale, or changing one: one amount, or lines with their totals."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from smallcrm.domain import documents
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.shapes import ClientDetails, ClientRef, SaleDetail
from smallcrm.services.commands import UNSET, AddSale, EditSale, LineInput
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    AmountField,
    ChoiceField,
    CurrencyField,
    DateField,
    TextArea,
    TextField,
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.theme import BODY_STRONG
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


class SaleDialog(FormDialog):
    """Records a sale (`sale_id` None), or changes one: what is settled already stays settled.

    A sale that is changed can also be cancelled or written off from here; `saved` tells that too.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        sale_id: int | None = None,
    ) -> None:
        tr = context.tr
        super().__init__(
            context,
            tr.gettext("New sale") if sale_id is None else tr.gettext("Edit sale"),
            parent,
            width=720,
            save_text=tr.gettext("Record sale") if sale_id is None else "",
            body_scrolls=True,
        )
        self._client_id = client_id
        self._sale_id = sale_id
        self._detail: SaleDetail | None = None
        self._term: int | None = None
        self._original: dict[str, Any] = {}
        theme, currency = context.theme, context.settings.currency
        self.picker = ClientPicker(context)
        self.title_field = TextField(placeholder=tr.gettext("What was sold, in a few words"))
        self.amount = AmountField(tr, currency)
        self.by_lines = QCheckBox(tr.gettext("Several &lines, or tax"))
        self.lines = LinesTable(theme, tr)
        self.gross = QCheckBox(tr.gettext("Prices &include tax"))
        self.totals = RunLabel(theme, wrap=True)
        self.currency = CurrencyField(tr, currency, first=(currency,))
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.due = DateField(theme, tr, name="due")
        self.status = ChoiceField(
            (
                (one, enum_name(tr, one))
                for one in (SaleStatus.ORDERED, SaleStatus.DELIVERED, SaleStatus.CLOSED)
            ),
            SaleStatus.DELIVERED,
        )
        self.external_number = TextField(placeholder=tr.gettext("Optional"))
        self.note = TextArea(theme, lines=2)
        self._cancel_sale = QPushButton(tr.gettext("Cancel &sale…"))
        self._write_off = QPushButton(tr.gettext("&Write off…"))
        self._make_rows()
        self.settle()
        if sale_id is not None:
            self.load(lambda backend: backend.queries.sale(sale_id), self._show)
        elif client_id is not None:
            self._load_client(client_id)
        asks = client_id is None and sale_id is None
        focus_field(self.picker if asks else self.title_field)

    def command(self) -> AddSale | EditSale | None:
        """Record what is typed, or change what differs from what was there."""
        values = self._values()
        if self._found:
            return None
        if self._sale_id is not None:
            return self._edit(values)
        client_id = self._client_id
        if client_id is None:
            client_id = self.attempt(self.picker.required)
        code = self.attempt(self.currency.value)
        if self._found or client_id is None:
            return None
        return AddSale(
            client=client_id, currency=code or None, **values, request_id=self.request_id
        )

    def _edit(self, values: dict[str, Any]) -> EditSale | None:
        changed = {
            name: value for name, value in values.items() if value != self._original.get(name)
        }
        if not changed:
            return None
        # One amount and lines exclude each other: only the one in use is sent.
        if not values["lines"] and "amount" in changed and changed["amount"] is None:
            raise Refusal("no_amount", field="amount")
        if "title" in changed and not values["lines"]:
            changed["amount"] = values["amount"]  # the one line is called as the sale is
        unused = "amount" if values["lines"] else "lines"
        changed.pop(unused, None)
        if changed.get("title", "") is None:
            changed["title"] = ""
        assert self._sale_id is not None
        found: dict[str, Any] = {name: changed.get(name, UNSET) for name in changed}
        return EditSale(sale=self._sale_id, **found, request_id=self.request_id)

    def _values(self) -> dict[str, Any]:
        amount: Decimal | None = None
        lines: tuple[LineInput, ...] = ()
        if self.by_lines.isChecked():
            lines = self.attempt(self.lines.lines) or ()
            if not lines and not self._found:
                self._found.append(Refusal("no_description", field="lines"))
        else:
            money = self.attempt(self.amount.money)
            amount = money.major if money is not None else None
        return {
            "title": self.title_field.value(),
            "amount": amount,
            "lines": lines,
            "prices_include_tax": self.gross.isChecked() and bool(lines),
            "on": self.attempt(self.day.required),
            "due": self.attempt(self.due.value),
            "status": self.status.value(),
            "external_number": self.external_number.value(),
            "note": self.note.value(),
        }

    def _make_rows(self) -> None:
        tr = self.context.tr
        if self._client_id is None and self._sale_id is None:
            self.add_row("client", tr.gettext("&Client"), self.picker)
            self.picker.picked.connect(self._on_picked)
        self.add_row("title", tr.gettext("&Title"), self.title_field)
        self._amount_row = self.add_row("amount", tr.gettext("&Amount"), self.amount)
        checks = QHBoxLayout()
        checks.addSpacing(self.theme.px(108))
        checks.addWidget(self.by_lines)
        checks.addWidget(self.gross)
        checks.addStretch(1)
        self.body.addLayout(checks)
        self.body.addWidget(self.lines)
        self.place("lines", self.lines)
        for name in ("description", "quantity", "unit", "unit_price"):
            self.alias(name, self.lines)
        for name in ("discount_percent", "tax_percent"):
            self.alias(name, self.lines)
        self.body.addWidget(self.totals)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("due", tr.gettext("D&ue"), self.due)
        self.add_row("status", tr.gettext("Sta&ge"), self.status)
        self._currency_row = self.add_row("currency", tr.gettext("Currenc&y"), self.currency)
        self.add_row("external_number", tr.gettext("Own &number"), self.external_number)
        self.add_row("note", tr.gettext("N&ote"), self.note)
        self.body.addStretch(1)
        for button in (self._cancel_sale, self._write_off):
            button.hide()
            self.add_left(button)
        self._cancel_sale.clicked.connect(self._on_cancel_sale)
        self._write_off.clicked.connect(self._on_write_off)
        self.by_lines.toggled.connect(self._on_by_lines)
        self.gross.toggled.connect(self._say_totals)
        self.lines.form_changed.connect(self._say_totals)
        self.lines.height_changed.connect(self.grow)
        self.amount.textChanged.connect(self._say_totals)
        self.currency.form_changed.connect(self._on_currency)
        self.day.textChanged.connect(self._say_due)
        self.status.currentIndexChanged.connect(self._say_due)
        self._on_by_lines(shown=False)
        self._say_due()

    def state(self) -> object:
        """Return what was typed, the two check boxes too."""
        return (super().state(), self.by_lines.isChecked(), self.gross.isChecked())

    def _load_client(self, client_id: int) -> None:
        def work(backend: Backend) -> ClientDetails | None:
            card = backend.queries.card(client_id, slot="dialog")
            return None if card is None else card.details

        self.load(work, self._show_client)

    def _show_client(self, details: ClientDetails | None) -> None:
        if details is None:
            self.show_refusals([Refusal("no_such_client")])
            return
        chosen = self.picker.chosen()
        if chosen is not None and chosen.id != details.ref.id:
            return  # somebody else was chosen meanwhile
        changed = self.is_changed()
        self._term = details.payment_term_days
        ref = details.ref
        self.set_title(
            self.context.tr.gettext("New sale"),
            client_label(self.context.tr, ref.name, ref.organisation),
        )
        if details.currency:
            self.currency.set_code(details.currency)
        self._say_due()
        if not changed:
            self.settle()

    def _show(self, detail: SaleDetail | None) -> None:
        if detail is None:
            self.show_refusals([Refusal("no_such_sale")])
            self.save_button.setDisabled(True)
            return
        tr, sale = self.context.tr, detail.sale
        self._detail = detail
        title = tr.gettext("Sale {number}").format(number=sale.number)
        self.set_title(
            title, client_label(self.context.tr, sale.client.name, sale.client.organisation)
        )
        self.currency.set_code(sale.total.currency)
        self._currency_row.setVisible(False)
        self.title_field.setText(sale.title)
        self.amount.currency = sale.total.currency
        lines = tuple(
            LineInput(
                description=line.description,
                quantity=Decimal(line.quantity),
                unit=line.unit,
                unit_price=Decimal(line.unit_price),
                discount_percent=Decimal(line.discount_percent),
                tax_percent=Decimal(line.tax_percent),
            )
            for line in detail.lines
        )
        self.lines.set_lines(lines)
        self.gross.setChecked(detail.prices_include_tax)
        self.amount.set_money(sale.total)
        self.by_lines.setChecked(not _is_plain(lines, sale.title))
        self.day.set_day(sale.on)
        self.due.set_day(sale.due)
        self.status.choose(sale.status)
        self.external_number.setText(sale.external_number or "")
        self.note.setPlainText(detail.note or "")
        self._found = []
        self._original = self._values()
        self._found = []
        self._say_totals()
        self._say_due()
        alive = sale.status is not SaleStatus.CANCELLED
        self._cancel_sale.setVisible(alive)
        self._write_off.setVisible(alive and sale.open.minor > 0)
        self.save_button.setEnabled(alive)
        if not alive:
            refused = Refusal("sale_cancelled", field="sale", number=sale.number)
            self.show_refusals([refused])
        self.settle()
        focus_field(self.title_field)

    def _on_picked(self, client: ClientRef | None) -> None:
        if client is not None:
            self._load_client(client.id)

    def _on_by_lines(self, shown: bool) -> None:
        if shown and not self.lines.form_state():
            money = self.attempt(self.amount.optional)
            self._found = []
            if self.title_field.value() or money:
                price = money.major if money else Decimal(0)
                title = self.title_field.text().strip()
                self.lines.set_lines((LineInput(description=title, unit_price=price),))
        self.lines.setVisible(shown)
        self.gross.setVisible(shown)
        self._amount_row.setVisible(not shown)
        self._say_totals()
        self.grow()

    def _on_currency(self) -> None:
        code = self.currency.code()
        if code in CURRENCIES:
            self.amount.currency = code
            self._say_totals()

    def _say_totals(self) -> None:
        self.totals.setVisible(self.by_lines.isChecked())
        if not self.by_lines.isChecked():
            return
        code = self.amount.currency
        try:
            lines = self.lines.lines()
            figures = documents.totals(
                [
                    documents.Line(
                        quantity=line.quantity,
                        unit_price=line.unit_price,
                        discount_percent=line.discount_percent,
                        tax_percent=line.tax_percent,
                    )
                    for line in lines
                ],
                code,
                prices_include_tax=self.gross.isChecked(),
            )
        except Refusal:
            self.lines.set_nets((), code)
            self.totals.set_runs(())
            return
        self.lines.set_nets(figures.line_nets, code)
        self.totals.set_runs(self._total_runs(figures, code))
        self.grow()

    def _total_runs(self, figures: documents.Totals, code: str) -> tuple[Run, ...]:
        tr = self.context.tr
        formats = tr.formats
        net = formats.amount(Money(figures.net_minor, code))
        runs = [Run(tr.gettext("Net {amount}").format(amount=net), tone="second")]
        for tax in figures.taxes:
            if tax.percent:
                text = tr.gettext("tax {percent}: {amount}").format(
                    percent=formats.percent(tax.percent),
                    amount=formats.amount(Money(tax.tax_minor, code)),
                )
                runs.append(Run("   " + text, tone="second"))
        total = formats.money(Money(figures.total_minor, code))
        text = tr.gettext("Total {amount}").format(amount=total)
        runs.append(Run("   " + text, BODY_STRONG))
        return tuple(runs)

    def _say_due(self) -> None:
        tr = self.context.tr
        day = self.day.shown()
        if self.status.value() is SaleStatus.ORDERED:
            self.due.setPlaceholderText(tr.gettext("Set when it is delivered"))
        elif isinstance(day, date):
            term = self._term
            days = self.context.settings.payment_term_days if term is None else term
            text = tr.formats.date_short(day + timedelta(days=days))
            self.due.setPlaceholderText(tr.gettext("{date}, by the usual term").format(date=text))

    def _on_cancel_sale(self) -> None:
        from smallcrm.ui.dialogs.cancel_sale_dialog import CancelSaleDialog

        if self._detail is not None:
            self._open(CancelSaleDialog(self.context, self._detail.sale, self))

    def _on_write_off(self) -> None:
        from smallcrm.ui.dialogs.write_off_dialog import WriteOffDialog

        if self._detail is not None:
            self._open(WriteOffDialog(self.context, self._detail.sale, self))

    def _open(self, dialog: FormDialog) -> None:
        dialog.saved.connect(self._on_done)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _on_done(self, outcome: Outcome) -> None:
        self._on_saved(outcome)


def _is_plain(lines: tuple[LineInput, ...], title: str) -> bool:
    """Tell whether a sale's one line says no more than a title and an amount."""
    if len(lines) != 1:
        return False
    line = lines[0]
    plain = line.quantity == 1 and not line.unit and line.description == title
    return plain and not line.discount_percent and not line.tax_percent
