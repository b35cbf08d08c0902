"""Pictures of what referrals earned, on made-up data: `python -m tests.ui.show_rewards OUT_DIR`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_card import CLOCK, RESOURCES, wait

from smallcrm.app import open_backend
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.services.commands import FillSample
from smallcrm.ui.card.call import Call
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.dialogs.rewards_window import RewardsWindow
from smallcrm.ui.hub import Hub
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

PLACES = (
    ("en", "IE", "EUR", "Beatriz Gonçalves", "James Johnson"),
    ("zh_CN", "CN", "CNY", "张伟", "James Johnson"),
)


def grab(runner: Runner, widget: QWidget, path: Path) -> None:
    """Show a widget, take its picture and close it."""
    widget.show()
    widget.activateWindow()
    wait(runner)
    widget.grab().save(str(path))
    widget.close()
    wait(runner)


def main() -> None:
    """Take all pictures."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, country, currency, name, referrer in PLACES:
        folder = Path(tempfile.mkdtemp())
        paths = Paths(data=folder, machine_settings=folder / "machine.json")
        backend = open_backend(paths, CLOCK, country=country, currency=currency)
        backend.services.perform(FillSample(clients=300, seed=7), source=Source.SCREEN)
        runner, hub = Runner(), Hub()
        runner.committed.connect(hub.announce)
        runner.open(lambda backend=backend: backend, lambda _: None)
        wait(runner)
        theme.set_chinese(chinese=language != "en")
        locale = "en_IE" if language == "en" else "zh_CN"
        context = UiContext(
            theme,
            I18n.load(language, RESOURCES, clock=CLOCK, format_locale=locale),
            runner,
            hub,
            CLOCK,
            RESOURCES,
            MachineSettings(paths.machine_settings),
            backend.file_settings(),
        )
        client = backend.queries.search(name).hits[0].client.id
        for choice in ("light", "dark"):
            theme.set_choice(choice)
            mark = f"{language}-{choice}.png"
            card = CardWindow(context, client)
            card.resize(theme.px(548), theme.px(690))
            grab(runner, card, out / f"card-{mark}")
            grab(runner, RewardsWindow(context, client), out / f"rewards-{mark}")
            caller = NewCaller(context, Call("+353871234567", "", outgoing=False, at=CLOCK.now()))
            caller.resize(theme.px(548), theme.px(690))
            caller.show()
            wait(runner)
            caller.form.name_field.setText("Maeve Burke")
            found = backend.queries.search(referrer).hits[0].client
            caller.form.referrer.set_chosen(found)
            wait(runner)
            grab(runner, caller, out / f"caller-{mark}")
            window = MainWindow(
                context, QSettings(str(folder / "w.ini"), QSettings.Format.IniFormat)
            )
            window.deck = CardDeck(context, anchor=window)
            window.desk = Desk(context, window, window.deck)
            window.resize(1366, 768)
            window.show()
            window.data_ready()
            wait(runner)
            rows = window.tab(0).table
            thanks = [row.id for row in rows.items.items() if getattr(row, "icon", "") == "gift"]
            rows.select(thanks[0])
            rows.scrollTo(rows.currentIndex(), rows.ScrollHint.PositionAtCenter)
            grab(runner, window, out / f"today-{mark}")
        runner.stop()
        backend.close()


if __name__ == "__main__":
    main()
