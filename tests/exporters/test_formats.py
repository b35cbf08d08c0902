"""Files for other programs: whole or not at all, and harmless to open."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from smallcrm.domain.errors import Refusal
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.exporters import EXPORTERS, export, exporter_for, write_whole
from smallcrm.exporters.csv_file import CsvExporter
from smallcrm.exporters.json_file import JsonExporter
from smallcrm.exporters.sheet import Column, Row, Sheet, Written
from smallcrm.importers.rejects import unguarded

NASTY = ["=1+1", "-2", "+3", "@x", "\t=1", "'=1", 'say "hi", please', "two\nlines", "张伟", "<b>&"]


def sheet(*cells: str) -> Sheet:
    return Sheet((Column("What"),), (Row((cell,), {"what": cell}) for cell in cells))


def test_csv_is_read_back_by_a_spreadsheet_and_runs_nothing() -> None:
    stream = io.BytesIO()
    assert CsvExporter().write(sheet(*NASTY), stream) == Written(len(NASTY))
    data = stream.getvalue()
    assert data.startswith(b"\xef\xbb\xbfWhat\r\n")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    cells = [cell for (cell,) in rows[1:]]
    assert [unguarded(cell) for cell in cells] == NASTY
    assert not [cell for cell in cells if cell[0] in "=-+@\t\r"]


def test_json_keeps_text_as_it_is() -> None:
    stream = io.BytesIO()
    assert JsonExporter().write(sheet(*NASTY), stream) == Written(len(NASTY))
    assert [row["what"] for row in json.loads(stream.getvalue())] == NASTY


@pytest.mark.parametrize("ending", [".csv", ".json", ".xlsx", ".vcf"])
def test_nothing_is_a_file_too(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"x{ending}"
    assert export(sheet(), path) == Written(0)
    assert path.exists()


def test_formats_are_found_by_their_endings() -> None:
    assert EXPORTERS.names()[:4] == ("xlsx", "csv", "json", "vcard")
    for name, found in (("X.CSV", "csv"), ("a.xlsx", "xlsx"), ("a.vcf", "vcard")):
        assert exporter_for(Path(name)).name == found
    with pytest.raises(Refusal) as refused:
        exporter_for(Path("a.txt"))
    assert refused.value.code == "unknown_ending"


def test_a_long_export_says_how_far_it_is_and_stops_when_asked(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []

    def many() -> Iterator[Row]:
        for number in range(1_000):
            if number == 500:
                watch.cancel()
            yield Row((str(number),), {})

    watch = Watch(lambda done, of: steps.append((done, of)))
    path = tmp_path / "x.xlsx"
    path.write_text("old")
    with pytest.raises(Cancelled):
        export(Sheet((Column("What"),), many(), count=1_000), path, watch=watch)
    assert steps == [(0, 1_000), (200, 1_000), (400, 1_000)]
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("old")

    def rows() -> Iterator[Row]:
        yield Row(("1",), {})
        raise OSError(28, "No space left on device")

    with pytest.raises(Refusal) as refused:
        export(Sheet((Column("What"),), rows()), path)
    assert refused.value.code == "cannot_write_file"
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["x.csv"]


def test_a_fault_leaves_the_old_one_as_well(tmp_path: Path) -> None:
    def fail(_stream: BinaryIO) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_whole(tmp_path / "x.csv", fail)
    assert list(tmp_path.iterdir()) == []


def test_exports_are_the_owners_alone(tmp_path: Path) -> None:
    export(sheet("x"), tmp_path / "x.csv")
    assert (tmp_path / "x.csv").stat().st_mode & 0o077 == 0
