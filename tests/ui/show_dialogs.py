"""Pictures of every dialog, to be looked at: `xvfb-run -a python -m tests.ui.show_dialogs OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.app import Backend, open_backend
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Level, Source
from smallcrm.i18n.catalog import I18n
from smallcrm.machine_settings import MachineSettings
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.services.commands import LineInput
from smallcrm.ui.context import UiContext
from smallcrm.ui.hub import Hub
from smallcrm.ui.runner import Runner
from smallcrm.ui.theme import ThemeContext

RESOURCES = Path(__file__).parents[2] / "resources"
CLOCK = Clock.fixed(datetime(2026, 5, 12, 8, 42, tzinfo=UTC), ZoneInfo("Europe/Dublin"))


def fill(backend: Backend) -> None:
    def perform(command: commands.Command) -> None:
        backend.services.perform(command, source=Source.SCREEN)

    add = commands.AddClient
    phone = commands.PhoneInput
    perform(
        add(
            name="Beatriz Gonçalves",
            organisation="Gonçalves School of Music",
            level=Level.VIP,
            phones=(
                phone(number="+353 20 910 4182", label="mobile"),
                phone(number="+353 20 910 4180", label="office"),
            ),
            emails=(commands.EmailInput(address="beatriz@example.ie"),),
            contact_people=(
                commands.ContactPersonInput(
                    name="Judith Keane",
                    role="secretary",
                    phones=(phone(number="+353 20 910 4180", label="office"),),
                ),
            ),
            tags=("piano", "school"),
            code="C-014",
            tax_number="IE1234567T",
        )
    )
    perform(add(name="James Johnson", organisation="Johnson Music Academy"))
    perform(add(name="James Whelan", level=Level.PREFERRED))
    perform(add(name="张伟", organisation="上海明珠贸易有限公司", currency="CNY"))
    for title, amount, on, due in (
        ("Piano tuning", "120.00", date(2024, 2, 12), date(2024, 3, 14)),
        ("Hammer voicing", "300.00", date(2026, 3, 2), date(2026, 4, 1)),
        ("Humidity control refill", "60.00", date(2026, 4, 29), date(2026, 5, 29)),
    ):
        perform(commands.AddSale(client=1, title=title, amount=Decimal(amount), on=on, due=due))
    perform(
        commands.AddSale(
            client=1,
            title="Two grands, June",
            on=date(2026, 5, 4),
            prices_include_tax=False,
            lines=(
                LineInput(
                    description="Tuning, Steinway D",
                    quantity=Decimal(2),
                    unit="piece",
                    unit_price=Decimal("140.00"),
                    tax_percent=Decimal(23),
                ),
                LineInput(
                    description="Travel",
                    quantity=Decimal("38.5"),
                    unit="km",
                    unit_price=Decimal("0.42"),
                    discount_percent=Decimal(10),
                    tax_percent=Decimal("13.5"),
                ),
            ),
        )
    )
    perform(
        commands.TakePayment(
            client=1, amount=Decimal("150.00"), on=date(2026, 4, 2), method="transfer"
        )
    )
    perform(
        commands.AddNote(
            client=1,
            text="Secretary is Judith. Son in hospital, ask.\n\nBoth Steinways at 442 Hz.",
            pinned=True,
        )
    )
    for title, amount in (("官网改版尾款", "12800.00"), ("展会海报印刷", "2500.00")):
        perform(
            commands.AddSale(
                client=4, title=title, amount=Decimal(amount), on=date(2025, 11, 1), currency="CNY"
            )
        )


def fill_receivables(backend: Backend) -> None:
    """Add what the dialogs about money to come in show: credit, a promise, a contract, rates."""

    def perform(command: commands.Command) -> commands.Outcome:
        return backend.services.perform(command, source=Source.SCREEN)

    perform(commands.SetSetting(key="reminders.fee_1", value="5"))
    perform(commands.SetSetting(key="reminders.interest_percent", value="8"))
    perform(commands.TakePayment(client=2, amount=Decimal(80), on=date(2026, 4, 2), method="cash"))
    perform(commands.TakePayment(client=2, amount=Decimal(50), currency="USD"))
    perform(commands.AddSale(client=2, title="Strings and bows", amount=Decimal(200)))
    perform(commands.EditClient(client=2, on_hold=True, hold_reason="Cheque bounced twice"))
    for client, currency in ((1, "EUR"), (4, "CNY")):
        until = date(2026, 5, 20)
        perform(commands.AddPromise(client=client, until=until, currency=currency))
        perform(
            commands.AddContract(
                client=client,
                title="年度维护" if client == 4 else "Piano care, the whole year",
                starts_on=date(2026, 1, 1),
                ends_on=date(2026, 6, 5),
                currency=currency,
                amount=Decimal(1200),
            )
        )
    perform(commands.EditSale(sale=2, contract=1))
    perform(commands.EditSale(sale=3, contract=1))
    for currency, rate in (("USD", "0.92"), ("CNY", "0.1272"), ("GBP", "1.17")):
        perform(
            commands.SetRate(currency=currency, rate=Decimal(rate), valid_from=date(2026, 5, 1))
        )
    perform(
        commands.AddProduct(
            name="Tuning, upright piano",
            code="T-100",
            unit="piece",
            prices={"EUR": Decimal(120), "CNY": Decimal("880.5")},
            tax_percent=Decimal(23),
        )
    )


def wait(context: UiContext) -> None:
    for _ in range(3):
        while context.runner.pending:
            QApplication.processEvents()
        QApplication.processEvents()


def context_of(backend: Backend, paths: Paths, theme: ThemeContext, language: str) -> UiContext:
    """Return a window's context on a data file, with the first of it read."""
    runner, hub = Runner(), Hub()
    runner.committed.connect(hub.announce)
    runner.open(lambda: backend, lambda _backend: None)
    context = UiContext(
        theme=theme,
        tr=I18n.load(language, RESOURCES, clock=CLOCK),
        runner=runner,
        hub=hub,
        clock=CLOCK,
        resources=RESOURCES,
        machine=MachineSettings(paths.machine_settings),
        settings=backend.file_settings(),
    )
    wait(context)
    return context


