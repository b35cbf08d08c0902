"""Some of the nasty files of every kind; all ten thousand are tried by `python3 dev.py nasty`."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.importers.nasty.battery import Battery
from tests.importers.nasty.corpus import Case, case, cases, selection

PARTS = 3
SOME = 320
HANGS_S = 120.0  # of a machine that does other things as well; the command of its own has ten


@pytest.mark.parametrize("part", range(PARTS))
def test_nasty_files_end_in_rows_taken_and_rows_refused_by_name(part: int, tmp_path: Path) -> None:
    battery = Battery(tmp_path / "nasty", HANGS_S)
    tally = battery.run(selection(SOME)[part::PARTS])
    battery.close()
    assert tally.faults == []
    assert tally.files > SOME // PARTS - 5
    assert tally.rows_taken > 20
    assert len(tally.refused) > 5


def test_there_are_two_thousand_and_more_and_always_the_same() -> None:
    first = cases()
    assert len(first) > 2000
    assert len({one.label for one in first}) == len(first)
    small = [one for one in first if one.group not in ("structure", "bomb")][::50]
    again = {one.label: one for one in cases.__wrapped__()}
    assert all(again[one.label].make() == one.make() for one in small)


def tried(found: Case, tmp_path: Path) -> list[str]:
    battery = Battery(tmp_path / "nasty", HANGS_S)
    faults = battery.run([found]).faults
    battery.close()
    return faults


@pytest.mark.parametrize(
    "label",
    [
        "structure/ten-mb-cell.csv",
        "structure/100,000-columns.csv",
        "bomb/cell-200-mb.xlsx",
        "bomb/nested.xlsx",
        "card-file/nested-deeply.vcf",
        "json/deep-list.json",
    ],
)
def test_what_was_made_to_burst(label: str, tmp_path: Path) -> None:
    assert tried(next(one for one in cases() if one.label == label), tmp_path) == []


def test_the_battery_hears_of_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = case("good", "clients", ".csv", "Name,Phone\nAnn,1234567\n")
    assert tried(good, tmp_path / "good") == []

    def strays(_path: Path, **_options: object) -> None:
        (tmp_path / "outside.txt").write_text("x")
        raise KeyError("no refusal")

    monkeypatch.setattr("smallcrm.importers.read", strays)
    stray, traceback = sorted(tried(good, tmp_path / "bad"), reverse=True)
    assert "outside.txt" in stray
    assert "KeyError" in traceback
