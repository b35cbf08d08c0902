"""Pictures of Today, to be looked at: `python -m tests.ui.show_today OUT`."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.screenshots import CHINA, IRELAND, RESOURCES, Stage, save, stage

from smallcrm.domain.enums import Source
from smallcrm.services import commands
from smallcrm.ui.theme import ThemeContext


def busy(made: Stage) -> None:
    """Add missed calls, something put off, something repeated, and a broken promise."""
    backend, now = made.backend, made.context.clock.now()
    today = made.context.clock.today()
    zh = made.context.tr.language == "zh_CN"
    known = made.client("张伟" if zh else "beatriz")
    card = backend.queries.card(known)
    assert card is not None

    def do(command: commands.Command, source: Source = Source.SCREEN) -> int:
        return backend.services.perform(command, source=source).result.id

    number = card.details.phones[0].number
    stranger = "+86 139 5755 0116" if zh else "+353 87 123 4567"
    calls = ((number, 95), (number, 32), (stranger, 12), ("", 70))
    for key, (caller, minutes) in enumerate(calls):
        at = now - timedelta(minutes=minutes)
        do(
            commands.LogCall(
                source="ncid", key=f"show {key}", number=caller, at=at, answered=False, seconds=0
            ),
            Source.CALL,
        )
    add = commands.AddFollowUp
    do(add(client=known, text="每周回访" if zh else "Weekly: how is the tuning?",
           due=today, due_time="09:00", repeat_rule="FREQ=WEEKLY"))  # fmt: skip
    later = do(add(client=known, text="寄报价" if zh else "Send the offer", due=today))
    do(commands.SnoozeFollowUp(follow_up=later, until=now + timedelta(hours=4)))
    made.context.hub.announce_everything()
    made.settle()


def main() -> None:
    """Take the pictures."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for place in (IRELAND, CHINA):
        for look in ("light", "dark"):
            with stage(theme, place, look) as made:
                name = f"today-{place.language}-{look}"
                busy(made)
                made.window.activateWindow()
                made.window.current_tab().table.setFocus()
                made.settle()
                save(made.window, out / f"{name}.png")
                QTest.keyClick(made.window.current_tab().table, Qt.Key.Key_End)
                made.settle()
                save(made.window, out / f"{name}-end.png")


if __name__ == "__main__":
    main()