def shoot(context: UiContext, widget: QWidget, path: Path) -> None:
    widget.show()
    widget.activateWindow()
    for _ in range(6):
        QApplication.processEvents()
    wait(context)
    for _ in range(6):
        QApplication.processEvents()
    widget.grab().save(str(path))
    if hasattr(widget, "settle"):
        widget.settle()
    widget.close()
    # Gone at once: left to Python's collector, it might be destroyed on a thread that reads.
    widget.deleteLater()
    QApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def makers(context: UiContext, backend: Backend) -> dict[str, Callable[[], QWidget]]:
    client = 4 if context.tr.language == "zh_CN" else 1
    return {
        **money(context, backend, client),
        **receivables(context, client),
        **bank(context, backend),
        **people(context, client),
        **program(context, backend, client),
    }


def opened(context: UiContext, dialog: QWidget) -> QWidget:
    dialog.show()
    dialog.activateWindow()
    wait(context)
    return dialog


def money(context: UiContext, backend: Backend, client: int) -> dict[str, Callable[[], QWidget]]:
    from smallcrm.ui.dialogs.cancel_sale_dialog import CancelSaleDialog
    from smallcrm.ui.dialogs.payment_detail import PaymentDetail
    from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
    from smallcrm.ui.dialogs.refund_dialog import RefundDialog
    from smallcrm.ui.dialogs.reverse_dialog import ReverseDialog
    from smallcrm.ui.dialogs.sale_dialog import SaleDialog
    from smallcrm.ui.dialogs.write_off_dialog import WriteOffDialog

    detail, payment = backend.queries.sale(2), backend.queries.payment(1)
    assert detail is not None
    assert payment is not None

    def payment_wrong() -> QWidget:
        dialog = opened(context, PaymentDialog(context, client))
        dialog.amount.setText("12,x")
        dialog.day.setText("31.2.2026")
        dialog.submit()
        return dialog

    def payment_by_hand() -> QWidget:
        dialog = opened(context, PaymentDialog(context, client))
        dialog.amount.setText("500")
        table = dialog.allocations.table
        table.item(0, 3).setText("20")
        table.setFocus()
        return dialog

    def payment_strip() -> QWidget:
        dialog = opened(context, PaymentDialog(context, client))
        dialog.reference.setText("x")
        dialog.reject()
        return dialog

    def sale_wrong() -> QWidget:
        dialog = opened(context, SaleDialog(context, client))
        dialog.price.by_lines.setChecked(True)
        dialog.lines.grid.item(0, 3).setText("4,5x")
        dialog.submit()
        return dialog

    return {
        "payment": lambda: PaymentDialog(context, client),
        "payment-wrong": payment_wrong,
        "payment-by-hand": payment_by_hand,
        "payment-strip": payment_strip,
        "detail": lambda: PaymentDetail(context, 1),
        "refund": lambda: RefundDialog(context, payment),
        "reverse": lambda: ReverseDialog(context, payment),
        "sale-new": lambda: SaleDialog(context, client),
        "sale-lines": lambda: SaleDialog(context, sale_id=4),
        "sale-wrong": sale_wrong,
        "write-off": lambda: WriteOffDialog(context, detail.sale),
        "cancel-sale": lambda: CancelSaleDialog(context, detail.sale),
    }


