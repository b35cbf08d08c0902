"""What foreign money is worth: rates from a day on, for charts in the owner's currency alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableWidget
from PySide6.QtWidgets import QTableWidgetItem as Item

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import RemoveRate, SetRate
from smallcrm.ui.dialogs.fields import CurrencyField, DateField
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.number_field import NumberField
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.widgets.labels import hairline, plain_label
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.receivable_shapes import RateShape
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext

_ROWS: Final = 7
_ROW: Final = 30


class RatesDialog(FormDialog):
    """Lists the rates, newest first; Enter adds one and stays, Delete takes the chosen one away."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context,
            tr.gettext("Exchange rates"),
            parent,
            width=560,
            save_text=tr.gettext("Add rate"),
        )
        own = context.settings.currency
        self._own = own
        self._rates: list[RateShape] = []
        self.table = QTableWidget(0, 3)
        self.empty = plain_label(tr.gettext("No rates yet."), "secondary")
        self.remove_button = QPushButton(tr.gettext("&Remove rate"))
        self.currency = CurrencyField(tr, "USD" if own != "USD" else "EUR")
        self.rate = NumberField(tr, name="rate")
        self.day = DateField(theme, tr, context.clock.today(), name="valid_from")
        self._build()
        self.cancel_button.set_content(tr.gettext("Close"), key=escape_key(tr))
        self.settle()
        self._read()
        focus_field(self.rate)

    def command(self) -> SetRate | None:
        """Add the rate that is typed."""
        if not self.rate.text().strip():
            raise Refusal("not_a_number", field="rate")
        currency = self.attempt(self.currency.value)
        rate = self.attempt(self.rate.value)
        day = self.attempt(self.day.required)
        if currency is None and not self._found:
            self._found.append(Refusal("unknown_currency", field="currency"))
        if currency is None or rate is None or day is None or self._found:
            return None
        return SetRate(
            currency=currency, rate=rate, valid_from=day, request_id=self._next_request()
        )

    def remove(self) -> None:
        """Take away the rate of the current row; undo brings it back."""
        row = self.table.currentRow()
        if self.pending or not 0 <= row < len(self._rates):
            return
        self.perform(RemoveRate(rate=self._rates[row].id), self._on_written)

    def _build(self) -> None:
        tr = self.context.tr
        text = tr.gettext(
            "Amounts in different currencies are never added. A rate only serves to draw them in"
            " one chart, marked as converted."
        )
        about = plain_label(text, "secondary")
        about.setWordWrap(True)
        self.body.addWidget(about)
        table = self.table
        table.setAccessibleName(tr.gettext("Exchange rates"))
        table.setHorizontalHeaderLabels(
            [tr.gettext("Currency"), tr.gettext("From"), tr.gettext("Rate")]
        )
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setProperty("kind", "boxed")
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        self.remove_button.clicked.connect(self.remove)
        self.body.addWidget(table)
        self.body.addWidget(self.empty)
        self.body.addWidget(hairline())
        self.add_row("currency", tr.gettext("&Currency"), self.currency)
        self._rate_row = self.add_row("rate", tr.gettext("R&ate"), self.rate)
        self.add_row("valid_from", tr.gettext("&From"), self.day)
        self.add_left(self.remove_button)
        self.currency.form_changed.connect(self._say_rate)
        self.body.addStretch(1)
        self._say_rate()
        self.theme.changed.connect(self._on_theme)
        self._on_theme()

    def _read(self) -> None:
        self.load(lambda backend: backend.queries.rates(), self._show)

    def _show(self, rates: tuple[RateShape, ...]) -> None:
        tr = self.context.tr
        self._rates = sorted(rates, key=lambda rate: (rate.currency, -rate.valid_from.toordinal()))
        self.table.setRowCount(len(self._rates))
        for row, rate in enumerate(self._rates):
            worth = tr.gettext("1 {currency} = {rate} {base}").format(
                currency=rate.currency, rate=tr.formats.decimal(Decimal(rate.rate)), base=rate.base
            )
            name = tr.formats.currency_name(rate.currency)
            cells = (
                name if name == rate.currency else f"{name} ({rate.currency})",
                tr.formats.date_short(rate.valid_from),
                worth,
            )
            for column, text in enumerate(cells):
                self.table.setItem(row, column, Item(painted(text)))
        if self._rates and self.table.currentRow() < 0:
            self.table.setCurrentCell(0, 0)
        self.table.setVisible(bool(self._rates))
        self.empty.setVisible(not self._rates)
        self.remove_button.setVisible(bool(self._rates))
        self._on_theme()
        self.settle()

    def _on_saved(self, outcome: Outcome) -> None:
        self.rate.clear()
        self._on_written(outcome)
        focus_field(self.rate)

    def _on_written(self, outcome: Outcome) -> None:
        if shiboken6.isValid(self):
            self.saved.emit(outcome)
            self._read()

    def _next_request(self) -> str:
        import uuid

        self.request_id = uuid.uuid4().hex
        return self.request_id

    def _say_rate(self) -> None:
        tr = self.context.tr
        text = tr.gettext("So many {base} are worth 1 {currency}").format(
            base=self._own, currency=self.currency.code()
        )
        self.rate.setPlaceholderText(painted(text))

    def _on_theme(self) -> None:
        px = self.theme.px
        rows = min(_ROWS, max(1, len(self._rates)))
        self.table.horizontalHeader().setFixedHeight(px(28))
        self.table.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.table.setFixedHeight(rows * px(_ROW) + px(28) + 4)
        self.table.setStyleSheet(f"QTableView::item {{ padding: 0 {px(7)}px; }}")
        self.grow()
