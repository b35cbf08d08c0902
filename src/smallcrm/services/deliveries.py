"""Deliveries: what of a sale went out, when; all of it out makes the sale delivered."""

from __future__ import annotations

from sqlalchemy import select

from smallcrm.db.models import Delivery, DeliveryLine, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import clean_text
from smallcrm.services import clients, document_lines, ledger, numbers, sale_lines
from smallcrm.services.result import Made
from smallcrm.services.trade_commands import Deliver


def deliver(uow: UnitOfWork, command: Deliver) -> Made:
    """Record that lines of a sale went out, or all that is left of it.

    Of a line of negative quantity (goods that come back) a negative quantity goes out; it is not
    waited for. Refuses `sale_cancelled`, `nothing_to_deliver` (all is out, or nothing is named),
    `no_such_line`, `no_quantity` and `over_delivery`.
    """
    sale = ledger.get_sale(uow, command.sale)
    client = clients.get(uow.session, sale.client_id)
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    left = sale_lines.left_to_deliver(uow, sale)
    if command.lines is None:
        wanted = {line_id: rest for line_id, rest in left.items() if rest}
    else:
        wanted = dict(command.lines)
    # Set delivered by hand, all of it counts as out.
    if not wanted or sale.status != SaleStatus.ORDERED:
        raise Refusal("nothing_to_deliver", field="lines", number=sale.number)
    for line_id, quantity in wanted.items():
        if line_id not in left:
            raise Refusal("no_such_line", field="lines", id=line_id)
        document_lines.check_part(quantity, left[line_id], code="over_delivery")
    on = command.on or uow.clock.today()
    delivery = Delivery(
        client_id=client.id,
        sale_id=sale.id,
        number=numbers.next(uow, numbers.Numbering.DELIVERY, on),
        delivered_on=on,
        note=clean_text(command.note, field="note") or None if command.note else None,
    )
    uow.session.add(delivery)
    uow.session.flush()
    uow.session.add_all(
        DeliveryLine(delivery_id=delivery.id, sale_line_id=line_id, quantity=wanted[line_id])
        for line_id in left
        if line_id in wanted
    )
    uow.session.flush()
    follow(uow, sale)
    uow.describe("deliver", client=client.name, number=delivery.number, sale=sale.number)
    return Made(delivery.id, delivery.number)


def follow(uow: UnitOfWork, sale: Sale) -> None:
    """Let an ordered sale of which all is out be delivered, on the day of its last delivery."""
    if sale.status != SaleStatus.ORDERED or not sale_lines.is_all_out(uow, sale):
        return
    last = uow.session.scalars(
        select(Delivery.delivered_on)
        .where(Delivery.sale_id == sale.id)
        .order_by(Delivery.delivered_on.desc())
        .limit(1)
    ).first()
    if last is None:
        return
    sale.status = SaleStatus.DELIVERED.value
    sale.delivered_on = last
    ledger.date_status(uow, sale, clients.get(uow.session, sale.client_id), last)
    uow.session.flush()
