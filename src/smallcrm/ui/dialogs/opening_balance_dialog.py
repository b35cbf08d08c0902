"""What a client owed, or had to their credit, before the file began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import AddOpeningBalance
from smallcrm.ui.dialogs.client_money import ClientMoney, ClientMoneyDialog
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.domain.money import Money
    from smallcrm.ui.context import UiContext

_DEBT, _CREDIT = "debt", "credit"


class OpeningBalanceDialog(ClientMoneyDialog):
    """Asks how much, in whose favour, and since when."""

    def __init__(
        self, context: UiContext, client_id: int | None, parent: QWidget | None = None
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context,
            tr.gettext("Opening balance"),
            client_id,
            parent,
            save_text=tr.gettext("Record balance"),
        )
        self.side = ChoiceField(
            (
                (_DEBT, tr.gettext("They owe you")),
                (_CREDIT, tr.gettext("They have credit with you")),
            ),
            _DEBT,
        )
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.due = DateField(theme, tr, name="due", placeholder=tr.gettext("Due at once"))
        self.title_field = TextField(tr.gettext("Opening balance"))
        self.begin()
        self.add_row("side", tr.gettext("&Which way"), self.side)
        hint = tr.gettext("The day of the figure in your old books")
        self.add_row("on", tr.gettext("&Date"), self.day, hint=hint)
        self._due_row = self.add_row("due", tr.gettext("Du&e"), self.due)
        self.add_row("title", tr.gettext("&Title"), self.title_field)
        self.side.currentIndexChanged.connect(self._on_side)
        self.body.addStretch(1)
        self.finish()

    def command(self) -> AddOpeningBalance | None:
        """Record what is typed."""
        client = self.require_client()
        money = self.attempt(self.amount.money)
        day = self.attempt(self.day.required)
        credit = self.side.value() == _CREDIT
        due = None if credit else self.attempt(self.due.value)
        if money is not None and money.minor <= 0:
            self._found.append(Refusal("not_positive", field="amount"))
        if client is None or money is None or day is None or self._found:
            return None
        return AddOpeningBalance(
            client=client,
            amount=-money.major if credit else money.major,
            currency=money.currency,
            on=day,
            due=None if credit else (due or day),
            title=self.title_field.value() or self.context.tr.gettext("Opening balance"),
            request_id=self.request_id,
        )

    def currencies(self, money: ClientMoney) -> list[str]:
        """Offer the client's usual currency first."""
        return [self.own_currency(money), *super().currencies(money), "EUR", "USD", "CNY"]

    def proposed(self, money: ClientMoney, currency: str) -> Money | None:
        """Propose nothing: only the old books know."""
        del money, currency
        return None

    def _on_side(self) -> None:
        self._due_row.setVisible(self.side.value() == _DEBT)
        self.grow()
