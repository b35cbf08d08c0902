"""Pictures of the card on invented data: `python -m tests.ui.show_card OUT_DIR`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.card import people

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.queries.call_shapes import CallLookup
from smallcrm.services.commands import AddClient, AddSale, TakePayment
from smallcrm.ui.card.call import Call
from smallcrm.ui.card.chooser import Chooser
from smallcrm.ui.card.new_caller import NewCaller
from smallcrm.ui.card.window import CardWindow
from smallcrm.ui.context import UiContext
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

RESOURCES = Path(__file__).parents[2] / "resources"
CLOCK = Clock.fixed(datetime(2026, 5, 12, 9, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))


def wait(runner: Runner) -> None:
    quiet = 0
    while quiet < 8:
        QTest.qWait(5)
        quiet = quiet + 1 if runner.pending == 0 else 0


class Studio:
    """A data file and a theme to take pictures with."""

    def __init__(self, app: QApplication, folder: Path, out: Path) -> None:
        self.out = out
        self.theme = ThemeContext(app, RESOURCES, choice="light")
        self.paths = Paths(data=folder, machine_settings=folder / "machine.json")
        self.backend: Backend = open_backend(self.paths, CLOCK, country="IE", currency="EUR")
        self.runner, self.hub = Runner(), Hub()
        self.runner.committed.connect(self.hub.announce)
        self.runner.open(lambda: self.backend, lambda _: None)
        wait(self.runner)

    def context(self, language: str) -> UiContext:
        self.theme.set_chinese(chinese=language != "en")
        locale = "en_IE" if language == "en" else "zh_CN"
        tr = I18n.load(language, RESOURCES, clock=CLOCK, format_locale=locale)
        return UiContext(
            self.theme,
            tr,
            self.runner,
            self.hub,
            CLOCK,
            RESOURCES,
            MachineSettings(self.paths.machine_settings),
            self.backend.file_settings(),
        )

    def shoot(
        self,
        make: Callable[[], QWidget],
        name: str,
        size: tuple[int, int] = (548, 690),
        then: Callable[[QWidget], None] | None = None,
    ) -> None:
        window = make()
        window.resize(self.theme.px(size[0]), self.theme.px(size[1]))
        window.show()
        window.activateWindow()
        wait(self.runner)
        if then is not None:
            then(window)
            wait(self.runner)
        window.grab().save(str(self.out / f"{name}.png"))
        window.close()
        wait(self.runner)
        window.deleteLater()
        wait(self.runner)


def cards(studio: Studio) -> None:
    backend = studio.backend
    beatriz, wei = people.beatriz(backend), people.zhang_wei(backend)
    hostile = people.hostile(backend)
    people.dealings(backend, beatriz)

    def ringing(number: str) -> Callable[[QWidget], None]:
        def then(window: QWidget) -> None:
            assert isinstance(window, CardWindow)
            window.set_call(Call(number, at=CLOCK.now()))
            window.note.set_text("Wants both grands done in exam week, mornings")
            window.draft.save_now()

        return then

    for scale in (1.0, 1.5):
        studio.theme.set_scale(scale)
        for choice in ("light", "dark"):
            studio.theme.set_choice(choice)
            mark = f"{choice}-{round(scale * 100)}"
            english = studio.context("en")
            then = ringing("+353209104180")
            studio.shoot(lambda c=english: CardWindow(c, beatriz), f"card-en-{mark}", then=then)
            chinese = studio.context("zh_CN")
            then = ringing("13800138000")
            studio.shoot(lambda c=chinese: CardWindow(c, wei), f"card-zh-{mark}", then=then)
    studio.theme.set_scale(1.0)
    studio.theme.set_choice("light")
    english = studio.context("en")
    studio.shoot(lambda: CardWindow(english, hostile), "card-hostile")
    studio.shoot(lambda: CardWindow(english, 9999), "card-gone")

    def pay(window: QWidget) -> None:
        command = TakePayment(
            client=beatriz, amount=Decimal(480), on=date(2026, 5, 12), method="transfer"
        )
        studio.runner.write(command, initiator=window)

    studio.shoot(lambda: CardWindow(english, beatriz), "card-paid", then=pay)

    def curve(window: QWidget) -> None:
        assert isinstance(window, CardWindow)
        window.body.panel.toggle_curve()
        window.body.panel.open_field()
        window.body.panel.field.setText("tun")

    studio.shoot(lambda: CardWindow(english, beatriz), "card-curve", (548, 800), then=curve)


def calls(studio: Studio) -> None:
    people.two_at_the_hotel(studio.backend)
    james = people.perform(
        studio.backend,
        AddClient(name="James Johnson", organisation="Johnson Music Academy", level=Level.VIP),
    )
    package = AddSale(
        client=james, title="Website package", amount=Decimal(2400), on=date(2025, 11, 3)
    )
    people.perform(studio.backend, package)
    people.perform(studio.backend, AddClient(name="James Whelan", organisation="Whelan & Co"))
    found: list[CallLookup] = []
    studio.runner.read("call", lambda q: q.call_lookup("+353209127730"), found.append)
    wait(studio.runner)
    ring = Call("+353 20 912 7730", "Harbour Hotel", outgoing=False, at=CLOCK.now())
    strange = Call("+44 7700 900146", "", outgoing=False, at=CLOCK.now())
    hidden = Call("", "", outgoing=False, at=CLOCK.now())

    def typing(window: QWidget) -> None:
        assert isinstance(window, NewCaller)
        window.form.name_field.setText("Priya Raman")
        window.form.referrer.setFocus()
        wait(studio.runner)
        window.form.referrer.box.setText("James")

    def taken(window: QWidget) -> None:
        assert isinstance(window, NewCaller)
        typing(window)
        wait(studio.runner)
        QTest.keyClick(window.form.referrer.box, Qt.Key.Key_Return)
        window.form.name_field.setText("Siob")
        wait(studio.runner)
        QTest.qWait(300)

    for choice, language in (("light", "en"), ("dark", "zh_CN")):
        studio.theme.set_choice(choice)  # type: ignore[arg-type]
        context = studio.context(language)
        mark = f"{choice}-{language}"
        studio.shoot(lambda c=context: Chooser(c, ring, found[0]), f"chooser-{mark}", (520, 460))
        make = lambda c=context: NewCaller(c, strange, region="GB mobile")  # noqa: E731
        studio.shoot(make, f"caller-{mark}", (520, 560), typing)
        studio.shoot(make, f"caller-taken-{mark}", (520, 560), taken)
        studio.shoot(lambda c=context: NewCaller(c, hidden), f"withheld-{mark}", (520, 560))


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        studio = Studio(app, Path(folder), out)
        cards(studio)
        calls(studio)
        studio.runner.stop()
        studio.backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