def receivables(context: UiContext, client: int) -> dict[str, Callable[[], QWidget]]:
    from smallcrm.ui.dialogs.account_window import AccountWindow
    from smallcrm.ui.dialogs.contract_dialog import ContractDialog
    from smallcrm.ui.dialogs.opening_balance_dialog import OpeningBalanceDialog
    from smallcrm.ui.dialogs.pay_out_dialog import PayOutDialog
    from smallcrm.ui.dialogs.payment_dialog import PaymentDialog
    from smallcrm.ui.dialogs.plan_dialog import PlanDialog
    from smallcrm.ui.dialogs.product_dialog import ProductDialog
    from smallcrm.ui.dialogs.promise_dialog import PromiseDialog
    from smallcrm.ui.dialogs.rates_dialog import RatesDialog
    from smallcrm.ui.dialogs.remind_dialog import RemindDialog

    def payment_small() -> QWidget:
        dialog = opened(context, PaymentDialog(context, client))
        text = "12799.60" if client == 4 else "269.60"
        dialog.amount.setText(text)
        dialog.settling.checks[0].setChecked(True)
        return dialog

    def payment_credit() -> QWidget:
        return opened(context, PaymentDialog(context, 2))

    def plan(text: str) -> QWidget:
        dialog = opened(context, PlanDialog(context, 5 if client == 4 else 3))
        dialog.plan.short.setText(text)
        return dialog

    def plan_by_hand() -> QWidget:
        dialog = plan("30/14, 70/30")
        dialog.plan.table.item(1, 2).setText("1000" if client == 4 else "30")
        dialog.submit()
        return dialog

    def product() -> QWidget:
        dialog = opened(context, ProductDialog(context, 1))
        dialog.category.choose("AE")
        return dialog

    def settings(page: int) -> QWidget:
        from smallcrm.ui.dialogs.settings_dialog import SettingsDialog

        dialog = opened(context, SettingsDialog(context))
        dialog.pages.show_page(page)
        return dialog

    def terms() -> QWidget:
        from smallcrm.ui.dialogs.client_dialog import ClientDialog

        dialog = opened(context, ClientDialog(context, 2))
        dialog.show_more()
        QApplication.processEvents()
        dialog._scroll.verticalScrollBar().setValue(10_000)
        return dialog

    return {
        **{f"page-{page}": lambda page=page: settings(page) for page in range(1, 7)},
        "terms": terms,
        "account": lambda: AccountWindow(context, client),
        "account-two": lambda: AccountWindow(context, 2),
        "account-zempty": lambda: AccountWindow(context, 3),
        "payment-small": payment_small,
        "payment-credit": payment_credit,
        "promise": lambda: PromiseDialog(context, client),
        "remind": lambda: RemindDialog(context, client),
        "remind-nothing": lambda: RemindDialog(context, 3),
        "pay-out": lambda: PayOutDialog(context, 2),
        "opening": lambda: OpeningBalanceDialog(context, client),
        "plan-short": lambda: plan("30/14, 70/30"),
        "plan-wrong": lambda: plan("30/14, 60/30"),
        "plan-hand": plan_by_hand,
        "plan-none": lambda: PlanDialog(context, 3),
        "product-new": lambda: ProductDialog(context),
        "product-edit": product,
        "contract-new": lambda: ContractDialog(context, client),
        "contract-edit": lambda: ContractDialog(context, contract_id=1),
        "rates": lambda: RatesDialog(context),
    }


