"""Made-up paper about sales: contracts, deliveries, invoices, reminders and promises."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from smallcrm.db.models import (
    Contract,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    InvoiceSale,
    PaymentPromise,
    Reminder,
    ReminderSale,
)
from smallcrm.domain.enums import InvoiceKind, SaleStatus
from smallcrm.services.sample_deals import Deal
from smallcrm.services.sample_people import Person
from smallcrm.services.sample_plan import Numbers
from smallcrm.services.sample_rows import Scene

# Of the clients who bought, how many have a contract; it runs a year or two from a sale on.
_COVERED: Final = 0.02
_YEAR: Final = 365
_PARTLY_OUT: Final = 0.5
# In days after the due date: when a first and a second reminder go out.
_FIRST: Final = 10
_SECOND: Final = 28
_PROMISED: Final = 0.3
# Invoices of the last days may not have left the house yet.
_NEW: Final = 3
_AFTERNOON: Final = 300


class Papers:
    """Writes what goes with one client's sales after another."""

    def __init__(self, scene: Scene, invoices: Numbers) -> None:
        self._scene = scene
        self._invoices = invoices
        self._seller = {
            "seller_name": scene.owner[0],
            "seller_address": scene.owner[1] or None,
            "seller_tax_number": scene.owner[2] or None,
        }
        self._contracts: dict[int, int] = {}
        self._out: list[tuple[int, int, int, list[tuple[int, Decimal]]]] = []

    def cover(self, client_id: int, deals: Sequence[Deal]) -> None:
        """Let a contract cover the first of a client's sales, in some cases."""
        scene = self._scene
        deal = deals[0]
        if deal.status is SaleStatus.CANCELLED or not scene.chance(_COVERED):
            return
        start = deal.sold
        end = start - _YEAR * (1 if scene.chance(0.5) else 2) + 1
        year = scene.days.day(start).year
        self._contracts[year] = place = self._contracts.get(year, 0) + 1
        deal.contract = scene.rows.add(
            Contract,
            client_id=client_id,
            number=f"K-{year:04d}-{place:04d}",
            title=scene.texts.contract.format(title=deal.basket.title),
            signed_on=scene.days.day(start),
            starts_on=scene.days.day(start),
            ends_on=scene.days.day(end),
            currency=deal.currency,
            amount_minor=deal.basket.total_minor,
        )
        deal.serves = (start, end)

    def follow(self, person: Person, deal: Deal, sale_id: int, line_ids: Sequence[int]) -> None:
        """Write what goes with a sale that was just written."""
        if deal.billed is not None:
            self._bill(person, deal, deal.billed, sale_id, line_ids)
        if deal.status is SaleStatus.ORDERED and self._scene.chance(_PARTLY_OUT):
            self._deliver(person, deal, sale_id, line_ids)
        if deal.due is not None and deal.due > _FIRST and deal.open:
            self._remind(person, deal, deal.due, sale_id)

    def finish(self) -> dict[str, dict[int, int]]:
        """Write what is numbered by its day; return how far numbers came: prefix -> years."""
        scene = self._scene
        last: dict[int, int] = {}
        for day, client_id, sale_id, lines in sorted(self._out, key=lambda out: (-out[0], out[2])):
            on = scene.days.day(day)
            last[on.year] = place = last.get(on.year, 0) + 1
            delivery_id = scene.rows.add(
                Delivery,
                client_id=client_id,
                sale_id=sale_id,
                number=f"D-{on.year:04d}-{place:04d}",
                delivered_on=on,
            )
            for line_id, quantity in lines:
                scene.rows.add(
                    DeliveryLine,
                    delivery_id=delivery_id,
                    sale_line_id=line_id,
                    quantity=quantity,
                )
        return {"K": self._contracts, "D": last}

    def _bill(
        self, person: Person, deal: Deal, issued: int, sale_id: int, line_ids: Sequence[int]
    ) -> None:
        """Bill all of a sale."""
        scene, buyer, basket = self._scene, person.buyer, deal.basket
        number, period, sequence = self._invoices.take_counted(issued)
        out = issued >= _NEW or scene.chance(0.4)
        figures = basket.figures
        figures.pop("discount_percent")
        invoice_id = scene.rows.add(
            Invoice,
            client_id=person.id,
            kind=InvoiceKind.INVOICE.value,
            number=number,
            period=period,
            sequence=sequence,
            issued_on=scene.days.day(issued),
            due_on=scene.days.day(issued - person.term),
            currency=deal.currency,
            buyer_name=buyer.name,
            buyer_organisation=buyer.organisation,
            buyer_tax_number=buyer.tax_number,
            buyer_address=buyer.address,
            fixed_at=scene.days.at(issued, _AFTERNOON) if out else None,
            **self._seller,
            **figures,
        )
        for line_id, line, minor in zip(line_ids, basket.lines, basket.billed, strict=True):
            printed = {**line, **minor}
            printed.pop("product_id")
            scene.rows.add(
                InvoiceLine, invoice_id=invoice_id, sale_id=sale_id, sale_line_id=line_id, **printed
            )
        scene.rows.add(
            InvoiceSale, invoice_id=invoice_id, sale_id=sale_id, amount_minor=basket.total_minor
        )

    def _deliver(self, person: Person, deal: Deal, sale_id: int, line_ids: Sequence[int]) -> None:
        """Let a part of an order be out: its first line, or half of its only one."""
        quantity: Decimal = deal.basket.lines[0]["quantity"]
        if len(line_ids) == 1:
            quantity //= 2
        if quantity > 0:
            day = int(deal.sold * self._scene.rng.random())
            self._out.append((day, person.id, sale_id, [(line_ids[0], quantity)]))

    def _remind(self, person: Person, deal: Deal, due: int, sale_id: int) -> None:
        """Remind a client of what is open, once or twice; some promise to pay after it."""
        scene = self._scene
        for step, after in ((1, _FIRST), (2, _SECOND)):
            if due <= after or not scene.chance(0.7):
                return
            day = due - after
            reminder_id = scene.rows.add(
                Reminder,
                client_id=person.id,
                reminded_on=scene.days.day(day),
                step=step,
                currency=deal.currency,
                method="email",
            )
            scene.rows.add(
                ReminderSale, reminder_id=reminder_id, sale_id=sale_id, open_minor=deal.open
            )
            if scene.chance(_PROMISED):
                scene.rows.add(
                    PaymentPromise,
                    client_id=person.id,
                    sale_id=sale_id,
                    promised_on=scene.days.day(max(0, day - 2)),
                    until_on=scene.days.day(day - 12),
                    currency=deal.currency,
                    amount_minor=deal.open,
                )
