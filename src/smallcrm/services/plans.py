"""Sales that are due in instalments: what is due when, and the day that the sale is due by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import delete, select

from smallcrm.db.models import Client, Instalment, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import instalments as plan
from smallcrm.domain.enums import SaleStatus
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.sharing import in_proportion
from smallcrm.services.commands import PlanPart, SetPlan
from smallcrm.services.lookups import get_sale
from smallcrm.services.result import Made


def set_by_hand(uow: UnitOfWork, command: SetPlan) -> Made:
    """Make a sale due in instalments, or at once again."""
    sale = get_sale(uow, command.sale)
    if sale.status == SaleStatus.CANCELLED:
        raise Refusal("sale_cancelled", field="sale", number=sale.number)
    if command.parts:
        set_plan(uow, sale, command.parts)
    else:
        clear(uow, sale, command.due)
    client = uow.session.get(Client, sale.client_id)
    assert client is not None
    uow.describe(
        "set_plan" if command.parts else "clear_plan",
        client=client.name,
        number=sale.number,
        count=len(command.parts),
    )
    return Made(sale.id, sale.number)


def set_plan(uow: UnitOfWork, sale: Sale, parts: Sequence[PlanPart]) -> None:
    """Divide a sale's total as `parts` say; what was paid settles the earliest instalments.

    Refuses `due_before_sale`, `amount_and_percent` (a part says both), and what
    `domain.instalments.schedule` does: the parts come to the total exactly.
    """
    shares: list[plan.Part] = []
    for part in parts:
        if part.percent is not None and part.amount is not None:
            raise Refusal("amount_and_percent", field="instalments")
        if part.due is not None and part.due < sale.sold_on:
            raise Refusal("due_before_sale", field="due", date=part.due, sold=sale.sold_on)
        amount = part.amount
        minor = None if amount is None else Money.of(amount, sale.currency).minor
        shares.append(plan.Part(days=0, percent=part.percent, amount_minor=minor))
    if sale.total_minor == 0:
        raise Refusal("instalment_of_nothing", field="instalments")
    # All of one day, so that they come back in the order of the parts, which have their own days.
    divided = plan.schedule(Money(sale.total_minor, sale.currency), sale.sold_on, shares)
    _write(
        uow,
        sale,
        [
            plan.Instalment(part.due, share.amount_minor)
            for part, share in zip(parts, divided, strict=True)
        ],
    )


def clear(uow: UnitOfWork, sale: Sale, due: date | None) -> None:
    """Make a sale due at once again, on `due`.

    None: an ordered sale that is not billed is not due at all, another when the last of its
    instalments was.
    """
    if due is not None and due < sale.sold_on:
        raise Refusal("due_before_sale", field="due", date=due, sold=sale.sold_on)
    if due is None and (sale.status != SaleStatus.ORDERED or sale.billed_minor):
        days = [one.due_on for one in of_sale(uow, sale.id) if one.due_on is not None]
        due = max(days, default=sale.due_on)
    uow.session.execute(delete(Instalment).where(Instalment.sale_id == sale.id))
    sale.has_plan, sale.due_on = False, due
    uow.session.flush()


def of_sale(uow: UnitOfWork, sale_id: int) -> list[plan.Instalment]:
    """Return a sale's instalments, oldest due first, those without a day last."""
    rows = uow.session.scalars(
        select(Instalment).where(Instalment.sale_id == sale_id).order_by(Instalment.position)
    )
    return [plan.Instalment(row.due_on, row.amount_minor) for row in rows]


def follow_paid(uow: UnitOfWork, sale: Sale) -> None:
    """Let a planned sale be due with the first instalment that is not fully paid."""
    if sale.has_plan:
        sale.due_on = due_on(of_sale(uow, sale.id), sale.paid_minor)


def due_on(instalments: Sequence[plan.Instalment], paid_minor: int) -> date | None:
    """Return the day of the first instalment that is not fully paid, else of the last one."""
    following = plan.next_due(instalments, paid_minor)
    return _oldest_first(instalments)[-1].due_on if following is None else following.due_on


def follow_total(uow: UnitOfWork, sale: Sale) -> None:
    """Let the plan of a sale whose total changed follow in proportion.

    Refuses `plan_too_small` where an instalment would come to nothing.
    """
    if not sale.has_plan:
        return
    before = of_sale(uow, sale.id)
    if sum(one.amount_minor for one in before) == sale.total_minor:
        return
    amounts = in_proportion(sale.total_minor, [Fraction(one.amount_minor) for one in before])
    if min(amounts) <= 0:
        raise Refusal(
            "plan_too_small",
            field="amount",
            number=sale.number,
            total=Money(sale.total_minor, sale.currency),
            count=len(before),
        )
    _write(
        uow,
        sale,
        [plan.Instalment(one.due_on, minor) for one, minor in zip(before, amounts, strict=True)],
    )


def date_part(uow: UnitOfWork, sale: Sale, minor: int, due: date) -> None:
    """Let `minor` of what has no due date yet be due on a day, since it was billed.

    An ordered sale without a due date gets a plan by it: the rest waits without a day.
    """
    before = of_sale(uow, sale.id)
    if not sale.has_plan:
        if sale.due_on is not None:
            return
        before = [plan.Instalment(None, sale.total_minor)]
    dated = min(minor, sum(one.amount_minor for one in before if one.due_on is None))
    if not dated:
        return
    left = dated
    after = [plan.Instalment(due, dated)]
    for one in before:
        used = min(left, one.amount_minor) if one.due_on is None else 0
        left -= used
        if one.amount_minor > used:
            after.append(plan.Instalment(one.due_on, one.amount_minor - used))
    _write(uow, sale, after)


def date_rest(uow: UnitOfWork, sale: Sale, due: date) -> None:
    """Let all that has no due date yet be due on a day: the goods are out, or all is billed."""
    if sale.has_plan:
        date_part(uow, sale, sale.total_minor, due)
    elif sale.due_on is None:
        sale.due_on = due


def _write(uow: UnitOfWork, sale: Sale, instalments: Iterable[plan.Instalment]) -> None:
    ordered = _oldest_first(instalments)
    if ordered == of_sale(uow, sale.id):
        follow_paid(uow, sale)
        return
    uow.session.execute(delete(Instalment).where(Instalment.sale_id == sale.id))
    uow.session.add_all(
        Instalment(
            sale_id=sale.id, position=position, due_on=one.due_on, amount_minor=one.amount_minor
        )
        for position, one in enumerate(ordered, start=1)
    )
    sale.has_plan, sale.due_on = True, due_on(ordered, sale.paid_minor)
    uow.session.flush()


def _oldest_first(instalments: Iterable[plan.Instalment]) -> list[plan.Instalment]:
    return sorted(instalments, key=lambda one: (one.due_on is None, one.due_on or date.max))
