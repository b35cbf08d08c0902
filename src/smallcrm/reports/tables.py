"""Tables that break over pages: heads repeated, nothing cut off, totals kept with their rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from smallcrm.reports import style as house
from smallcrm.reports.layout import Flow, baseline
from smallcrm.reports.text import Line, Style, paragraphs

_GAP = 10.5
_ABOVE, _BELOW = 3.0, 3.2
_NARROWEST = 62.0
_SCALES = (1.0, 0.93, 0.86, 0.79, 0.72, 0.65)
_FEW = 3  # rows that the end of a page does not part
_MEASURED = 2000  # characters: what is longer than that wraps in any case
_MAX_UNBROKEN = 0.3  # of a page: a higher row may begin on one page and end on the next


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `grow` is its part of spare room, `wraps` says that it may be made narrower."""

    title: str
    right: bool = False
    grow: float = 1.0
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell in a style of its own."""

    text: str
    style: Style


Content = str | Cell


@dataclass(slots=True)
class Table:
    """What a table shows; the row of totals is set strong and stays with the last row.

    `keep` is the height of what follows and should not stand alone on the next page.
    """

    columns: Sequence[Column]
    rows: list[Sequence[Content]] = field(default_factory=list)
    total: Sequence[Content] | None = None
    headed: bool = True
    keep: float = 0.0

    def without_empty_columns(self) -> Table:
        """Leave out the columns in which no row has anything."""
        kept = [
            index
            for index in range(len(self.columns))
            if any(row[index] for row in self.rows) or not self.rows
        ]
        columns = [self.columns[index] for index in kept]
        return Table(columns, [[row[index] for index in kept] for row in self.rows])

    def draw(self, flow: Flow) -> None:
        """Draw it down the flow."""
        _Drawing(self, flow).draw()


@dataclass(slots=True)
class _Row:
    """A row that was set: the lines of each cell."""

    cells: list[list[Line]]
    leading: float

    @property
    def count(self) -> int:
        return max(map(len, self.cells), default=0) or 1

    @property
    def height(self) -> float:
        return self.count * self.leading + _ABOVE + _BELOW


class _Drawing:
    """One table being drawn."""

    def __init__(self, table: Table, flow: Flow) -> None:
        self._table = table
        self._flow = flow
        self._set = flow.set
        self._measured: list[list[Line | None]] = []
        self._scale, self._widths = self._measure()
        type_ = flow.type
        self._body = type_.body.at(self._scale)
        self._strong = type_.strong.at(self._scale)
        self._head_style = type_.head.at(self._scale)
        self._head = _Row(
            [
                self._set.wrapped(column.title, self._head_style, width)
                for column, width in zip(table.columns, self._widths, strict=True)
            ],
            self._head_style.leading,
        )

    @property
    def _head_height(self) -> float:
        if not self._table.headed:
            return 4.2
        return self._head.count * self._head.leading + 4.2

    def draw(self) -> None:
        flow, table = self._flow, self._table
        total = None if table.total is None else self._row(table.total, self._strong)
        company = table.keep if total is None else total.height + table.keep
        begun = False
        for row, stays in self._rows(company):
            least = row.leading * 3 + _ABOVE if self._breaks(row) else row.height + stays
            if not begun:
                flow.need(self._head_height + least)
                self._draw_head()
                begun = True
            elif flow.need(least):
                self._draw_head()
            self._draw_row(row)
        if not begun:
            flow.need(self._head_height + company)
            self._draw_head()
        if total is not None:
            if flow.need(total.height):
                self._draw_head()
            self._draw_lines(total, 0, total.count)
            flow.y -= _BELOW

    def _rows(self, company: float) -> Iterator[tuple[_Row, float]]:
        """Set the rows, each with the height of what must stand on the same page as its end.

        With the last row goes `company`; with the last but one the last, and with the first the
        second, so that none is alone. A few rows stay together.
        """
        before: _Row | None = None
        last = len(self._table.rows) - 1
        if last < _FEW:
            yield from self._few_rows(company)
            return
        for number, content in enumerate(self._table.rows):
            row = self._row(content, self._body, self._measured[number])
            if before is not None:
                pair = number in {1, last} and not self._breaks(row)
                stays = row.height + (company if number == last else 0.0)
                yield before, stays if pair else 0.0
            before = row
        if before is not None:
            yield before, company

    def _few_rows(self, company: float) -> Iterator[tuple[_Row, float]]:
        rows = [
            self._row(content, self._body, self._measured[number])
            for number, content in enumerate(self._table.rows)
        ]
        whole = not any(map(self._breaks, rows))
        for number, row in enumerate(rows, 1):
            after = sum(other.height for other in rows[number:]) if whole else 0.0
            yield row, after + (company if whole or number == len(rows) else 0.0)

    def _breaks(self, row: _Row) -> bool:
        return row.height > self._flow.page_room * _MAX_UNBROKEN

    def _row(
        self, content: Sequence[Content], style: Style, measured: Sequence[Line | None] = ()
    ) -> _Row:
        cells: list[list[Line]] = []
        known = measured if measured and self._scale == 1.0 else [None] * len(content)
        for cell, width, line in zip(content, self._widths, known, strict=True):
            if line is not None and line.width <= width:
                cells.append([line] if line.runs else [])
                continue
            text, chosen = (cell.text, cell.style) if isinstance(cell, Cell) else (cell, None)
            chosen = style if chosen is None else chosen.at(self._scale)
            cells.append(self._set.wrapped(text, chosen, width) if text else [])
        return _Row(cells, style.leading)

    def _draw_head(self) -> None:
        flow = self._flow
        row = self._head
        if self._table.headed:
            for index, column in enumerate(self._table.columns):
                lines = row.cells[index]
                first = row.count - len(lines)
                for number, line in enumerate(lines, first):
                    at = flow.y + number * row.leading + baseline(self._head_style)
                    self._place(line, index, at, right=column.right)
            flow.y += row.count * row.leading
        flow.y += 3.4
        flow.rule(house.HEAVY, flow.type.rule)
        flow.y += 0.8

    def _draw_row(self, row: _Row) -> None:
        """Draw a row, over as many pages as it takes."""
        flow = self._flow
        done = 0
        if self._breaks(row) and flow.room < row.leading * 3 + _ABOVE + _BELOW:
            flow.next_page()
            self._draw_head()
        while True:
            fits = int((flow.room - _ABOVE - _BELOW) / row.leading)
            count = min(row.count - done, max(fits, 1))
            self._draw_lines(row, done, done + count)
            done += count
            if done >= row.count:
                break
            flow.next_page()
            self._draw_head()
        flow.rule(house.THIN, house.HAIR)

    def _draw_lines(self, row: _Row, start: int, end: int) -> None:
        flow = self._flow
        flow.y += _ABOVE
        for number in range(start, end):
            at = flow.y + baseline(self._body)
            for index, column in enumerate(self._table.columns):
                lines = row.cells[index]
                if number < len(lines):
                    self._place(lines[number], index, at, right=column.right)
            flow.y += row.leading
        flow.y += _BELOW

    def _place(self, line: Line, index: int, at: float, *, right: bool) -> None:
        x = self._flow.sheet.left + sum(self._widths[:index]) + _GAP * index
        if right:
            self._flow.page.text_right(line, x + self._widths[index], at)
        else:
            self._flow.page.text(line, x, at)

    def _measure(self) -> tuple[float, list[float]]:
        """Choose the widths: natural ones where they fit, smaller type before broken figures."""
        columns = self._table.columns
        room = self._flow.sheet.measure - _GAP * (len(columns) - 1)
        natural = self._natural()
        narrowest = [
            min(width, _NARROWEST) if column.wraps else width
            for column, width in zip(columns, natural, strict=True)
        ]
        for scale in _SCALES:
            if sum(narrowest) * scale <= room:
                scaled = [width * scale for width in natural]
                floors = [width * scale for width in narrowest]
                return scale, _fitted(scaled, floors, columns, room)
        scale = _SCALES[-1]
        floors = [min(width * scale, _NARROWEST * 0.75) for width in narrowest]
        scaled = [width * scale for width in natural]
        return scale, _fitted(scaled, floors, [Column(c.title, wraps=True) for c in columns], room)

    def _natural(self) -> list[float]:
        """Measure each column's widest cell (long texts need no exact answer)."""
        type_, table = self._flow.type, self._table
        widths = [self._set.line(column.title, type_.head).width for column in table.columns]
        for row in table.rows:
            self._measured.append(self._measure_row(row, type_.body, widths))
        if table.total is not None:
            self._measure_row(table.total, type_.strong, widths)
        return [width + 0.1 for width in widths]

    def _measure_row(
        self, row: Sequence[Content], style: Style, widths: list[float]
    ) -> list[Line | None]:
        """Widen `widths` to a row; return the cells that are one line, set."""
        measured: list[Line | None] = []
        for index, cell in enumerate(row):
            text, chosen = (cell.text, cell.style) if isinstance(cell, Cell) else (cell, style)
            line: Line | None = None
            for part in paragraphs(text[:_MEASURED]):
                line = self._set.line(part, chosen)
                widths[index] = max(widths[index], line.width)
            whole = len(text) <= _MEASURED and line is not None and line.text == text
            measured.append(line if whole else None)
        return measured


def _fitted(
    natural: list[float], floors: list[float], columns: Sequence[Column], room: float
) -> list[float]:
    """Give out spare room by `grow`; take what is missing from the widest that may wrap."""
    spare = room - sum(natural)
    if spare >= 0:
        shares = sum(column.grow for column in columns) or 1.0
        return [
            width + spare * column.grow / shares
            for width, column in zip(natural, columns, strict=True)
        ]
    widths = list(natural)
    wrapping = [index for index, column in enumerate(columns) if column.wraps]
    low, high = 0.0, max((widths[index] for index in wrapping), default=0.0)
    for _ in range(40):  # find the width down to which all the wide ones are cut
        middle = (low + high) / 2
        trial = sum(
            max(min(width, middle), floors[index]) if index in wrapping else width
            for index, width in enumerate(widths)
        )
        low, high = (middle, high) if trial <= room else (low, middle)
    for index in wrapping:
        widths[index] = max(min(widths[index], low), floors[index])
    return widths
