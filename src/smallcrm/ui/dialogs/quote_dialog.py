"""Making a quote, or the next revision of one: lines with their totals, validity and terms."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from smallcrm.domain.documents import Discount
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import CURRENCIES, Money
from smallcrm.i18n.sentences import quote_number
from smallcrm.queries.receivable_shapes import Standing
from smallcrm.queries.shapes import ClientRef
from smallcrm.queries.trade_shapes import QuoteDetail
from smallcrm.services.commands import UNSET, AddQuote, LineInput, ReviseQuote
from smallcrm.ui.dialogs.client_picker import ClientPicker
from smallcrm.ui.dialogs.fields import (
    CurrencyField,
    DateField,
    TextArea,
    TextField,
    client_label,
)
from smallcrm.ui.dialogs.form_dialog import focus_field
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.dialogs.product_source import RunnerProducts
from smallcrm.ui.dialogs.trade_parts import LINE_FIELDS, LinesForm, discount_of, line_input
from smallcrm.ui.widgets.standing_line import StandingLine

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend


class QuoteDialog(LinesForm):
    """Makes a quote for a client (`quote_id` None), or the next revision of a quote.

    A new one begins with the client's currency and discount, and with the file's validity and
    terms; `lines` are those to begin with (a copy of another offer or sale).
    """

    def __init__(
        self,
        context: UiContext,
        client_id: int | None = None,
        parent: QWidget | None = None,
        *,
        quote_id: int | None = None,
        lines: tuple[LineInput, ...] = (),
    ) -> None:
        tr, theme, settings = context.tr, context.theme, context.settings
        super().__init__(
            context,
            tr.gettext("New quote") if quote_id is None else tr.gettext("Revise quote"),
            parent,
            width=780,
            save_text=tr.gettext("Make quote") if quote_id is None else tr.gettext("Save revision"),
            body_scrolls=True,
        )
        self._client_id = client_id
        self._quote_id = quote_id
        self._detail: QuoteDetail | None = None
        self._original: dict[str, Any] = {}
        self._standing: Standing | None = None
        today = context.clock.today()
        self.picker = ClientPicker(context)
        self.standing = StandingLine(theme, tr)
        self.title_field = TextField(placeholder=tr.gettext("What it is about, in a few words"))
        self.currency = CurrencyField(tr, settings.currency, first=(settings.currency,))
        self.lines = LinesTable(
            theme,
            tr,
            source=RunnerProducts(context.runner, self),
            currency=settings.currency,
            with_totals=True,
        )
        self.day = DateField(theme, tr, today, name="on")
        days = settings.whole("quotes.valid_days") or 0
        self.valid_until = DateField(theme, tr, today + timedelta(days=days), name="valid_until")
        self.terms = TextArea(theme, settings.value("quotes.terms"), lines=2)
        self.note = TextArea(theme, lines=2)
        self._make_rows()
        self.lines.set_prices_include_tax(included=settings.flag("money.prices_include_tax"))
        self.lines.set_tax_per_line(per_line=settings.flag("money.tax_per_line"))
        self.lines.set_lines(lines)
        self.settle()
        if quote_id is not None:
            self.load(lambda backend: backend.queries.quote(quote_id), self._show)
        elif client_id is not None:
            self._load_client(client_id)
        focus_field(self.picker if client_id is None and quote_id is None else self.title_field)

    def command(self) -> AddQuote | ReviseQuote | None:
        """Make what is typed, or the next revision with what differs from the last."""
        values = self._values()
        if self._found:
            return None
        if self._quote_id is not None:
            changed = {
                name: value for name, value in values.items() if value != self._original.get(name)
            }
            if not changed:
                return None
            found: dict[str, Any] = {name: changed.get(name, UNSET) for name in changed}
            return ReviseQuote(quote=self._quote_id, **found, request_id=self.request_id)
        client_id = self._client_id
        if client_id is None:
            client_id = self.attempt(self.picker.required)
        code = self.attempt(self.currency.value)
        if self._found or client_id is None:
            return None
        return AddQuote(
            client=client_id, currency=code or None, **values, request_id=self.request_id
        )

    def _values(self) -> dict[str, Any]:
        lines = self.attempt(self.lines.lines) or ()
        if not lines and not self._found:
            self._found.append(Refusal("no_description", field="lines"))
        discount = self.attempt(self.lines.discount)
        return {
            "title": self.title_field.value(),
            "lines": lines,
            "prices_include_tax": self.lines.prices_include_tax(),
            "discount_percent": discount.percent if discount else None,
            "discount_amount": discount.amount if discount else None,
            "on": self.attempt(self.day.required),
            "valid_until": self.attempt(self.valid_until.value),
            "terms": self.terms.value() or "",
            "note": self.note.value(),
        }

    def _make_rows(self) -> None:
        tr = self.context.tr
        if self._client_id is None and self._quote_id is None:
            self.add_row("client", tr.gettext("&Client"), self.picker)
            self.picker.picked.connect(self._on_picked)
        self.body.addWidget(self.standing)
        self.add_row("title", tr.gettext("&Title"), self.title_field)
        self.body.addWidget(self.lines)
        self.place("lines", self.lines)
        for name in LINE_FIELDS:
            self.alias(name, self.lines)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("valid_until", tr.gettext("&Valid until"), self.valid_until)
        self._currency_row = self.add_row("currency", tr.gettext("Currenc&y"), self.currency)
        self.add_row("terms", tr.gettext("Te&rms"), self.terms)
        self.add_row("note", tr.gettext("N&ote"), self.note)
        self.body.addStretch(1)
        self.lines.form_changed.connect(self._on_lines)
        self.lines.height_changed.connect(self.grow)
        self.watch_prices()
        self.currency.form_changed.connect(self._on_currency)

    def _load_client(self, client_id: int) -> None:
        def work(backend: Backend) -> Standing | None:
            return backend.queries.standing(client_id)

        self.load(work, self._show_client)

    def _show_client(self, standing: Standing | None) -> None:
        if standing is None:
            self.show_refusals([Refusal("no_such_client")])
            return
        chosen = self.picker.chosen()
        if chosen is not None and chosen.id != standing.client.id:
            return  # somebody else was chosen meanwhile
        changed = self.is_changed()
        ref = standing.client
        self._standing = standing
        self.set_title(
            self.context.tr.gettext("New quote"),
            client_label(self.context.tr, ref.name, ref.organisation),
        )
        self.currency.set_code(standing.currency)
        self.lines.set_client(ref.id)
        percent = Decimal(standing.discount_percent or 0)
        if percent and self.attempt(self.lines.discount) is None:
            self.lines.set_discount(Discount(percent=percent))
        self.standing.set_standing(standing)
        if not changed:
            self.settle()

    def _show(self, detail: QuoteDetail | None) -> None:
        if detail is None:
            self.show_refusals([Refusal("no_such_quote")])
            self.save_button.setDisabled(True)
            return
        tr, quote, totals = self.context.tr, detail.quote, detail.totals
        self._detail = detail
        number = quote_number(tr, quote.number, quote.revision)
        self.set_title(
            tr.gettext("Revise quote {number}").format(number=number),
            client_label(tr, quote.client.name, quote.client.organisation),
        )
        self._currency_row.setVisible(False)
        self.lines.set_currency(quote.total.currency)
        self.lines.set_client(quote.client.id)
        self.lines.set_prices_include_tax(included=totals.prices_include_tax)
        self.lines.set_tax_per_line(per_line=totals.tax_per_line)
        self.lines.set_lines(tuple(map(line_input, detail.lines)))
        self.lines.set_discount(discount_of(totals.discount_percent, totals.discount_amount))
        self.title_field.setText(quote.title)
        self.terms.setPlainText(detail.terms or "")
        self.note.setPlainText(detail.note or "")
        self._found = []
        self._original = self._values()
        # A revision is of today, and holds as long as the first one did.
        self._original["on"] = quote.on
        self._original["valid_until"] = quote.valid_until
        self._found = []
        if quote.valid_until is not None:
            length = quote.valid_until - quote.on
            self.valid_until.set_day(self.context.clock.today() + length)
        else:
            self.valid_until.set_day(None)
        self.settle()
        focus_field(self.lines.grid)

    def _on_picked(self, client: ClientRef | None) -> None:
        if client is not None:
            self._load_client(client.id)

    def _on_currency(self) -> None:
        code = self.currency.code()
        if code in CURRENCIES:
            self.lines.set_currency(code)

    def _on_lines(self) -> None:
        figures = self.lines.figures()
        code = self.currency.code()
        new = Money(figures.total_minor, code) if figures and code in CURRENCIES else None
        self.standing.set_new(new)
