"""What a bill or a credit note would be: made as if in earnest, read, and taken back at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

from smallcrm.db.database import Database
from smallcrm.db.unit_of_work import UnitOfWork, unit_of_work
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import Source
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.queries import balances
from smallcrm.queries.invoices import invoice_detail
from smallcrm.queries.sales import sale_details
from smallcrm.queries.shapes import SaleDetail
from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.services import billing, consequences, credit_notes
from smallcrm.services.commands import AddCreditNote, Bill
from smallcrm.services.result import Made

_HANDLERS: dict[type, Callable[[UnitOfWork, Any], Made]] = {
    Bill: billing.bill,
    AddCreditNote: credit_notes.add,
}


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A paper as it would be, with its sales and the client's credit as they would be then."""

    paper: InvoiceDetail
    sales: tuple[SaleDetail, ...]
    credit: tuple[Money, ...]


class _TakenBack(Exception):  # noqa: N818  (rolls a transaction back; never leaves this module)
    def __init__(self, found: Rehearsed) -> None:
        super().__init__()
        self.found = found


def rehearse(database: Database, clock: Clock, command: Bill | AddCreditNote) -> Rehearsed:
    """Say what a command would make, down to its number and its rounding; nothing is kept.

    Refuses whatever the command itself is refused for: the rules are in one place.
    """
    try:
        with unit_of_work(database, clock, source=Source.SCREEN) as uow:
            made = _HANDLERS[type(command)](uow, command)
            uow.session.flush()
            consequences.settle(uow)
            _take_back(_read(uow, made.id))
    except _TakenBack as taken_back:
        return taken_back.found


def _take_back(found: Rehearsed) -> NoReturn:
    raise _TakenBack(found)


def _read(uow: UnitOfWork, invoice_id: int) -> Rehearsed:
    today = uow.clock.today()
    paper = invoice_detail(uow.connection, invoice_id, today=today)
    if paper is None:
        raise Refusal("no_such_invoice", field="invoice", id=invoice_id)
    client_id = paper.invoice.client.id
    ids = [sale_id for sale_id, _number, _amount in paper.sales]
    sales = sale_details(uow.connection, ids, today=today)
    credit = balances.credit_for(uow.connection, [client_id], today).get(client_id, ())
    return Rehearsed(paper, tuple(sales[sale_id] for sale_id in ids), credit)
