"""What the client says of a quote: yes, to all of it or to some lines; or no, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smallcrm.domain.enums import QuoteState, SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.i18n.sentences import enum_name, quote_number
from smallcrm.queries.trade_shapes import QuoteDetail
from smallcrm.services.commands import AcceptQuote, DeclineQuote
from smallcrm.ui.dialogs.fields import ChoiceField, DateField, TextField, client_label
from smallcrm.ui.dialogs.form_dialog import FormDialog, focus_field
from smallcrm.ui.dialogs.lines_choice import LineChoice, LinesChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.services.commands import Command
    from smallcrm.ui.context import UiContext


class _DecideDialog(FormDialog):
    """Loads a quote and names it in the title; a subclass shows what it needs in `fill`."""

    def __init__(
        self,
        context: UiContext,
        quote_id: int,
        parent: QWidget | None,
        *,
        title: str,
        save_text: str,
        width: int = 520,
        body_scrolls: bool = False,
    ) -> None:
        super().__init__(
            context, title, parent, width=width, save_text=save_text, body_scrolls=body_scrolls
        )
        self._own_title = title
        self._quote_id = quote_id
        self.day = DateField(context.theme, context.tr, context.clock.today(), name="on")

    def begin(self) -> None:
        """Read the quote, once the rows are made."""
        quote_id = self._quote_id
        self.settle()
        self.load(lambda backend: backend.queries.quote(quote_id), self._show)

    def fill(self, detail: QuoteDetail) -> None:
        """Show what was read."""

    def _show(self, detail: QuoteDetail | None) -> None:
        if detail is None:
            self.show_refusals([Refusal("no_such_quote")])
            self.save_button.setDisabled(True)
            return
        tr, quote = self.context.tr, detail.quote
        # Translators: what is done with a quote, and its number: "Accept quote Q-2026-0012 rev 2"
        title = tr.gettext("{what} {number}").format(
            what=self._own_title, number=quote_number(tr, quote.number, quote.revision)
        )
        client = client_label(tr, quote.client.name, quote.client.organisation)
        self.set_title(title, client)
        self.fill(detail)
        self.settle()


class AcceptQuoteDialog(_DecideDialog):
    """Makes a sale of a quote: of all that is left, or of the lines and quantities chosen."""

    def __init__(self, context: UiContext, quote_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            quote_id,
            parent,
            title=tr.gettext("Accept quote"),
            save_text=tr.gettext("Make the sale"),
            width=640,
            body_scrolls=True,
        )
        self.title_field = TextField()
        self.lines = LinesChoice(context.theme, tr, done_heading=tr.gettext("Accepted"))
        self.due = DateField(context.theme, tr, name="due")
        self.due.setPlaceholderText(tr.gettext("Set when it is delivered or billed"))
        self.status = ChoiceField(
            ((one, enum_name(tr, one)) for one in (SaleStatus.ORDERED, SaleStatus.DELIVERED)),
            SaleStatus.ORDERED,
        )
        self.add_row("title", tr.gettext("&Title"), self.title_field)
        self.body.addWidget(self.lines)
        self.place("lines", self.lines)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.add_row("status", tr.gettext("Sta&ge"), self.status)
        self.add_row("due", tr.gettext("D&ue"), self.due)
        self.body.addStretch(1)
        self.lines.height_changed.connect(self.grow)
        self.begin()
        focus_field(self.lines)

    def command(self) -> Command | None:
        """Accept what is ticked."""
        chosen = self.attempt(self.lines.chosen)
        on = self.attempt(self.day.required)
        due = self.attempt(self.due.value)
        if chosen is None or self._found:
            return None
        return AcceptQuote(
            quote=self._quote_id,
            lines=None if self._is_all(chosen) else chosen,
            on=on,
            due=due,
            status=self.status.value(),
            title=self.title_field.value(),
            request_id=self.request_id,
        )

    def fill(self, detail: QuoteDetail) -> None:
        """Offer the lines that are not accepted yet."""
        tr, quote = self.context.tr, detail.quote
        choices = [
            LineChoice(line.id, line.description, line.quantity, line.done, line.unit)
            for line in detail.lines
        ]
        self._rests = {choice.id: choice.rest for choice in choices if choice.rest}
        self.lines.set_choices(choices)
        self.title_field.setText(quote.title)
        if quote.state is QuoteState.LAPSED and quote.valid_until is not None:
            said = tr.gettext("This quote was valid until {date}. It can be accepted all the same.")
            self.set_notice(said.format(date=tr.formats.date_short(quote.valid_until)), wrong=False)
        elif quote.state in {QuoteState.REPLACED, QuoteState.DECLINED, QuoteState.ACCEPTED}:
            said = tr.gettext("This quote is {state}: it cannot be accepted.")
            self.set_notice(said.format(state=enum_name(tr, quote.state).lower()))
            self.save_button.setDisabled(True)

    def _is_all(self, chosen: object) -> bool:
        """Tell whether everything that is left is taken: then the discount stays whole, too."""
        return chosen == self._rests


class DeclineQuoteDialog(_DecideDialog):
    """Asks why; the reason is shown beside the quote, for the next offer."""

    def __init__(self, context: UiContext, quote_id: int, parent: QWidget | None = None) -> None:
        tr = context.tr
        super().__init__(
            context,
            quote_id,
            parent,
            title=tr.gettext("Decline quote"),
            save_text=tr.gettext("Record as declined"),
        )
        self.reason = TextField(placeholder=tr.gettext("Too dear, too late, went elsewhere…"))
        self.add_row("reason", tr.gettext("&Reason"), self.reason)
        self.add_row("on", tr.gettext("&Date"), self.day)
        self.body.addStretch(1)
        self.begin()
        focus_field(self.reason)

    def command(self) -> Command | None:
        """Record the answer."""
        on = self.attempt(self.day.required)
        if self._found:
            return None
        return DeclineQuote(
            quote=self._quote_id, reason=self.reason.value(), on=on, request_id=self.request_id
        )