def bank(context: UiContext, backend: Backend) -> dict[str, Callable[[], QWidget]]:
    from smallcrm.ui.dialogs.bank_dialog import BankDialog

    folder = backend.paths.data
    statement = folder / "umsaetze-2026-05.csv"
    statement.write_text(BOOKINGS, encoding="utf-8")
    unknown = folder / "bank-unknown.csv"
    unknown.write_text("alpha;beta;gamma\n01.02.2026;5,00;x\n02.03.2026;6,00;y\n", "utf-8")
    wrong = folder / "wrong.xml"
    wrong.write_bytes(
        "<?xml version='1.0' encoding='utf-8'?><Document>Müller</Document>".encode("latin-1")
    )

    def listed(row: int = 0) -> QWidget:
        dialog = opened(context, BankDialog(context, file=statement))
        wait(context)
        dialog.take_in()
        wait(context)
        if not dialog.view.isVisible():
            dialog.reject()
        wait(context)
        dialog.view.go_to(row)
        return dialog

    return {
        "bank-0empty": lambda: BankDialog(context),
        "bank-1file": lambda: BankDialog(context, file=statement),
        "bank-2unknown": lambda: BankDialog(context, file=unknown),
        "bank-3wrong": lambda: BankDialog(context, file=wrong),
        "bank-list": listed,
        "bank-rest": lambda: listed(1),
        "bank-others": lambda: listed(3),
    }


# The account of a month: what agrees, what nearly does, what nobody knows, money out.
BOOKINGS = """\
Own account;Buchungstag;Begünstigter/Auftraggeber;IBAN;Verwendungszweck;Betrag;Währung;Saldo
A-100 200;30.04.2026;;;Kontoführung April;-8,90;EUR;1.200,00
A-100 200;04.05.2026;BEATRIZ GONCALVES;IE29AIBK93115212345678;S-2026-0001 hammer;270,00;EUR;1.470,00
A-100 200;05.05.2026;JAMES JOHNSON;IE64IRCE92050112345678;strings, thank you;199,50;EUR;1.669,50
A-100 200;06.05.2026;James;;violin;25,00;EUR;1.694,50
A-100 200;07.05.2026;张伟;;官网改版尾款 S-2025-0001;12800,00;CNY;
A-100 200;08.05.2026;Stadtwerke;DE02120300000000202051;Strom 05/2026;-64,00;EUR;1.630,50
A-100 200;09.05.2026;K. Unknown;;no idea what it is about, but a long text;42,00;EUR;1.672,50
A-100 200;abc;Nobody;;no day;1,00;EUR;1.672,50
"""


def people(context: UiContext, client: int) -> dict[str, Callable[[], QWidget]]:
    from smallcrm.queries.contact_shapes import NoteShape
    from smallcrm.ui.dialogs.client_dialog import ClientDialog
    from smallcrm.ui.dialogs.follow_up_dialog import FollowUpDialog
    from smallcrm.ui.dialogs.note_dialog import NoteDialog
    from smallcrm.ui.dialogs.referral_dialog import ReferralDialog

    def client_new() -> QWidget:
        dialog = opened(context, ClientDialog(context, number="+44 7700 900146"))
        dialog.name.setText("Priya Raman")
        dialog.referrer.box.setFocus()
        QApplication.processEvents()
        dialog.referrer.box.setText("James")
        return dialog

    def client_wrong() -> QWidget:
        dialog = opened(context, ClientDialog(context))
        dialog.birthday.setText("1.1.2077")
        dialog.submit()
        return dialog

    def referral() -> QWidget:
        dialog = opened(context, ReferralDialog(context, client))
        dialog.referrer.box.setFocus()
        QApplication.processEvents()
        dialog.referrer.box.setText("James")
        return dialog

    def referral_wrong() -> QWidget:
        dialog = opened(context, ReferralDialog(context, client))
        dialog.referrer.box.setText("Nobody at all")
        dialog.submit()
        return dialog

    text = "Secretary is Judith. Son in hospital, ask.\n\nBoth Steinways at 442 Hz."
    note = NoteShape(id=1, text=text, at=CLOCK.now(), pinned=True)
    return {
        "client-new": client_new,
        "client-wrong": client_wrong,
        "client-edit": lambda: ClientDialog(context, client),
        "referral": referral,
        "referral-wrong": referral_wrong,
        "follow-up": lambda: FollowUpDialog(context, client),
        "note": lambda: NoteDialog(context, client, note=note),
    }


