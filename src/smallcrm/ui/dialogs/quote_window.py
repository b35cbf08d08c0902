"""A quote to read while the client is on the line: lines, total, validity, earlier revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from smallcrm.domain.changes import Changes, Entity
from smallcrm.domain.enums import QuoteState
from smallcrm.i18n.sentences import enum_name, quote_number
from smallcrm.queries.trade_shapes import QuoteDetail, QuoteShape
from smallcrm.ui.dialogs.beside import BesideFrame
from smallcrm.ui.dialogs.fields import client_label
from smallcrm.ui.dialogs.kept_files_row import KeptFilesRow
from smallcrm.ui.dialogs.lines_table import LinesTable
from smallcrm.ui.dialogs.revisions_table import RevisionsTable
from smallcrm.ui.dialogs.trade_parts import discount_of, line_input
from smallcrm.ui.dialogs.words import escape_key
from smallcrm.ui.file_keeping import KeptWith
from smallcrm.ui.theme import BODY, TONE_ICONS
from smallcrm.ui.widgets.facts import Fact, FactRow
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, one_line
from smallcrm.ui.widgets.tab_bar import CountTabBar

if TYPE_CHECKING:
    from smallcrm.ui.context import UiContext
    from smallcrm.ui.runner import Backend
    from smallcrm.ui.theme import Tone

_ALIVE: Final = frozenset({QuoteState.OPEN, QuoteState.PARTLY_ACCEPTED, QuoteState.LAPSED})
_SHOWN: Final = frozenset({Entity.QUOTE, Entity.QUOTE_LINE, Entity.SALE, Entity.SALE_LINE})


class QuoteWindow(BesideFrame):
    """Shows a quote as it was made; open beside the others, it blocks nothing.

    `wanted(name, argument)` asks for what comes next: accept, revise, decline, print, a sale.
    It follows what is committed: a new revision is shown at once.
    """

    def __init__(self, context: UiContext, quote_id: int, parent: QWidget | None = None) -> None:
        tr, theme = context.tr, context.theme
        super().__init__(context, tr.gettext("Quote"), parent, width=840, body_scrolls=True)
        self._quote_id = quote_id
        self._detail: QuoteDetail | None = None
        self._slot = f"quote {id(self)}"
        self.tabs = CountTabBar(theme, name=tr.gettext("Revisions"))
        self.state_line = RunLabel(theme, wrap=True)
        self.facts = FactRow(theme)
        self.lines = LinesTable(theme, tr, with_totals=True, most_rows=12)
        self.lines.set_editable(False)
        self.terms = RunLabel(theme, wrap=True)
        self.files = KeptFilesRow(context, self)
        self.revisions = RevisionsTable(theme, tr)
        self.compare = QPushButton(tr.gettext("Revisions &side by side"))
        self.compare.setCheckable(True)
        self.sale_button = QPushButton(tr.gettext("Open the &sale"))
        self.print_button = self.add_button(
            tr.gettext("Print"), key=tr.gettext("Ctrl P"), icon="printer"
        )
        self.decline_button = self.add_button(
            tr.gettext("Decline…"), key=tr.pgettext("key", "Alt D")
        )
        self.revise_button = self.add_button(tr.gettext("Revise…"), key=tr.pgettext("key", "Alt R"))
        self.accept_button = self.add_button(
            tr.gettext("Accept…"), key=tr.pgettext("key", "Enter"), primary=True
        )
        self.close_button = self.add_button(tr.gettext("Close"), key=escape_key(tr))
        self._pages = QStackedWidget()
        self._build()
        self.follow()

    def read(self) -> None:
        """Read the quote anew."""
        quote_id = self._quote_id

        def work(backend: Backend) -> QuoteDetail | None:
            return backend.queries.quote(quote_id)

        self._context.runner.task(work, self._show, self._on_failed)

    def _build(self) -> None:
        self.tabs.hide()
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.state_line)
        self.body.addWidget(self.facts)
        self._pages.addWidget(self.lines)
        self._pages.addWidget(self.revisions)
        self.body.addWidget(self._pages)
        self.body.addWidget(self.terms)
        self.body.addWidget(self.files)
        self.files.wanted.connect(self.wanted)
        self.body.addStretch(1)
        self.add_left(self.compare)
        self.add_left(self.sale_button)
        for button in (self.compare, self.sale_button):
            button.hide()
        self.tabs.currentChanged.connect(self._on_tab)
        self.compare.toggled.connect(self._on_compare)
        self.lines.height_changed.connect(self.grow)
        self.close_button.clicked.connect(self.reject)
        for button, name in (
            (self.accept_button, "accept_quote"),
            (self.revise_button, "revise_quote"),
            (self.decline_button, "decline_quote"),
            (self.print_button, "print_quote"),
        ):
            button.setProperty("wish", name)
            button.clicked.connect(self._on_wish)
        self.sale_button.clicked.connect(self._on_sale)
        for keys, target in (
            ("Alt+D", self.decline_button),
            ("Alt+R", self.revise_button),
            ("Ctrl+P", self.print_button),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(target.click)

    def _show(self, detail: QuoteDetail | None) -> None:
        if not shiboken6.isValid(self):
            return
        tr = self._context.tr
        if detail is None:
            self.set_notice(tr.gettext("This quote is not there any more."))
            return
        self.set_notice(None)
        latest_before = self._detail is not None and self._detail.quote.is_latest
        newest = detail.revisions[0] if detail.revisions else detail.quote
        if latest_before and not detail.quote.is_latest and newest.id != self._quote_id:
            # The quote that is looked at was revised meanwhile: follow it.
            self._detail = None
            self._quote_id = newest.id
            self.read()
            return
        self._detail = detail
        quote, totals = detail.quote, detail.totals
        title = tr.gettext("Quote {number}").format(
            number=quote_number(tr, quote.number, quote.revision)
        )
        client = client_label(tr, quote.client.name, quote.client.organisation)
        self.set_title(title, client)
        self._show_tabs(detail)
        self.lines.set_currency(quote.total.currency)
        self.lines.set_tax_per_line(per_line=totals.tax_per_line)
        self.lines.set_prices_include_tax(included=totals.prices_include_tax)
        self.lines.set_lines(tuple(map(line_input, detail.lines)))
        self.lines.set_discount(discount_of(totals.discount_percent, totals.discount_amount))
        self.facts.set_facts(self._facts(detail))
        self._say_state(quote)
        said = [text for text in (detail.terms, detail.note) if text]
        self.terms.set_runs(tuple(Run(text, BODY, "second") for text in said[:1]))
        self.terms.setVisible(bool(said))
        self._show_buttons(detail)
        self.files.show_for(KeptWith(quote.client.id, quote=quote.id))
        self.grow()
        if not self.tabs.hasFocus():
            self.accept_button.setFocus()

    def _show_buttons(self, detail: QuoteDetail) -> None:
        tr, quote = self._context.tr, detail.quote
        alive = quote.is_latest and quote.state in _ALIVE
        declined = quote.is_latest and quote.state is QuoteState.DECLINED
        self.accept_button.setEnabled(alive)
        self.revise_button.setEnabled(alive or declined)
        self.decline_button.setEnabled(alive or declined)
        self.decline_button.setProperty("wish", "reopen_quote" if declined else "decline_quote")
        words = tr.gettext("Open again") if declined else tr.gettext("Decline…")
        self.decline_button.set_content(words, key=tr.pgettext("key", "Alt D"))
        several = len(detail.revisions) > 1
        self.compare.setVisible(several)
        if not several:
            self.compare.setChecked(False)
        self.sale_button.setVisible(bool(detail.sales))

    def _show_tabs(self, detail: QuoteDetail) -> None:
        tr, bar = self._context.tr, self.tabs
        bar.blockSignals(True)
        bar.remove_all()
        # Translators: the revision of a quote, with its day: "rev 2, 3 May"
        words = tr.gettext("rev {revision}, {date}")
        current = 0
        for number, one in enumerate(detail.revisions):
            bar.add(
                words.format(
                    revision=tr.formats.number(one.revision), date=tr.formats.date_brief(one.on)
                )
            )
            if one.id == detail.quote.id:
                current = number
        bar.setCurrentIndex(current)
        bar.blockSignals(False)
        bar.setVisible(len(detail.revisions) > 1)

    def _facts(self, detail: QuoteDetail) -> tuple[Fact, ...]:
        tr, quote = self._context.tr, detail.quote
        formats = tr.formats
        until = quote.valid_until
        valid = formats.date_short(until) if until else tr.gettext("No end")
        left = ""
        if until is not None and quote.state in {QuoteState.OPEN, QuoteState.PARTLY_ACCEPTED}:
            left = formats.ago(until)
        return (
            Fact(tr.gettext("Total"), formats.money(quote.total), one_line(quote.title)),
            Fact(tr.gettext("Valid until"), valid, left),
            Fact(tr.gettext("Quoted"), formats.date_short(quote.on), formats.ago(quote.on)),
        )

    def _say_state(self, quote: QuoteShape) -> None:
        tr = self._context.tr
        tones: dict[QuoteState, Tone] = {
            QuoteState.ACCEPTED: "ok",
            QuoteState.LAPSED: "soon",
            QuoteState.DECLINED: "debt",
        }
        tone = tones.get(quote.state, "second")
        text = enum_name(tr, quote.state)
        if quote.decided_on is not None and quote.state in {
            QuoteState.ACCEPTED,
            QuoteState.DECLINED,
            QuoteState.PARTLY_ACCEPTED,
        }:
            # Translators: what became of a quote and when: "Accepted, 3 May"
            text = tr.gettext("{state}, {date}").format(
                state=text, date=tr.formats.date_short(quote.decided_on)
            )
        if quote.decline_reason and quote.state is QuoteState.DECLINED:
            text = tr.gettext("{what}: {reason}").format(what=text, reason=quote.decline_reason)
        icon = TONE_ICONS.get(tone, "info")
        self.state_line.set_runs((Run(text, BODY, tone),), (icon, tone))

    def _on_failed(self, _error: Exception) -> None:
        if shiboken6.isValid(self):
            self.set_notice(self._context.tr.gettext("The quote could not be read. Try it again."))

    def concerns(self, changes: Changes) -> bool:
        """Tell whether what is shown may look different now."""
        return changes.touches(*_SHOWN)

    def _on_tab(self, number: int) -> None:
        if self._detail is not None and 0 <= number < len(self._detail.revisions):
            self._quote_id = self._detail.revisions[number].id
            self._detail = None
            self.read()

    def _on_compare(self, together: bool) -> None:
        if together and self._detail is not None:
            ids = [one.id for one in self._detail.revisions]

            def work(backend: Backend) -> tuple[QuoteDetail, ...]:
                found = (backend.queries.quote(quote_id) for quote_id in reversed(ids))
                return tuple(one for one in found if one is not None)

            self._context.runner.task(work, self._show_revisions, self._on_failed)
        self._pages.setCurrentIndex(1 if together else 0)
        self.grow()

    def _show_revisions(self, details: tuple[QuoteDetail, ...]) -> None:
        if shiboken6.isValid(self):
            self.revisions.set_revisions(details)
            self.grow()

    def _on_wish(self) -> None:
        button = self.sender()
        if button is not None:
            self.wanted.emit(str(button.property("wish")), self._quote_id)

    def _on_sale(self) -> None:
        if self._detail is not None and self._detail.sales:
            self.wanted.emit("open_sale", self._detail.sales[0][0])
