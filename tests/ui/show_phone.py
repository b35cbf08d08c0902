"""Pictures of the phone's settings, to be looked at: `python -m tests.ui.show_phone OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, context_of, fill, shoot

from smallcrm.app import open_backend
from smallcrm.paths import Paths
from smallcrm.telephony.reports import SourceState, StateReport
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.phone_manual_window import PhoneManual
from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
from smallcrm.ui.phone_lines import PhoneLines
from smallcrm.ui.quick_search import QuickSearch
from smallcrm.ui.theme import ThemeContext
from smallcrm.ui.tray import Tray

_LOOKS = (("en", "light"), ("zh_CN", "dark"), ("en", "dark"), ("zh_CN", "light"))
_STATES = (
    {
        "fritzbox": StateReport("fritzbox", SourceState.LISTENING),
        "ncid": StateReport(
            "ncid",
            SourceState.WAITING,
            "unreachable",
            {"host": "192.168.178.20", "port": "3333"},
            12,
        ),
    },
    {
        "asterisk": StateReport("asterisk", SourceState.REFUSED, "wrong_password"),
        "baresip": StateReport("baresip", SourceState.CONNECTING),
    },
)


class Shown(PhoneLines):
    """Lines that are as the picture wants them."""

    told: ClassVar[dict[str, StateReport]] = {}

    def look_again(self) -> None:
        pass

    def states(self) -> dict[str, StateReport]:
        return self.told

    def seconds_left(self, name: str) -> int | None:
        report = self.told.get(name)
        return int(report.retry_s) if report and report.retry_s else None


def settings(context: UiContext, number: int) -> QWidget:
    phone = context.phone
    assert isinstance(phone, Shown)
    phone.told = _STATES[number]
    for name in ("fritzbox", "ncid", "asterisk", "baresip"):
        context.machine.set(f"telephony.{name}.enabled", "yes" if name in phone.told else "no")
    last = list(phone.told)[-1]
    dialog = SettingsDialog(context, show=f"telephony.{last}.enabled")
    if number:
        dialog.pages.show_row(f"telephony.{last}.port")
    return dialog


def programs(context: UiContext) -> QWidget:
    return SettingsDialog(context, show="telephony.dial")


def quick(context: UiContext) -> QWidget:
    found = QuickSearch(context)
    found.open()
    found.box.setText("张" if context.tr.language == "zh_CN" else "james")
    return found


def tray(context: UiContext) -> QWidget:
    """Show the menu, and beside it the icon in the sizes of taskbars."""
    icon = QIcon(str(RESOURCES / "icons" / "app" / "smallcrm.svg"))
    made = Tray(context, icon)
    made.set_counts(7, 2)
    sheet = QWidget()
    row = QHBoxLayout(sheet)
    row.addWidget(made.menu)
    for count in (0, 2, 14):
        for size in (16, 24, 48):
            label = QLabel()
            label.setPixmap((made.badged(count) if count else icon).pixmap(size, size))
            row.addWidget(label)
    made.menu.show()
    made.icon.hide()
    return sheet


def makers(context: UiContext) -> dict[str, Callable[[], QWidget]]:
    return {
        "lines": lambda: settings(context, 0),
        "lines-wrong": lambda: settings(context, 1),
        "programs": lambda: programs(context),
        "computer": lambda: SettingsDialog(context),
        "quick": lambda: quick(context),
        "tray": lambda: tray(context),
        "manual": lambda: PhoneManual(context, "asterisk"),
        "manual-program": lambda: PhoneManual(context, "twinkle"),
    }


def main(out: Path, names: tuple[str, ...]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, choice in _LOOKS:
        theme.set_choice(choice)
        theme.set_chinese(chinese=language == "zh_CN")
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "data"
            paths = Paths(data=data, machine_settings=data / "m.json")
            backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
            fill(backend)
            context = context_of(backend, paths, theme, language)
            context.phone = Shown(context.machine, CLOCK)
            for name, make in makers(context).items():
                if not names or name in names:
                    shoot(context, make(), out / f"phone-{name}-{language}-{choice}.png")
            context.runner.stop()
            backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
