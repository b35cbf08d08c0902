"""Details that were confirmed too long ago: phones, e-mails and addresses to be asked for again.

A detail is as old as the last day on which it, or all details of the client, were confirmed; one
that never was is as old as its client in the file (by the day in UTC). It is out of date when that
is more than `clients.stale_months` ago; of archived clients nothing is.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Connection

from smallcrm.db.settings import read_settings
from smallcrm.domain.clock import Clock
from smallcrm.domain.enums import DetailKind, Lifecycle
from smallcrm.domain.rewards import months_later
from smallcrm.queries import rows
from smallcrm.queries.care_shapes import StaleDetailOf
from smallcrm.queries.detail_shapes import StaleDetail
from smallcrm.queries.shapes import Address, ClientDetails
from smallcrm.queries.statements import statement

SETTING: Final = "clients.stale_months"
NEVER: Final = date.min
# The day since which a detail of a table stands as it is.
_SINCE = (
    "coalesce(max(coalesce({0}.confirmed_on, client.details_confirmed_on),"
    " coalesce(client.details_confirmed_on, {0}.confirmed_on)), substr(client.created_at, 1, 10))"
)
_TOWN = "trim(coalesce(postal_code, '') || ' ' || coalesce(locality, ''))"
_ADDRESS = (
    "coalesce(text, rtrim(coalesce(street || ', ', '')"
    f" || coalesce(nullif({_TOWN}, '') || ', ', '')"
    " || coalesce(region || ', ', '') || coalesce(country, ''), ', '))"
)
_TABLES = (
    (DetailKind.PHONE, "phone_number", "number"),
    (DetailKind.EMAIL, "email_address", "address"),
    (DetailKind.ADDRESS, "postal_address", _ADDRESS),
)
# Whether a client has a detail that is out of date before `:stale_on`. Who confirmed all of them
# since then has none, which is cheaper to ask first.
IS_STALE: Final = (
    "client.lifecycle <> 'archived' AND coalesce(client.details_confirmed_on, '') < :stale_on"
    " AND ({})"
).format(
    " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {table}.client_id = client.id"
        f" AND {_SINCE.format(table)} < :stale_on)"
        for _kind, table, _text in _TABLES
    )
)
_LIST = " UNION ALL ".join(
    f"SELECT {rows.REF}, '{kind.value}' AS kind, {table}.id AS detail_id, {text} AS said,"
    f" {_SINCE.format(table)} AS since FROM {table} JOIN client ON client.id = {table}.client_id"
    f" WHERE client.lifecycle <> 'archived' AND {_SINCE.format(table)} < :stale_on"
    for kind, table, text in _TABLES
)


def stale_before(months: int, today: date) -> date:
    """Return the day before which a confirmation is too long ago; nothing is where months is 0."""
    return months_later(today, -months) if months else NEVER


def stale_on(connection: Connection, today: date) -> date:
    """Return that day by the file's setting."""
    return stale_before(read_settings(connection).whole(SETTING) or 0, today)


def stale_of(details: ClientDetails, *, months: int, today: date) -> tuple[StaleDetail, ...]:
    """Return what of a client's details is out of date, the longest first."""
    if not months or details.lifecycle is Lifecycle.ARCHIVED:
        return ()
    before = stale_before(months, today)
    found = [
        *((DetailKind.PHONE, one.id, one.number, one.confirmed_on) for one in details.phones),
        *((DetailKind.EMAIL, one.id, one.address, one.confirmed_on) for one in details.emails),
        *(
            (DetailKind.ADDRESS, one.id, address_line(one), one.confirmed_on)
            for one in details.addresses
        ),
    ]
    stale = []
    for kind, detail_id, text, confirmed_on in found:
        days = [day for day in (confirmed_on, details.details_confirmed_on) if day is not None]
        since = max(days, default=details.created_at.date())
        if since < before:
            months_ago = months_between(since, today)
            stale.append(StaleDetail(kind, detail_id, text, since, months_ago, bool(days)))
    return tuple(sorted(stale, key=lambda one: one.since))


def stale_details(
    connection: Connection, *, clock: Clock, limit: int | None = None
) -> tuple[StaleDetailOf, ...]:
    """Return the details of all clients that are out of date, the oldest first."""
    before = stale_on(connection, clock.today())
    if before == NEVER:
        return ()
    sql = f"{_LIST} ORDER BY since, client_id, kind, detail_id LIMIT :limit"
    found = connection.execute(
        statement(sql),
        {"stale_on": before.isoformat(), "limit": -1 if limit is None else limit},
    )
    return tuple(
        StaleDetailOf(
            client=rows.reference(row),
            kind=DetailKind(row.kind),
            text=row.said,
            since=date.fromisoformat(row.since),
        )
        for row in found
    )


def months_between(since: date, today: date) -> int:
    """Count the whole months from a day to another."""
    months = (today.year - since.year) * 12 + today.month - since.month
    while months > 0 and months_later(since, months) > today:
        months -= 1
    return max(months, 0)


def address_line(address: Address) -> str:
    """Write an address in one line, as plain as it can be."""
    if address.text:
        return " ".join(address.text.split())
    town = " ".join(filter(None, (address.postal_code, address.locality)))
    return ", ".join(filter(None, (address.street, town, address.region, address.country)))
