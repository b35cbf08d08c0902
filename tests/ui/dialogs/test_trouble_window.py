"""A data file that cannot be opened is explained; nothing destructive is the default."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from smallcrm.domain.errors import DataFileError, FileTrouble
from smallcrm.ui.dialogs.confirm import Confirm
from smallcrm.ui.dialogs.trouble_window import GoodBackup, TroubleWindow

BACKUP = GoodBackup(Path("b.db"), datetime(2026, 5, 11, 17, 0, tzinfo=UTC))


@pytest.fixture
def make(theme, tr, qtbot, tmp_path):
    def made(trouble: FileTrouble, **more) -> TroubleWindow:
        window = TroubleWindow(theme, tr, DataFileError(trouble), tmp_path / "smallcrm.db", **more)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        return window

    return made


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (FileTrouble.NEWER, 3),
        (FileTrouble.UNWRITABLE, 4),
        (FileTrouble.LOCKED, 5),
        (FileTrouble.DAMAGED, 6),
    ],
)
def test_each_trouble_has_its_status_and_closes_with_enter(make, trouble, status, qtbot):
    window = make(trouble)
    assert window.status == status
    assert window.close_button.isDefault()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.close_button)
    qtbot.keyClick(window.close_button, Qt.Key.Key_Return)
    assert not window.isVisible()


def test_the_newest_good_backup_is_offered_but_never_by_default(make, qtbot):
    restored = []

    def restore(path: Path) -> Path:
        restored.append(path)
        return path

    window = make(FileTrouble.DAMAGED, newest_backup=lambda: BACKUP, restore=restore)
    qtbot.waitUntil(window.restore_button.isVisible)
    assert "May 2026" in window.offer.whole_text()
    assert not window.restore_button.isDefault()
    assert window.close_button.isDefault()
    window.restore_button.click()
    question = window.findChild(Confirm)
    assert question.no_button.isDefault()
    qtbot.keyClick(question.no_button, Qt.Key.Key_Return)
    assert not restored
    window.restore_button.click()
    question = window.findChildren(Confirm)[-1]
    with qtbot.waitSignal(window.restored):
        question.yes_button.click()
    assert restored == [BACKUP.path]
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_restore_that_fails_is_said(make, qtbot):
    def restore(_path: Path) -> None:
        raise DataFileError(FileTrouble.UNWRITABLE)

    window = make(FileTrouble.DAMAGED, newest_backup=lambda: BACKUP, restore=restore)
    qtbot.waitUntil(window.restore_button.isVisible)
    window._on_confirmed()
    qtbot.waitUntil(window.restore_button.isEnabled)
    assert "written" in window.offer.whole_text()
    assert window.isVisible()


def test_without_a_good_backup_none_is_offered(make, qtbot):
    window = make(FileTrouble.DAMAGED, newest_backup=lambda: None, restore=lambda path: path)
    qtbot.waitUntil(lambda: "no good backup" in window.offer.whole_text())
    assert not window.restore_button.isVisible()


def test_trying_again_is_offered_where_it_may_help(make):
    window = make(FileTrouble.LOCKED)
    told = []
    window.retry.connect(lambda: told.append(1))
    window.retry_button.click()
    assert told == [1]
    assert not make(FileTrouble.NEWER).retry_button.isVisible()
