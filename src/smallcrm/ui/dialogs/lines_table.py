"""The lines of a sale, a quote or an invoice, with what they come to and what to beware of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QTableWidget, QVBoxLayout, QWidget

from smallcrm.domain import documents
from smallcrm.domain.errors import Refusal
from smallcrm.ui.dialogs.line_warnings import PriceWarnings, PriceWatch
from smallcrm.ui.dialogs.lines_grid import LinesGrid
from smallcrm.ui.dialogs.lines_reason import ReasonStrip
from smallcrm.ui.dialogs.lines_rows import (
    FIELDS,
    NET,
    REASON,
    TAX,
    WHAT,
    RowReader,
    document_line,
)
from smallcrm.ui.dialogs.lines_sheet import MARGIN, PADDING, build_header, dress_grid
from smallcrm.ui.dialogs.lines_totals import LinesTotals
from smallcrm.ui.dialogs.product_finder import ProductFinder, ProductSource
from smallcrm.ui.dialogs.words import say
from smallcrm.ui.theme import SMALL
from smallcrm.ui.widgets.labels import RunLabel, plain_label
from smallcrm.ui.widgets.painting import Run, announce, one_line

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n
    from smallcrm.services.commands import LineInput
    from smallcrm.ui.theme import ThemeContext

_MOST_ROWS: Final = 8
_MOST_SAID: Final = 3
_PAUSE: Final = 500
_COLUMN_OF: Final = {name: column for column, name in FIELDS.items()}


class LinesTable(QWidget):
    """Lines with description, quantity, unit, price, discount and tax; `form_changed` on edits.

    `lines()` reads them all, refusing the first cell that cannot be read; rows in which nothing
    is typed are left out. With `source` descriptions find products, and a price below the one
    last quoted to the client (`set_client`) is warned of: `warned(sentences)`. With `with_totals`
    the figures are shown below, with the document discount and the switch of prices with tax;
    without it the caller says by `set_nets` what each line comes to.
    """

    form_changed = Signal()
    height_changed = Signal()
    warned = Signal(tuple)

    def __init__(
        self,
        theme: ThemeContext,
        tr: I18n,
        *,
        source: ProductSource | None = None,
        currency: str = "",
        with_totals: bool = False,
        most_rows: int = _MOST_ROWS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self._most_rows = most_rows
        self._reader = RowReader(tr, currency)
        self._client: int | None = None
        self._tax_per_line = False
        self._refused: tuple[int, int] | None = None
        self._told = ""
        self._rows_fitted = 0
        self._figures: documents.Totals | None = None
        self._finder = ProductFinder(theme, tr, source, self) if source is not None else None
        self._grid = LinesGrid(theme, tr, self._reader, self._finder)
        self._watch = PriceWatch(tr, self._reader, source, self)
        self._error = RunLabel(theme, wrap=True)
        self._error.hide()
        self._warnings = PriceWarnings(theme, tr, self._grid, self._watch)
        self._reason = ReasonStrip(theme, tr, self._grid, self._reader)
        self._totals = LinesTotals(theme, tr) if with_totals else None
        self._hint = plain_label(
            tr.gettext(
                "Enter: next field. Delete: remove the line, Ctrl and D: double it, Ctrl and ↑ ↓: "
                "move it. Ctrl and Enter: save."
            ),
            "hint",
        )
        self._build()
        self.set_currency(currency)
        theme.changed.connect(self._fit)
        self.set_lines(())

    @property
    def field(self) -> QWidget:
        """Return what takes the keyboard when something is wrong."""
        return self

    @property
    def grid(self) -> QTableWidget:
        """Return the table itself."""
        return self._grid

    @property
    def watch(self) -> PriceWatch:
        """Return what compares prices: whoever saves waits until it rests."""
        return self._watch

    @property
    def totals(self) -> LinesTotals | None:
        """Return what stands under the lines: the switch, the discount, the figures."""
        return self._totals

    def set_lines(self, lines: Sequence[LineInput]) -> None:
        """Show these and an empty line."""
        self._grid.set_rows([self._reader.row_of(line) for line in lines])
        self._after_edit(announced=False)
        self._fit()

    def lines(self) -> tuple[LineInput, ...]:
        """Read the lines; refuses `no_description`, `not_a_number`, `not_a_tax`, ...

        The refusal's field is `lines`; its parameters `row` (counted from 1) and `cell` say where.
        """
        found: list[LineInput] = []
        for number, row in self._grid.rows():
            try:
                found.append(self._reader.line(row))
            except Refusal as refused:
                self._refused = number, _COLUMN_OF.get(str(refused.parameters["cell"]), WHAT)
                parameters = {**refused.parameters, "row": number + 1}
                raise Refusal(refused.code, field="lines", **parameters) from refused
        self._refused = None
        return tuple(found)

    def set_currency(self, currency: str) -> None:
        """Take the prices as of this currency."""
        changed = currency != self._reader.currency
        self._reader.currency = currency
        if self._totals is not None:
            self._totals.set_currency(currency)
        self._set_terms()
        if changed:
            self._grid.renew()
            self._after_edit(announced=False)

    def set_client(self, client_id: int | None) -> None:
        """Compare prices with what was last quoted to this client."""
        self._client = client_id
        self._set_terms()
        self._warnings.review()

    def set_tax_per_line(self, *, per_line: bool) -> None:
        """Round the tax of each line (invoices of the Chinese kind), or of each rate."""
        self._tax_per_line = per_line
        self._recount()

    def set_prices_include_tax(self, *, included: bool) -> None:
        """Take the prices as with tax, or without."""
        if self._totals is not None:
            self._totals.gross.setChecked(included)

    def prices_include_tax(self) -> bool:
        """Say whether the prices are with tax."""
        return self._totals is not None and self._totals.gross.isChecked()

    def set_discount(self, discount: documents.Discount | None) -> None:
        """Show a discount on the whole, or none."""
        if self._totals is not None:
            self._totals.set_discount(discount)
            self._recount()

    def discount(self) -> documents.Discount | None:
        """Read the discount on the whole; refuses what is none (field `discount`)."""
        return self._totals.discount() if self._totals is not None else None

    def figures(self) -> documents.Totals | None:
        """Return what is shown below the lines; None while something cannot be read."""
        return self._figures

    def warnings(self) -> tuple[str, ...]:
        """Return a sentence for each price below the one last quoted, in the order of the lines."""
        return self._warnings.sentences()

    def set_nets(self, nets: Sequence[int], currency: str) -> None:
        """Show what each line comes to (minor units); nothing where they are not known."""
        self._grid.set_nets(nets, currency)

    def set_editable(self, editable: bool) -> None:
        """Let the lines be typed, or only be read and copied."""
        self._grid.set_editable(editable=editable)
        self._hint.setVisible(editable)
        self._reason.field.setReadOnly(not editable)
        if self._totals is not None:
            self._totals.set_editable(editable=editable)
        self._after_edit(announced=False)
        self._fit()

    def form_state(self) -> object:
        """Return what is typed, for telling whether it was changed."""
        rows = tuple(
            (row.texts, row.state.product, row.state.reason) for _number, row in self._grid.rows()
        )
        if self._totals is None:
            return rows
        return rows, self._totals.gross.isChecked(), self._totals.discount_field.text()

    def set_error(self, text: str | None) -> None:
        """Say below the table what is wrong, or take it back; go to the cell that was refused."""
        self._told = text or ""
        if text and self._refused is not None:
            row, column = self._refused
            self._grid.setCurrentCell(row, TAX if column == REASON else column)
            self._refused = None
        self._say_error()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the figures under their column when the table changes its width."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show} and self._totals is not None:
            self._align()
        return super().eventFilter(watched, event)

    # What follows from an edit.

    def _after_edit(self, *, announced: bool = True) -> None:
        if self._grid.rowCount() != self._rows_fitted:
            self._fit()
        self._reason.follow()
        self._warnings.review()
        self._recount()
        self._say_error()
        if announced:
            self.form_changed.emit()

    def _recount(self) -> None:
        totals = self._totals
        if totals is None or not self._reader.currency:
            return
        self._figures = None
        wrong: Refusal | None = None
        try:
            discount = totals.discount()
        except Refusal as refused:
            wrong = refused
        else:
            try:
                self._figures = documents.totals(
                    [
                        document_line(self._reader.line(row, with_reason=False))
                        for _number, row in self._grid.rows()
                    ],
                    self._reader.currency,
                    prices_include_tax=totals.gross.isChecked(),
                    tax_per_line=self._tax_per_line,
                    discount=discount,
                )
            except Refusal as refused:
                wrong = refused if (refused.field or "").startswith("discount") else None
        totals.set_error(wrong)
        nets = self._figures.line_nets if self._figures is not None else ()
        self._grid.set_nets(nets, self._reader.currency)
        totals.show_figures(self._figures)
        self._align()

    def _on_offer(self) -> None:
        offer = self._finder.offer if self._finder is not None else None
        if offer is not None:
            self._watch.learn(offer)
            self._grid.take_offer(offer)

    def _set_terms(self) -> None:
        self._watch.set_terms(self._client, self._reader.currency)
        if self._finder is not None:
            self._finder.client_id = self._client
            self._finder.currency = self._reader.currency

    # What is said.

    def _say_error(self) -> None:
        text = self._told or _first_error(self._tr, self._grid)
        shown = "" if self._error.isHidden() else self._error.whole_text()
        if text == shown:
            return
        if text:
            self._error.set_runs((Run(text, SMALL, "debt"),), ("circle-alert", "debt"))
            announce(self, one_line(text))
        self._error.setVisible(bool(text))
        self.height_changed.emit()

    def _on_current(self, row: int, _column: int, before: int, _before_column: int) -> None:
        if row != before:
            self._say_error()
            self._reason.follow()

    def _build(self) -> None:
        grid = self._grid
        build_header(grid, self._tr)
        grid.setAccessibleName(self._tr.gettext("Lines of the sale"))
        self._hint.setWordWrap(True)
        grid.edited.connect(self._after_edit)
        grid.wide_changed.connect(self._fit)
        grid.currentCellChanged.connect(self._on_current)
        self._warnings.warned.connect(self.warned)
        self._warnings.height_changed.connect(self.height_changed)
        self._reason.height_changed.connect(self.height_changed)
        if self._finder is not None:
            self._finder.chosen.connect(self._on_offer)
        self.setFocusProxy(grid)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        for widget in (grid, self._error, self._warnings, self._reason):
            self._box.addWidget(widget)
        if self._totals is not None:
            self._totals.form_changed.connect(self._after_edit)
            self._totals.height_changed.connect(self.height_changed)
            self._box.addWidget(self._totals)
            grid.viewport().installEventFilter(self)
        self._box.addWidget(self._hint)
        self._fit()

    def _align(self) -> None:
        if self._totals is None:
            return
        grid = self._grid
        end = grid.columnViewportPosition(NET) + grid.columnWidth(NET)
        end = min(end, grid.viewport().width()) + grid.viewport().x()
        self._totals.set_right(max(0, grid.width() - end + self._theme.px(PADDING) + MARGIN))

    def _fit(self) -> None:
        self._rows_fitted = self._grid.rowCount()
        self._box.setSpacing(self._theme.px(6))
        dress_grid(self._grid, self._theme, most_rows=self._most_rows)
        # The columns take their widths once the table has its own.
        QTimer.singleShot(0, self, self._align)
        self.height_changed.emit()


def _first_error(tr: I18n, grid: LinesGrid) -> str:
    """Say what is wrong with the current line, else with the first that is wrong."""
    wrong = [(number, row) for number, row in grid.rows() if row.state.errors]
    if not wrong:
        return ""
    current = grid.currentRow()
    number, row = next((pair for pair in wrong if pair[0] == current), wrong[0])
    text = say(tr, row.state.errors[min(row.state.errors)])
    return tr.gettext("Line {line}: {error}").format(line=number + 1, error=text)
