"""Recording that goods went out, or work was done: all that is left of a sale, or some of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.queries.receivable_shapes import Standing
from smallcrm.queries.shapes import SaleDetail
from smallcrm.services.commands import Deliver
from smallcrm.ui.dialogs.fields import DateField, TextArea, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.lines_choice import LineChoice, LinesChoice
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


class DeliverDialog(FormDialog):
    """Asks what of a sale went out, and when; Enter alone takes all that is left, today.

    It says beforehand what the delivery brings: the sale is delivered, and due.
    """

    def __init__(self, context: UiContext, sale_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context,
            tr.gettext("Deliver"),
            parent,
            width=640,
            save_text=tr.gettext("Record delivery"),
            body_scrolls=True,
        )
        self._sale_id = sale_id
        self._detail: SaleDetail | None = None
        self._term: int | None = None
        self.lines = LinesChoice(theme, tr, done_heading=tr.gettext("Delivered"))
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.note = TextArea(theme, lines=2)
        self.outlook = RunLabel(theme, wrap=True)
        self.outlook.hide()
        self.body.addWidget(self.lines)
        self.place("lines", self.lines)
        self.alias("quantity", self.lines)
        self.body.addWidget(self.outlook)
        self.add_row("on", tr.gettext("&Date"), self.day)
        hint = tr.gettext("Stands on the delivery note")
        self.add_row("note", tr.gettext("N&ote"), self.note, hint=hint)
        self.body.addStretch(1)
        self.lines.height_changed.connect(self.grow)
        self.lines.form_changed.connect(self._say)
        self.day.textChanged.connect(self._say)
        self.settle()
        self.load(self._work, self._show)
        focus_field(self.lines)

    def command(self) -> Deliver | None:
        """Deliver what is ticked."""
        if self._detail is None:
            return None
        chosen = self.attempt(self.lines.chosen)
        day = self.attempt(self.day.required)
        if chosen is not None and not chosen:
            self._found.append(Refusal("nothing_chosen", field="lines"))
        if chosen is None or day is None or self._found:
            return None
        return Deliver(
            sale=self._sale_id,
            lines=chosen,
            on=day,
            note=self.note.value(),
            request_id=self.request_id,
        )

    def _work(self, backend: Backend) -> tuple[SaleDetail, Standing | None] | None:
        detail = backend.queries.sale(self._sale_id)
        if detail is None:
            return None
        return detail, backend.queries.standing(detail.sale.client.id)

    def _show(self, found: tuple[SaleDetail, Standing | None] | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_sale")])
            self.save_button.setDisabled(True)
            return
        detail, standing = found
        self._detail = detail
        self._term = None if standing is None else standing.term_days
        tr, sale = self.context.tr, detail.sale
        self.set_title(
            tr.gettext("Deliver sale {number}").format(number=sale.number),
            client_label(tr, sale.client.name, sale.client.organisation),
        )
        self.lines.set_choices(
            [
                LineChoice(line.id, line.description, line.quantity, line.done, line.unit)
                for line in detail.trade_lines
            ]
        )
        if sale.status is SaleStatus.CANCELLED:
            self.show_refusals([Refusal("sale_cancelled", field="sale", number=sale.number)])
        elif not self._rest() or sale.status is not SaleStatus.ORDERED:
            self.show_refusals([Refusal("nothing_to_deliver", field="sale", number=sale.number)])
        if sale.status is not SaleStatus.ORDERED or not self._rest():
            self.save_button.setDisabled(True)
            self.lines.setDisabled(True)
        self._say()
        self.settle()

    def _rest(self) -> dict[int, Decimal]:
        """Return what is waited for: goods that come back are not."""
        lines = self._detail.trade_lines if self._detail is not None else ()
        return {
            line.id: line.quantity - line.done
            for line in lines
            if line.quantity != line.done and (line.quantity > 0 or len(lines) == 1)
        }

    def _say(self) -> None:
        """Say what the sale is once this is out."""
        detail = self._detail
        if detail is None or detail.sale.status is not SaleStatus.ORDERED:
            return
        tr = self.context.tr
        try:
            chosen = self.lines.chosen()
        except Refusal:
            chosen = {}
        rest = self._rest()
        whole = bool(rest) and all(chosen.get(line) == left for line, left in rest.items())
        text = tr.gettext("Something is left then: the sale stays ordered.")
        if whole:
            day = self._due(detail)
            text = tr.gettext("All of it is out then: the sale becomes delivered.")
            if day is not None:
                text = tr.gettext(
                    "All of it is out then: the sale becomes delivered, and is due on {date}."
                ).format(date=tr.formats.date_short(day))
        self.outlook.set_runs((Run(text, SMALL, "second"),), ("package", "second"))
        self.outlook.setVisible(bool(chosen))
        self.grow()

    def _due(self, detail: SaleDetail) -> date | None:
        """Return the day that delivery makes it due on, None where that is said already."""
        day, sale = self.day.shown(), detail.sale
        if sale.due is not None or sale.has_plan or day is None or self._term is None:
            return None
        return max(day + timedelta(days=self._term), sale.on)
