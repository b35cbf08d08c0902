"""Pictures of the screens of quotes: `python -m tests.ui.show_quotes OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, fill, shoot, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.decide_quote import AcceptQuoteDialog, DeclineQuoteDialog
from smallcrm.ui.dialogs.quote_dialog import QuoteDialog
from smallcrm.ui.dialogs.quote_window import QuoteWindow
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext


def fill_quotes(backend: Backend) -> tuple[int, int]:
    """Make a quote with three revisions, and a Chinese one; return the newest ids."""

    def perform(command: commands.Command) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id

    def line(what: str, count: str, price: str, tax: str = "23", **more: object) -> LineInput:
        return LineInput(
            description=what,
            quantity=Decimal(count),
            unit_price=Decimal(price),
            tax_percent=Decimal(tax),
            **more,
        )

    first = perform(
        commands.AddQuote(
            client=1,
            title="Two grands, exam week in June",
            on=date(2026, 4, 1),
            valid_until=date(2026, 4, 30),
            lines=(
                line("Concert grand, tuning", "2", "150"),
                line("Travel to Dublin", "1", "25"),
            ),
            terms="Half on order, the rest within 14 days.",
        )
    )
    second = perform(
        commands.ReviseQuote(
            quote=first,
            on=date(2026, 4, 10),
            valid_until=date(2026, 5, 10),
            lines=(
                line("Concert grand, tuning", "2", "140"),
                line("Travel to Dublin", "1", "25"),
                line("Humidity control refill", "4", "12.50", discount_percent=Decimal(10)),
            ),
        )
    )
    third = perform(
        commands.ReviseQuote(
            quote=second,
            on=date(2026, 4, 15),
            valid_until=date(2026, 5, 31),
            discount_percent=Decimal(5),
        )
    )
    chinese = perform(
        commands.AddQuote(
            client=4,
            title="明珠大厦办公家具",
            lines=(
                line("会议桌", "2", "4800", "13"),
                line("办公椅", "24", "399.5", "13"),
            ),
        )
    )
    return third, chinese


def makers(context: UiContext, quote: int, chinese: int) -> dict[str, Callable[[], QWidget]]:
    def opened(dialog: QWidget) -> QWidget:
        dialog.open()
        wait(context)
        return dialog

    def compare() -> QWidget:
        window = opened(QuoteWindow(context, quote))
        window.compare.setChecked(True)
        wait(context)
        return window

    def below() -> QWidget:
        dialog = opened(QuoteDialog(context, 1))
        dialog.title_field.setText("One grand")
        dialog.lines.set_lines(
            (LineInput(description="Concert grand, tuning", unit_price=Decimal(110)),)
        )
        wait(context)
        return dialog

    return {
        "quote-new": lambda: opened(QuoteDialog(context, None)),
        "quote-below": below,
        "quote-revise": lambda: opened(QuoteDialog(context, quote_id=quote)),
        "quote-window": lambda: opened(QuoteWindow(context, quote)),
        "quote-window-chinese": lambda: opened(QuoteWindow(context, chinese)),
        "quote-compare": compare,
        "quote-accept": lambda: opened(AcceptQuoteDialog(context, quote)),
        "quote-decline": lambda: opened(DeclineQuoteDialog(context, quote)),
    }


def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        paths = Paths(data=data, machine_settings=data / "m.json")
        backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
        fill(backend)
        quote, chinese = fill_quotes(backend)
        for language, choice in (("en", "light"), ("zh_CN", "dark")):
            theme.set_choice(choice)
            theme.set_chinese(chinese=language == "zh_CN")
            tr = I18n.load(language, RESOURCES, clock=CLOCK)
            runner, hub = Runner(), Hub()
            runner.committed.connect(hub.announce)
            runner.open(lambda: backend, lambda _backend: None)
            context = UiContext(
                theme=theme,
                tr=tr,
                runner=runner,
                hub=hub,
                clock=CLOCK,
                resources=RESOURCES,
                machine=MachineSettings(paths.machine_settings),
                settings=backend.file_settings(),
            )
            wait(context)
            for name, make in makers(context, quote, chinese).items():
                shoot(context, make(), out / f"{name}-{language}-{choice}.png")
            runner.stop()
        backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
