"""Credit notes: an invoice, some of its lines or an amount of it is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import select

from smallcrm.db.models import Invoice, InvoiceLine, InvoiceSale, Payment, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import partial
from smallcrm.domain.enums import InvoiceKind, PaymentKind
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.partial import Item, Rate, Whole
from smallcrm.domain.sharing import in_proportion
from smallcrm.domain.text import optional_line
from smallcrm.services import allocation, clients, invoice_rows, payments
from smallcrm.services.commands import AddCreditNote
from smallcrm.services.invoice_rows import Share
from smallcrm.services.lookups import get_sale
from smallcrm.services.result import Made

_Lines = Sequence[tuple[InvoiceLine, Invoice]]


def add(uow: UnitOfWork, command: AddCreditNote) -> Made:
    """Take back an invoice, never more than is left of it.

    Its sales are owed so much less, and money beyond that becomes credit; or (`rebill`) what is
    owed stays and can be billed anew.
    """
    invoice = get_invoice(uow, command.invoice)
    if invoice.kind != InvoiceKind.INVOICE:
        raise Refusal("not_an_invoice", field="invoice", number=invoice.number)
    client = clients.get(uow.session, invoice.client_id)
    shares = _shares(uow, invoice, command)
    on = command.on or uow.clock.today()
    note = invoice_rows.new_paper(uow, InvoiceKind.CREDIT_NOTE, client, shares[0].sale, on)
    _as_on(note, invoice)
    note.credits_id, note.rebill = invoice.id, command.rebill
    note.reason = optional_line(command.reason, field="reason")
    by_sale = invoice_rows.write(uow, note, shares, command.number)
    payable = Money(sum(by_sale.values()), note.currency)
    if command.rebill:
        for one in shares:
            one.sale.billed_minor -= one.minor
    else:
        _take_off(uow, note, shares, payable)
    uow.session.flush()
    uow.describe("credit_note", client=client.name, number=note.number, amount=payable)
    return Made(note.id, note.number)


def get_invoice(uow: UnitOfWork, invoice_id: int) -> Invoice:
    """Return an invoice or a credit note, or refuse (`no_such_invoice`)."""
    invoice = uow.session.get(Invoice, invoice_id)
    if invoice is None:
        raise Refusal("no_such_invoice", field="invoice", id=invoice_id)
    return invoice


def _as_on(note: Invoice, invoice: Invoice) -> None:
    """Let a credit note be between the same two as its invoice, and its tax be worked out alike."""
    for name in (
        "prices_include_tax",
        "tax_per_line",
        "buyer_name",
        "buyer_organisation",
        "buyer_tax_number",
        "buyer_address",
        "seller_name",
        "seller_address",
        "seller_tax_number",
        "buyer_street",
        "buyer_postal_code",
        "buyer_locality",
        "buyer_region",
        "buyer_country",
        "seller_country",
        "service_from_on",
        "service_until_on",
    ):
        setattr(note, name, getattr(invoice, name))


def _take_off(uow: UnitOfWork, note: Invoice, shares: Sequence[Share], payable: Money) -> None:
    """Let a credit note settle its sales; where too little is open, money makes room for it."""
    settled = Payment(
        client_id=note.client_id,
        kind=PaymentKind.CREDIT_NOTE.value,
        currency=note.currency,
        amount_minor=payable.minor,
        allocated_minor=0,
        refunded_minor=0,
        received_on=note.issued_on,
        reference=note.number,
        reason=note.reason,
        invoice_id=note.id,
    )
    uow.session.add(settled)
    uow.session.flush()
    for one in shares:
        if one.minor:
            payments.make_room(uow, one.sale, one.minor)
            allocation.allocate(uow, settled, one.sale, one.minor)


def _shares(uow: UnitOfWork, invoice: Invoice, command: AddCreditNote) -> list[Share]:
    wholes = _wholes(uow, invoice)
    left = Money(sum(whole.left_minor for whole, _ in wholes.values()), invoice.currency)
    if command.lines is not None and command.amount is not None:
        raise Refusal("amount_and_lines", field="amount")
    if not left:
        raise Refusal("nothing_to_credit", field="invoice", number=invoice.number)
    if command.amount is not None:
        amount = Money.of(command.amount, invoice.currency)
        if amount.minor <= 0:
            raise Refusal("not_positive", field="amount", text=str(command.amount))
        if amount.minor > left.minor:
            raise _over(invoice, left, "amount")
        return _by_amount(uow, invoice, wholes, amount.minor)
    if command.lines is not None:
        return _by_lines(uow, invoice, wholes, command.lines)
    return [
        _rest(uow, invoice, sale_id, whole, lines)
        for sale_id, (whole, lines) in wholes.items()
        if whole.left_minor
    ]


def _by_amount(
    uow: UnitOfWork,
    invoice: Invoice,
    wholes: Mapping[int, tuple[Whole, _Lines]],
    minor: int,
) -> list[Share]:
    """Share an amount over the sales of the invoice, by what is left of each."""
    left = [Fraction(whole.left_minor) for whole, _ in wholes.values()]
    found: list[Share] = []
    parts = in_proportion(minor, left)
    for part, (sale_id, (whole, lines)) in zip(parts, wholes.items(), strict=True):
        if part and part == whole.left_minor:
            found.append(_rest(uow, invoice, sale_id, whole, lines))
        elif part:
            sale, pieces = get_sale(uow, sale_id), partial.by_amount(whole, part)
            found.append(Share(sale, whole, pieces, part, _sources(lines), invoice.number))
    return found


def _by_lines(
    uow: UnitOfWork,
    invoice: Invoice,
    wholes: Mapping[int, tuple[Whole, _Lines]],
    quantities: Mapping[int, Decimal],
) -> list[Share]:
    _check_quantities(wholes, quantities)
    found: list[Share] = []
    for sale_id, (whole, lines) in wholes.items():
        own = {item.id for item in whole.items}
        wanted = {key: value for key, value in quantities.items() if key in own and value}
        if not wanted:
            continue
        if whole.is_rest(wanted):
            one: Share | None = _rest(uow, invoice, sale_id, whole, lines)
        else:
            sale, pieces = get_sale(uow, sale_id), partial.by_quantity(whole, wanted)
            one = invoice_rows.share(
                sale, whole, pieces, _sources(lines), is_rest=False, title=invoice.number
            )
        if one is None:
            raise _over(invoice, Money(whole.left_minor, invoice.currency), "lines")
        found.append(one)
    if not any(one.minor for one in found):
        raise Refusal("nothing_to_credit", field="lines", number=invoice.number)
    return found


def _check_quantities(
    wholes: Mapping[int, tuple[Whole, _Lines]], quantities: Mapping[int, Decimal]
) -> None:
    items = {item.id: item for whole, _ in wholes.values() for item in whole.items}
    names = {line.id: line.description for _, lines in wholes.values() for line, _ in lines}
    for line_id, quantity in quantities.items():
        if line_id not in items:
            raise Refusal("no_such_line", field="lines", id=line_id)
        left = items[line_id].left
        if not quantity.is_finite():
            raise Refusal("not_a_number", field="quantity", text=str(quantity))
        if quantity * left < 0 or abs(quantity) > abs(left):
            raise Refusal(
                "over_quantity",
                field="quantity",
                line=names[line_id],
                quantity=f"{quantity:f}",
                left=f"{left:f}",
            )


def _over(invoice: Invoice, left: Money, field: str) -> Refusal:
    return Refusal("over_credit_note", field=field, left=left, number=invoice.number)


def _rest(uow: UnitOfWork, invoice: Invoice, sale_id: int, whole: Whole, lines: _Lines) -> Share:
    """Take back all that is left of a sale on an invoice."""
    earlier = dict.fromkeys(
        paper.number
        for line, paper in lines
        if paper.id != invoice.id and line.credits_line_id is None
    )
    sale = get_sale(uow, sale_id)
    title = ", ".join(earlier) or invoice.number
    pieces = partial.rest(whole)
    return Share(sale, whole, pieces, whole.left_minor, _sources(lines), title)


def _sources(lines: _Lines) -> dict[int, InvoiceLine]:
    return {line.id: line for line, paper in lines if paper.kind == InvoiceKind.INVOICE}


def _wholes(uow: UnitOfWork, invoice: Invoice) -> dict[int, tuple[Whole, _Lines]]:
    """Return each sale of an invoice as a whole of which parts are taken back, with its lines."""
    rows = uow.session.execute(
        select(InvoiceLine, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where((Invoice.id == invoice.id) | (Invoice.credits_id == invoice.id))
        .order_by(Invoice.id, InvoiceLine.position)
    )
    lines: dict[int, list[tuple[InvoiceLine, Invoice]]] = {}
    for line, paper in rows:
        lines.setdefault(line.sale_id, []).append((line, paper))
    left = _left(uow, invoice)
    return {
        sale.id: (_whole(invoice, lines[sale.id], left[sale.id]), lines[sale.id])
        for sale in (uow.session.get_one(Sale, sale_id) for sale_id in lines)
    }


def _left(uow: UnitOfWork, invoice: Invoice) -> dict[int, int]:
    """Return what of each sale's share on an invoice was not taken back."""
    left: dict[int, int] = {}
    for part, paper in uow.session.execute(
        select(InvoiceSale, Invoice)
        .join(Invoice, Invoice.id == InvoiceSale.invoice_id)
        .where((Invoice.id == invoice.id) | (Invoice.credits_id == invoice.id))
    ):
        sign = 1 if paper.id == invoice.id else -1
        left[part.sale_id] = left.get(part.sale_id, 0) + sign * part.amount_minor
    return left


