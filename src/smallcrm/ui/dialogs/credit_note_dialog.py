"""Taking an invoice back: all of it, some lines or an amount; for less, or to bill it anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from smallcrm.domain.enums import InvoiceKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import SaleDetail
from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.services.commands import AddCreditNote
from smallcrm.ui.dialogs.fields import DateField, TextField, client_label
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
    """An invoice, and how its sales and its client stand before anything is taken back."""

    paper: InvoiceDetail
    sales: tuple[SaleDetail, ...]
    credit: tuple[Money, ...]


class CreditNoteDialog(FormDialog):
    """Makes a credit note; what becomes of the debt and of the money is said beforehand.

    `wanted("open_invoice", id)` once it is made.
    """

    wanted = Signal(str, object)

    def __init__(self, context: UiContext, invoice_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(
            context,
            tr.gettext("Credit note"),
            parent,
            width=680,
            save_text=tr.gettext("Make credit note"),
            body_scrolls=True,
        )
        self._invoice_id = invoice_id
        self._before: _Found | None = None
        self._told = False
        self.part = PartChoice(
            theme,
            tr,
            done_heading=tr.gettext("Taken back"),
            amount_label=tr.gettext("An a&mount:"),
        )
        self.less = QRadioButton(tr.gettext("The client &owes so much less"))
        self.rebill = QRadioButton(tr.gettext("The invoice was wrong: &bill it anew"))
        self.outlook = Outlook(theme)
        self.figures = Figures(theme)
        self.reason = TextField(placeholder=tr.gettext("Stands on the credit note"))
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.number = TextField()
        self.ahead = LookAhead(context.runner, self._note, self)
        self._make_rows()
        self.settle()
        self.load(self._work, self._show)

    def command(self) -> AddCreditNote | None:
        """Take back what is chosen."""
        if self._before is None:
            return None
        return self.attempt(self._note)

    def state(self) -> object:
        """Return what was typed and chosen."""
        return (super().state(), self.part.form_state(), self.rebill.isChecked())

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """Say each beside its field, and not below as well."""
        self._told = True
        self.outlook.hint("")
        super().show_refusals(refusals)

    def _note(self) -> AddCreditNote | None:
        lines, amount = self.part.read()
        return AddCreditNote(
            invoice=self._invoice_id,
            lines=lines,
            amount=amount,
            reason=self.reason.value(),
            on=self.day.required(),
            number=self.number.value(),
            rebill=self.rebill.isChecked(),
            request_id=self.request_id,
        )

    def _make_rows(self) -> None:
        tr = self.context.tr
        self.body.addWidget(plain_label(tr.gettext("What is taken back"), "section"))
        self.body.addWidget(self.part)
        self.body.addWidget(plain_label(tr.gettext("And then"), "section"))
        # Two groups of their own: all radio buttons of one parent would be one.
        group = QButtonGroup(self)
        for radio in (self.less, self.rebill):
            group.addButton(radio)
            self.body.addWidget(radio)
            radio.toggled.connect(self.ahead.soon)
        self.less.setChecked(True)
        self.body.addWidget(hairline())
        said = QHBoxLayout()
        said.addStretch(1)
        said.addWidget(self.figures, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(said)
        self.add_above_footer(self.outlook)
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.add_row("on", tr.gettext("&Date"), self.day)
        hint = tr.gettext("Only where another system gave it, such as that of the tax office.")
        self.add_row("number", tr.gettext("Own &number"), self.number, hint=hint)
        self.body.addStretch(1)
        self.place("lines", self.part)
        for name in ("quantity", "amount"):
            self.alias(name, self.part)
        self.part.form_changed.connect(self._on_part)
        self.part.height_changed.connect(self.grow)
        for line in (self.day, self.number):
            line.textChanged.connect(self.ahead.soon)
        self.ahead.found.connect(self._show_ahead)
        self.ahead.refused.connect(self._on_refused)

    def _work(self, backend: Backend) -> _Found | None:
        paper = backend.queries.invoice(self._invoice_id)
        if paper is None:
            return None
        sales = [backend.queries.sale(sale_id) for sale_id, _number, _share in paper.sales]
        standing = backend.queries.standing(paper.invoice.client.id)
        return _Found(
            paper,
            tuple(sale for sale in sales if sale is not None),
            standing.credit if standing is not None else (),
        )

    def _show(self, found: _Found | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_invoice")])
            self.save_button.setDisabled(True)
            return
        self._before = found
        tr, invoice = self.context.tr, found.paper.invoice
        client = client_label(tr, invoice.client.name, invoice.client.organisation)
        self.set_title(
            tr.gettext("Credit note for invoice {number}").format(number=invoice.number), client
        )
        self.part.set_whole(
            [
                LineChoice(line.id, line.description, line.quantity, line.done, line.unit)
                for line in found.paper.lines
            ],
            invoice.payable - invoice.credited,
        )
        if invoice.kind is not InvoiceKind.INVOICE:
            self._cannot(Refusal("not_an_invoice", field="invoice", number=invoice.number))
        elif invoice.payable == invoice.credited:
            self._cannot(Refusal("nothing_to_credit", field="invoice", number=invoice.number))
        else:
            self.ahead.look()
        self.settle()
        focus_field(self.part.field)

    def _on_part(self) -> None:
        self._told = False
        self.ahead.soon()

    def _cannot(self, refused: Refusal) -> None:
        self.show_refusals([refused])
        self.save_button.setDisabled(True)
        self.part.setDisabled(True)

    # What it will do.

    def _show_ahead(self, found: Rehearsed) -> None:
        tr, invoice = self.context.tr, found.paper.invoice
        separator = tr.pgettext("facts", ", ")
        self.figures.set_rows(paper_figures(tr, found.paper), separator=separator)
        text = tr.gettext("This will be {number} over {amount}.").format(
            number=invoice.number, amount=tr.formats.money(invoice.payable)
        )
        self.outlook.say(text, self._then(found))
        if not self.number.text():
            next_one = tr.gettext("Next: {number}").format(number=invoice.number)
            self.number.setPlaceholderText(painted(next_one))
        self.grow()

    def _then(self, found: Rehearsed) -> tuple[str, ...]:
        """Say what becomes of the sales, and of money that was paid on them."""
        before = self._before
        if before is None:
            return ()
        tr = self.context.tr
        money = tr.formats.money
        was = {one.sale.id: one.sale for one in before.sales}
        said: list[str] = []
        for detail in found.sales:
            sale, old = detail.sale, was.get(detail.sale.id)
            if old is None:
                continue
            if found.paper.invoice.rebill:
                left = detail.sale.total - detail.billing.billed
                said.append(
                    tr.gettext(
                        "Sale {number}: {open} stays open as it is, {left} can be billed anew."
                    ).format(number=sale.number, open=money(sale.open), left=money(left))
                )
            else:
                said.append(
                    tr.gettext("Sale {number}: {open} open then, instead of {before}.").format(
                        number=sale.number, open=money(sale.open), before=money(old.open)
                    )
                )
        currency = found.paper.invoice.total.currency
        more = _of(found.credit, currency) - _of(before.credit, currency)
        if more > 0:
            said.append(
                tr.gettext("{amount} that was paid becomes credit.").format(
                    amount=money(Money(more, currency))
                )
            )
        return tuple(said)

    def _on_refused(self, refused: Refusal) -> None:
        self.figures.set_rows((), separator=", ")
        self.outlook.hint("" if self._told else say(self.context.tr, refused))
        self.grow()

    def _on_saved(self, outcome: Outcome) -> None:
        super()._on_saved(outcome)
        if not outcome.result.repeated:
            self.wanted.emit("open_invoice", outcome.result.id)


def _of(amounts: tuple[Money, ...], currency: str) -> int:
    return sum(money.minor for money in amounts if money.currency == currency)
