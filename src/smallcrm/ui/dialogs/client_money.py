"""What dialogs about one client's money share: who, what they owe, an amount and its currency."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.i18n import sentences
from smallcrm.queries.facts import debt_facts
from smallcrm.queries.receivable_shapes import PromiseShape, Standing
from smallcrm.queries.shapes import Balance, ClientRef, SaleShape
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import AmountField, ChoiceField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.referral_words import Lapsing, lapsing
from smallcrm.ui.theme import TONE_ICONS, Tone
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.domain.money import Money
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


@dataclass(frozen=True, slots=True)
class ClientMoney:
    """What such a dialog needs to know of a client."""

    client: ClientRef
    currency: str | None
    balance: Balance
    open_sales: tuple[SaleShape, ...]
    standing: Standing | None = None
    promises: tuple[PromiseShape, ...] = ()
    expires: Lapsing = ()


class ClientMoneyDialog(FormDialog):
    """Asks for an amount of a client's money; without `client_id` it asks for the client.

    A subclass adds its rows between `begin` and `finish`, and says by `currencies` and `proposed`
    with which currencies and amount the dialog begins.
    """

    def __init__(
        self,
        context: UiContext,
        title: str,
        client_id: int | None,
        parent: QWidget | None = None,
        *,
        width: int = 520,
        save_text: str = "",
        body_scrolls: bool = False,
    ) -> None:
        super().__init__(
            context, title, parent, width=width, save_text=save_text, body_scrolls=body_scrolls
        )
        self._own_title = title
        self._client_id = client_id
        self._money: ClientMoney | None = None
        self._debt = RunLabel(context.theme, wrap=True)
        self._debt.hide()
        self._picker = ClientPicker(context)
        currency = context.settings.currency
        self.amount = AmountField(context.tr, currency)
        self.currency = ChoiceField([(currency, currency)], currency)

    # What a subclass says.

    @abstractmethod
    def proposed(self, money: ClientMoney, currency: str) -> Money | None:
        """Return the amount that the field begins with."""
        raise NotImplementedError

    def currencies(self, money: ClientMoney) -> list[str]:
        """Return the currencies that can be chosen, the most likely first: those overdue, owed."""
        owed = [part.amount.currency for part in money.balance.owed]
        late = [part.overdue.currency for part in money.balance.owed if part.overdue]
        return [*late, *owed, self.own_currency(money)]

    def arrived(self, money: ClientMoney) -> None:
        """Show what was read of the client."""

    def currency_changed(self, code: str) -> None:
        """Show what there is in another currency."""

    # What it offers to a subclass.

    def own_currency(self, money: ClientMoney) -> str:
        """Return the client's usual currency."""
        return money.currency or self.context.settings.currency

    @property
    def code(self) -> str:
        """Return the chosen currency."""
        return str(self.currency.value())

    def begin(self, *, hint: str = "") -> None:
        """Add the rows that all such dialogs begin with."""
        tr = self.context.tr
        self.body.addWidget(self._debt)
        if self._client_id is None:
            self.add_row("client", tr.gettext("&Client"), self._picker)
            self._picker.picked.connect(self._on_picked)
        self.amount_row = self.add_row("amount", tr.gettext("&Amount"), self.amount, hint=hint)
        self._currency_row = self.add_row("currency", tr.gettext("C&urrency"), self.currency)
        self._currency_row.hide()
        self.currency.currentIndexChanged.connect(self._on_currency)

    def finish(self, first: QWidget | None = None) -> None:
        """Begin to read; the keyboard goes to `first`, else to the amount."""
        self._first_field = first or self.amount
        self.settle()
        if self._client_id is not None:
            self.read_client(self._client_id)
        focus_field(self._first_field if self._client_id is not None else self._picker)

    def require_client(self) -> int | None:
        """Return the client's id; a refusal is kept to be shown."""
        if self._client_id is not None:
            return self._client_id
        return self.attempt(self._picker.required)

    def read_client(self, client_id: int) -> None:
        """Read what the dialog needs to know of a client."""

        def work(backend: Backend) -> ClientMoney | None:
            queries = backend.queries
            card = queries.card(client_id, slot="dialog")
            if card is not None and card.balance.open_sales > len(card.open_sales):
                card = queries.client_history(client_id, full=True)
            if card is None:
                return None
            details = card.details
            return ClientMoney(
                details.ref,
                details.currency,
                card.balance,
                card.open_sales,
                queries.standing(client_id, None),
                queries.promises(client_id),
                lapsing(queries.rewards_of(client_id)) if card.referral_summary.expires else (),
            )

        self.load(work, self._show)

    def _show(self, money: ClientMoney | None) -> None:
        if money is None:
            self.show_refusals([Refusal("no_such_client")])
            self.save_button.setDisabled(True)
            return
        chosen = self._picker.chosen()
        if chosen is not None and chosen.id != money.client.id:
            return  # somebody else was chosen meanwhile
        self._money = money
        tr, client = self.context.tr, money.client
        self.set_title(self._own_title, client_label(tr, client.name, client.organisation))
        self._show_debt(money.balance)
        typed = self.amount.text() if self.is_changed() else ""
        self._show_currencies(money)
        self.arrived(money)
        self.currency_changed(self.code)
        if not typed:
            self.amount.set_money(self.proposed(money, self.code))
            focus_field(self._first_field)
        self.settle()
        if typed:
            self.amount.setText(typed)
            self.amount.end(False)

    def _show_debt(self, balance: Balance) -> None:
        sentence = sentences.debt(self.context.tr, debt_facts(balance), on_screen=True)
        tone: Tone = sentence.tone.value
        self._debt.set_runs((Run(sentence.whole, tone=tone),), (TONE_ICONS.get(tone, "info"), tone))
        self._debt.show()

    def _show_currencies(self, money: ClientMoney) -> None:
        found = list(dict.fromkeys(self.currencies(money)))
        words = self.context.tr.formats.currency_word
        self.currency.set_choices([(code, words(code)) for code in found], found[0])
        self._currency_row.setVisible(len(found) > 1)
        self.amount.currency = found[0]

    def _on_currency(self) -> None:
        if self._money is not None:
            self.amount.currency = self.code
            self.currency_changed(self.code)
            self.amount.set_money(self.proposed(self._money, self.code))

    def _on_picked(self, client: ClientRef | None) -> None:
        if client is not None:
            self.read_client(client.id)
