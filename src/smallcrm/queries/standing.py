"""What a new sale to a client should warn of: on hold, credit limit, terms, what was given up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from smallcrm.domain import terms
from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.queries import balances, rows
from smallcrm.queries.receivable_shapes import Standing
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import ClientDetails, ClientRef, Owed
from smallcrm.queries.statements import statement

_YEARS_BACK = 3
_CLIENT = f"""
    SELECT {rows.REF}, client.currency, client.credit_limit_minor, client.on_hold,
           client.hold_reason, client.discount_percent, client.payment_term_days
    FROM client WHERE id = :id
"""
_WRITTEN_OFF = """
    SELECT currency, amount_minor, coalesce(reason_code, 'other') AS reason_code, received_on
    FROM payment INDEXED BY ix_payment_written_off
    WHERE client_id = :id AND received_on >= :since
      AND kind = 'write_off' AND voided_at IS NULL
    ORDER BY received_on DESC, id DESC
"""


def standing(
    connection: Connection, client_id: int, currency: str | None, *, today: date
) -> Standing | None:
    """Return how a client stands before a sale in `currency` (None: theirs, else the file's)."""
    row = connection.execute(statement(_CLIENT), {"id": client_id}).first()
    if row is None:
        return None
    settings = file_settings(connection)
    own = row.currency or settings.currency
    limit = row.credit_limit_minor
    return made(
        rows.reference(row),
        settings,
        on_hold=bool(row.on_hold),
        hold_reason=row.hold_reason,
        credit_limit=None if limit is None else Money(limit, own),
        discount=None if row.discount_percent is None else Decimal(row.discount_percent),
        term_days=row.payment_term_days,
        currency=currency or own,
        owed=balances.owed_for(connection, [client_id], today).get(client_id, ()),
        credit=balances.credit_for(connection, [client_id], today).get(client_id, ()),
        written_off=written_off(connection, client_id, today),
    )


def of_card(
    details: ClientDetails,
    settings: FileSettings,
    owed: Sequence[Owed],
    credit: tuple[Money, ...],
    given_up: tuple[tuple[Money, str, date], ...],
) -> Standing:
    """Make the same of what a card has read already."""
    return made(
        details.ref,
        settings,
        on_hold=details.on_hold,
        hold_reason=details.hold_reason,
        credit_limit=details.credit_limit,
        discount=details.discount_percent,
        term_days=details.payment_term_days,
        currency=details.currency or settings.currency,
        owed=owed,
        credit=credit,
        written_off=given_up,
    )


def made(
    client: ClientRef,
    settings: FileSettings,
    *,
    on_hold: bool,
    hold_reason: str | None,
    credit_limit: Money | None,
    discount: Decimal | None,
    term_days: int | None,
    currency: str,
    owed: Sequence[Owed],
    credit: tuple[Money, ...],
    written_off: tuple[tuple[Money, str, date], ...],
) -> Standing:
    """Put a standing together; the limit is held against what is owed in its own currency."""
    left = credit_limit
    if left is not None:
        for part in owed:
            if part.amount.currency == left.currency:
                left -= part.amount
    return Standing(
        client=client,
        on_hold=on_hold,
        hold_reason=hold_reason if on_hold else None,
        credit_limit=credit_limit,
        limit_left=left,
        discount_percent=f"{terms.discount_percent(settings, discount, client.level):f}",
        term_days=terms.payment_term_days(settings, term_days, client.level),
        currency=currency,
        credit=credit,
        written_off=written_off,
    )


def written_off(
    connection: Connection, client_id: int, today: date
) -> tuple[tuple[Money, str, date], ...]:
    """Return what was given up in the last three years, newest first: amount, reason, day."""
    since = today.replace(year=max(today.year - _YEARS_BACK, 1), day=min(today.day, 28))
    found = connection.execute(
        statement(_WRITTEN_OFF), {"id": client_id, "since": since.isoformat()}
    )
    return tuple(
        (
            Money(row.amount_minor, row.currency),
            row.reason_code,
            date.fromisoformat(row.received_on),
        )
        for row in found
    )
