"""Papers: a client report, an invoice, a thousand statements, against a bare reportlab canvas.

The bare canvas draws the same text at the same places in the same fonts, and knows it already: it
reads nothing, measures nothing, breaks no lines.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from itertools import cycle, islice
from typing import Any

import pypdf
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from tests.benchmarks import data
from tests.benchmarks.common import Context, Row, Times, against, median

from smallcrm.app import Backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.reports import Stationery, document
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import make
from smallcrm.reports.papers import run as run_of
from smallcrm.reports.style import Sheet
from smallcrm.reports.text import Line
from smallcrm.services.commands import AddSale, Bill, BillPart, LineInput

RESOURCES = data.ROOT / "resources"
_TURNS = 12
_STATEMENTS = 1000
_FEW = 100
_PAGES_A_SECOND = 300
_LINES = 30
_RATES = (Decimal(23), Decimal("13.5"), Decimal(0))
_SALES = """
    SELECT client_id FROM sale GROUP BY client_id
    HAVING count(*) BETWEEN 8 AND 15 ORDER BY client_id LIMIT 1
"""


@dataclass
class _Drawn:
    """What was drawn of a page: texts (font, size, colour, x, y), and rectangles."""

    size: tuple[float, float]
    texts: list[tuple[str, float, str, float, float, str]] = field(default_factory=list)
    blocks: list[tuple[str, float, float, float, float]] = field(default_factory=list)


def run(context: Context) -> list[Row]:
    """Make papers, and draw them again on a bare canvas."""
    backend = data.opened(data.copied(context.database, context.scratch / "data"))
    stationery = stationery_of(backend)
    queries = backend.queries
    with backend.database.read("list") as connection:
        client = connection.exec_driver_sql(_SALES).scalar_one()
    invoice = _billed(backend, client)
    rows = [
        _against(
            "client report of a usual client, read, set and written",
            lambda: make(queries, Paper(PaperKind.CLIENT, client), stationery).content,
            _TURNS,
        ),
        _against(
            f"invoice over {_LINES} lines, read, set and written",
            lambda: make(queries, Paper(PaperKind.INVOICE, invoice), stationery).content,
            _TURNS,
        ),
    ]
    papers = statements(backend, _STATEMENTS)

    def together() -> bytes:
        made = run_of(queries, papers, stationery).content
        assert made is not None
        return made

    times = Times()
    rows.append(_against(f"{len(papers):,} statements in one file", together, 3, times))
    pages = len(pypdf.PdfReader(BytesIO(together())).pages)
    speed = pages / median(times.cpu)
    backend.close()
    few, many = (_memory(context, count) for count in (_FEW, _STATEMENTS))
    return [
        *rows,
        Row(
            "the same, pages a second",
            f"{speed:,.0f}",
            "",
            None,
            f"≥ {_PAGES_A_SECOND}",
            speed >= _PAGES_A_SECOND,
        ),
        Row(
            f"most memory, a run of {_STATEMENTS:,}",
            f"{many} MB",
            f"a run of {_FEW}: {few} MB",
            many / few,
            "≤ 1.25×",
            many / few <= 1.25,
        ),
    ]


def stationery_of(backend: Backend) -> Stationery:
    """Return stationery in English, as the program has it."""
    clock = Clock()
    tr = I18n.load("en", RESOURCES, clock=clock)
    return Stationery(backend.queries.settings(), tr, RESOURCES, clock)


def statements(backend: Backend, count: int) -> list[Paper]:
    """Return so many statements of those who are sent one, over again where they are fewer."""
    found = [Paper(PaperKind.STATEMENT, one.id) for one in backend.queries.statement_clients()]
    return list(islice(cycle(found), count))


def _against(what: str, work: Callable[[], bytes], turns: int, ours: Times | None = None) -> Row:
    ours, bare = ours or Times(), Times()
    with _recorded() as pages:
        work()
    drawn = list(pages)
    _draw(drawn)  # the fonts are parsed, as ours are
    for _ in range(turns):
        ours.measure(work)
        bare.measure(lambda: _draw(drawn))
    what = f"{what} ({len(drawn):,} pages)"
    return against(what, ours.cpu, "a bare canvas that draws the same", bare.cpu, 2)


@contextmanager
def _recorded() -> Iterator[Sequence[_Drawn]]:
    """Write down what pages draw, while they draw it."""
    pages: list[_Drawn] = []
    usual = document.Page

    class Recorded(usual):  # type: ignore[misc,valid-type]  # made here, of what is there
        def __init__(self, sheet: Sheet) -> None:
            super().__init__(sheet)
            self._drawn = _Drawn((sheet.width, sheet.height))
            pages.append(self._drawn)

        def text(self, line: Line, x: float, baseline: float) -> None:
            super().text(line, x, baseline)
            y = self.sheet.height - baseline
            for one in line.runs:
                style = one.style
                self._drawn.texts.append(
                    (one.font.face.name, style.size, style.colour, x, y, one.text)
                )
                x += one.width

        def block(self, x: float, y: float, width: float, height: float, colour: str) -> None:
            super().block(x, y, width, height, colour)
            if width > 0 and height > 0:
                bottom = self.sheet.height - y - height
                self._drawn.blocks.append((colour, x, bottom, width, height))

    setattr(document, "Page", Recorded)  # noqa: B010  (a class is not to be assigned to)
    try:
        yield pages
    finally:
        setattr(document, "Page", usual)  # noqa: B010  (as above)


def _draw(pages: Sequence[_Drawn]) -> bytes:
    """Draw the same on a bare canvas: all that reportlab needs to be told, and no more."""
    buffer = BytesIO()
    canvas: Any = Canvas(buffer, pageCompression=1)
    for page in pages:
        canvas.setPageSize(page.size)
        for name, size, colour, x, y, text in page.texts:
            canvas.setFillColorRGB(*map(float, colour.split()))
            canvas.setFont(_font(name), size)
            canvas.drawString(x, y, text)
        for colour, x, y, width, height in page.blocks:
            canvas.setFillColorRGB(*map(float, colour.split()))
            canvas.rect(x, y, width, height, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _font(name: str) -> str:
    registered = f"Bare-{name}"
    if registered not in pdfmetrics.getRegisteredFontNames():
        path = next((RESOURCES / "fonts").rglob(f"{name}.*"))
        pdfmetrics.registerFont(TTFont(registered, str(path)))
    return registered


def _billed(backend: Backend, client: int) -> int:
    """Sell and bill a client something of many lines; return the invoice."""
    lines = tuple(
        LineInput(
            description=f"Part {number}, as agreed on the telephone",
            quantity=Decimal(number % 7 + 1),
            unit_price=Decimal(number) * Decimal("1.37") + 1,
            tax_percent=_RATES[number % len(_RATES)],
        )
        for number in range(_LINES)
    )
    perform = backend.services.perform
    command = AddSale(client=client, title="Parts", lines=lines, currency="EUR")
    sale = perform(command, source=Source.SCREEN).result.id
    bill = Bill(parts=(BillPart(sale=sale),))
    return perform(bill, source=Source.SCREEN).result.id


def _memory(context: Context, count: int) -> int:
    """Return the most memory of a program that makes so many statements, in megabytes."""
    program = [sys.executable, "-m", "tests.benchmarks.papers_child", str(context.data), str(count)]
    done = subprocess.run(program, cwd=data.ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout)
