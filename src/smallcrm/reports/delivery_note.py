"""A delivery note: what went out of a sale on a day; quantities, no prices."""

from __future__ import annotations

from decimal import Decimal

from smallcrm.i18n.catalog import I18n
from smallcrm.queries.shapes import SaleDetail
from smallcrm.queries.trade_shapes import DeliveryShape
from smallcrm.reports import Stationery
from smallcrm.reports import style as house
from smallcrm.reports.document import Document
from smallcrm.reports.paper import Head, PaperWork
from smallcrm.reports.receivers import Recipient, of_client
from smallcrm.reports.tables import Column, Table
from smallcrm.reports.texts import common_values, text_of

_NONE = Decimal(0)
_SIGN_WIDTH = 0.42  # of the measure
_SIGN_SPACE = 46.0


def draw(
    document: Document,
    sale: SaleDetail,
    delivery_id: int,
    client: Recipient,
    stationery: Stationery,
) -> None:
    """Draw the paper of one delivery of a sale; a ValueError where it is none of its own."""
    tr, formats = stationery.tr, stationery.tr.formats
    found = [one for one in sale.billing.deliveries if one.id == delivery_id]
    if not found:
        msg = "not a delivery of this sale"
        raise ValueError(msg)
    delivery = found[0]
    facts = [
        (tr.pgettext("paper", "Date"), formats.date_long(delivery.on)),
        (tr.pgettext("paper", "Sale"), sale.sale.number),
        (tr.pgettext("paper", "Ordered on"), formats.date_long(sale.sale.on)),
    ]
    if client.code:
        facts.append((tr.gettext("Client number"), client.code))
    head = Head(
        name=title(tr, delivery.number),
        to=tr.pgettext("paper", "Delivered to"),
        receiver=of_client(tr, client, stationery.settings.country),
        facts=tuple(facts),
        about=sale.sale.title,
    )
    work = PaperWork(document, stationery, head, stationery.settings)
    values = values_of(sale, delivery, client, stationery)
    work.opening(text_of(stationery.settings, tr, "delivery.opening", values))
    _table(sale, delivery, stationery).draw(work.flow)
    work.remark(delivery.note or "")
    work.closing(text_of(stationery.settings, tr, "delivery.closing", values))
    _signature(work)
    work.finish()


def values_of(
    sale: SaleDetail, delivery: DeliveryShape, client: Recipient, stationery: Stationery
) -> dict[str, str]:
    """Return what the owner's texts can be told of a delivery."""
    return common_values(stationery, client.ref.name) | {
        "date": stationery.tr.formats.date_long(delivery.on),
        "number": delivery.number,
        "title": sale.sale.title,
        "sale": sale.sale.number,
    }


def title(tr: I18n, number: str) -> str:
    """Name the paper: `Delivery note D-2026-0007`."""
    return tr.pgettext("paper", "Delivery note {number}").format(number=number)


def _table(sale: SaleDetail, delivery: DeliveryShape, stationery: Stationery) -> Table:
    """Show what went out of each line, beside what was ordered and what is still to come."""
    tr, formats = stationery.tr, stationery.tr.formats
    gone: dict[int, Decimal] = {}
    for one in sale.billing.deliveries:
        for line_id, quantity in one.lines:
            gone[line_id] = gone.get(line_id, _NONE) + quantity
        if one.id == delivery.id:
            break
    now: dict[int, Decimal] = {}
    for line_id, quantity in delivery.lines:
        now[line_id] = now.get(line_id, _NONE) + quantity
    table = Table(
        (
            Column(tr.pgettext("column", "No."), right=True, grow=0),
            Column(tr.pgettext("column", "Description"), grow=5, wraps=True),
            Column(tr.pgettext("column", "Ordered"), right=True, grow=0.5),
            Column(tr.pgettext("column", "Delivered"), right=True, grow=0.5),
            Column(tr.pgettext("column", "To come"), right=True, grow=0.5),
            Column(tr.pgettext("column", "Unit"), grow=0.4, wraps=True),
        )
    )
    lines = [line for line in sale.trade_lines if now.get(line.id)]
    table.rows = [
        (
            formats.number(number),
            line.description,
            formats.decimal(line.quantity),
            formats.decimal(now[line.id]),
            formats.decimal(line.quantity - gone.get(line.id, _NONE)),
            line.unit or "",
        )
        for number, line in enumerate(lines, 1)
    ]
    return table.without_empty_columns()


def _signature(work: PaperWork) -> None:
    """Leave room to sign for the goods."""
    flow, type_, sheet = work.flow, work.type, work.flow.sheet
    flow.need(_SIGN_SPACE + type_.label.leading)
    flow.y += _SIGN_SPACE
    width = sheet.measure * _SIGN_WIDTH
    flow.page.rule(sheet.left, sheet.left + width, flow.y, house.THIN, house.INK)
    flow.y += 2.0
    text = work.tr.pgettext("paper", "Received: date, name, signature")
    flow.lines([flow.set.fitted(text, type_.label, width)], type_.label)
