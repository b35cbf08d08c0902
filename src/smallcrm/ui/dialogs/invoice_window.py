"""An invoice or a credit note as it is kept: between whom, its lines, its figures, what is open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import InvoiceKind, PaymentKind
from smallcrm.domain.money import Money
from smallcrm.queries.shapes import PaymentShape, SettledPart
from smallcrm.queries.trade_shapes import InvoiceDetail, InvoiceShape
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.dialogs.lines_totals import Figures
from smallcrm.ui.dialogs.paper_parts import paper_figures
from smallcrm.ui.dialogs.row_list import ListRow, RowList
from smallcrm.ui.dialogs.sale_around import payment_words
from smallcrm.ui.dialogs.trade_parts import line_input
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.theme import BODY, BODY_STRONG, SMALL
from smallcrm.ui.widgets.facts import Fact, FactRow
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend
    from smallcrm.ui.theme import ThemeContext

_ENOUGH: Final = 30
_EDGE: Final = 9
_SHOWN: Final = (Entity.INVOICE, Entity.SALE, Entity.PAYMENT, Entity.PAYMENT_ALLOCATION)


@dataclass(frozen=True, slots=True)
class _Found:
    """A paper, and what settled its sales."""

    paper: InvoiceDetail
    settled: tuple[tuple[SettledPart, PaymentShape], ...]


class _Party(QWidget):
    """Who makes a paper, or for whom it is, as it was then."""

    def __init__(self, theme: ThemeContext, head: str) -> None:
        super().__init__()
        self._theme = theme
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._labels: list[RunLabel] = []
        label = RunLabel(theme)
        label.set_text(head, SMALL, "third")
        self._box.addWidget(label)

    def show_lines(self, name: str, lines: list[str]) -> None:
        """Show a name and what stands beneath it."""
        texts = [(name, True), *((line, False) for line in lines)]
        while len(self._labels) < len(texts):
            label = RunLabel(self._theme)
            self._labels.append(label)
            self._box.addWidget(label)
        for number, label in enumerate(self._labels):
            shown = number < len(texts)
            label.setVisible(shown)
            if shown:
                text, strong = texts[number]
                label.set_text(
                    text, BODY_STRONG if strong else SMALL, "plain" if strong else "second"
                )

    def text(self) -> str:
        """Return all that is shown."""
        return "\n".join(label.whole_text() for label in self._labels if not label.isHidden())


class InvoiceWindow(BesideFrame):
    """Shows a paper, nothing of which can be typed; open beside the others, it blocks nothing.

    `wanted(name, id)` asks for what comes next: `print_invoice`, `credit_note`, or what is opened.
    It follows what is committed, and says when what it shows was undone.
    """

    def __init__(self, context: UiContext, invoice_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Invoice"), parent, width=760, body_scrolls=True)
        self._invoice_id = invoice_id
        self._opens: list[tuple[str, int]] = []
        self.facts = FactRow(theme)
        self.seller = _Party(theme, tr.pgettext("party", "From"))
        self.buyer = _Party(theme, tr.pgettext("party", "To"))
        self.reason = RunLabel(theme, wrap=True)
        self.lines = LinesTable(theme, tr, most_rows=12)
        self.lines.set_editable(False)
        self.figures = Figures(theme)
        self.note = RunLabel(theme, wrap=True)
        self.list = RowList(theme, tr.gettext("What belongs to it"))
        self.state_line = RunLabel(theme, wrap=True)
        self.credit_button = QPushButton(tr.gettext("&Credit note…"))
        self.print_button = self.add_button(
            tr.gettext("Print or save…"), key=tr.gettext("Ctrl P"), icon="printer", primary=True
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self._build()
        self.follow()

    def read(self) -> None:
        """Read the paper anew."""
        invoice_id = self._invoice_id

        def work(backend: Backend) -> _Found | None:
            paper = backend.queries.invoice(invoice_id)
            if paper is None:
                return None
            sales = [backend.queries.sale(sale_id) for sale_id, _number, _share in paper.sales]
            settled: list[tuple[SettledPart, PaymentShape]] = []
            for part in (part for sale in sales if sale is not None for part in sale.settled_by):
                payment = backend.queries.payment(part.payment_id)
                # What a credit note took off stands by its own paper.
                if payment is not None and payment.kind is not PaymentKind.CREDIT_NOTE:
                    settled.append((part, payment))
            return _Found(paper, tuple(settled[-_ENOUGH:]))

        self._context.runner.task(work, self._show, self._on_failed)

    def _build(self) -> None:
        self.body.addWidget(self.facts)
        parties = QHBoxLayout()
        for party in (self.seller, self.buyer):
            parties.addWidget(party, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(parties)
        self.body.addWidget(self.reason)
        self.body.addWidget(self.lines)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, self.theme.px(_EDGE), 0)
        below.addWidget(self.note, 1, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.figures, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(below)
        self.body.addWidget(self.list)
        self.body.addWidget(self.state_line)
        self.body.addStretch(1)
        self.list.hide()
        self.add_left(self.credit_button)
        self.credit_button.setAutoDefault(False)
        self.credit_button.hide()
        self.lines.height_changed.connect(self.grow)
        self.list.opened.connect(self._on_opened)
        self.close_button.clicked.connect(self.reject)
        self.print_button.clicked.connect(
            lambda: self.wanted.emit("print_invoice", self._invoice_id)
        )
        self.credit_button.clicked.connect(
            lambda: self.wanted.emit("credit_note", self._invoice_id)
        )
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.print_button.click)

    def _show(self, found: _Found | None) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        for button in (self.print_button, self.credit_button):
            button.setEnabled(found is not None)
        if found is None:
            self.set_notice(tr.gettext("This invoice is not there any more."))
            return
        self.set_notice(None)
        paper = found.paper
        invoice = paper.invoice
        words = tr.gettext("Invoice {number}")
        if invoice.kind is InvoiceKind.CREDIT_NOTE:
            words = tr.gettext("Credit note {number}")
        client = client_label(tr, invoice.client.name, invoice.client.organisation)
        self.set_title(words.format(number=invoice.number), client)
        self.facts.set_facts(self._facts(invoice))
        self._show_parties(paper)
        self._show_lines(paper)
        found_rows = list(self._rows(found))
        self._opens = [opens for _row, opens in found_rows]
        self.list.set_rows([row for row, _opens in found_rows])
        self.list.setVisible(bool(found_rows))
        self._say_state(paper)
        back = invoice.kind is InvoiceKind.INVOICE and invoice.credited != invoice.payable
        self.credit_button.setVisible(back)
        self.grow(shrink=True)
        if not self.list.table.hasFocus():
            self.print_button.setFocus()

    def _facts(self, invoice: InvoiceShape) -> tuple[Fact, ...]:
        tr, formats = self._context.tr, self._context.tr.formats
        dated = Fact(tr.gettext("Date"), formats.date_short(invoice.on), formats.ago(invoice.on))
        if invoice.kind is InvoiceKind.CREDIT_NOTE:
            second = tr.gettext("the sale can be billed anew")
            if not invoice.rebill:
                second = tr.gettext("so much less is owed")
            of = invoice.credits_number or ""
            return (
                Fact(tr.gettext("Taken back"), formats.money(invoice.payable), second),
                Fact(tr.gettext("Of invoice"), of),
                dated,
            )
        total = tr.gettext("of {total}").format(total=formats.money(invoice.payable))
        label = tr.gettext("Payment")
        value = tr.gettext("{amount} open").format(amount=formats.money(invoice.open))
        state = Fact(label, value, total, "debt" if invoice.days else "plain")
        if not invoice.open.minor:
            credited = invoice.credited == invoice.payable
            word = tr.gettext("Taken back") if credited else tr.gettext("Paid")
            state = Fact(label, word, total, "second" if credited else "ok")
        due = Fact(tr.gettext("Due"), "–")
        if invoice.due is not None:
            due = Fact(
                tr.gettext("Due"),
                formats.date_short(invoice.due),
                formats.ago(invoice.due) if invoice.open.minor else "",
                "debt" if invoice.days else "plain",
            )
        return (state, due, dated)

    def _show_parties(self, paper: InvoiceDetail) -> None:
        tr = self._context.tr
        tax = tr.gettext("Tax number {number}")
        for party, parts in (
            (
                self.seller,
                (paper.seller_name, paper.seller_address, paper.seller_tax_number),
            ),
            (
                self.buyer,
                (
                    paper.buyer_organisation or paper.buyer_name,
                    paper.buyer_address,
                    paper.buyer_tax_number,
                ),
            ),
        ):
            name, address, number = parts
            lines = (address or "").splitlines()
            if number:
                lines.append(tax.format(number=number))
            if party is self.buyer and paper.buyer_organisation:
                lines.insert(0, paper.buyer_name)
            party.show_lines(name or tr.gettext("No name in the settings yet"), lines)

    def _show_lines(self, paper: InvoiceDetail) -> None:
        tr, invoice = self._context.tr, paper.invoice
        currency = invoice.total.currency
        self.lines.set_currency(currency)
        self.lines.set_lines(tuple(map(line_input, paper.lines)))
        nets = [
            line.net.minor + (line.discount.minor if line.discount else 0) for line in paper.lines
        ]
        self.lines.set_nets(nets, currency)
        self.figures.set_rows(paper_figures(tr, paper), separator=tr.pgettext("facts", ", "))
        self.note.set_runs((Run(paper.note, BODY, "second"),) if paper.note else ())
        self.reason.set_runs((Run(invoice.reason, BODY),) if invoice.reason else (), None)
        self.reason.setVisible(bool(invoice.reason))

    def _rows(self, found: _Found) -> Iterator[tuple[ListRow, tuple[str, int]]]:
        """Yield what hangs on it: the sales, the papers, the payments; each opens."""
        tr, paper = self._context.tr, found.paper
        money, day = tr.formats.money, tr.formats.date_short
        rows: list[tuple[ListRow, tuple[str, int]]] = []
        invoice = paper.invoice
        for sale_id, number, share in paper.sales:
            text = tr.gettext("Sale {number}").format(number=number)
            rows.append(
                (ListRow(0, "shopping-bag", "", text, "", money(share)), ("open_sale", sale_id))
            )
        if invoice.credits_id is not None:
            text = tr.gettext("Takes back invoice {number}")
            text = text.format(number=invoice.credits_number or "")
            rows.append(
                (ListRow(0, "receipt", "", text, "", ""), ("open_invoice", invoice.credits_id))
            )
        for one in paper.credit_notes:
            text = tr.gettext("Credit note {number}").format(number=one.number)
            word = tr.gettext("to be billed anew") if one.rebill else ""
            amount = money(Money(-one.payable.minor, one.payable.currency))
            rows.append(
                (ListRow(0, "receipt", day(one.on), text, word, amount), ("open_invoice", one.id))
            )
        if invoice.kind is InvoiceKind.INVOICE:
            for part, payment in found.settled:
                text = payment_words(tr, payment)
                word = part.sale_number if len(paper.sales) > 1 else ""
                shown = ListRow(0, "banknote", day(part.on), text, word, money(part.amount))
                rows.append((shown, ("open_payment", part.payment_id)))
        for number_of_row, (row, opens) in enumerate(rows):
            yield (
                ListRow(number_of_row, row.icon, row.day, row.text, row.word, row.amount, row.tone),
                opens,
            )

    def _say_state(self, paper: InvoiceDetail) -> None:
        tr = self._context.tr
        if paper.fixed_at is not None:
            when = tr.formats.instant(paper.fixed_at)
            text = tr.gettext("It is out since {when}: it stays as it is.").format(when=when)
            icon = "lock"
        elif paper.invoice.external:
            text = tr.gettext("Another system gave its number. Undo (Ctrl+Z) can take it back.")
            icon = "undo-2"
        else:
            text = tr.gettext(
                "Not printed, saved or sent yet: undo (Ctrl+Z) can take it back, and its number"
                " is free again."
            )
            icon = "undo-2"
        self.state_line.set_runs((Run(text, SMALL, "second"),), (icon, "second"))

    def _on_opened(self, number: int) -> None:
        if 0 <= number < len(self._opens):
            self.wanted.emit(*self._opens[number])

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("This could not be read. Try it again."))

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(*_SHOWN)
