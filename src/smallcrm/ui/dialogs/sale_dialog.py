"""Recording a sale, or changing one: one amount, or lines with their totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.queries.receivable_shapes import Standing
from smallcrm.queries.trade_shapes import ContractShape
from smallcrm.services.commands import UNSET, AddSale, EditSale, PlanPart
from smallcrm.ui.dialogs.fields import (
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.kept_files_row import KeptFilesRow
from smallcrm.ui.dialogs.sale_around import SaleAround, SaleWhole, bills, read_sale
from smallcrm.ui.dialogs.sale_form import SaleForm
from smallcrm.ui.dialogs.trade_parts import discount_of, kept_line
from smallcrm.ui.file_keeping import KeptWith
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run

if TYPE_CHECKING:
    from smallcrm.queries.trade_shapes import InvoiceShape
    from smallcrm.services.commands import Outcome
    from smallcrm.ui.context import UiContext

_PLAN: Final = frozenset({"instalments", "percent", "parts", "days"})
_SHOWN: Final = (
    Entity.SALE,
    Entity.PAYMENT,
    Entity.PAYMENT_ALLOCATION,
    Entity.INVOICE,
    Entity.DELIVERY,
    Entity.INSTALMENT,
)


@dataclass(frozen=True, slots=True)
class _Client:
    """What a sale to a client begins with."""

    standing: Standing
    contracts: tuple[ContractShape, ...]


class SaleDialog(SaleForm):
    """Records a sale (`sale_id` None), or changes one: what is settled already stays settled.

    `prefill` is a past sale, anybody's, of which title, lines and discount are taken over. A sale
    that is changed shows what hangs on it; `wanted(name, id)` opens that, and what is done with
    the sale from here is told by `saved` too.
    """

    wanted = Signal(str, object)

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        sale_id: int | None = None,
        prefill: int | None = None,
    ) -> None:
        tr, theme = context.tr, context.theme
        adding = sale_id is None
        super().__init__(
            context,
            client_id,
            parent,
            title=tr.gettext("New sale") if adding else tr.gettext("Edit sale"),
            adding=adding,
            save_text=tr.gettext("Record sale") if adding else "",
        )
        self._sale_id = sale_id
        self._original: dict[str, Any] = {}
        self._bills: tuple[InvoiceShape, ...] = ()
        self.billed_line = RunLabel(theme, wrap=True)
        self.around = SaleAround(theme, tr)
        self.files = KeptFilesRow(context, self, with_button=False)
        self.cancel_sale = QPushButton(tr.gettext("&Cancel sale…"))
        self.write_off = QPushButton(tr.gettext("&Write off…"))
        self.credit_note = QPushButton(tr.gettext("&Credit note…"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._build()
        self.settle()
        self._begin(prefill)

    def command(self) -> AddSale | EditSale | None:
        """Record what is typed, or change what differs from what was there."""
        values = self.values()
        plan: tuple[PlanPart, ...] = ()
        if self._sale_id is None and self.plan_fold.is_open:
            plan = self.attempt(self.plan.parts) or ()
        if self._found:
            return None
        if self._sale_id is not None:
            return self._edit(values)
        client_id = self._client_id
        if client_id is None:
            client_id = self.attempt(self.picker.required)
        code = self.attempt(self.currency.value)
        if self._found or client_id is None:
            return None
        if plan:
            values["due"] = None
        return AddSale(
            client=client_id,
            currency=code or None,
            **values,
            plan=plan,
            request_id=self.request_id,
        )

    def _edit(self, values: dict[str, Any]) -> EditSale | None:
        changed = {
            name: value for name, value in values.items() if value != self._original.get(name)
        }
        if not changed:
            return None
        if changed.get("title", "") is None:
            changed["title"] = ""
        assert self._sale_id is not None
        found: dict[str, Any] = {name: changed.get(name, UNSET) for name in changed}
        return EditSale(sale=self._sale_id, **found, request_id=self.request_id)

    def _build(self) -> None:
        """Put what hangs on a sale around its fields."""
        self.make_rows()
        if self._sale_id is None:
            return
        self.above.addWidget(self.around)
        self.before_price.addWidget(self.billed_line, 1)
        self.before_price.addWidget(self.credit_note)
        self.above.addWidget(self.around.list)
        self.above.addWidget(self.files)
        self.around.add_button(self.files.keep_button)
        self.files.wanted.connect(self.wanted)
        for button, act in (
            (self.cancel_sale, self._on_cancel_sale),
            (self.write_off, self._on_write_off),
        ):
            self.add_left(button)
            button.clicked.connect(act)
        self.credit_note.clicked.connect(self._on_credit_note)
        for hidden in (
            self.cancel_sale,
            self.write_off,
            self.credit_note,
            self.billed_line,
            self.around.list,
        ):
            hidden.hide()
        self.around.wanted.connect(self.wanted)
        self.around.asked.connect(self._on_asked)
        self._soon.timeout.connect(self._look_again)

    def _begin(self, prefill: int | None) -> None:
        """Read what the dialog begins with."""
        sale_id, client_id = self._sale_id, self._client_id
        if sale_id is not None:
            self.load(lambda backend: read_sale(backend.queries, sale_id), self._show)
            self.context.hub.committed.connect(self._on_committed)
        elif client_id is not None:
            self.load_client(client_id)
        if prefill is not None:
            self.load(lambda backend: backend.queries.sale(prefill), self.take_over)
        asks = client_id is None and sale_id is None
        focus_field(self.picker.box if asks else self.title_field)

    def _show(self, whole: SaleWhole | None) -> None:
        if whole is None:
            self.show_refusals([Refusal("no_such_sale")])
            self.save_button.setDisabled(True)
            return
        detail = whole.detail
        sale, totals = detail.sale, detail.totals
        self._detail = detail
        self.currency.set_code(sale.total.currency)
        self.title_field.setText(sale.title)
        self.price.set_currency(sale.total.currency)
        self.price.set_lines(
            tuple(map(kept_line, detail.trade_lines)),
            (totals.prices_include_tax, totals.tax_per_line),
            discount_of(totals.discount_percent, totals.discount_amount),
        )
        self.day.set_day(sale.on)
        self.due.set_day(sale.due)
        self.status.choose(sale.status)
        self.more.show_sale(detail)
        self.note.setPlainText(detail.note or "")
        self._remember()
        self._show_around(whole)
        self.settle()
        if self._standing is None:
            self.load_client(sale.client.id)
            focus_field(self.title_field)

    def _remember(self) -> None:
        """Keep what is in the fields: only what differs from it is written."""
        self._found = []
        self._original = self.values()
        self._found = []

    def _show_around(self, whole: SaleWhole) -> None:
        """Show how the sale stands, and let be typed what may still change."""
        tr, detail = self.context.tr, whole.detail
        sale = detail.sale
        self._detail = detail
        client = client_label(tr, sale.client.name, sale.client.organisation)
        self.set_title(tr.gettext("Sale {number}").format(number=sale.number), client)
        self.around.show_sale(whole)
        self.files.show_for(KeptWith(sale.client.id, sale=sale.id))
        alive = sale.status is not SaleStatus.CANCELLED
        billed = alive and bool(detail.billing.billed.minor)
        self.price.set_editable(editable=alive and not billed)
        self._bills = bills(whole)
        papers = tr.formats.list_sentence([paper.number for paper in self._bills])
        text = tr.gettext(
            "Billed with {numbers}: lines and prices stay as they are. To change or to cancel it,"
            " take the bill back with a credit note."
        ).format(numbers=papers)
        self.billed_line.set_runs((Run(text, SMALL, "second"),), ("lock", "second"))
        self.billed_line.setVisible(billed)
        self.credit_note.setVisible(billed)
        self.due_row.setVisible(not sale.has_plan)
        self.cancel_sale.setVisible(alive and not billed)
        self.write_off.setVisible(alive and sale.open.minor > 0)
        self.save_button.setEnabled(alive)
        if not alive:
            self.show_refusals([Refusal("sale_cancelled", field="sale", number=sale.number)])
        self.say_due()
        self.grow()

    def _on_committed(self, changes: Changes, _initiator: object | None) -> None:
        sale = self._detail.sale if self._detail is not None else None
        mine = sale is not None and sale.client.id in changes.client_ids
        if changes.everything or (mine and changes.touches(*_SHOWN)):
            self._soon.start(0)

    def _look_again(self) -> None:
        sale_id = self._sale_id
        if sale_id is not None and self.isVisible():
            self.load(lambda backend: read_sale(backend.queries, sale_id), self._show_again)

    def _show_again(self, whole: SaleWhole | None) -> None:
        if whole is None or self.is_changed():
            if whole is not None:
                self._show_around(whole)
            return
        self._show(whole)

    def _on_asked(self, name: str) -> None:
        if self._detail is None or self._sale_id is None:
            return
        from smallcrm.ui.dialogs.bill_dialog import BillDialog
        from smallcrm.ui.dialogs.deliver_dialog import DeliverDialog
        from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
        from smallcrm.ui.dialogs.plan_dialog import PlanDialog

        context, client_id = self.context, self._detail.sale.client.id
        if name == "deliver":
            self._open(DeliverDialog(context, self._sale_id, self))
        elif name == "bill_sale":
            self._open(BillDialog(context, client_id, self, sale_id=self._sale_id))
        elif name == "payment":
            self._open(PaymentDialog(context, client_id, self, sale_id=self._sale_id))
        elif name == "plan":
            self._open(PlanDialog(context, self._sale_id, self))
        else:
            self.wanted.emit(name, self._sale_id)

    def _on_cancel_sale(self) -> None:
        from smallcrm.ui.dialogs.cancel_sale_dialog import CancelSaleDialog

        if self._detail is not None:
            dialog = CancelSaleDialog(self.context, self._detail.sale, self)
            dialog.saved.connect(self._on_saved)
            dialog.open()

    def _on_write_off(self) -> None:
        from smallcrm.ui.dialogs.write_off_dialog import WriteOffDialog

        if self._detail is not None:
            self._open(WriteOffDialog(self.context, self._detail.sale, self))

    def _on_credit_note(self) -> None:
        if self._bills:
            self.wanted.emit("credit_note", self._bills[-1].id)

    def _open(self, dialog: FormDialog) -> None:
        """Open a dialog over this one, which looks again once that has saved."""
        dialog.saved.connect(self._on_done)
        wanted = getattr(dialog, "wanted", None)
        if wanted is not None:
            wanted.connect(self.wanted)
        dialog.open()

    def _on_done(self, outcome: Outcome) -> None:
        self.saved.emit(outcome)
        self._look_again()
