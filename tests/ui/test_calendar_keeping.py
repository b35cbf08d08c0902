"""The calendar file is kept up to date off the GUI thread, and its settings are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from icalendar import Calendar
from PySide6.QtCore import QObject
from tests.factories import client

from smallcrm.services import commands
from smallcrm.ui.calendar_keeping import CalendarKeeping
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog

DAY = date(2026, 5, 12)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "todo.ics"


@pytest.fixture
def keeping(context, settle):
    made = CalendarKeeping(context, QObject(context.hub))
    made._timer.setInterval(1)
    made.said = []
    made.failed.connect(made.said.append)
    yield made
    made.stop()


def summaries(target: Path) -> list[str]:
    return [str(one["summary"]) for one in Calendar.from_ical(target.read_bytes()).events]


def add(context, who, text="Call"):
    context.runner.write(commands.AddFollowUp(client=who, text=text, due=DAY))


def test_it_follows_what_is_written(keeping, context, backend, target, settle, qtbot):
    ann = client(backend)
    context.machine.set("calendar.file", str(target))
    keeping.begin()
    settle(context)
    assert summaries(target) == []
    add(context, ann)
    qtbot.waitUntil(lambda: summaries(target) == ["Ann Lee: Call"])
    context.machine.set("calendar.names", "no")
    context.hub.machine_changed.emit()
    qtbot.waitUntil(lambda: summaries(target) == ["Call"])
    keeping.stop()
    add(context, ann, "More")
    settle(context)
    qtbot.wait(20)
    assert summaries(target) == ["Call"]


def test_without_a_file_nothing_is_written(keeping, context, backend, settle, tmp_path, qtbot):
    keeping.begin()
    add(context, client(backend))
    settle(context)
    qtbot.wait(20)
    settle(context)
    assert not list(tmp_path.rglob("*.ics"))


def test_what_cannot_be_written_is_said_once(keeping, context, target, settle, qtbot):
    context.machine.set("calendar.file", str(target.parent / "gone" / "todo.ics"))
    keeping.begin()
    settle(context)
    keeping.write()
    settle(context)
    assert len(keeping.said) == 1
    assert "todo.ics" in keeping.said[0]
    (target.parent / "gone").mkdir()
    keeping.write()
    settle(context)
    assert summaries(target.parent / "gone" / "todo.ics") == []


def test_its_settings_are_kept_and_a_wrong_place_is_not(context, qtbot, settle, target):
    changed = []
    context.hub.machine_changed.connect(lambda: changed.append(1))
    dialog = SettingsDialog(context, show="calendar.file")
    qtbot.addWidget(dialog)
    dialog.show()
    page = dialog.follow_ups
    page._on_chosen(str(target))
    assert context.machine.get("calendar.file") == str(target)
    assert changed
    field = page._typed["calendar.file"]
    for wrong in ("/nowhere/at/all/todo.ics", "todo.ics", str(target.with_suffix(".txt"))):
        field.setText(wrong)
        dialog.accept()
        assert dialog.isVisible()
        assert dialog.row("calendar.file").error()
        assert context.machine.get("calendar.file") == str(target)
    field.setText("")
    page._typed["machine.notify_at"].setText("8:05")
    dialog.accept()
    assert not dialog.isVisible()
    assert context.machine.get("calendar.file") == ""
    assert context.machine.get("machine.notify_at") == "08:05"


def test_who_falls_silent_is_a_setting_of_the_file(context, qtbot, settle, backend):
    dialog = SettingsDialog(context, show="level.standard.silent_days")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.field("level.standard.silent_days").setText("365")
    dialog.accept()
    settle(context)
    assert backend.queries.settings().whole("level.standard.silent_days") == 365
