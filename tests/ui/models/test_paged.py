"""The paged model asks for each page once, however often it is painted meanwhile."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, Signal
from pytestqt.qtbot import QtBot

from smallcrm.queries.order import Order
from smallcrm.ui.models.paged import PAGE, ColumnSpec, PagedModel, RowSpec
from smallcrm.ui.widgets.cells import Cell

ROWS = 10 * PAGE


class SlowRunner(QObject):
    """Keeps what it was asked until told to answer, as a busy disk does."""

    went_wrong = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[Callable[[Any], Any], Callable[[Any], None], Any]] = []

    def read(
        self,
        slot: str,
        query: Callable[[Any], Any],
        done: Callable[[Any], None],
        failed: Any = None,
    ) -> None:
        if slot.endswith(":rows"):
            self.asked.append((query, done, failed))
        elif slot.endswith(":ids"):
            done(array("q", range(ROWS)))

    def rows(self, _tab: str, wanted: list[int], *, slot: str) -> list[int]:
        assert slot
        return wanted

    def answer(self) -> None:
        query, done, _ = self.asked[-1]
        done(query(self))


@pytest.fixture
def runner(qtbot: QtBot) -> SlowRunner:
    assert qtbot
    return SlowRunner()


@pytest.fixture
def model(runner: SlowRunner) -> PagedModel:
    columns = (ColumnSpec("id", "Id", lambda row: Cell(str(row)), 80),)
    rows = RowSpec(row_id=lambda row: row, client_id=lambda row: row)
    made = PagedModel(runner, "numbers", columns, rows)  # type: ignore[arg-type]
    made.load(Order(sort="id"))
    return made


def paint(model: PagedModel, *pages: int) -> None:
    for page in pages:
        model.row_cells(page * PAGE)
    QCoreApplication.processEvents()


def test_a_page_under_way_is_not_asked_for_again(model: PagedModel, runner: SlowRunner) -> None:
    for _ in range(5):
        paint(model, 3)
    assert len(runner.asked) == 1
    runner.answer()
    assert model.row_cells(3 * PAGE) is not None


def test_scrolling_on_keeps_what_is_still_seen(model: PagedModel, runner: SlowRunner) -> None:
    paint(model, 3, 4)
    paint(model, 4, 5)
    paint(model, 4, 5)
    assert len(runner.asked) == 2
    runner.answer()
    assert model.row_cells(4 * PAGE) is not None
    assert model.row_cells(5 * PAGE) is not None


def test_a_jump_leaves_behind_what_was_asked(model: PagedModel, runner: SlowRunner) -> None:
    paint(model, 1)
    paint(model, 8)
    runner.answer()
    assert model.row_cells(8 * PAGE) is not None
    assert model.row_cells(PAGE) is None


def test_a_read_that_failed_is_tried_again(
    model: PagedModel, runner: SlowRunner, qtbot: QtBot
) -> None:
    paint(model, 2)
    with qtbot.waitSignal(runner.went_wrong):
        runner.asked[-1][2](OSError("gone"))
    paint(model, 2)
    assert len(runner.asked) == 2


def test_rows_of_before_do_not_stay_where_the_order_is_known_first(
    model: PagedModel, runner: SlowRunner
) -> None:
    """The same rows in the same order may show something else after a commit."""
    paint(model, 0)
    runner.answer()
    model.refresh()
    assert model.row_cells(0) is None, "it is read anew"
    paint(model, 0)
    assert len(runner.asked) == 2
