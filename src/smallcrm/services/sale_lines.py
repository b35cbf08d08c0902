"""The lines of a sale: they keep their rows, since deliveries, invoices and quotes name them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select, update

from smallcrm.db.models import Delivery, DeliveryLine, InvoiceLine, Sale, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.services import document_lines
from smallcrm.services.command_parts import LineInput
from smallcrm.services.document_lines import LineRow

_NONE = Decimal(0)


def of_sale(uow: UnitOfWork, sale_id: int) -> list[SaleLine]:
    """Return the lines of a sale in their order."""
    return list(
        uow.session.scalars(
            select(SaleLine)
            .where(SaleLine.sale_id == sale_id)
            .order_by(SaleLine.position, SaleLine.id)
        )
    )


def delivered(uow: UnitOfWork, sale_id: int) -> dict[int, Decimal]:
    """Return what of the lines of a sale its deliveries took out: line id -> quantity."""
    found: dict[int, Decimal] = {}
    for line_id, quantity in uow.session.execute(
        select(DeliveryLine.sale_line_id, DeliveryLine.quantity)
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .where(Delivery.sale_id == sale_id)
    ):
        found[line_id] = found.get(line_id, _NONE) + quantity
    return found


def left_to_deliver(uow: UnitOfWork, sale: Sale) -> dict[int, Decimal]:
    """Return what of each line no delivery took out, in their order; of returns below zero."""
    out = delivered(uow, sale.id)
    return {row.id: row.quantity - out.get(row.id, _NONE) for row in of_sale(uow, sale.id)}


def is_all_out(uow: UnitOfWork, sale: Sale) -> bool:
    """Tell whether nothing is left to go out; goods that come back are not waited for."""
    rows, left = of_sale(uow, sale.id), left_to_deliver(uow, sale)
    waited_for = [row for row in rows if row.quantity > 0] or rows
    return not any(left[row.id] for row in waited_for)


def terms_of(sale: Sale) -> tuple[object, ...]:
    """Return how the lines of a sale are added up: what is fixed once it is billed."""
    percent, amount = sale.discount_percent, sale.discount_amount
    return sale.prices_include_tax, sale.tax_per_line, percent, amount


def write(
    uow: UnitOfWork,
    sale: Sale,
    lines: Sequence[LineInput],
    *,
    terms: tuple[object, ...] | None = None,
) -> list[SaleLine]:
    """Give a sale its lines and what they come to; a line that has a row keeps it.

    A line is known by its id, else by its description. Refuses what `document_lines.add_up`
    does, `no_such_line`, `line_delivered` and `below_delivered` (what went out is sold),
    `total_below_paid`, and `sale_billed` where anything of a billed sale would change (`terms`
    are what `terms_of` said before).
    """
    rows = of_sale(uow, sale.id)
    new, totals = document_lines.add_up(uow, sale, _known(rows, lines))
    if sale.billed_minor and not (terms_of(sale) == terms and _is_same(rows, new)):
        raise Refusal("sale_billed", field="lines", number=sale.number)
    if totals.total_minor < sale.paid_minor:
        raise Refusal(
            "total_below_paid",
            field="lines",
            total=Money(totals.total_minor, sale.currency),
            paid=Money(sale.paid_minor, sale.currency),
        )
    document_lines.set_totals(sale, totals)
    uow.session.flush()
    return _put(uow, sale, rows, new)


def _put(
    uow: UnitOfWork, sale: Sale, rows: Sequence[SaleLine], new: Sequence[LineRow]
) -> list[SaleLine]:
    by_id = {row.id: row for row in rows}
    out = delivered(uow, sale.id) if rows else {}
    _remove(uow, [row for row in rows if row.id not in {line.id for line in new}], out)
    made: list[SaleLine] = []
    for position, line in enumerate(new, start=1):
        row = by_id.get(line.id or 0)
        if row is None:
            row = SaleLine(sale_id=sale.id, position=position, **line.values())
            uow.session.add(row)
        else:
            gone = out.get(row.id, _NONE)
            if gone * line.quantity < 0 or abs(line.quantity) < abs(gone):
                raise Refusal(
                    "below_delivered",
                    field="quantity",
                    line=line.description,
                    delivered=gone,
                )
            for name, value in {**line.values(), "position": position}.items():
                setattr(row, name, value)
        made.append(row)
    uow.session.flush()
    return made


def _remove(uow: UnitOfWork, rows: Sequence[SaleLine], out: dict[int, Decimal]) -> None:
    for row in rows:
        if row.id in out:
            raise Refusal("line_delivered", field="lines", line=row.description)
    if not rows:
        return
    # Paper that was taken back to be written anew still names them, and stands as it is.
    uow.session.execute(
        update(InvoiceLine)
        .where(InvoiceLine.sale_line_id.in_([row.id for row in rows]))
        .values(sale_line_id=None)
    )
    for row in rows:
        uow.session.delete(row)
    uow.session.flush()


def _known(rows: Sequence[SaleLine], lines: Sequence[LineInput]) -> list[LineInput]:
    """Name the row of each line: by its id, else the first free one of the same description."""
    free = {row.id: row for row in rows}
    for line in lines:
        if line.id is not None and free.pop(line.id, None) is None:
            raise Refusal("no_such_line", field="lines", id=line.id)
    found: list[LineInput] = []
    for line in lines:
        if line.id is None:
            same = [row.id for row in free.values() if row.description == line.description.strip()]
            if same:
                del free[same[0]]
                line = replace(line, id=same[0])  # noqa: PLW2901  (the same line, with its row)
        found.append(line)
    return found


def _is_same(rows: Sequence[SaleLine], new: Sequence[LineRow]) -> bool:
    """Tell whether the lines are what they were."""
    if [row.id for row in rows] != [line.id for line in new]:
        return False
    return all(
        getattr(row, name) == value
        for row, line in zip(rows, new, strict=True)
        for name, value in line.values().items()
    )
