"""Pictures of importing, on made-up files: `python -m tests.ui.show_import OUT_DIR`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_card import CLOCK, RESOURCES, wait

from smallcrm.app import open_backend
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.import_dialog import ImportDialog
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

PLACES = (("en", "IE", "EUR"), ("zh_CN", "CN", "CNY"))
SCREEN = (1366, 768)
DAYS = {"en": "First visit", "zh_CN": "首次到访"}
KEHU = """\
客户名称,公司,手机,邮箱,客户级别,介绍人,生日,首次到访,会员卡号,会员积分,备注
陈明,河畔贸易有限公司,138 0000 8000,c@example.cn,VIP,,1980-03-14,03/04/2025,C-1001,1250,早上联系
林晓,,139-0000-2222,lin@example.cn,普通,陈明,1991-12-01,05/06/2025,C-1002,80,
李小明,江南音像,137 0000 3333,,普通,陈明,,07/02/2025,C-1003,0,
,,,,,,1999-9-9,08/08/2025,,,
"""
PEOPLE = """\
Name,Company,Phone,E-mail,Level,Sent by,First visit,Card,Points,Remarks
Beatriz Gonçalves,Music,+353 20 910 4182,b@music.example,VIP,,03/04/2025,C-1001,1250,mornings
Judith Byrne,,+353 20 910 4182,judith@example.ie,,Beatriz Gonçalves,05/06/2025,C-1002,80,
James Jonson,Jonson Web,+353 86 123 4567,james@example.com,,,07/02/2025,C-1003,0,website package
,,,,,,08/08/2025,,,
"""


def contexts(theme: ThemeContext) -> Iterator[tuple[str, UiContext]]:
    """Make a context for each language, with a few clients in its file."""
    for language, country, currency in PLACES:
        folder = Path(tempfile.mkdtemp())
        paths = Paths(data=folder, machine_settings=folder / "machine.json")
        backend = open_backend(paths, CLOCK, country=country, currency=currency)
        for name, phone, email in (
            ("Beatriz Gonçalves", "+353 20 910 4182", "beatriz@example.ie"),
            ("James Johnson", "+353 86 123 4567", None),
            ("Li Xiaoming", "+86 137 0000 3333", None),
        ):
            backend.services.perform(
                commands.AddClient(
                    name=name,
                    phones=(commands.PhoneInput(number=phone),),
                    emails=(commands.EmailInput(address=email),) if email else (),
                ),
                source=Source.SCREEN,
            )
        runner, hub = Runner(), Hub()
        runner.committed.connect(hub.announce)
        runner.open(lambda backend=backend: backend, lambda _: None)
        wait(runner)
        theme.set_chinese(chinese=language != "en")
        locale = "en_IE" if language == "en" else "zh_CN"
        yield (
            language,
            UiContext(
                theme,
                I18n.load(language, RESOURCES, clock=CLOCK, format_locale=locale),
                runner,
                hub,
                CLOCK,
                RESOURCES,
                MachineSettings(paths.machine_settings),
                backend.file_settings(),
            ),
        )
        runner.stop()
        backend.close()


def rest(context: UiContext) -> None:
    """Wait until a dialog has nothing more to do."""
    for _ in range(6):
        wait(context.runner)


def views(context: UiContext, table: Path) -> dict[str, Callable[[], QWidget]]:
    """Return what there is to be seen, by name."""

    def opened(path: Path | None = table) -> ImportDialog:
        dialog = ImportDialog(context, file=path)
        dialog.show()
        dialog.activateWindow()
        rest(context)
        return dialog

    def picker() -> QWidget:
        dialog = opened()
        choice = dialog.form.table.open_picker(8)
        rest(context)
        choice.dialog = dialog
        return choice

    def preview(row: int = 0) -> ImportDialog:
        dialog = opened()
        dialog.go_on()
        rest(context)
        dialog.preview.table.setFocus()
        dialog.preview.table.select_row(row)
        rest(context)
        return dialog

    def doubts() -> ImportDialog:
        dialog = preview()
        dialog.preview.choose_filter("possible")
        dialog.preview.table.selectAll()
        rest(context)
        return dialog

    def done() -> ImportDialog:
        dialog = preview()
        dialog.start()
        rest(context)
        return dialog

    def remembered() -> ImportDialog:
        dialog = opened()
        heading = list(dialog.form.columns)[-2]
        dialog.form.columns[heading].choose("new:number")
        rest(context)
        dialog.go_on()
        dialog.start()
        rest(context)
        dialog.close()
        return opened()

    def asked() -> ImportDialog:
        dialog = opened()
        dialog.form.table.place(
            list(dialog.form.columns).index(DAYS[context.tr.language]), "created_on"
        )
        rest(context)
        return dialog

    folder = table.parent
    unknown = folder / "unknown.csv"
    unknown.write_text("alpha;beta\n1;2\n3;4\n", encoding="utf-8")
    return {
        "drop": lambda: opened(None),
        "read": opened,
        "asked": asked,
        "picker": picker,
        "preview": preview,
        "preview-doubt": lambda: preview(2),
        "doubts": doubts,
        "unknown": lambda: opened(unknown),
        "done": done,
        "remembered": remembered,
    }


def main() -> None:
    """Take all pictures."""
    out = Path(sys.argv[1])
    only = sys.argv[2:]
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    for language, context in contexts(theme):
        folder = Path(tempfile.mkdtemp())
        if language == "en":
            table = folder / "people.csv"
            table.write_text(PEOPLE, encoding="utf-8")
        else:
            table = folder / "客户名单.csv"
            table.write_text(KEHU, encoding="gb18030")
        for choice, scale in (("light", 1.0), ("dark", 1.0), ("light", 1.5)):
            theme.set_choice(choice)
            theme.set_scale(scale)
            mark = f"{language}-{choice}" + ("-150" if scale > 1 else "")
            for name, make in views(context, table).items():
                if only and name not in only:
                    continue
                widget = make()
                rest(context)
                widget.grab().save(str(out / f"{name}-{mark}.png"))
                if widget.width() > SCREEN[0] or widget.height() > SCREEN[1]:
                    sys.stderr.write(f"{name}-{mark}: larger than the screen\n")
                if isinstance(widget, ImportDialog) and widget.outcome is not None:
                    widget.undo()
                    rest(context)
                widget.close()
                rest(context)
        theme.set_scale(1.0)


if __name__ == "__main__":
    main()
