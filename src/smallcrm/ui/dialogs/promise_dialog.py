"""A client says that money will be paid until a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton

from smallcrm.domain.money import Money
from smallcrm.services.commands import AddPromise
from smallcrm.ui.dialogs.client_money import ClientMoney, ClientMoneyDialog
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextField
from smallcrm.ui.widgets.form import LABEL_WIDTH

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.shapes import SaleShape
    from smallcrm.ui.context import UiContext

_FRIDAY: Final = 4


class PromiseDialog(ClientMoneyDialog):
    """Asks until when, and how much: it begins with what is overdue, else with what is owed.

    With `sale_id` the promise is about that sale alone.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None,
        parent: QWidget | None = None,
        *,
        sale_id: int | None = None,
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context,
            tr.gettext("Promise to pay"),
            client_id,
            parent,
            save_text=tr.gettext("Record promise"),
        )
        self._sale_id = sale_id
        today = context.clock.today()
        self.until = DateField(theme, tr, end_of_week(today), name="until")
        self.sale = ChoiceField([(None, tr.gettext("All that is owed"))], None)
        self.note = TextField(placeholder=tr.gettext("What they said, in a few words"))
        hint = tr.gettext("A date, a weekday, “tomorrow” or “+2 weeks”")
        self.week_button = QPushButton(tr.gettext("End of the &week"))
        self.month_button = QPushButton(tr.gettext("End of the &month"))
        self.begin()
        self._sale_row = self.add_row("sale", tr.gettext("F&or"), self.sale)
        self._sale_row.hide()
        self.add_row("until", tr.gettext("Un&til"), self.until, hint=hint)
        line = QHBoxLayout()
        line.addSpacing(theme.px(LABEL_WIDTH + 4))
        for button, day in (
            (self.week_button, end_of_week(today)),
            (self.month_button, end_of_month(today)),
        ):
            button.setToolTip(tr.formats.weekday_date(day))
            button.clicked.connect(lambda _checked=False, day=day: self._on_day(day))
            line.addWidget(button)
        line.addStretch(1)
        self.body.addLayout(line)
        self.add_row("note", tr.gettext("&Note"), self.note)
        self.sale.currentIndexChanged.connect(self._on_sale)
        self.body.addStretch(1)
        self.finish(self.until)

    def command(self) -> AddPromise | None:
        """Record what is typed."""
        client = self.require_client()
        money = self.attempt(self.amount.money)
        until = self.attempt(self.until.required)
        if client is None or money is None or until is None or self._found:
            return None
        return AddPromise(
            client=client,
            until=until,
            sale=self.sale.value(),
            amount=money.major,
            currency=money.currency,
            on=self.context.clock.today(),
            note=self.note.value(),
            request_id=self.request_id,
        )

    def currencies(self, money: ClientMoney) -> list[str]:
        """Begin with the currency of the sale, if the promise is about one."""
        sale = _sale(money, self._sale_id)
        return [*([sale.open.currency] if sale else []), *super().currencies(money)]

    def proposed(self, money: ClientMoney, currency: str) -> Money | None:
        """Propose what is open on the sale, else what is overdue, else what is owed."""
        sale = _sale(money, self.sale.value())
        if sale is not None and sale.open.currency == currency:
            return sale.open
        for owed in money.balance.owed:
            if owed.amount.currency == currency:
                return owed.overdue or owed.amount
        return None

    def currency_changed(self, code: str) -> None:
        """Offer the sales in that currency."""
        if self._money is None:
            return
        tr = self.context.tr
        sales = [sale for sale in self._money.open_sales if sale.open.currency == code]
        names = [
            (
                sale.id,
                tr.gettext("{number}, {title}").format(number=sale.number, title=sale.title),
            )
            for sale in sales
        ]
        chosen = self._sale_id if any(sale.id == self._sale_id for sale in sales) else None
        self.sale.set_choices([(None, tr.gettext("All that is owed")), *names], chosen)
        self._sale_row.setVisible(bool(sales))

    def _on_sale(self) -> None:
        if self._money is not None:
            self.amount.set_money(self.proposed(self._money, self.code))

    def _on_day(self, day: date) -> None:
        self.until.set_day(day)
        self.until.setFocus()


def end_of_week(today: date) -> date:
    """Return the Friday of this week, from Friday on that of the next one."""
    days = (_FRIDAY - today.weekday()) % 7
    return today + timedelta(days=days or 7)


def end_of_month(today: date) -> date:
    """Return the last day of this month; on that day, of the next one."""
    for shift in (0, 1):
        month = today.year * 12 + today.month + shift  # the month after the one that is meant
        day = date(month // 12, month % 12 + 1, 1) - timedelta(days=1)
        if day > today:
            return day
    return today


def _sale(money: ClientMoney, sale_id: int | None) -> SaleShape | None:
    return next((sale for sale in money.open_sales if sale.id == sale_id), None)
