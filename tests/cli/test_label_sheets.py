"""The owner's own sheets of labels on the command line, in millimetres."""

from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.cli.conftest import Crm, write_lines

JARS = {
    "op": "add_label_sheet", "ref": "jars", "name": "Jars", "page_width": 210, "page_height": 297,
    "across": 2, "down": 5, "left": "9.5", "top": 10, "label_width": "95", "label_height": 50.8,
}  # fmt: skip
SHEETS: list[dict[str, Any]] = [
    JARS,
    {"op": "edit_label_sheet", "label_sheet": "jars", "step_x": "96.001"},
    {**JARS, "ref": "gone", "name": "Gone"},
    {"op": "remove_label_sheet", "label_sheet": "gone"},
]


@pytest.fixture
def told(crm: Crm, tmp_path: Path) -> Crm:
    """A file with a sheet of the owner's, and the command line on it."""
    assert crm("apply", write_lines(tmp_path / "lines", SHEETS)).status == 0
    return crm


def test_own_sheets_are_listed_below_the_known_ones(told: Crm) -> None:
    rows = told("list", "label_sheets", "--json").json
    assert [row["name"] for row in rows] == [
        *("5160", "5161", "5162", "5163", "5164", "8600", "L7160", "L7163"), "Jars",
    ]  # fmt: skip
    assert rows[-1] == {
        "id": 1, "name": "Jars", "across": 2, "down": 5, "page_width": "210", "page_height": "297",
        "left": "9.5", "top": "10", "label_width": "95", "label_height": "50.8",
        "step_x": "96.001", "step_y": "50.8",
    }  # fmt: skip
    assert rows[6]["label_width"] == "63.5"
    assert told("list", "label_sheets", "--json", "--limit", "2").json[-1]["name"] == "5161"


def test_the_list_for_people(told: Crm) -> None:
    shown = told("--lang", "en", "list", "label_sheets").out
    assert "21 labels, 63.5 × 38.1 mm" in shown
    assert "215.9 × 279.4 mm" in shown
    assert "21 张标签，63.5 × 38.1 毫米" in told("--lang", "zh_CN", "list", "label_sheets").out


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ({**JARS, "ref": None}, "label_sheet_exists"),
        ({**JARS, "name": "l7163"}, "label_sheet_exists"),
        ({**JARS, "name": "b", "top": 60}, "label_sheet_does_not_fit"),
        ({**JARS, "name": "b", "step_x": 1e30}, "label_sheet_length"),
        ({**JARS, "name": "b", "down": None}, "field_missing"),
        ({**JARS, "name": "b", "left": None}, "field_missing"),
        ({"op": "edit_label_sheet", "label_sheet": "JARS", "step_x": "1"}, "labels_overlap"),
        ({"op": "edit_label_sheet", "label_sheet": "jars", "name": None}, "field_missing"),
        ({"op": "remove_label_sheet", "label_sheet": "L7160"}, "unknown_ref"),
        ({"op": "remove_label_sheet", "label_sheet": 9}, "no_such_label_sheet"),
    ],
)
def test_what_cannot_be(told: Crm, tmp_path: Path, line: dict[str, Any], code: str) -> None:
    answer = told("--json", "apply", write_lines(tmp_path / "l", [line]))
    assert answer.status == 1
    assert code in answer.out + answer.err, (answer.out, answer.err)


def test_it_goes_out_and_comes_in_with_everything(told: Crm, tmp_path: Path) -> None:
    assert told("export", "everything", str(tmp_path / "a.json")).status == 0
    other = ("--data-dir", str(tmp_path / "other"))
    assert told(*other, "import", str(tmp_path / "a.json")).status == 0
    listed = ("list", "label_sheets", "--json")
    assert told(*other, *listed).json == told(*listed).json


def test_labels_are_printed_on_the_owners_sheet(told: Crm, tmp_path: Path) -> None:
    clients = tmp_path / "clients.csv"
    clients.write_text("Name,Phone,Street\nAnn,086 1,1 Quay St\nBo,086 2,\n", "utf-8")
    assert told("import", clients, "--as", "clients").status == 0
    target = tmp_path / "labels.pdf"
    answer = told("--lang", "en", "report", "labels", "--sheet", "JARS", "--pdf", str(target))
    assert answer.status == 0
    assert "gets no label: Bo." in answer.out + answer.err
    page = pypdf.PdfReader(target).pages[0]
    assert abs(float(page.mediabox.width) / 72 * 25.4 - 210) < 0.1
    assert "1 Quay St" in page.extract_text()
    nobody = told("report", "envelope", "id:2", "--pdf", str(tmp_path / "x.pdf"), "--json")
    assert nobody.status == 1
    assert "no_address" in nobody.out + nobody.err
