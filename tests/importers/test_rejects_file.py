"""The rows that an import left: each as it stood in its file, whatever kind of file that was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.importers import books

from smallcrm.domain.clock import Clock
from smallcrm.domain.records import RejectedRow
from smallcrm.importers import ImportPlan, read
from smallcrm.importers.rejects_file import with_cells, write_rejects
from smallcrm.paths import Paths

FileOf = Callable[..., Path]
ROWS = [["Invoice no", "Customer", "Total"], ["1", "Ann 😀", "5"], [], ["2", "Nobody", "7"]]
CSV = "\n".join(",".join(row) for row in ROWS) + "\n"


def left_over(path: Path, plan: ImportPlan) -> RejectedRow:
    """Return what the last row of a file was, after the data file refused it."""
    (row,) = with_cells(path, plan, [RejectedRow(plan.records[-1].row, "unknown_client")])
    return row


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (CSV.encode(), ".csv"),
        (CSV.encode("utf-16"), ".csv"),
        (CSV.replace("😀", "\ud83d\ude00").encode("utf-8", "surrogatepass"), ".csv"),
        (books.xlsx([["x"]], "Cover", Sales=ROWS), ".xlsx"),
        (books.ods({"Sales": books.ods_rows(["Report"], *ROWS)}), ".ods"),
        (books.xls(ROWS), ".xls"),
    ],
)
def test_a_row_that_the_data_file_refused_has_its_cells(
    file_of: FileOf, data: bytes, ending: str
) -> None:
    path = file_of(data, ending=ending)
    plan = read(path, default_currency="EUR")
    found = with_cells(path, plan, [RejectedRow(1, "x"), RejectedRow(3, "x")])
    assert [row.cells for row in found] == [("1", "Ann 😀", "5"), ("2", "Nobody", "7")]


def test_bytes_that_fit_no_encoding_are_no_reason_to_fail(file_of: FileOf) -> None:
    path = file_of(CSV.encode() + "3,陈明,9\n".encode() * 90 + b"4,\xe9\x99 Bo,9\n")
    plan = read(path, default_currency="EUR")
    assert plan.understood.encoding == "utf-8"
    assert left_over(path, plan).cells[1] == "\ufffd Bo"


def test_a_file_that_is_gone_by_now_gives_nothing(file_of: FileOf) -> None:
    for path in (file_of(CSV), file_of(books.xlsx(ROWS))):
        plan = read(path, default_currency="EUR")
        path.write_bytes(b"")
        assert left_over(path, plan).cells == ()
        path.unlink()
        assert left_over(path, plan).cells == ()


def test_a_long_name_of_many_bytes_is_cut_to_what_every_system_takes(
    paths: Paths, clock: Clock, file_of: FileOf, tmp_path: Path
) -> None:
    plan = read(file_of(CSV), default_currency="EUR")
    row = RejectedRow(1, "no_name", cells=("1", "Ann", "5"))
    for stem in ("名" * 80, "👩‍👩‍👧" * 10, "x" * 240):
        first = write_rejects(paths, clock, tmp_path / f"{stem}.csv", plan, [row])
        second = write_rejects(paths, clock, tmp_path / f"{stem}.csv", plan, [row])
        assert len({first, second}) == 2
        assert len(first.name.encode()) <= 200
        assert stem.startswith(first.name[:5])
