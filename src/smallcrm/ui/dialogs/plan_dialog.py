"""Making a sale due in instalments, or at once again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import SetPlan
from smallcrm.ui.dialogs.fields import DateField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.plan_field import PlanField, PlanRow
from smallcrm.ui.theme import NOTE_MEDIUM, SMALL
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.queries.shapes import SaleDetail
    from smallcrm.ui.context import UiContext


class PlanDialog(FormDialog):
    """Shows how a sale's total is divided; no instalments at all make it due on one day."""

    def __init__(self, context: UiContext, sale_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Instalments"), parent, width=560)
        self._sale_id = sale_id
        self._detail: SaleDetail | None = None
        self.total_line = RunLabel(theme)
        self.paid_line = RunLabel(theme, wrap=True)
        self.plan = PlanField(theme, tr)
        self.due = DateField(theme, tr, name="due", placeholder=tr.gettext("Without a day"))
        self.body.addWidget(self.total_line)
        self.body.addWidget(self.paid_line)
        self.paid_line.hide()
        text = tr.gettext(
            "In short: percent/days from the day of the sale, or so many equal parts."
        )
        hint = plain_label(text, "hint")
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        self.body.addWidget(self.plan)
        self.place("instalments", self.plan)
        for name in ("percent", "amount", "parts", "days"):
            self.alias(name, self.plan)
        self._due_row = self.add_row("due", tr.gettext("All d&ue"), self.due)
        self.body.addStretch(1)
        self.plan.form_changed.connect(self._on_plan)
        self.plan.height_changed.connect(self.grow)
        self.settle()
        self.load(lambda backend: backend.queries.sale(sale_id), self._show)
        focus_field(self.plan.short)

    def command(self) -> SetPlan | None:
        """Divide the total as it is typed."""
        if self._detail is None or not self.is_changed():
            return None
        parts = self.attempt(self.plan.parts)
        due = None if parts else self.attempt(self.due.value)
        if parts is None or self._found:
            return None
        return SetPlan(sale=self._sale_id, parts=parts, due=due, request_id=self.request_id)

    def _show(self, detail: SaleDetail | None) -> None:
        if detail is None:
            self.show_refusals([Refusal("no_such_sale")])
            self.save_button.setDisabled(True)
            return
        self._detail = detail
        tr, sale = self.context.tr, detail.sale
        client = sale.client
        self.set_title(
            tr.gettext("Instalments of sale {number}").format(number=sale.number),
            client_label(tr, client.name, client.organisation),
        )
        text = tr.gettext("{amount}: {title}").format(
            amount=tr.formats.money(sale.total), title=sale.title
        )
        self.total_line.set_runs((Run(text, NOTE_MEDIUM),), ("shopping-bag", "second"))
        paid = sale.total - sale.open
        if paid:
            text = tr.gettext("{amount} is paid, and settles the oldest instalments first.")
            text = text.format(amount=tr.formats.money(paid))
            self.paid_line.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        self.paid_line.setVisible(bool(paid))
        self.plan.set_total(sale.total, sale.on)
        self.plan.set_rows([PlanRow(one.due, one.amount.minor) for one in detail.instalments])
        self.due.set_day(None if detail.instalments else sale.due)
        self._on_plan()
        self.settle()
        focus_field(self.plan.short)

    def _on_plan(self) -> None:
        self.plan.set_error(None)
        try:
            planned = bool(self.plan.parts())
        except Refusal:
            planned = True
        self._due_row.setVisible(not planned)
        self.grow()
