"""Pictures of duplicates and merges, on made-up data: `python -m tests.ui.show_duplicates OUT`."""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tests.ui.show_card import CLOCK, RESOURCES, wait
from tests.ui.show_rewards import grab

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import OwnFieldKind, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.duplicates_window import DuplicatesWindow
from smallcrm.ui.dialogs.merges_window import MergesWindow
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

PLACES = (("en", "IE", "EUR"), ("zh_CN", "CN", "CNY"))


def fill(backend: Backend) -> int:
    """Make some who may be the same, one pair with much to compare; return the first of it."""

    def do(command: commands.Command) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id

    def add(name: str, number: str = "", email: str = "", **fields: object) -> int:
        phones = (commands.PhoneInput(number=number, label="mobile"),) if number else ()
        emails = (commands.EmailInput(address=email),) if email else ()
        return do(commands.AddClient(name=name, phones=phones, emails=emails, **fields))  # type: ignore[arg-type]

    piano = do(commands.AddOwnField(name="Piano", kind=OwnFieldKind.TEXT))
    james = add("James Johnson", "086 555 0101")
    one = add(
        "Beatriz Gonçalves",
        "020 910 4182",
        "beatriz@example.org",
        organisation="Gonçalves School of Music",
        birthday=date(1979, 4, 2),
        referred_by=james,
        tags=("music", "school"),
        own=(commands.OwnValueInput(own_field=piano, value="Bechstein, 1920"),),
    )
    other = add(
        "B. Goncalves",
        "+353 20 910 4182",
        "office@example.org",
        organisation="Goncalves Music",
        code="K-1042",
        tax_number="IE1234567T",
        payment_term_days=14,
        tags=("music",),
        addresses=(commands.AddressInput(street="12 Quay Street", locality="Cork"),),
        own=(commands.OwnValueInput(own_field=piano, value="Bechstein"),),
    )
    for client, amount in ((one, "480"), (one, "240"), (other, "60")):
        sold = commands.AddSale(client=client, title="Piano tuning", amount=Decimal(amount))
        do(sold)
    do(commands.TakePayment(client=one, amount=Decimal(240)))
    do(commands.AddNote(client=other, text="Prefers mornings"))
    add("李小明", "138 0013 8000", organisation="上海明珠贸易有限公司")
    add("Li Xiaoming", "+8613800138000", organisation="Pearl Trading")
    add("Hannah Keogh", "087 555 0102")
    add("Owen Daly", "087 555 0102")
    add("Ruth Jameson", "087 555 0103", "ruth@example.org")
    add("Jameson, Ruth", "", "ruth@example.org")
    add("Maeve Burke")
    add("Maeve Burke")
    gone = add("Tom Byrne sen.")
    do(commands.MergeClients(keep=james, merge=gone))
    last = do(commands.MergeClients(keep=james, merge=add("J. Johnson")))
    do(commands.SplitClients(merge=last))
    return one


def main() -> None:
    """Take all pictures."""
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, country, currency in PLACES:
        folder = Path(tempfile.mkdtemp())
        paths = Paths(data=folder, machine_settings=folder / "machine.json")
        backend = open_backend(paths, CLOCK, country=country, currency=currency)
        client = fill(backend)
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
        for choice in ("light", "dark"):
            theme.set_choice(choice)
            mark = f"{language}-{choice}.png"
            window = DuplicatesWindow(context)
            window.show()
            wait(runner)
            row = [pair.one.id for pair in window.pairs].index(client)
            window.list.select_row(row)
            wait(runner)
            window.comparison.table.setFocus()
            QTest.keyClick(window.comparison.table, Qt.Key.Key_Right)
            grab(runner, window, out / f"duplicates-{mark}")
            grab(runner, DuplicatesWindow(context, about=client), out / f"same-{mark}")
            grab(runner, MergesWindow(context), out / f"merges-{mark}")
            card = CardWindow(context, client)
            card.resize(theme.px(548), theme.px(690))
            grab(runner, card, out / f"card-{mark}")
            empty = DuplicatesWindow(context, about=(998, 999))
            grab(runner, empty, out / f"none-{mark}")
        runner.stop()
        backend.close()


if __name__ == "__main__":
    main()
