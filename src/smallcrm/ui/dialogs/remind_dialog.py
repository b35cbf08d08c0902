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
from smallcrm.queries.receivable_shapes import OverdueSale, PromiseShape, ReminderDue
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
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

STEPS: Final = (1, 2, 3)
_WAYS: Final = (
    InteractionKind.EMAIL,
    InteractionKind.LETTER,
    InteractionKind.MESSAGE,
    InteractionKind.CALL,
)
# The ways that a letter is needed for.
_WRITTEN: Final = frozenset({InteractionKind.EMAIL.value, InteractionKind.LETTER.value})


@dataclass(frozen=True, slots=True)
class _Overdue:
    """What a client is reminded of in each currency on a day; `sales` are the open ones by id."""

    client: ClientRef
    on: date
    due: dict[str, ReminderDue]
    sales: dict[int, SaleShape]
    promises: tuple[PromiseShape, ...] = ()


class RemindDialog(FormDialog):
    """Shows what is overdue row by row, the step, the fee and the interest, and what is recorded.

    A sale whose box is not ticked is left out. What is overdue, and the interest on it, are those
    of the day that is typed.

    `wanted("open_sale", id)` when a row is to be looked at, `wanted("reminder_letter", id)` once it
    is recorded and its letter is wanted: what goes by post or by e-mail needs one, what is said on
    the telephone does not, unless the owner ticks it.
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
        self._day_read = context.clock.today()
        # What was proposed: what is typed instead stays.
        self._proposed_step = 0
        self.headline = RunLabel(theme)
        self.second_line = RunLabel(theme, wrap=True)
        self.sales = RowList(theme, tr.gettext("Overdue"), chosen=True)
        self.currency = ChoiceField([(own, own)], own)
        self.step = ChoiceField(((step, step_name(tr, step)) for step in STEPS), 1)
        self.fee = AmountField(tr, own, name="fee")
        self.fee.setPlaceholderText(tr.gettext("None"))
        self.interest = QCheckBox()
        self.method = ChoiceField((kind.value, enum_name(tr, kind)) for kind in _WAYS)
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.note = TextField(placeholder=tr.gettext("Optional"))
        self.letter = QCheckBox(tr.gettext("Then show its &letter, to print or send"))
        self.outcome = RunLabel(theme, wrap=True)
        self._make_rows()
        self.settle()
        self._load()
        focus_field(self.step)

    def command(self) -> Remind | None:
        """Record the reminder as it is typed."""
        due = self._due()
        day = self.attempt(self.day.required)
        if due is None:
            raise Refusal("nothing_overdue")
        fee = self.attempt(self.fee.optional)
        chosen = self._chosen()
        if not chosen:
            self._found.append(Refusal("no_sale_chosen", field="sales"))
        if fee is not None and fee.minor < 0:
            self._found.append(Refusal("negative_amount", field="fee"))
        if day is None or self._found:
            return None
        return Remind(
            client=self._client_id,
            currency=due.overdue.currency,
            step=self.step.value(),
            sales=tuple(part.id for part in chosen),
            on=day,
            fee=fee.major if fee is not None else Money(0, due.overdue.currency).major,
            interest=self.interest.isChecked() and self._interest().minor > 0,
            method=self.method.value(),
            note=self.note.value(),
            charge_title=self.context.tr.gettext("Reminder fee and interest"),
            request_id=self.request_id,
        )

    def state(self) -> object:
        """Return what was typed, the box too."""
        return (super().state(), self.interest.isChecked(), self.sales.left_out())

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
        self.body.addLayout(indented(self.theme, self.letter))
        self.body.addWidget(self.outcome)
        self.body.addStretch(1)
        self.interest.hide()
        self.letter.hide()
        self._on_method()
        self.method.currentIndexChanged.connect(self._on_method)
        self.day.textChanged.connect(self._on_day)
        self.sales.ticked.connect(self._follow)
        self.sales.opened.connect(lambda sale: self.wanted.emit("open_sale", sale))
        self.currency.currentIndexChanged.connect(self._on_currency)
        self.step.currentIndexChanged.connect(self._on_step)
        self.fee.textChanged.connect(self._say)
        self.interest.toggled.connect(self._say)

    def _load(self) -> None:
        client_id = self._client_id

        self.load(lambda backend: read_overdue(backend, client_id), self._show)

    def _on_day(self) -> None:
        """Read anew what is overdue on the day that is typed."""
        client_id, day, found = self._client_id, self.day.shown(), self._overdue
        if found is None or not found.due or day is None or day > self.context.clock.today():
            return
        if day != self._day_read:
            self._day_read = day
            self.load(lambda backend: read_overdue(backend, client_id, day), self._show_day)

    def _show_day(self, found: _Overdue | None) -> None:
        if found is None or found.on != self._day_read or self._overdue is None:
            return  # another day was typed since
        code = str(self.currency.value())
        if code not in found.due:
            text = self.context.tr.gettext("Nothing is overdue on this day.")
            self._places["on"].set_error(text)
            self._day_read = self._overdue.on
            return
        self._places["on"].set_error(None)
        self._overdue = found
        self._show_sales()
        self._follow()

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
        due = self._due()
        if due is None:
            return
        self._show_sales()
        for widget in (self.headline, self.second_line, self.sales):
            widget.show()
        self.letter.show()
        self.fee.currency = due.overdue.currency
        self._proposed_step = self._step()
        self.step.choose(self._proposed_step)
        self.fee.set_money(self._fee_of(self._proposed_step, due.overdue.currency) or None)
        self.interest.setChecked(bool(due.interest))
        self._follow()

    def _chosen(self) -> tuple[OverdueSale, ...]:
        """Return the sales that are not left out."""
        due, left_out = self._due(), self.sales.left_out()
        return () if due is None else tuple(one for one in due.parts if one.id not in left_out)

    def _step(self) -> int:
        """Return the step that comes after the last one of the sales that are chosen."""
        return min(STEPS[-1], 1 + max((one.step for one in self._chosen()), default=0))

    def _interest(self) -> Money:
        return sum((one.interest for one in self._chosen()), Money(0, str(self.currency.value())))

    def _follow(self) -> None:
        """Let step and interest follow the day and the sales, unless the owner chose a step."""
        due, tr = self._due(), self.context.tr
        if due is None:
            return
        step = self._step()
        if self.step.value() == self._proposed_step and step != self._proposed_step:
            self.step.choose(step)
        self._proposed_step = step
        overdue = sum((one.open for one in self._chosen()), Money(0, due.overdue.currency))
        text = tr.gettext("{amount} is overdue").format(amount=tr.formats.money(overdue))
        self.headline.set_runs((Run(text, NOTE_MEDIUM, "debt"),), ("triangle-alert", "debt"))
        text = tr.gettext("Charge &interest of {amount}")
        interest = self._interest()
        self.interest.setText(text.format(amount=tr.formats.money(interest)))
        self.interest.setVisible(bool(interest))
        self._say()

    def _show_sales(self) -> None:
        due, found = self._due(), self._overdue
        if due is None or found is None:
            return
        tr = self.context.tr
        self.second_line.set_runs((Run(self._history(due, found), SMALL, "second"),))
        rows: list[ListRow] = []
        for part in due.parts:
            sale, days = found.sales.get(part.id), (found.on - part.due).days
            name = part.number
            if sale is not None:
                name = tr.gettext("{number}, {title}").format(number=part.number, title=sale.title)
            late = tr.ngettext("{days} day late", "{days} days late", days)
            rows.append(
                ListRow(
                    part.id,
                    "",
                    tr.formats.date_short(part.due),
                    name,
                    late.format(days=tr.formats.number(days)),
                    tr.formats.money(part.open),
                )
            )
        self.sales.set_rows(rows)

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

    def _on_method(self) -> None:
        self.letter.setChecked(self.method.value() in _WRITTEN)

    def _on_saved(self, outcome: Outcome) -> None:
        super()._on_saved(outcome)
        if self.letter.isChecked() and not outcome.result.repeated:
            self.wanted.emit("reminder_letter", outcome.result.id)

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
        charge = fee + (self._interest() if self.interest.isChecked() else Money(0, code))
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


def read_overdue(backend: Backend, client_id: int, on: date | None = None) -> _Overdue | None:
    """Read what a client is to be reminded of on a day, None where there is no such client."""
    queries = backend.queries
    history = queries.client_history(client_id, full=True)
    if history is None:
        return None
    codes = [part.amount.currency for part in history.balance.owed if part.overdue]
    found = {code: queries.reminder_for(client_id, code, on) for code in codes}
    return _Overdue(
        history.details.ref,
        on or backend.clock.today(),
        {code: one for code, one in found.items() if one is not None},
        {sale.id: sale for sale in history.open_sales},
        queries.promises(client_id),
    )


def step_name(tr: I18n, step: int) -> str:
    """Name a step of reminding."""
    names = {
        1: tr.gettext("First reminder"),
        2: tr.gettext("Second reminder"),
        3: tr.gettext("Last reminder"),
    }
    return names[step]