def _whole(invoice: Invoice, lines: _Lines, left_minor: int) -> Whole:
    taken: dict[int, tuple[Decimal, int]] = {}
    as_amounts: dict[Rate, int] = {}
    for line, paper in lines:
        if paper.id == invoice.id:
            continue
        minor = invoice_rows.taken_amount(line, paper)
        if line.credits_line_id is None:
            rate = invoice_rows.rate_of(line)
            as_amounts[rate] = as_amounts.get(rate, 0) + minor
        else:
            quantity, before = taken.get(line.credits_line_id, (Decimal(0), 0))
            taken[line.credits_line_id] = quantity + line.quantity, before + minor
    items: list[Item] = []
    for line, paper in lines:
        if paper.id != invoice.id:
            continue
        quantity, taken_minor = taken.get(line.id, (Decimal(0), 0))
        minor = invoice_rows.taken_amount(line, paper)
        unit = partial.unit_minor(line.unit_price, line.discount_percent, invoice.currency)
        discount = 0
        if line.discount_minor:
            discount = partial.half_up(unit * Fraction(line.quantity)) - minor
        items.append(
            Item(
                id=line.id,
                rate=invoice_rows.rate_of(line),
                quantity=line.quantity,
                unit_minor=unit,
                minor=minor,
                discount_minor=discount,
                taken=quantity,
                taken_minor=taken_minor,
            )
        )
    return Whole(
        items=items,
        left_minor=left_minor,
        as_amounts={rate: minor for rate, minor in as_amounts.items() if minor},
        prices_include_tax=invoice.prices_include_tax,
        tax_per_line=invoice.tax_per_line,
    )