def program(context: UiContext, backend: Backend, client: int) -> dict[str, Callable[[], QWidget]]:
    from smallcrm.domain.errors import DataFileError, FileTrouble
    from smallcrm.reports.material import Paper, PaperKind
    from smallcrm.ui.dialogs.about import AboutDialog
    from smallcrm.ui.dialogs.first_start import FirstStart
    from smallcrm.ui.dialogs.import_dialog import ImportDialog
    from smallcrm.ui.dialogs.report_preview import ReportPreview
    from smallcrm.ui.dialogs.settings_dialog import SettingsDialog
    from smallcrm.ui.dialogs.shortcuts import ShortcutsDialog
    from smallcrm.ui.dialogs.trouble_window import GoodBackup, TroubleWindow

    def exporting() -> QWidget:
        from smallcrm.queries.order import Order
        from smallcrm.ui.dialogs.export_dialog import ExportDialog
        from smallcrm.ui.dialogs.export_formats import Offer

        store = QSettings(str(backend.paths.data / "w.ini"), QSettings.Format.IniFormat)
        order = Order("name", text="b")
        name = context.tr.gettext("Clients")
        offer = Offer("clients", name, order, 12, (1, 2, 3), (1, "Beatriz Gonçalves"))
        return ExportDialog(context, offer, store)

    folder = backend.paths.data
    table = folder / "kunden.csv"
    table.write_text(TABLE, encoding="gb18030")
    unknown = folder / "unknown.csv"
    unknown.write_text("alpha;beta\n1;2\n3;4\n", encoding="utf-8")

    def trouble(kind: FileTrouble) -> QWidget:
        dialog = TroubleWindow(
            context.theme,
            context.tr,
            DataFileError(kind),
            Path("/home/owner/.local/share/SmallCRM/smallcrm.db"),
            newest_backup=lambda: GoodBackup(folder / "x.db", CLOCK.now()),
            restore=lambda path: path,
        )
        dialog.show()
        for _ in range(50):
            QApplication.processEvents()
        return dialog

    def imported() -> QWidget:
        dialog = opened(context, ImportDialog(context, file=table))
        wait(context)
        dialog.start()
        wait(context)
        return dialog

    return {
        "import-empty": lambda: ImportDialog(context),
        "import-read": lambda: ImportDialog(context, file=table),
        "import-unknown": lambda: ImportDialog(context, file=unknown),
        "import-zdone": imported,
        "settings": lambda: SettingsDialog(context),
        "export": exporting,
        "record": lambda: ReportPreview(context, Paper(PaperKind.RECORD, client)),
        "first": lambda: FirstStart(context),
        "report": lambda: ReportPreview(context, Paper(PaperKind.CLIENT, client)),
        "trouble-damaged": lambda: trouble(FileTrouble.DAMAGED),
        "trouble-locked": lambda: trouble(FileTrouble.LOCKED),
        "about": lambda: AboutDialog(context),
        "keys": lambda: ShortcutsDialog(context),
    }


TABLE = """\
客户名称,公司,手机,电子邮箱,客户级别,生日,颜色
陈明,苏州河畔贸易有限公司,138 0000 8000,chen@example.cn,VIP,1980/3/4,红
林晓,,139-0000-2222,lin@example.cn,普通,1979/1/2,
,,,,,,蓝
单雄,大连评书社,+86 137 0000 5678,,超级,2001/2/30,
"""


def main(out: Path, only: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        paths = Paths(data=data, machine_settings=data / "m.json")
        backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
        fill(backend)
        fill_receivables(backend)
        for language, choice, scale in (
            ("en", "light", 1.0),
            ("en", "dark", 1.0),
            ("zh_CN", "light", 1.0),
            ("zh_CN", "dark", 1.0),
            ("qps", "light", 1.0),
            ("en", "light", 1.5),
        ):
            mark = f"{language}-{choice}" + ("-150" if scale > 1 else "")
            wanted = [word for word in only if not word.startswith("@")]
            marks = [word[1:] for word in only if word.startswith("@")]
            if marks and mark not in marks:
                continue
            theme.set_choice(choice)
            theme.set_scale(scale)
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
            for name, make in makers(context, backend).items():
                if wanted and not any(name.startswith(word) for word in wanted):
                    continue
                shoot(context, make(), out / f"{name}-{mark}.png")
            runner.stop()
        backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
