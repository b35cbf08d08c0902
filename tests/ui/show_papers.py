"""Pictures of every paper's preview and of many at once: `python -m tests.ui.show_papers OUT`.

More words choose: a kind of paper, `en`, `zh_CN`, `light`, `dark`.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import CLOCK, RESOURCES, wait

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.queries.order import Order
from smallcrm.reports.material import LabelOptions, Paper, PaperKind
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.paper_scope import Around
from smallcrm.ui.dialogs.report_preview import ReportPreview
from smallcrm.ui.dialogs.run_dialog import RunDialog
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

PLACES = (("en", "IE", "EUR"), ("zh_CN", "CN", "CNY"))
_PAUSES = 60


def main() -> None:
    """Take all pictures."""
    out, words = Path(sys.argv[1]), set(sys.argv[2:])
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, country, currency in PLACES:
        if words & {"en", "zh_CN"} and language not in words:
            continue
        with tempfile.TemporaryDirectory() as folder:
            paths = Paths(data=Path(folder), machine_settings=Path(folder) / "machine.json")
            backend = open_backend(paths, CLOCK, country=country, currency=currency)
            fill(backend)
            context = context_of(backend, paths, theme, language)
            for choice in ("light", "dark"):
                if words & {"light", "dark"} and choice not in words:
                    continue
                theme.set_choice(choice)
                theme.set_chinese(chinese=language != "en")
                for name, make in makers(context, backend).items():
                    if words - {"en", "zh_CN", "light", "dark"} and name not in words:
                        continue
                    grab(context, make(), out / f"{name}-{language}-{choice}.png")
            context.runner.stop()
            backend.close()


def fill(backend: Backend) -> None:
    """Have the program's own sample, and an owner with a name."""

    def do(command: commands.Command) -> None:
        backend.services.perform(command, source=Source.SCREEN)

    do(commands.FillSample())
    do(commands.SetSetting(key="file.owner_name", value="Aoife Brennan Pianos"))
    do(commands.SetSetting(key="file.owner_address", value="14 Harbour Row\nDún Laoghaire"))


def context_of(backend: Backend, paths: Paths, theme: ThemeContext, language: str) -> UiContext:
    """Return a window's context on a data file."""
    runner, hub = Runner(), Hub()
    runner.committed.connect(hub.announce)
    runner.open(lambda: backend, lambda _: None)
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
    wait(context)
    return context


def makers(context: UiContext, backend: Backend) -> dict[str, Callable[[], QWidget]]:
    """Return how each window is made."""
    queries = backend.queries

    def first(tab: str) -> int:
        order = Order("on" if tab != "clients" else "owed", descending=True)
        return queries.row_ids(tab, order, slot="show")[0]

    client = first("clients")
    reminder = next(iter(queries.reminders_to_print(None, None)), 0)
    around = Around(chosen=(client, client + 1), listed=Order("name"), count=40)
    papers = {
        "client": Paper(PaperKind.CLIENT, client),
        "statement": Paper(PaperKind.STATEMENT, client),
        "record": Paper(PaperKind.RECORD, client),
        "envelope": Paper(PaperKind.ENVELOPE, client),
        "quote": Paper(PaperKind.QUOTE, first("quotes")),
        "invoice": Paper(PaperKind.INVOICE, first("invoices")),
        "receipt": Paper(PaperKind.RECEIPT, first("payments")),
        "reminder": Paper(PaperKind.REMINDER, reminder),
        "overdue": Paper(PaperKind.OVERDUE),
        "sales": Paper(PaperKind.SALES),
        "league": Paper(PaperKind.LEAGUE),
        "phones": Paper(PaperKind.PHONES),
        "calls": Paper(PaperKind.CALLS),
        "labels": Paper(PaperKind.LABELS, options=LabelOptions(sheet="L7160", borders=True)),
    }

    def preview(paper: Paper) -> QWidget:
        return ReportPreview(context, paper, around=around)

    def found() -> QWidget:
        window = ReportPreview(context, papers["sales"])
        window.show()
        pause(context)
        window.tools.field.setText("20")
        window.tools.field.setFocus()
        QTest.qWait(250)
        pause(context)
        return window

    def mailed() -> QWidget:
        window = ReportPreview(context, papers["statement"])
        window.show()
        pause(context)
        window.output._on_handed(None)
        return window

    def done() -> QWidget:
        window = RunDialog(context, around)
        window.show()
        pause(context)
        with tempfile.TemporaryDirectory() as folder:
            window.make(Path(folder) / "all.pdf")
            pause(context)
        return window

    made: dict[str, Callable[[], QWidget]] = {
        name: (lambda paper=paper: preview(paper)) for name, paper in papers.items()
    }
    return made | {
        "found": found,
        "mailed": mailed,
        "run": lambda: RunDialog(context, around),
        "run-invoices": lambda: RunDialog(context, around, kind=PaperKind.INVOICE, rows=(1, 2)),
        "run-done": done,
    }


def pause(context: UiContext) -> None:
    """Wait until all is answered and painted."""
    for _ in range(_PAUSES):
        QApplication.processEvents()
    wait(context)
    for _ in range(_PAUSES):
        QApplication.processEvents()
    wait(context)


def grab(context: UiContext, window: QWidget, path: Path) -> None:
    """Show a window, wait for all that it reads, and keep its picture."""
    window.show()
    pause(context)
    window.grab()
    pause(context)
    window.grab().save(str(path))
    window.close()
    pause(context)
    print(path)  # noqa: T201  (whoever takes pictures wants to know)


if __name__ == "__main__":
    main()
