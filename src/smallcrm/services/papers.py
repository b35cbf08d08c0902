"""Paper that was printed, saved or sent: invoices are fixed by it, quotes show it."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from smallcrm.db import journal
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


def as_left(uow: UnitOfWork, action_id: int) -> Mapping[int, str | None]:
    """Let quotes be sent, or not, as an action left them; return what is true of them now.

    That a quote was sent since is no change of what the owner did, and does not stand in the way
    of taking that back.
    """
    place = journal.columns("quote").index("sent_at")
    found = uow.connection.execute(
        text(
            f"SELECT change.row_id, json_extract(change.after, '$[{place}]') AS left_at,"
            " quote.sent_at FROM change JOIN quote ON quote.id = change.row_id"
            " WHERE change.action_id = :action AND +change.tbl = 'quote'"
            " AND change.after IS NOT NULL ORDER BY change.id"
        ),
        {"action": action_id},
    ).all()
    left = {row.row_id: row.left_at for row in found}
    now = {row.row_id: row.sent_at for row in found if left[row.row_id] != row.sent_at}
    put_back(uow, {quote_id: left[quote_id] for quote_id in now})
    return now


def put_back(uow: UnitOfWork, sent: Mapping[int, str | None]) -> None:
    """Say when quotes were sent; one that is gone is passed over."""
    for quote_id, at in sent.items():
        uow.connection.execute(
            text("UPDATE quote SET sent_at = :at WHERE id = :id"), {"at": at, "id": quote_id}
        )
