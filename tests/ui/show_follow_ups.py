"""Pictures of what is to be done, to be looked at: `python -m tests.ui.show_follow_ups OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, fill, shoot

from smallcrm.app import open_backend
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
from smallcrm.ui.dialogs.snooze_dialog import SnoozeDialog
from smallcrm.ui.theme import ThemeContext
from smallcrm.ui.wishes.base import Opener
from smallcrm.ui.wishes.follow_ups import FollowUpWishes

_LOOKS = (("en", "light"), ("zh_CN", "dark"), ("en", "dark"), ("zh_CN", "light"))


def _chinese(context: UiContext) -> bool:
    return context.tr.language == "zh_CN"


def typed(context: UiContext) -> QWidget:
    dialog = FollowUpDialog(context, 1)
    english, chinese = "Tuesday 3pm call about the piano", "下周二下午三点给王总打电话谈钢琴"
    dialog.text.setPlainText(chinese if _chinese(context) else english)
    return dialog


def repeating(context: UiContext) -> QWidget:
    dialog = FollowUpDialog(context, 1)
    english = "every Monday at 9 until 30 June water the plants"
    chinese = "每周一上午九点浇花，直到6月30日"
    dialog.text.setPlainText(chinese if _chinese(context) else english)
    return dialog


def kept(context: UiContext) -> QWidget:
    made = commands.AddFollowUp(
        client=1, text="Tune the grand", due=CLOCK.today(), repeat_rule="FREQ=MONTHLY;BYDAY=1MO"
    )
    found: list[QWidget] = []

    def show(outcome: commands.Outcome) -> None:
        context.runner.read(
            "shown",
            lambda queries: queries.follow_up(outcome.result.id),
            lambda shape: found.append(FollowUpDialog(context, 1, follow_up=shape)),
        )

    context.runner.write(made, show, initiator=context.hub)
    while not found:
        QApplication.processEvents()
    return found[0]


def snooze(context: UiContext) -> QWidget:
    window = QWidget()
    return FollowUpWishes(_Lone(context, window)).snooze_menu(1)


def until(context: UiContext) -> QWidget:
    dialog = SnoozeDialog(context, 1)
    dialog.until.setText("周五上午十点" if _chinese(context) else "Friday 10am")
    return dialog


def settings(context: UiContext) -> QWidget:
    return SettingsDialog(context, show="machine.notify")


class _Lone(Opener):
    """What a menu needs of the desk, without a desk."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super(Opener, self).__init__(window)
        self.context = context
        self.window = window  # type: ignore[assignment]  # a menu asks for any window


SHOWN: dict[str, Callable[[UiContext], QWidget]] = {
    "typed": typed,
    "repeating": repeating,
    "kept": kept,
    "snooze": snooze,
    "until": until,
    "settings": settings,
}


def main(out: Path) -> None:
    app = QApplication.instance() or QApplication(["smallcrm"])
    assert isinstance(app, QApplication)
    out.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[2:] or list(SHOWN)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, choice in _LOOKS:
        theme.set_choice(choice)
        theme.set_chinese(chinese=language == "zh_CN")
        with tempfile.TemporaryDirectory() as folder:
            paths = Paths(data=Path(folder), machine_settings=Path(folder) / "machine.json")
            backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
            fill(backend)
            context = context_of(backend, paths, theme, language)
            for name in wanted:
                shoot(context, SHOWN[name](context), out / f"{name}-{language}-{choice}.png")
            context.runner.stop()
            backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
