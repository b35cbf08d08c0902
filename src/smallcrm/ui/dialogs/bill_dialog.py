"""Billing what a client bought: whole sales, some of their lines, or an amount in advance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from smallcrm.domain.errors import Refusal
from smallcrm.queries.receivable_shapes import Standing
from smallcrm.queries.shapes import ClientRef, SaleDetail
from smallcrm.services.commands import Bill, BillPart
from smallcrm.ui.dialogs.billable_list import BillableList, left_of
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextArea, TextField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.lines_choice import LineChoice
from smallcrm.ui.dialogs.lines_totals import Figures
from smallcrm.ui.dialogs.paper_parts import LookAhead, Outlook, paper_figures
from smallcrm.ui.dialogs.part_choice import PartChoice
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.widgets.labels import hairline, plain_label
from smallcrm.ui.widgets.painting import painted

if TYPE_CHECKING:
    from smallcrm.services.commands import Outcome
    from smallcrm.services.rehearsal import Rehearsed
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


@dataclass(frozen=True, slots=True)
class _Found:
    """Who is billed, and for what."""

    standing: Standing
    sales: tuple[SaleDetail, ...]


class BillDialog(FormDialog):
    """Makes one invoice; what it will say, down to its number, is shown before it is made.

    Without `client_id` and `sale_id` it asks for the client. `sale_id` is ticked, else the latest
    sale. `wanted("open_invoice", id)` once it is made.
    """

    wanted = Signal(str, object)

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        sale_id: int | None = None,
    ) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context,
            tr.gettext("New invoice"),
            parent,
            width=720,
            save_text=tr.gettext("Make invoice"),
            body_scrolls=True,
        )
        self._client_id = client_id
        self._sale_id = sale_id
        self._sales: dict[int, SaleDetail] = {}
        self._parts: dict[int, PartChoice] = {}
        self._current = 0
        self._told = False
        self.picker = ClientPicker(context)
        self.currency = ChoiceField([])
        self.sales = BillableList(theme, tr)
        self.part_title = plain_label("", "section")
        self.part_box = QVBoxLayout()
        self.outlook = Outlook(theme)
        self.figures = Figures(theme)
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.due = DateField(theme, tr, name="due")
        self.number = TextField()
        self.note = TextArea(theme, lines=2)
        self.ahead = LookAhead(context.runner, self._bill, self)
        self._make_rows()
        self.settle()
        if client_id is not None or sale_id is not None:
            self._load(client_id)
        else:
            focus_field(self.picker)

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when a part is wrong."""
        part = self._parts.get(self._current)
        return part.field if part is not None else self.sales.field

    def set_error(self, text: str | None) -> None:
        """Say at the part that is shown what is wrong with it, or take it back."""
        part = self._parts.get(self._current)
        if part is not None:
            part.set_error(text)

    def command(self) -> Bill | None:
        """Make the invoice that is shown."""
        if self._client_id is None and not self._sales:
            self.attempt(self.picker.required)
        bill = None if self._found else self.attempt(self._bill)
        if bill is None and not self._found:
            self._found.append(Refusal("nothing_to_bill", field="parts"))
        return bill

    def state(self) -> object:
        """Return what was typed and chosen."""
        parts = tuple(part.form_state() for part in self._parts.values())
        texts = (self.number.text(), self.note.toPlainText(), self.due.text())
        return (self.sales.form_state(), parts, texts, self.day.text())

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """Say each beside its field; the sale that it is about is shown."""
        for refused in refusals[:1]:
            numbers = {detail.sale.number: sale for sale, detail in self._sales.items()}
            about = refused.parameters.get("sale_id") or numbers.get(
                str(refused.parameters.get("number"))
            )
            if isinstance(about, int):
                self.sales.select(about)
        self._told = True
        self.outlook.hint("")
        super().show_refusals(refusals)

    def _bill(self) -> Bill | None:
        """Return what is chosen, None where nothing is; refuses what cannot be read."""
        parts: list[BillPart] = []
        for sale_id in self.sales.ticked():
            part = self._parts.get(sale_id)
            try:
                lines, amount = part.read() if part is not None else (None, None)
            except Refusal as refused:
                raise Refusal(
                    refused.code, field=refused.field, **{**refused.parameters, "sale_id": sale_id}
                ) from refused
            parts.append(BillPart(sale=sale_id, lines=lines, amount=amount))
        if not parts:
            return None
        return Bill(
            parts=tuple(parts),
            on=self.day.required(),
            due=self.due.value(),
            number=self.number.value(),
            note=self.note.value(),
            request_id=self.request_id,
        )

    def _make_rows(self) -> None:
        tr = self.context.tr
        if self._client_id is None and self._sale_id is None:
            self.add_row("client", tr.gettext("&Client"), self.picker)
            self.picker.picked.connect(self._on_picked)
        self._currency_row = self.add_row("currency", tr.gettext("Currenc&y"), self.currency)
        self._currency_row.hide()
        for widget in (self.sales, self.part_title):
            self.body.addWidget(widget)
            widget.hide()
        self.body.addLayout(self.part_box)
        self.body.addWidget(hairline())
        said = QHBoxLayout()
        said.addStretch(1)
        said.addWidget(self.figures, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(said)
        self.add_above_footer(self.outlook)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("due", tr.gettext("D&ue"), self.due)
        hint = tr.gettext("Only where another system gave it, such as that of the tax office.")
        self.add_row("number", tr.gettext("Own &number"), self.number, hint=hint)
        self.add_row("note", tr.gettext("N&ote"), self.note)
        self.body.addStretch(1)
        for name in ("parts", "sale"):
            self.place(name, self.sales)
        self.place("lines", self)
        for name in ("quantity", "amount"):
            self.alias(name, self)
        self.sales.form_changed.connect(self._on_ticked)
        self.sales.current_changed.connect(self._show_part)
        self.currency.currentIndexChanged.connect(self._on_currency)
        for line in (self.day, self.due, self.number):
            line.textChanged.connect(self.ahead.soon)
        self.ahead.found.connect(self._show_ahead)
        self.ahead.refused.connect(self._on_refused)
        self.ahead.nothing.connect(self._show_nothing)

    def _load(self, client_id: int | None) -> None:
        sale_id = self._sale_id

        def work(backend: Backend) -> _Found | None:
            wanted = client_id
            if wanted is None and sale_id is not None:
                detail = backend.queries.sale(sale_id)
                wanted = None if detail is None else detail.sale.client.id
            standing = None if wanted is None else backend.queries.standing(wanted)
            if wanted is None or standing is None:
                return None
            return _Found(standing, backend.queries.billable(wanted))

        self.load(work, self._show)

    def _show(self, found: _Found | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_client" if self._client_id else "no_such_sale")])
            self.save_button.setDisabled(True)
            return
        client = found.standing.client
        chosen = self.picker.chosen()
        if chosen is not None and chosen.id != client.id:
            return  # somebody else was chosen meanwhile
        tr = self.context.tr
        self.set_title(
            tr.gettext("New invoice"), client_label(tr, client.name, client.organisation)
        )
        self._sales = {detail.sale.id: detail for detail in reversed(found.sales)}
        codes = list(dict.fromkeys(one.sale.total.currency for one in self._sales.values()))
        own = self._sales.get(self._sale_id or 0)
        first = own.sale.total.currency if own is not None else found.standing.currency
        self.currency.set_choices(
            [(code, tr.formats.currency_word(code)) for code in codes],
            first if first in codes else None,
        )
        self._currency_row.setVisible(len(codes) > 1)
        self.save_button.setEnabled(bool(self._sales))
        self.set_notice(None)
        if self._sale_id is not None and own is None:
            self.set_notice(tr.gettext("This sale is billed already, or cancelled."), wrong=False)
        elif not self._sales:
            self.set_notice(tr.gettext("Everything they bought is billed."), wrong=False)
        self._on_currency()
        self.settle()
        focus_field(self.sales.table if len(self._shown()) > 1 else self.field)

    def _shown(self) -> list[SaleDetail]:
        """Return the sales in the chosen currency, the latest first."""
        code = self.currency.value()
        return [one for one in self._sales.values() if one.sale.total.currency == code]

    def _on_picked(self, client: ClientRef | None) -> None:
        if client is not None:
            self._client_id = client.id
            self._sale_id = None
            self._load(client.id)

    def _on_currency(self) -> None:
        shown = self._shown()
        ids = [detail.sale.id for detail in shown]
        ticked = self._sale_id if self._sale_id in ids else next(iter(ids), None)
        if self._sale_id is not None and self._sale_id not in self._sales:
            ticked = None
        self.sales.set_sales(shown, frozenset() if ticked is None else frozenset({ticked}))
        self.sales.setVisible(len(shown) > 1)
        if shown:
            self._show_part(ticked or ids[0])
        elif (part := self._parts.get(self._current)) is not None:
            part.hide()
        self.ahead.look()
        self.grow(shrink=True)

    def _show_part(self, sale_id: int) -> None:
        """Show which part of a sale is billed; what was chosen for others is kept."""
        before = self._parts.get(self._current)
        if before is not None:
            before.hide()
        self._current = sale_id
        detail = self._sales[sale_id]
        part = self._parts.get(sale_id)
        if part is None:
            part = self._make_part(detail)
        text = self.context.tr.gettext("Of sale {number}, {title}")
        self.part_title.setText(
            painted(text.format(number=detail.sale.number, title=detail.sale.title))
        )
        self.part_title.show()
        part.show()
        self.grow()

    def _make_part(self, detail: SaleDetail) -> PartChoice:
        tr = self.context.tr
        part = PartChoice(
            self.theme,
            tr,
            done_heading=tr.gettext("Billed"),
            amount_label=tr.gettext("An a&mount, in advance say:"),
        )
        part.set_whole(
            [
                LineChoice(line.id, line.description, line.quantity, line.billed, line.unit)
                for line in detail.trade_lines
            ],
            left_of(detail),
        )
        self._parts[detail.sale.id] = part
        self.part_box.addWidget(part)
        sale_id = detail.sale.id
        part.form_changed.connect(lambda: self._on_part(sale_id))
        part.height_changed.connect(self.grow)
        return part

    def _on_part(self, sale_id: int) -> None:
        """Tick what is being chosen from."""
        self._told = False
        self.sales.tick(sale_id)
        self.ahead.soon()
        self.grow()

    def _on_ticked(self) -> None:
        self._told = False
        self.ahead.soon()

    # What it will say.

    def _show_ahead(self, found: Rehearsed) -> None:
        tr, paper = self.context.tr, found.paper
        invoice = paper.invoice
        separator = tr.pgettext("facts", ", ")
        self.figures.set_rows(paper_figures(tr, paper), separator=separator)
        self.sales.show_shares({sale_id: share for sale_id, _number, share in paper.sales})
        due: date = invoice.due or invoice.on
        text = tr.gettext("This will be {number} over {amount}, due on {date}.").format(
            number=invoice.number,
            amount=tr.formats.money(invoice.payable),
            date=tr.formats.date_short(due),
        )
        self.outlook.say(text)
        self.due.setPlaceholderText(tr.formats.date_short(due))
        if not self.number.text():
            next_one = tr.gettext("Next: {number}").format(number=invoice.number)
            self.number.setPlaceholderText(painted(next_one))
        self.grow()

    def _on_refused(self, refused: Refusal) -> None:
        self._show_nothing()
        # What stands beside its field is not said twice.
        self.outlook.hint("" if self._told else say(self.context.tr, refused))
        self.grow()

    def _show_nothing(self) -> None:
        tr = self.context.tr
        self.figures.set_rows((), separator=", ")
        self.sales.show_shares({})
        text = tr.gettext("Tick what is billed: what it comes to is shown here.")
        self.outlook.hint(text if self._shown() else "")
        self.grow()

    def _on_saved(self, outcome: Outcome) -> None:
        super()._on_saved(outcome)
        if not outcome.result.repeated:
            self.wanted.emit("open_invoice", outcome.result.id)
