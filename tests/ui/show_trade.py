"""Pictures of selling, delivering and billing: `python -m tests.ui.show_trade OUT`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from tests.ui.show_dialogs import (
    CLOCK,
    RESOURCES,
    context_of,
    fill,
    fill_receivables,
    opened,
    shoot,
    wait,
)

from smallcrm.app import Backend, open_backend
from smallcrm.domain.enums import SaleStatus, Source
from smallcrm.paths import Paths
from smallcrm.services import commands
from smallcrm.services.commands import BillPart, LineInput
from smallcrm.ui.context import UiContext
from smallcrm.ui.dialogs.bill_dialog import BillDialog
from smallcrm.ui.dialogs.credit_note_dialog import CreditNoteDialog
from smallcrm.ui.dialogs.deliver_dialog import DeliverDialog
from smallcrm.ui.dialogs.invoice_window import InvoiceWindow
from smallcrm.ui.dialogs.part_choice import How
from smallcrm.ui.dialogs.past_sales import PastSales
from smallcrm.ui.dialogs.sale_dialog import SaleDialog
from smallcrm.ui.theme import ThemeContext

LOOKS = (
    ("en", "light", 1.0),
    ("en", "dark", 1.0),
    ("zh_CN", "light", 1.0),
    ("zh_CN", "dark", 1.0),
    ("qps", "light", 1.0),
    ("en", "light", 1.5),
)


@dataclass(frozen=True, slots=True)
class Made:
    """Ids of what the pictures show, in one language."""

    client: int
    ordered: int
    billed: int
    invoice: int
    credit: int


def fill_trade(backend: Backend, client: int, currency: str, words: tuple[str, ...]) -> Made:
    """Make a sale that is partly delivered and billed, and one that is billed and credited."""

    def perform(command: commands.Command) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id

    def line(what: str, count: str, price: str, tax: str = "23") -> LineInput:
        return LineInput(
            description=what,
            quantity=Decimal(count),
            unit_price=Decimal(price),
            tax_percent=Decimal(tax),
        )

    title, first, second, third = words
    lines = (line(first, "4", "140"), line(second, "38.5", "0.42", "13.5"), line(third, "1", "85"))
    ordered = perform(
        commands.AddSale(
            client=client,
            title=title,
            lines=lines,
            currency=currency,
            on=date(2026, 5, 2),
            status=SaleStatus.ORDERED,
            discount_percent=Decimal(5),
        )
    )
    detail = backend.queries.sale(ordered)
    assert detail is not None
    ids = [one.id for one in detail.trade_lines]
    perform(commands.Deliver(sale=ordered, lines={ids[0]: Decimal(2)}, on=date(2026, 5, 5)))
    perform(
        commands.Bill(
            parts=(BillPart(sale=ordered, lines={ids[0]: Decimal(2)}),), on=date(2026, 5, 6)
        )
    )
    sale = perform(
        commands.AddSale(
            client=client, title=title, lines=lines, currency=currency, on=date(2026, 4, 2)
        )
    )
    number = perform(commands.Bill(parts=(BillPart(sale=sale),), on=date(2026, 4, 3)))
    perform(
        commands.TakePayment(
            client=client,
            amount=Decimal(300),
            currency=currency,
            method="transfer",
            allocations={sale: Decimal(300)},
            on=date(2026, 4, 20),
        )
    )
    credit = perform(
        commands.AddCreditNote(
            invoice=number, amount=Decimal(50), reason="One string broke", on=date(2026, 5, 1)
        )
    )
    perform(commands.FixPaper(invoice=number))
    return Made(client, ordered, sale, number, credit)


def makers(context: UiContext, made: Made) -> dict[str, Callable[[], QWidget]]:
    def filled(dialog: SaleDialog) -> SaleDialog:
        opened(context, dialog)
        dialog.title_field.setText("Exam week")
        dialog.price.amount.setText("250")
        return dialog

    def folded() -> QWidget:
        dialog = filled(SaleDialog(context, made.client))
        dialog.plan_fold.set_open(opened=True)
        dialog.plan.short.setText("30/14, 70/30")
        dialog.more.set_open(opened=True)
        return dialog

    def wrong() -> QWidget:
        dialog = filled(SaleDialog(context, made.client))
        dialog.price.amount.setText("12,x")
        dialog.due.setText("1.1.2020")
        dialog.more.service_from.setText("soon")
        dialog.submit()
        return dialog

    def bill(how: How, text: str = "") -> QWidget:
        dialog = BillDialog(context, None, sale_id=made.ordered)
        opened(context, dialog)
        part = dialog._parts[made.ordered]
        part.choose(how)
        if text:
            part.amount.setText(text)
        dialog.ahead.look()
        wait(context)
        return dialog

    def bill_wrong() -> QWidget:
        dialog = bill(How.AMOUNT, "999999")
        dialog.submit()
        wait(context)
        return dialog

    def bill_many() -> QWidget:
        dialog = opened(context, BillDialog(context, made.client))
        dialog.sales.tick_all()
        dialog.ahead.look()
        return dialog

    def credit(*, rebill: bool) -> QWidget:
        dialog = opened(context, CreditNoteDialog(context, made.invoice))
        dialog.part.choose(How.LINES)
        dialog.rebill.setChecked(rebill)
        dialog.ahead.look()
        return dialog

    return {
        "sale-new": lambda: SaleDialog(context, made.client),
        "sale-filled": lambda: filled(SaleDialog(context, made.client)),
        "sale-asks": lambda: SaleDialog(context),
        "sale-hold": lambda: filled(SaleDialog(context, 2)),
        "sale-folds": folded,
        "sale-wrong": wrong,
        "sale-again": lambda: SaleDialog(context, None, prefill=made.ordered),
        "sale-ordered": lambda: SaleDialog(context, sale_id=made.ordered),
        "sale-billed": lambda: SaleDialog(context, sale_id=made.billed),
        "sale-plain": lambda: SaleDialog(context, sale_id=1),
        "past": lambda: PastSales(context),
        "deliver": lambda: DeliverDialog(context, made.ordered),
        "deliver-nothing": lambda: DeliverDialog(context, made.billed),
        "bill-all": lambda: bill(How.ALL),
        "bill-lines": lambda: bill(How.LINES),
        "bill-amount": lambda: bill(How.AMOUNT, "100"),
        "bill-wrong": bill_wrong,
        "bill-many": bill_many,
        "bill-nothing": lambda: BillDialog(context, None, sale_id=made.billed),
        "invoice": lambda: InvoiceWindow(context, made.invoice),
        "invoice-open": lambda: InvoiceWindow(context, made.invoice - 1),
        "invoice-credit": lambda: InvoiceWindow(context, made.credit),
        "credit-less": lambda: credit(rebill=False),
        "credit-anew": lambda: credit(rebill=True),
    }


def main(out: Path, only: list[str]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = ThemeContext(app, RESOURCES, choice="light")
    words = [word for word in only if not word.startswith("@")]
    marks = [word[1:] for word in only if word.startswith("@")]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        paths = Paths(data=data, machine_settings=data / "m.json")
        backend = open_backend(paths, CLOCK, country="IE", currency="EUR")
        fill(backend)
        fill_receivables(backend)
        backend.services.perform(
            commands.SetSetting(key="level.vip.discount_percent", value="10"),
            source=Source.SCREEN,
        )
        english = ("Exam week, two grands", "Concert grand, tuning", "Travel", "Humidity control")
        chinese = ("展会物料", "易拉宝设计", "上门安装", "加急费")
        made = {
            "en": fill_trade(backend, 1, "EUR", english),
            "zh_CN": fill_trade(backend, 4, "CNY", chinese),
        }
        for language, choice, scale in LOOKS:
            mark = f"{language}-{choice}" + ("-150" if scale > 1 else "")
            if marks and mark not in marks:
                continue
            theme.set_choice(choice)
            theme.set_scale(scale)
            theme.set_chinese(chinese=language == "zh_CN")
            context = context_of(backend, paths, theme, language)
            shown = made["zh_CN" if language == "zh_CN" else "en"]
            for name, make in makers(context, shown).items():
                if not words or any(name.startswith(word) for word in words):
                    shoot(context, make(), out / f"{name}-{mark}.png")
            context.runner.stop()
        backend.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
