"""The revisions of a quote side by side: what changed from one to the next is strong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from smallcrm.domain import documents
from smallcrm.domain.keys import fold
from smallcrm.domain.money import Money
from smallcrm.i18n.sentences import unit_price
from smallcrm.queries.trade_shapes import QuoteDetail, TradeLine
from smallcrm.ui.widgets.painting import one_line

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from smallcrm.i18n.catalog import I18n
    from smallcrm.ui.theme import ThemeContext

_ROW = 30
_GAP = 20
_MOST_ROWS = 14


class RevisionsTable(QTableWidget):
    """One column a revision, the oldest first; lines that say the same stand in one row."""

    def __init__(self, theme: ThemeContext, tr: I18n, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tr = tr
        self.setAccessibleName(tr.gettext("Revisions side by side"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)

    def set_revisions(self, details: Sequence[QuoteDetail]) -> None:
        """Show these revisions."""
        tr = self._tr
        rows = _rows(tr, details)
        self.setColumnCount(len(details) + 1)
        self.setRowCount(len(rows))
        heads = [tr.gettext("What")]
        for detail in details:
            words = tr.gettext("rev {revision}, {date}")
            heads.append(
                words.format(
                    revision=tr.formats.number(detail.quote.revision),
                    date=tr.formats.date_brief(detail.quote.on),
                )
            )
        self.setHorizontalHeaderLabels(heads)
        for number, (what, cells) in enumerate(rows):
            self._set(number, 0, what, changed=False, left=True)
            for column, text in enumerate(cells):
                before = cells[column - 1] if column else text
                self._set(number, column + 1, text, changed=text != before)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in range(len(details) + 1):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        px = self._theme.px
        for column in range(1, len(details) + 1):
            wide = self.sizeHintForColumn(column) + px(_GAP)
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, max(wide, header.sectionSizeHint(column)))
        self.verticalHeader().setDefaultSectionSize(px(_ROW))
        self.setFixedHeight(px(_ROW) * (min(len(rows), _MOST_ROWS) + 1) + px(8))

    def _set(self, row: int, column: int, text: str, *, changed: bool, left: bool = False) -> None:
        item = QTableWidgetItem(one_line(text))
        item.setToolTip(one_line(text))
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if changed:
            font = QFont(self.font())
            font.setBold(True)
            item.setFont(font)
            # What eyes see as bold is said too.
            spoken = self._tr.gettext("{text}, changed").format(text=text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        self.setItem(row, column, item)


def _rows(tr: I18n, details: Sequence[QuoteDetail]) -> list[tuple[str, list[str]]]:
    """Put lines with the same words into one row, then the figures of the whole."""
    names: dict[tuple[str, int], str] = {}
    cells: dict[tuple[str, int], dict[int, str]] = {}
    for column, detail in enumerate(details):
        seen: dict[str, int] = {}
        for line in detail.lines:
            key = fold(line.description)
            seen[key] = seen.get(key, 0) + 1
            place = key, seen[key]
            names.setdefault(place, line.description)
            cells.setdefault(place, {})[column] = _line(tr, line)
    rows = [
        (name, [cells[place].get(column, "–") for column in range(len(details))])
        for place, name in names.items()
    ]
    formats = tr.formats
    if any(detail.totals.discount for detail in details):
        rows.append(
            (
                tr.gettext("Discount on the whole"),
                [formats.amount(detail.totals.discount) for detail in details],
            )
        )
    rows.append((tr.gettext("Net"), [formats.amount(detail.totals.net) for detail in details]))
    rows.append((tr.gettext("Tax"), [formats.amount(detail.totals.tax) for detail in details]))
    rows.append((tr.gettext("Total"), [formats.money(detail.totals.total) for detail in details]))
    rows.append(
        (
            tr.gettext("Valid until"),
            [
                formats.date_short(detail.quote.valid_until)
                if detail.quote.valid_until
                else tr.gettext("No end")
                for detail in details
            ],
        )
    )
    return rows


def _line(tr: I18n, line: TradeLine) -> str:
    formats = tr.formats
    currency = line.net.currency
    price = unit_price(tr, line.unit_price, currency)
    # As the prices are, with tax or without: the net of a line would not be what it multiplies to.
    figures = documents.totals(
        (
            documents.Line(
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
            ),
        ),
        currency,
    )
    net = formats.amount(Money(figures.line_amounts[0], currency))
    if line.quantity == 1 and not line.discount_percent:
        return net
    count = formats.decimal(line.quantity)
    if line.discount_percent:
        # Translators: quantity × unit price less a discount, and what it comes to
        return tr.gettext("{count} × {price} − {discount} = {net}").format(
            count=count, price=price, discount=formats.percent(line.discount_percent), net=net
        )
    # Translators: quantity × unit price, and what it comes to
    return tr.gettext("{count} × {price} = {net}").format(count=count, price=price, net=net)
