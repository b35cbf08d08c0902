"""What ends soon: quotes, contracts, and the periods of services."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection, text

from smallcrm.domain.settings import FileSettings
from smallcrm.queries import contracts, quotes, rows
from smallcrm.queries.today_shapes import ServiceEnding
from smallcrm.queries.trade_shapes import ContractShape, QuoteShape

_QUOTES = f"""
    SELECT {quotes.QUOTE}, {rows.REF} FROM quote INDEXED BY ix_quote_open
    JOIN client ON client.id = quote.client_id
    WHERE {quotes.IS_OPEN} AND quote.valid_until_on BETWEEN :today AND :until
    ORDER BY quote.valid_until_on, quote.id LIMIT :limit
"""
_CONTRACTS = f"""
    SELECT {contracts.CONTRACT}, {rows.REF} FROM contract
    JOIN client ON client.id = contract.client_id
    WHERE contract.ends_on IS NOT NULL AND contract.ended_on IS NULL
      AND contract.ends_on BETWEEN :today AND :until
    ORDER BY contract.ends_on, contract.id LIMIT :limit
"""
_SERVICES = f"""
    SELECT sale.id, sale.number, sale.title, sale.service_until_on, {rows.REF}
    FROM sale INDEXED BY ix_sale_service_until_on JOIN client ON client.id = sale.client_id
    WHERE sale.service_until_on IS NOT NULL AND sale.service_until_on BETWEEN :today AND :until
      AND sale.status <> 'cancelled'
    ORDER BY sale.service_until_on, sale.id LIMIT :limit
"""


def quotes_lapsing(
    connection: Connection, settings: FileSettings, today: date, limit: int
) -> tuple[QuoteShape, ...]:
    """Return the open quotes that lapse within `quotes.warn_days`, the first to lapse first."""
    found = connection.execute(text(_QUOTES), _until(settings, "quotes", today, limit))
    return tuple(quotes.quote(row, rows.reference(row), today) for row in found)


def contracts_ending(
    connection: Connection, settings: FileSettings, today: date, limit: int
) -> tuple[ContractShape, ...]:
    """Return the contracts that end within `contracts.warn_days`, the first to end first."""
    found = connection.execute(text(_CONTRACTS), _until(settings, "contracts", today, limit))
    return tuple(contracts.contract(row, rows.reference(row), today) for row in found)


def services_ending(
    connection: Connection, settings: FileSettings, today: date, limit: int
) -> tuple[ServiceEnding, ...]:
    """Return the sales whose service period ends within `contracts.warn_days`."""
    found = connection.execute(text(_SERVICES), _until(settings, "contracts", today, limit))
    return tuple(
        ServiceEnding(
            client=rows.reference(row),
            sale_id=row.id,
            number=row.number,
            title=row.title,
            until=date.fromisoformat(row.service_until_on),
            days_left=(date.fromisoformat(row.service_until_on) - today).days,
        )
        for row in found
    )


def _until(settings: FileSettings, what: str, today: date, limit: int) -> dict[str, object]:
    days = settings.whole(f"{what}.warn_days") or 0
    until = today + timedelta(days=min(days, (date.max - today).days))
    return {"today": today.isoformat(), "until": until.isoformat(), "limit": limit}
