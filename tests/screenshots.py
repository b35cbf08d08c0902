"""The pictures of the README, of today's program: `python -m tests.screenshots [OUT_DIR]`.

Sample data, a clock that stands still, no display needed: the pictures differ only where the
program does.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_SCALE_FACTOR", "2")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.reports import Stationery
from smallcrm.reports.material import Paper, PaperKind
from smallcrm.reports.papers import make
from smallcrm.reports.render import PdfPages
from smallcrm.services.commands import FillSample
from smallcrm.ui.card.deck import CardDeck
from smallcrm.ui.context import UiContext
from smallcrm.ui.desk import Desk
from smallcrm.ui.hub import Hub
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

ROOT = Path(__file__).resolve().parent.parent
RESOURCES = ROOT / "resources"
PICTURES = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Place:
    """Where an owner is: language, country, currency, time zone."""

    language: str
    format_locale: str
    country: str
    currency: str
    zone: str


IRELAND = Place("en", "en_IE", "IE", "EUR", "Europe/Dublin")
CHINA = Place("zh_CN", "zh_CN", "CN", "CNY", "Asia/Shanghai")


@dataclass
class Stage:
    """A window on sample data, as the composition root builds it."""

    backend: Backend
    context: UiContext
    window: MainWindow
    deck: CardDeck

    def settle(self) -> None:
        """Wait until nothing is being read or written."""
        quiet = 0
        while quiet < 5:
            QTest.qWait(20)
            quiet = quiet + 1 if self.context.runner.pending == 0 else 0

    def client(self, query: str) -> int:
        """Return the client that a query finds first."""
        return self.backend.queries.search(query).hits[0].client.id


@contextmanager
def stage(theme: ThemeContext, place: Place, look: Literal["light", "dark"]) -> Iterator[Stage]:
    """Set a stage, and clear it away."""
    clock = Clock.fixed(datetime(2026, 5, 12, 8, 46, tzinfo=UTC), ZoneInfo(place.zone))
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        paths = Paths(data=data, machine_settings=data / "machine.json")
        backend = open_backend(paths, clock, country=place.country, currency=place.currency)
        backend.services.perform(FillSample(clients=214, seed=1), source=Source.PROGRAM)
        tr = I18n.load(place.language, RESOURCES, clock=clock, format_locale=place.format_locale)
        theme.set_choice(look)
        theme.set_chinese(chinese=place is CHINA)
        runner, hub = Runner(), Hub()
        runner.committed.connect(hub.announce)
        context = UiContext(
            theme=theme,
            tr=tr,
            runner=runner,
            hub=hub,
            clock=clock,
            resources=RESOURCES,
            machine=MachineSettings(paths.machine_settings),
            settings=backend.file_settings(),
        )
        store = QSettings(str(data / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(context, store)
        deck = CardDeck(context, anchor=window)
        Desk(context, window, deck)
        runner.open(lambda: backend, lambda _: window.data_ready())
        made = Stage(backend, context, window, deck)
        window.resize(1366, 768)
        window.show()
        made.settle()
        yield made
        deck.close_all()
        made.settle()
        window.close()
        runner.stop()
        backend.close()


def save(widget: QWidget, path: Path) -> None:
    """Write a picture of a widget."""
    if not widget.grab().save(str(path)):
        message = f"{path} cannot be written"
        raise OSError(message)
    print(path)  # noqa: T201


def window_pictures(theme: ThemeContext, out: Path) -> None:
    """The window: searching, light and in English; today, dark and in Chinese."""
    with stage(theme, IRELAND, "light") as made:
        made.window.tabs.setCurrentIndex(1)
        made.settle()
        QTest.keyClicks(made.window.search_box, "gonc")
        made.settle()
        save(made.window, out / "window-light-en.png")
    with stage(theme, CHINA, "dark") as made:
        save(made.window, out / "window-dark-zh.png")


def card_pictures(theme: ThemeContext, out: Path) -> None:
    """The card, in both languages and both looks, and the report that is printed from it."""
    for place, look, query, name in (
        (IRELAND, "light", "beatriz", "card-light-en.png"),
        (IRELAND, "dark", "beatriz", "card-dark-en.png"),
        (CHINA, "light", "张伟", "card-light-zh.png"),
        (CHINA, "dark", "张伟", "card-dark-zh.png"),
    ):
        with stage(theme, place, look) as made:
            client_id = made.client(query)
            card = made.deck.show_card(client_id)
            made.settle()
            card.resize(548, 720)
            card.activateWindow()
            card.setFocus(Qt.FocusReason.OtherFocusReason)
            made.settle()
            save(card, out / name)
            if look == "light":
                report_picture(made, client_id, out / name.replace("card-light", "report"))


def money_pictures(theme: ThemeContext, out: Path) -> None:
    """A quote with its revisions, a payment being taken, an account; a tab of quotes."""
    from smallcrm.ui.dialogs.account_window import AccountWindow
    from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
    from smallcrm.ui.dialogs.quote_window import QuoteWindow

    with stage(theme, IRELAND, "light") as made:
        beatriz = made.client("beatriz")
        quotes = made.backend.queries.quotes_of(beatriz)
        window = QuoteWindow(made.context, quotes[0].id, made.window)
        window.open()
        made.settle()
        window.compare.setChecked(True)
        made.settle()
        window.resize(840, 560)
        made.settle()
        save(window, out / "quote-light-en.png")
        window.close()
        payment = PaymentDialog(made.context, beatriz, made.window)
        payment.open()
        made.settle()
        payment.resize(560, 640)
        made.settle()
        save(payment, out / "payment-light-en.png")
        payment.close()
        made.window.tabs.setCurrentIndex(5)
        made.settle()
        save(made.window, out / "quotes-light-en.png")
    with stage(theme, CHINA, "dark") as made:
        account = AccountWindow(made.context, made.client("张伟"), made.window)
        account.open()
        made.settle()
        account.resize(760, 600)
        made.settle()
        save(account, out / "account-dark-zh.png")
        account.close()


def referral_pictures(theme: ThemeContext, out: Path) -> None:
    """What sending people earned a client, the league of referrers, and who brought whom."""
    from smallcrm.ui.dialogs.referrers_window import ReferrersWindow
    from smallcrm.ui.dialogs.rewards_window import RewardsWindow
    from smallcrm.ui.dialogs.tree_window import TreeWindow

    with stage(theme, IRELAND, "light") as made:
        rewards = RewardsWindow(made.context, made.client("beatriz"), made.window)
        rewards.open()
        made.settle()
        rewards.resize(840, 600)
        made.settle()
        save(rewards, out / "rewards-light-en.png")
        rewards.close()
        league = ReferrersWindow(made.context, made.window)
        league.open()
        made.settle()
        league.resize(1000, 560)
        made.settle()
        save(league, out / "referrers-light-en.png")
        league.close()
    with stage(theme, CHINA, "dark") as made:
        tree = TreeWindow(made.context, made.client("王丽"), made.window)
        tree.open()
        made.settle()
        tree.resize(980, 620)
        made.settle()
        QTest.keyClick(tree.view, Qt.Key.Key_Asterisk)
        made.settle()
        tree.view.fit()
        made.settle()
        save(tree, out / "tree-dark-zh.png")
        tree.close()


KEHU = """\
客户名称,公司,手机,邮箱,客户级别,介绍人,首次到访,会员卡号,期初应收,备注
张伟,苏州河畔贸易有限公司,138 0000 8000,zhang@example.cn,VIP,,2025-04-03,C-1001,1250.00,喜欢早上联系
林晓,,139-0000-2222,lin@example.cn,普通,张伟,2025-06-05,C-1002,,
李小明,江南音像,137 0000 3333,,普通,张伟,2025-07-02,C-1003,80.00,
,,,,,,2025-08-08,,,
"""


def tidy_pictures(theme: ThemeContext, out: Path) -> None:
    """A list being imported, two clients who are one, many changed at once."""
    from smallcrm.services import commands
    from smallcrm.ui.dialogs.duplicates_window import DuplicatesWindow
    from smallcrm.ui.dialogs.import_dialog import ImportDialog

    with stage(theme, IRELAND, "light") as made:
        beatriz = made.client("beatriz")
        card = made.backend.queries.card(beatriz)
        assert card is not None
        people = (
            "Name,Company,Phone,E-mail,Sent by,First visit,Opening balance,Remarks\n"
            f"{card.details.ref.name},,{card.details.phones[0].number},office@example.ie,,"
            "2025-04-03,,mornings\n"
            "Judith Byrne,,+353 20 910 4199,judith@example.ie,,2025-06-05,80.00,\n"
            f"B. Goncalves,,{card.details.phones[0].number},,Judith Byrne,2025-07-02,,\n"
            "Owen Daly,Daly Joinery,+353 86 123 4567,owen@example.ie,,2025-07-09,120.00,brass\n"
            ",,,,,2025-08-08,,\n"
        )
        with tempfile.TemporaryDirectory() as folder:
            table = Path(folder) / "clients.csv"
            table.write_text(people, encoding="utf-8")
            dialog = ImportDialog(made.context, made.window, file=table)
            dialog.show()
            made.settle()
            dialog.go_on()
            made.settle()
            dialog.preview.table.setFocus()
            dialog.preview.table.select_row(2)
            dialog.resize(900, 690)
            made.settle()
            save(dialog, out / "import-light-en.png")
            dialog.close()
            made.settle()
        number = commands.PhoneInput(number=card.details.phones[0].number)
        for command in (
            commands.AddClient(
                name="B. Goncalves",
                organisation="Goncalves Music",
                tags=("music",),
                phones=(number,),
                emails=(commands.EmailInput(address="office@example.ie"),),
            ),
        ):
            made.backend.services.perform(command, source=Source.SCREEN)
        window = DuplicatesWindow(made.context, made.window, about=beatriz)
        window.open()
        window.resize(1000, 620)
        made.settle()
        save(window, out / "duplicates-light-en.png")
        window.close()
        made.settle()
    with stage(theme, CHINA, "dark") as made, tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "客户名单.csv"
        table.write_text(KEHU, encoding="gb18030")
        dialog = ImportDialog(made.context, made.window, file=table)
        dialog.show()
        dialog.resize(900, 690)
        made.settle()
        save(dialog, out / "import-dark-zh.png")
        dialog.close()
        made.settle()


LETTERHEAD = {
    "file.owner_name": "Lee Pianos",
    "file.owner_line": "Tuning, repair and hire",
    "file.owner_address": "14 Harbour Row\nDún Laoghaire\nCo. Dublin",
    "file.owner_tax_number": "IE6388047V",
    "letterhead.phone": "+353 20 910 2600",
    "letterhead.email": "office@leepianos.example",
    "letterhead.colour": "#1A4F8B",
    "letterhead.zh_CN.name": "李氏钢琴",
    "bank.name": "Bank of Dublin",
    "bank.iban": "IE29 AIBK 9311 5212 3456 78",
}


def paper_pictures(theme: ThemeContext, out: Path) -> None:
    """The letterhead beside its page, what a paper says, labels; an invoice and a sales report."""
    from smallcrm.services import commands
    from smallcrm.ui.dialogs.label_dialog import LabelDialog
    from smallcrm.ui.dialogs.letterhead_window import LetterheadWindow
    from smallcrm.ui.dialogs.paper_scope import Around
    from smallcrm.ui.dialogs.texts_window import TextsWindow

    for place, look, name in ((IRELAND, "light", "light-en"), (CHINA, "dark", "dark-zh")):
        with stage(theme, place, look) as made:
            for key, value in LETTERHEAD.items():
                made.backend.services.perform(
                    commands.SetSetting(key=key, value=value), source=Source.SCREEN
                )
            made.context.settings = made.backend.file_settings()
            windows: dict[str, LetterheadWindow | TextsWindow | LabelDialog]
            if place is IRELAND:
                windows = {
                    "letterhead": LetterheadWindow(made.context, made.window),
                    "labels": LabelDialog(made.context, Around(), made.window),
                }
            else:
                windows = {"texts": TextsWindow(made.context, made.window)}
            for kind, window in windows.items():
                window.open()
                window.resize(1000, 640)
                for _ in range(4):
                    QTest.qWait(150)
                    made.settle()
                save(window, out / f"{kind}-{name}.png")
                window.close()
                made.settle()
            if place is IRELAND:
                invoice = made.backend.queries.invoice_ids("I-2026-0004")[0]
                page_picture(made, Paper(PaperKind.INVOICE, invoice), out / "invoice-en.png")
            else:
                page_picture(made, Paper(PaperKind.SALES), out / "sales-zh.png")


def phone_pictures(theme: ThemeContext, out: Path) -> None:
    """The phone rings: the card, Today with who called in vain, all calls, a choice of two."""
    from smallcrm.telephony.caller import Caller
    from smallcrm.telephony.reports import CallReport, CallState
    from smallcrm.ui.dialogs.calls_window import CallsWindow

    def ring(made: Stage, number: str, state: CallState, **more: object) -> None:
        at = made.context.clock.now()
        caller = Caller(number, "")
        made.deck.report(CallReport("fritzbox", number, state, caller, at=at, **more))  # type: ignore[arg-type]
        made.settle()

    with stage(theme, IRELAND, "light") as made:
        beatriz = made.client("beatriz")
        card = made.backend.queries.card(beatriz)
        assert card is not None
        # Her office calls: the number of who answers there.
        number = next((one for one in card.details.phones if one.of), card.details.phones[0]).number
        ring(made, number, CallState.RINGING)
        window = made.deck.show_card(beatriz, raised_by_call=True)
        window.resize(548, 720)
        made.settle()
        save(window, out / "ringing-light-en.png")
        ring(made, number, CallState.ANSWERED)
        ring(made, number, CallState.ENDED, answered=True, seconds=192)
        save(window, out / "spoken-light-en.png")
        window.close()
        made.window.activateWindow()
        made.window.tabs.setCurrentIndex(0)
        made.window.tab(0).table.setFocus()
        made.settle()
        save(made.window, out / "today-light-en.png")
    with stage(theme, CHINA, "dark") as made:
        calls = CallsWindow(made.context, made.window)
        calls.open()
        calls.resize(900, 560)
        made.settle()
        save(calls, out / "calls-dark-zh.png")
        calls.close()


def report_picture(made: Stage, client_id: int, path: Path) -> None:
    """The first page of the client report."""
    page_picture(made, Paper(PaperKind.CLIENT, client_id), path)


def page_picture(made: Stage, paper: Paper, path: Path) -> None:
    """The first page of a paper."""
    from PySide6.QtGui import QImage

    stationery = Stationery(made.context.settings, made.context.tr, RESOURCES, made.context.clock)
    printed = make(made.backend.queries, paper, stationery)
    with PdfPages(printed.content) as pages:
        page = pages.image(0, dpi=144)
    image = QImage(
        page.rgba, page.width, page.height, page.width * 4, QImage.Format.Format_RGBA8888
    )
    image.save(str(path))
    print(path)  # noqa: T201


def main() -> None:
    """Take all pictures, or those whose names are given after the folder: `OUT phone card`."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    theme = ThemeContext(app, RESOURCES, choice="light")
    takers = {
        "window": window_pictures,
        "card": card_pictures,
        "money": money_pictures,
        "referral": referral_pictures,
        "tidy": tidy_pictures,
        "paper": paper_pictures,
        "phone": phone_pictures,
    }
    for name in sys.argv[2:] or takers:
        takers[name](theme, out)


if __name__ == "__main__":
    main()
