"""A small business on file: offered, sold, delivered, billed, credited, paid; for papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from smallcrm.app import Backend
from smallcrm.domain.enums import SaleStatus, Source, VatCategory
from smallcrm.services import commands
from smallcrm.services.commands import LineInput


@dataclass
class Trade:
    """The ids of what is on file."""

    client: int
    quote: int = 0
    sale: int = 0
    delivery: int = 0
    invoice: int = 0
    credit_note: int = 0
    payment: int = 0


def line(
    description: str,
    price: str,
    quantity: str = "1",
    unit: str | None = None,
    tax: str = "23",
    discount: str = "0",
    category: VatCategory | None = None,
    reason: str | None = None,
) -> LineInput:
    return LineInput(
        description=description,
        quantity=Decimal(quantity),
        unit=unit,
        unit_price=Decimal(price),
        discount_percent=Decimal(discount),
        tax_percent=Decimal(tax),
        tax_category=category,
        tax_reason=reason,
    )


LINES = (
    line("Tuning, Steinway D, concert pitch 442 Hz", "140", "2", "piece"),
    line("Travel, Dublin and back", "0.42", "38.5", "km", tax="13.5", discount="10"),
    line(
        "Insurance of the transport", "25", tax="0", category=VatCategory.EXEMPT,
        reason="VAT Consolidation Act 2010, Schedule 1",
    ),
)  # fmt: skip


def do(backend: Backend, command: commands.Command) -> int:
    return backend.services.perform(command, source=Source.SCREEN).result.id


def owner(backend: Backend, **values: str) -> None:
    for key, value in values.items():
        do(backend, commands.SetSetting(key=f"file.{key}", value=value))


def irish_owner(backend: Backend) -> None:
    owner(
        backend,
        owner_name="Aoife Brennan",
        owner_line="Pianos, tuning, and websites for music schools",
        owner_address="14 Harbour Row, Dún Laoghaire, Co. Dublin\n"
        "+353 20 910 2600    aoife@brennanpianos.example\nIBAN IE29 AIBK 9311 5212 3456 78",
        owner_tax_number="IE 6388047V",
    )


def school(backend: Backend, **fields: object) -> int:
    values: dict[str, object] = {
        "name": "Beatriz Gonçalves",
        "organisation": "Gonçalves School of Music",
        "code": "K-0107",
        "tax_number": "IE 1234567T",
        "currency": "EUR",
        "addresses": (
            commands.AddressInput(
                street="31 Mount Street", locality="Dublin", postal_code="D02 XY45", country="IE"
            ),
        ),
    }
    return do(backend, commands.AddClient(**(values | fields)))  # type: ignore[arg-type]


def trade(
    backend: Backend,
    client: int,
    lines: tuple[LineInput, ...] = LINES,
    *,
    includes: bool = False,
    currency: str = "EUR",
    **quote: object,
) -> Trade:
    """Offer, sell, deliver a part, bill all, take a line back, and have some of it paid."""
    found = Trade(client)
    values: dict[str, object] = {
        "title": "Two grands before the exams",
        "on": date(2026, 4, 20),
        "valid_until": date(2026, 5, 31),
        "discount_percent": Decimal(5),
        "terms": "Half on order, the rest within 30 days of the work being done.",
        "note": "They also asked Murphy's: do not go below 250.",
        "prices_include_tax": includes,
        "currency": currency,
    }
    found.quote = do(backend, commands.AddQuote(client=client, lines=lines, **(values | quote)))  # type: ignore[arg-type]
    found.sale = do(
        backend,
        commands.AcceptQuote(quote=found.quote, on=date(2026, 5, 1), status=SaleStatus.ORDERED),
    )
    sale = backend.queries.sale(found.sale)
    assert sale is not None
    first = sale.trade_lines[0]
    found.delivery = do(
        backend,
        commands.Deliver(
            sale=found.sale,
            lines={first.id: first.quantity / 2},
            on=date(2026, 5, 6),
            note="Side door before nine.",
        ),
    )
    found.invoice = do(
        backend,
        commands.Bill(
            parts=(commands.BillPart(sale=found.sale),),
            on=date(2026, 5, 8),
            note="Thank you for the music.",
        ),
    )
    invoice = backend.queries.invoice(found.invoice)
    assert invoice is not None
    found.credit_note = do(
        backend,
        commands.AddCreditNote(
            invoice=found.invoice,
            lines={invoice.lines[1].id: invoice.lines[1].quantity},
            reason="Came by train",
            on=date(2026, 5, 10),
        ),
    )
    found.payment = do(
        backend,
        commands.TakePayment(
            client=client,
            amount=Decimal(150),
            currency=currency,
            on=date(2026, 5, 11),
            method="transfer",
            reference="GSM 0511",
        ),
    )
    return found


CHINESE_LINES = (
    line("展会画册设计与排版（48 页，含封面）", "18600", "1", "套", tax="6"),
    line("海报印刷，157 克铜版纸，四色", "12.5", "200", "张", tax="13", discount="8"),
)


def chinese_owner(backend: Backend) -> None:
    owner(
        backend,
        owner_name="林夏设计工作室",
        owner_line="品牌、包装与网站设计",
        owner_address="上海市静安区愚园路 1088 号 3 楼\n"
        "021 5550 0160    linxia@linxia-design.example\n"
        "开户行：招商银行上海静安支行 1219 0888 0100",
        owner_tax_number="91310106MA1FY0XX0X",
    )


def trader(backend: Backend) -> int:
    return do(
        backend,
        commands.AddClient(
            name="张伟",
            organisation="上海明珠贸易有限公司",
            code="K-0008",
            tax_number="91310115MA1K30YY1Y",
            currency="CNY",
            language="zh_CN",
            addresses=(
                commands.AddressInput(street="世纪大道 88 号 12 楼", locality="上海市浦东新区"),
            ),
        ),
    )


def chinese_trade(backend: Backend, client: int) -> Trade:
    return trade(
        backend,
        client,
        CHINESE_LINES,
        includes=True,
        currency="CNY",
        title="六月展会画册与海报",
        terms="订金 30%，余款交货后 30 天内付清。",
        note="不要低于 18000。",
        tax_per_line=True,
    )
