"""What dialogs about invoices and credit notes share: their figures, and a look ahead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from smallcrm.domain import documents
from smallcrm.domain.errors import Refusal
from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.ui.dialogs.lines_totals import Figure, figures_of
from smallcrm.ui.theme import BODY_STRONG, DIALOG_MARGIN, SMALL
from smallcrm.ui.widgets.labels import RunLabel
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import AddCreditNote, Bill
    from smallcrm.services.rehearsal import Rehearsed
    from smallcrm.ui.runner import Runner
    from smallcrm.ui.theme import ThemeContext

_PAUSE: Final = 120


def paper_figures(tr: I18n, paper: InvoiceDetail) -> tuple[Figure, ...]:
    """Return the figures of an invoice or credit note, down to what is to be paid of it."""
    totals, currency = paper.totals, paper.invoice.total.currency
    whole = documents.Totals(
        line_nets=(totals.net.minor + totals.discount.minor,),
        taxes=tuple(
            documents.TaxTotal(row.category, row.percent, row.net.minor, row.tax.minor)
            for row in totals.taxes
        ),
        net_minor=totals.net.minor,
        tax_minor=totals.tax.minor,
        discount_minor=totals.discount.minor,
        discount_given_minor=totals.discount.minor,
    )
    rows = figures_of(tr, whole, currency)
    if not paper.rounding:
        return rows
    amount = tr.formats.amount
    return (
        *rows,
        # Translators: what an invoice over several sales differs by from their sum (a cent or so)
        Figure(tr.pgettext("totals", "Rounding"), amount(paper.rounding)),
        Figure(tr.gettext("To be paid"), amount(paper.invoice.payable), strong=True),
    )


class LookAhead(QObject):
    """Asks, after a pause in typing, what a command would make.

    `make` returns the command, None where there is nothing to ask for yet, or refuses.
    `found(Rehearsed)`, `refused(Refusal)` or `nothing()` comes for the latest question alone.
    """

    found = Signal(object)
    refused = Signal(object)
    nothing = Signal()

    def __init__(
        self, runner: Runner, make: Callable[[], Bill | AddCreditNote | None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._make = make
        self._slot = f"ahead {id(self)}"
        self._asked = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.look)

    def soon(self) -> None:
        """Look once nothing is typed for a moment."""
        self._pause.start()

    def stop(self) -> None:
        """Look no more: it is done in earnest now."""
        self._pause.stop()
        self._asked += 1

    def look(self) -> None:
        """Look now."""
        self._pause.stop()
        self._asked += 1
        asked = self._asked
        try:
            command = self._make()
        except Refusal as refused:
            self.refused.emit(refused)
            return
        if command is None:
            self.nothing.emit()
            return

        def found(rehearsed: Rehearsed) -> None:
            if shiboken6.isValid(self) and asked == self._asked:
                self.found.emit(rehearsed)

        def failed(error: Exception) -> None:
            if shiboken6.isValid(self) and asked == self._asked:
                if isinstance(error, Refusal):
                    self.refused.emit(error)
                else:
                    self.nothing.emit()

        self._runner.rehearse(self._slot, command, found, failed)


class Outlook(QWidget):
    """What will be made, in words: it stands above the buttons and never scrolls away."""

    def __init__(self, theme: ThemeContext) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surf")
        self._theme = theme
        self.label = RunLabel(theme, wrap=True)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.label)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    def say(self, head: str, more: tuple[str, ...] = ()) -> None:
        """Say what will be made, and what follows from it."""
        runs = [Run(head, BODY_STRONG), *(Run("   " + text, SMALL, "second") for text in more)]
        self.label.set_runs(runs, ("receipt", "second"))
        announce(self.label, one_line(self.label.whole_text()))
        self.setVisible(True)

    def hint(self, text: str) -> None:
        """Say what is still to be done, or nothing."""
        self.label.set_runs((Run(text, SMALL, "second"),), ("info", "second"))
        self.setVisible(bool(text))

    def text(self) -> str:
        """Return what is said."""
        return "" if self.isHidden() else self.label.whole_text()

    def _on_theme(self) -> None:
        px = self._theme.px
        self._box.setContentsMargins(px(DIALOG_MARGIN), px(8), px(DIALOG_MARGIN), px(8))
