"""The fields of a sale, new or there already: who, what, for how much, until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from smallcrm.domain.documents import Discount
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money
from smallcrm.i18n.sentences import enum_name
from smallcrm.queries.receivable_shapes import Standing
from smallcrm.queries.shapes import ClientRef, SaleDetail
from smallcrm.queries.trade_shapes import ContractShape
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    ChoiceField,
    CurrencyField,
    DateField,
    TextArea,
    TextField,
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import focus_field
from smallcrm.ui.dialogs.plan_field import PlanField
from smallcrm.ui.dialogs.referral_words import Lapsing, good_until, lapsing
from smallcrm.ui.dialogs.sale_more import FIELDS as MORE
from smallcrm.ui.dialogs.sale_more import SaleMore
from smallcrm.ui.dialogs.sale_price import SalePrice
from smallcrm.ui.dialogs.trade_parts import Fold, LinesForm, discount_of, line_input
from smallcrm.ui.widgets.standing_line import StandingLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend

_PLAN: Final = frozenset({"instalments", "percent", "parts", "days"})


@dataclass(frozen=True, slots=True)
class _Client:
    """What a sale to a client begins with."""

    standing: Standing
    contracts: tuple[ContractShape, ...]
    sent_by: str = ""
    expires: Lapsing = ()


class SaleForm(LinesForm):
    """What is typed of a sale, with what its client brings: discount, currency, term, contracts.

    A subclass puts more `above` the fields and `before_price`, then calls `make_rows`,
    and writes.
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None,
        parent: QWidget | None,
        *,
        title: str,
        adding: bool,
        save_text: str = "",
    ) -> None:
        super().__init__(context, title, parent, width=780, save_text=save_text, body_scrolls=True)
        tr, theme = context.tr, context.theme
        self._adding = adding
        self._client_id = client_id
        self._detail: SaleDetail | None = None
        self._standing: Standing | None = None
        self._expires: Lapsing = ()
        self._sent_by = ""
        currency = context.settings.currency
        self.picker = ClientPicker(context)
        self.standing = StandingLine(theme, tr)
        self.title_field = TextField(placeholder=tr.gettext("What was sold, in a few words"))
        self.copy_button = QPushButton(tr.gettext("Co&py a past sale…"))
        self.price = SalePrice(self, self.title_field)
        self.lines = self.price.lines
        self.currency = CurrencyField(tr, currency, first=(currency,))
        self.day = DateField(theme, tr, context.clock.today(), name="on")
        self.due = DateField(theme, tr, name="due")
        self.status = ChoiceField(
            (
                (one, enum_name(tr, one))
                for one in (SaleStatus.ORDERED, SaleStatus.DELIVERED, SaleStatus.CLOSED)
            ),
            SaleStatus.DELIVERED,
        )
        self.plan_fold = Fold(theme, tr.gettext("Paid by instal&ments"))
        self.plan = PlanField(theme, tr)
        self.more = SaleMore(self)
        self.note = TextArea(theme, lines=2)
        self.above, self.before_price = QVBoxLayout(), QHBoxLayout()

    def state(self) -> object:
        """Return what was typed, lines or an amount."""
        return (super().state(), self.price.form_state())

    def submit(self) -> None:
        """Save; an amount alone is held against what was quoted, as a line would be."""
        if self._adding and not self.pending:
            self.price.lay_out()
        super().submit()

    def warns(self) -> bool:
        """Warn of prices in lines, and of the amount of a new sale."""
        return self._adding or self.price.by_lines.isChecked()

    def show_refusals(self, refusals: Sequence[Refusal]) -> None:
        """Say each beside its field; one that is folded away is opened."""
        found = [self.price.here(refused) for refused in refusals]
        fields = {refused.field for refused in found}
        if fields & MORE:
            self.more.set_open(opened=True)
        if fields & _PLAN and self._adding:
            self.plan_fold.set_open(opened=True)
        super().show_refusals(found)

    def values(self) -> dict[str, Any]:
        """Read what is typed, as the commands name it; refusals are kept."""
        return {
            "title": self.title_field.value(),
            **self.price.values(amount_alone=self._adding),
            "on": self.attempt(self.day.required),
            "due": self.attempt(self.due.value),
            "status": self.status.value(),
            "note": self.note.value(),
            **self.more.values(),
        }

    def make_rows(self) -> None:
        """Put the fields below each other."""
        tr, adding = self.context.tr, self._adding
        if adding and self._client_id is None:
            self.add_row("client", tr.gettext("&Client"), self.picker)
            self.picker.picked.connect(self._on_picked)
        self.body.addWidget(self.standing)
        self.body.addLayout(self.above)
        copying = (self.copy_button,) if adding else ()
        self.copy_button.setProperty("kind", "link")
        self.copy_button.setAutoDefault(False)
        self.add_row("title", tr.gettext("&Title"), self.title_field, trailing=copying)
        self.body.addLayout(self.before_price)
        self.body.addWidget(self.price)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.due_row = self.add_row("due", tr.gettext("D&ue"), self.due)
        self.add_row("status", tr.gettext("Sta&ge"), self.status)
        self.currency_row = self.add_row("currency", tr.gettext("Currenc&y"), self.currency)
        self.currency_row.setVisible(adding)
        self.add_row("note", tr.gettext("N&ote"), self.note)
        self.plan_fold.box.addWidget(self.plan)
        self.body.addWidget(self.plan_fold)
        self.plan_fold.setVisible(adding)
        self.body.addWidget(self.more)
        self.body.addStretch(1)
        if adding:
            self.place("instalments", self.plan)
            for name in _PLAN:
                self.alias(name, self.plan)
        self._connect()

    def _connect(self) -> None:
        if self._adding:
            # From the title the amount is one Tab away.
            self.setTabOrder(self.title_field, self.price.amount)
            self.setTabOrder(self.more.service_until, self.copy_button)
        self.copy_button.clicked.connect(self._on_copy)
        self.price.form_changed.connect(self._on_price)
        for part in (self.price, self.plan):
            part.height_changed.connect(self.grow)
        for fold in (self.plan_fold, self.more):
            fold.toggled.connect(self._on_folded)
        self.title_field.textChanged.connect(self._on_price)
        self.currency.form_changed.connect(self._on_currency)
        self.day.textChanged.connect(self.say_due)
        self.status.currentIndexChanged.connect(self.say_due)
        self.watch_prices()
        self.say_due()

    def load_client(self, client_id: int) -> None:
        """Read what a client brings: how they stand, and their contracts."""
        adding = self._adding

        def work(backend: Backend) -> _Client | None:
            standing = backend.queries.standing(client_id)
            if standing is None:
                return None
            contracts = backend.queries.contracts_of(client_id)
            card = backend.queries.card(client_id, slot="dialog") if adding else None
            if card is None:
                return _Client(standing, contracts)
            sent_by = card.referred_by.counterpart.name if card.referred_by is not None else ""
            expires: Lapsing = ()
            if card.referral_summary.expires is not None:
                expires = lapsing(backend.queries.rewards_of(client_id))
            return _Client(standing, contracts, "" if card.last_sales else sent_by, expires)

        self.load(work, self._show_client)

    def _show_client(self, found: _Client | None) -> None:
        if found is None:
            self.show_refusals([Refusal("no_such_client")])
            return
        standing, ref = found.standing, found.standing.client
        chosen = self.picker.chosen()
        if chosen is not None and chosen.id != ref.id:
            return  # somebody else was chosen meanwhile
        changed = self.is_changed()
        before, self._standing = self._standing, standing
        self._sent_by = found.sent_by
        self._expires = found.expires
        self.more.set_contracts(found.contracts)
        self.lines.set_client(ref.id)
        self.say_due()
        self._say_standing()
        if not self._adding:
            if self._detail is not None:
                self.more.show_sale(self._detail)
            self.settle_again(changed=changed)
            return
        self.set_title(
            self.context.tr.gettext("New sale"),
            client_label(self.context.tr, ref.name, ref.organisation),
        )
        if self.title_field.value() is None:
            self.currency.set_code(standing.currency)
        self._give_discount(before, standing)
        self.settle_again(changed=changed)

    def settle_again(self, *, changed: bool) -> None:
        """Take what was filled in by itself as unchanged, unless the owner had typed already."""
        if not changed:
            self.settle()

    def _give_discount(self, before: Standing | None, standing: Standing) -> None:
        """Show the client's discount where there is none yet, or only the last client's."""
        now = self.attempt(self.lines.discount)
        own = Decimal(before.discount_percent) if before is not None else Decimal(0)
        if now is not None and (now.percent is None or now.percent != own):
            return
        percent = Decimal(standing.discount_percent)
        self.price.set_discount(Discount(percent=percent) if percent else None)

    def _on_picked(self, client: ClientRef | None) -> None:
        if client is not None:
            self.load_client(client.id)

    def _say_standing(self) -> None:
        """Reckon with what this sale adds to what is owed."""
        if self._standing is None:
            return
        new = self.price.total()
        if new is not None and self._detail is not None:
            old = self._detail.sale.total
            new = Money(new.minor - old.minor, old.currency)
        self.standing.set_standing(self._standing, new, self._lapsing())
        self.grow()

    def _lapsing(self) -> str:
        """Say that a credit of theirs lapses unless they use it; nothing of one that does not."""
        tr = self.context.tr
        for credit in self._standing.credit if self._standing is not None else ():
            if until := good_until(tr, credit, self._expires):
                # Translators: {until} says how much of a credit lapses, and when
                text = tr.gettext("They have {amount} credit, {until}.")
                return text.format(amount=tr.formats.money(credit), until=until)
        return ""

    def _on_copy(self) -> None:
        from smallcrm.ui.dialogs.past_sales import PastSales

        # Who was sent by somebody often wants what that one has.
        dialog = PastSales(self.context, self, text=self._sent_by)
        dialog.chosen.connect(self._copy)
        dialog.open()

    def _copy(self, sale_id: int) -> None:
        self.load(lambda backend: backend.queries.sale(sale_id), self.take_over)

    def take_over(self, detail: SaleDetail | None) -> None:
        """Begin with what a past sale was, to the client of this one."""
        if detail is None:
            self.show_refusals([Refusal("no_such_sale")])
            return
        sale, totals = detail.sale, detail.totals
        asks = self._client_id is None and self._adding
        if asks and self.picker.chosen() is None:
            self.picker.set_chosen(sale.client)
        self.title_field.setText(sale.title)
        self.currency.set_code(sale.total.currency)
        self._on_currency()
        self.price.set_lines(
            tuple(map(line_input, detail.trade_lines)),
            (totals.prices_include_tax, totals.tax_per_line),
            discount_of(totals.discount_percent, totals.discount_amount),
        )
        if self._standing is not None:
            self._give_discount(None, self._standing)
        focus_field(self.picker.box if asks else self.title_field)

    def _on_currency(self) -> None:
        code = self.currency.code()
        if code in CURRENCIES:
            self.price.set_currency(code)
            self._on_price()

    def _on_price(self) -> None:
        self.plan.set_total(self.price.total(), self.day.shown())
        self._say_standing()

    def _on_folded(self, opened: bool) -> None:
        if self._adding:
            self.due_row.setVisible(not self.plan_fold.is_open)
        if opened and self.sender() is self.plan_fold:
            focus_field(self.plan.short)
        self.grow()

    def say_due(self) -> None:
        """Say where the day would be written when it would be due by itself."""
        tr, day = self.context.tr, self.day.shown()
        if self.status.value() is SaleStatus.ORDERED:
            self.due.setPlaceholderText(tr.gettext("Set when it is delivered or billed"))
        elif isinstance(day, date):
            days = self.context.settings.payment_term_days
            if self._standing is not None:
                days = self._standing.term_days
            text = tr.formats.date_short(day + timedelta(days=days))
            self.due.setPlaceholderText(tr.gettext("{date}, by the usual term").format(date=text))
        self.plan.set_total(self.price.total(), day)
