"""What it costs that an invoice carries itself as an e-invoice: the first and the later ones."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from tests.benchmarks.common import Context, Row, Times, against
from tests.reports.einvoicing import SETTINGS, invoice, line
from tests.reports.factory import CLOCK, RESOURCES, english

from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.reports import Stationery

_LINES, _RUNS, _STARTS = 30, 50, 7


def run(_context: Context) -> list[Row]:
    """Make an invoice of many lines as a plain PDF and as an e-invoice, in turns."""
    plain, carrying = _maker("no"), _maker("yes")
    plain(), carrying()
    plainly, carried = Times(), Times()
    for _ in range(_RUNS):
        plainly.measure(plain)
        carried.measure(carrying)
    first = [json.loads(_child()) for _ in range(_STARTS)]
    what = f"e-invoice of {_LINES} lines"
    return [
        against(what, carried.own, "the same as a plain PDF", plainly.own),
        against(
            f"{what}, the first of a process",
            [found["yes"] for found in first],
            "the first plain one",
            [found["no"] for found in first],
        ),
    ]


def _maker(said: str) -> Callable[[], bytes]:
    from smallcrm.reports.material import Material
    from smallcrm.reports.papers import made

    detail = _detail()
    kept = {**SETTINGS.kept, "invoices.einvoice": said}
    settings = replace(SETTINGS, kept=kept)
    stationery = Stationery(settings=settings, tr=english(), resources=RESOURCES, clock=CLOCK)

    def make() -> bytes:
        from smallcrm.reports import einvoice
        from smallcrm.reports import invoice as report

        material = Material(
            client="Beatriz Gonçalves",
            language=None,
            out=True,
            name=lambda tr: report.title(tr, detail),
            file_name=lambda _: "invoice.pdf",
            draw=lambda document, of, _: report.draw(document, detail, of),
            carry=lambda document, of: einvoice.carry(document, detail, of),
        )
        return made(material, stationery).content

    return make


def _detail() -> InvoiceDetail:
    lines = [
        line(f"{place}.45", "2.5", tax=("23", "13.5", "9")[place % 3], description=f"Work {place}")
        for place in range(_LINES)
    ]
    return invoice(*lines)


def _child() -> str:
    command = (sys.executable, "-m", "tests.benchmarks.einvoices")
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _first() -> dict[str, float]:
    """Time the first plain PDF of this process, and what the first e-invoice adds to one."""
    found: dict[str, float] = {}
    for said in ("no", "yes"):
        make = _maker(said)
        begin = time.perf_counter()
        make()
        found[said] = time.perf_counter() - begin
    found["yes"] += found["no"] - _again()
    return found


def _again() -> float:
    make = _maker("no")
    begin = time.perf_counter()
    make()
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_first()))
