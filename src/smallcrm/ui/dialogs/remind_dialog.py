"""Recording that a client was reminded of what is overdue, with what that charges."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox

from smallcrm.domain.enums import InteractionKind, PromiseState
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, exponent, round_half_up
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.receivable_shapes import PromiseShape, ReminderDue
from smallcrm.queries.shapes import ClientRef, SaleShape
from smallcrm.services.commands import Remind
from smallcrm.ui.dialogs.fields import (
    AmountField,
    ChoiceField,
    DateField,
    TextField,
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field, indented
from smallcrm.ui.dialogs.row_list import ListRow, RowList
from smallcrm.ui.theme import NOTE_MEDIUM, SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

STEPS: Final = (1, 2, 3)
_WAYS: Final = (
    InteractionKind.EMAIL,
    InteractionKind.LETTER,
    InteractionKind.MESSAGE,
    InteractionKind.CALL,
)


@dataclass(frozen=True, slots=True)
class _Overdue:
    """What a client is reminded of in each currency: the sales, and what of each is overdue."""

    client: ClientRef
    due: dict[str, ReminderDue]
    sales: dict[str, tuple[tuple[SaleShape, Money], ...]]
    promises: tuple[PromiseShape, ...] = ()


class RemindDialog(FormDialog):
    """Shows what is overdue row by row, the step, the fee and the interest, and what is recorded.

    `wanted("open_sale", id)` when a row is to be looked at.
    """

    wanted = Signal(str, object)

    def __init__(
        self,
        context: UiContext,
        client_id: int,
        parent: QWidget | None = None,
        *,
        currency: str | None = None,
    ) -> None:
        tr, theme = context.tr, context.theme
        own = context.settings.currency
        super().__init__(
            context,
            tr.gettext("Reminder"),
            parent,
            width=600,
            save_text=tr.gettext("Record reminder"),
        )
        self._client_id = client_id
        self._wanted_currency = currency
        self._overdue: _Overdue | None = None
        self.headline = RunLabel(theme)
        self.second_line = RunLabel(theme, wrap=True)
        self.sales = RowList(theme, tr.gettext("Overdue"))
        self.currency = ChoiceField([(own, own)], own)
        self.step = ChoiceField(((step, step_name(tr, step)) for step in STEPS), 1)
        self.fee = AmountField(tr, own, name="fee")
        self.fee.setPlaceholderText(tr.gettext("None"))
        self.interest = QCheckBox()
        self.method = ChoiceField((kind.value, enum_name(tr, kind)) for kind in _WAYS)
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.note = TextField(placeholder=tr.gettext("Optional"))
        self.outcome = RunLabel(theme, wrap=True)
        self._make_rows()
        self.settle()
        self._load()
        focus_field(self.step)

    def command(self) -> Remind | None:
        """Record the reminder as it is typed."""
        due = self._due()
        if due is None:
            raise Refusal("nothing_overdue")
        fee = self.attempt(self.fee.optional)
        day = self.attempt(self.day.required)
        if fee is not None and fee.minor < 0:
            self._found.append(Refusal("negative_amount", field="fee"))
        if day is None or self._found:
            return None
        return Remind(
            client=self._client_id,
            currency=due.overdue.currency,
            step=self.step.value(),
            sales=tuple(sale for sale, _number in due.sales),
            on=day,
            fee=fee.major if fee is not None else Money(0, due.overdue.currency).major,
            interest=self.interest.isChecked() and due.interest.minor > 0,
            method=self.method.value(),
            note=self.note.value(),
            charge_title=self.context.tr.gettext("Reminder fee and interest"),
            request_id=self.request_id,
        )

    def state(self) -> object:
        """Return what was typed, the box too."""
        return (super().state(), self.interest.isChecked())

    def _make_rows(self) -> None:
        tr = self.context.tr
        for widget in (self.headline, self.second_line, self.sales):
            self.body.addWidget(widget)
            widget.hide()
        self._currency_row = self.add_row("currency", tr.gettext("C&urrency"), self.currency)
        self._currency_row.hide()
        self._form = [
            self.add_row("step", tr.gettext("&Step"), self.step),
            self.add_row("fee", tr.gettext("&Fee"), self.fee),
        ]
        self.body.addLayout(indented(self.theme, self.interest))
        self._form += [
            self.add_row("method", tr.gettext("&How"), self.method),
            self.add_row("on", tr.gettext("&Date"), self.day),
            self.add_row("note", tr.gettext("&Note"), self.note),
        ]
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        self.interest.hide()
        self.sales.opened.connect(lambda sale: self.wanted.emit("open_sale", sale))
        self.currency.currentIndexChanged.connect(self._on_currency)
        self.step.currentIndexChanged.connect(self._on_step)
        self.fee.textChanged.connect(self._say)
        self.interest.toggled.connect(self._say)

    def _load(self) -> None:
        client_id = self._client_id

        self.load(lambda backend: read_overdue(backend, client_id), self._show)

    def _show(self, found: _Overdue | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_client")])
            self.save_button.setDisabled(True)
            return
        self._overdue = found
        tr = self.context.tr
        client = found.client
        self.set_title(tr.gettext("Reminder"), client_label(tr, client.name, client.organisation))
        if not found.due:
            text = tr.gettext("Nothing is overdue, so there is nothing to remind of.")
            self.headline.set_runs((Run(text),), ("circle-check", "ok"))
            self.headline.show()
            for row in self._form:
                row.hide()
            self.save_button.setDisabled(True)
            self.grow(shrink=True)
            return
        words = tr.formats.currency_word
        codes = list(found.due)
        wanted = self._wanted_currency if self._wanted_currency in codes else codes[0]
        self.currency.set_choices([(code, words(code)) for code in codes], wanted)
        self._currency_row.setVisible(len(codes) > 1)
        self._on_currency()
        self.settle()
        focus_field(self.step)

    def _due(self) -> ReminderDue | None:
        if self._overdue is None:
            return None
        return self._overdue.due.get(str(self.currency.value()))

    def _on_currency(self) -> None:
        due, found = self._due(), self._overdue
        if due is None or found is None:
            return
        tr = self.context.tr
        text = tr.gettext("{amount} is overdue").format(amount=tr.formats.money(due.overdue))
        self.headline.set_runs((Run(text, NOTE_MEDIUM, "debt"),), ("triangle-alert", "debt"))
        self.second_line.set_runs((Run(self._history(due, found), SMALL, "second"),))
        code = due.overdue.currency
        self.sales.set_rows(
            [
                ListRow(
                    sale.id,
                    "",
                    tr.formats.date_short(sale.due or sale.on),
                    tr.gettext("{number}, {title}").format(number=sale.number, title=sale.title),
                    tr.ngettext("{days} day late", "{days} days late", sale.days).format(
                        days=tr.formats.number(sale.days)
                    ),
                    tr.formats.money(late),
                )
                for sale, late in found.sales.get(code, ())
            ]
        )
        for widget in (self.headline, self.second_line, self.sales):
            widget.show()
        self.fee.currency = code
        self.step.choose(due.step)
        self.fee.set_money(due.fee or None)
        text = tr.gettext("Charge &interest of {amount}")
        self.interest.setText(text.format(amount=tr.formats.money(due.interest)))
        self.interest.setVisible(bool(due.interest))
        self.interest.setChecked(bool(due.interest))
        self._say()

    def _history(self, due: ReminderDue, found: _Overdue) -> str:
        """Say when they were reminded last, and whether they have promised to pay since."""
        tr = self.context.tr
        if due.last_on is None:
            said = tr.gettext("Not reminded yet.")
        else:
            said = tr.gettext("Reminded last on {date}.").format(
                date=tr.formats.date_sentence(due.last_on, on_screen=True)
            )
        today = self.context.clock.today()
        promise = next(
            (
                one
                for one in found.promises
                if one.state is PromiseState.OPEN
                and one.until >= today
                and one.amount.currency == due.overdue.currency
            ),
            None,
        )
        if promise is None:
            return said
        text = tr.gettext("They promised {amount} by {until}.").format(
            amount=tr.formats.money(promise.amount),
            until=tr.formats.date_sentence(promise.until, on_screen=True),
        )
        return tr.pgettext("two sentences", "{first} {second}").format(first=said, second=text)

    def _on_step(self) -> None:
        due = self._due()
        if due is not None:
            fee = self._fee_of(self.step.value(), due.overdue.currency)
            self.fee.set_money(fee or None)
        self._say()

    def _fee_of(self, step: int, currency: str) -> Money:
        value = self.context.settings.decimal(f"reminders.fee_{step}") or Decimal(0)
        return Money(round_half_up(value.scaleb(exponent(currency))), currency)

    def _say(self) -> None:
        """Say what will be recorded."""
        due, tr = self._due(), self.context.tr
        if due is None:
            return
        code = due.overdue.currency
        try:
            fee = self.fee.optional() or Money(0, code)
        except Refusal:
            self.outcome.set_runs(())
            return
        charge = fee + (due.interest if self.interest.isChecked() else Money(0, code))
        step = step_name(tr, self.step.value())
        if charge.minor > 0:
            text = tr.gettext(
                "Recorded as: {step}. The {amount} of fee and interest become a sale of their own."
            )
        else:
            text = tr.gettext("Recorded as: {step}. Nothing is charged for it.")
        text = text.format(step=step, amount=tr.formats.money(charge))
        self.outcome.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        self.grow()


def read_overdue(backend: Backend, client_id: int) -> _Overdue | None:
    """Read what a client is to be reminded of, None where there is no such client."""
    queries = backend.queries
    history = queries.client_history(client_id, full=True)
    if history is None:
        return None
    codes = [part.amount.currency for part in history.balance.owed if part.overdue]
    found = {code: queries.reminder_for(client_id, code) for code in codes}
    due = {code: one for code, one in found.items() if one is not None}
    open_sales = {sale.id: sale for sale in history.open_sales}
    sales = {
        code: tuple(
            (sale, _late(backend, sale))
            for sale in (open_sales.get(sale_id) for sale_id, _number in one.sales)
            if sale is not None
        )
        for code, one in due.items()
    }
    return _Overdue(history.details.ref, due, sales, queries.promises(client_id))


def _late(backend: Backend, sale: SaleShape) -> Money:
    """Return what of an open sale is overdue: with a plan, what is open of the parts due."""
    detail = backend.queries.sale(sale.id) if sale.has_plan else None
    if detail is None:
        return sale.open
    today = backend.clock.today()
    late = [part.open for part in detail.instalments if part.due and part.due < today]
    return sum(late, Money(0, sale.open.currency))


def step_name(tr: I18n, step: int) -> str:
    """Name a step of reminding."""
    names = {
        1: tr.gettext("First reminder"),
        2: tr.gettext("Second reminder"),
        3: tr.gettext("Last reminder"),
    }
    return names[step]
