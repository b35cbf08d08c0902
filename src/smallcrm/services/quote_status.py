"""Where a quote stands: what sales took of it, and the status that follows from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select

from smallcrm.db.models import Quote, QuoteLine, Sale, SaleLine
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import QuoteStatus, SaleStatus
from smallcrm.domain.errors import Refusal


def get_quote(uow: UnitOfWork, quote_id: int) -> Quote:
    """Return a revision of a quote, or refuse (`no_such_quote`)."""
    quote = uow.session.get(Quote, quote_id)
    if quote is None:
        raise Refusal("no_such_quote", field="quote", id=quote_id)
    return quote


def lines_of(uow: UnitOfWork, quote: Quote) -> list[QuoteLine]:
    """Return the lines of a quote in their order."""
    return list(
        uow.session.scalars(
            select(QuoteLine)
            .where(QuoteLine.quote_id == quote.id)
            .order_by(QuoteLine.position, QuoteLine.id)
        )
    )


def follow(uow: UnitOfWork, quote_id: int | None, *, on: date | None = None) -> None:
    """Let the status of a quote follow from the sales that stand of it; declined stays declined.

    Accepted is what is taken of every line; what a sale took beyond the quote changes nothing.
    """
    if quote_id is None:
        return
    uow.session.flush()
    quote = get_quote(uow, quote_id)
    if quote.status == QuoteStatus.DECLINED:
        return
    sold = uow.session.scalars(
        select(func.count())
        .select_from(Sale)
        .where(Sale.quote_id == quote.id, Sale.status != SaleStatus.CANCELLED.value)
    ).one()
    if not sold:
        status = QuoteStatus.OPEN
    elif any(left_of(uow, quote).values()):
        status = QuoteStatus.PARTLY_ACCEPTED
    else:
        status = QuoteStatus.ACCEPTED
    if status is QuoteStatus.OPEN:
        quote.decided_on = None
    elif quote.status != status:
        quote.decided_on = on or uow.clock.today()
    quote.status = status.value
    uow.session.flush()


def left_of(uow: UnitOfWork, quote: Quote) -> dict[int, Decimal]:
    """Return what of each line of a quote no sale took: line id -> quantity, in their order.

    A line of a negative quantity has less than nothing left.
    """
    left = {line.id: line.quantity for line in lines_of(uow, quote)}
    taken: dict[int, Decimal] = dict.fromkeys(left, Decimal(0))
    for line_id, quantity in uow.session.execute(
        select(SaleLine.quote_line_id, SaleLine.quantity)
        .join(Sale, Sale.id == SaleLine.sale_id)
        .where(SaleLine.quote_line_id.in_(left), Sale.status != SaleStatus.CANCELLED.value)
    ):
        taken[line_id or 0] += quantity
    for line_id, quantity in left.items():
        rest = quantity - taken[line_id]
        left[line_id] = max(rest, Decimal(0)) if quantity >= 0 else min(rest, Decimal(0))
    return left
