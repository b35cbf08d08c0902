"""Paper that was printed, saved or sent: invoices are fixed by it, quotes show it."""

from __future__ import annotations

from smallcrm.db.models import Invoice, Quote
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.services.quote_status import get_quote
from smallcrm.services.result import Made
from smallcrm.services.trade_commands import FixPaper


def fix(uow: UnitOfWork, command: FixPaper) -> Made:
    """Note when a paper was out for the first time; what is noted already stays.

    Refuses `no_such_invoice` and `no_such_quote`; a command that names both or neither is a
    ValueError.
    """
    if (command.invoice is None) == (command.quote is None):
        msg = "one paper is fixed at a time"
        raise ValueError(msg)
    paper: Invoice | Quote | None
    if command.quote is not None:
        paper = get_quote(uow, command.quote)
        paper.sent_at = paper.sent_at or uow.clock.now()
    else:
        paper = uow.session.get(Invoice, command.invoice)
        if paper is None:
            raise Refusal("no_such_invoice", field="invoice", id=command.invoice)
        paper.fixed_at = paper.fixed_at or uow.clock.now()
    uow.session.flush()
    uow.describe("fix_paper", number=paper.number)
    return Made(paper.id, paper.number)
