"""Filling an empty data file with made-up data, and taking it out again."""

from __future__ import annotations

from random import Random
from typing import Final

from sqlalchemy import Connection, func, select

from smallcrm.db import search_index
from smallcrm.db.models import Client, FileSetting
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.services.commands import FillSample, RemoveSample
from smallcrm.services.result import Made

MOST_CLIENTS: Final = 2_000_000
_CLIENTS: Final = "SELECT id FROM client WHERE is_sample"
# What belongs to the made-up clients, children first: a table and which of its rows.
_BELONGING: Final = (
    ("payment_allocation", f"sale_id IN (SELECT id FROM sale WHERE client_id IN ({_CLIENTS}))"),
    ("sale_line", f"sale_id IN (SELECT id FROM sale WHERE client_id IN ({_CLIENTS}))"),
    ("referral", f"client_id IN ({_CLIENTS}) OR counterpart_id IN ({_CLIENTS})"),
    *(
        (table, f"client_id IN ({_CLIENTS})")
        for table in (
            "payment",
            "sale",
            "follow_up",
            "interaction",
            "note",
            "client_tag",
            "handle",
            "postal_address",
            "email_address",
            "phone_number",
            "contact_person",
        )
    ),
    ("client", "is_sample"),
)


def fill(uow: UnitOfWork, command: FillSample) -> Made:
    """Fill an empty file with made-up clients, the same for the same seed and the same day.

    Refuses `not_in_range`, and `not_empty` where there is any client.
    """
    if not 1 <= command.clients <= MOST_CLIENTS:
        raise Refusal(
            "not_in_range",
            field="clients",
            text=str(command.clients),
            low=1,
            high=MOST_CLIENTS,
        )
    if uow.connection.execute(select(Client.id).limit(1)).first() is not None:
        raise Refusal("not_empty")
    # Thousands of words that nobody needs who has clients of their own.
    from smallcrm.services.sample_file import SampleFile

    sample = SampleFile(uow, Random(command.seed), command.clients)  # noqa: S311  (no secret)
    recent = sample.write()
    for at, client_id in recent:
        search_index.touch(uow.connection, client_id, at)
    uow.describe("sample", count=command.clients)
    return Made(0)


def remove(uow: UnitOfWork, command: RemoveSample) -> Made:
    """Remove the made-up clients and all that belongs to them; refuses `no_sample`.

    What the owner added to them goes too, and so do referrals between them and real clients.
    Tags that nobody bears any more go with them, and numbers of sales begin anew.
    """
    del command
    connection = uow.connection
    count = connection.execute(
        select(func.count()).select_from(Client).where(Client.is_sample)
    ).scalar_one()
    if not count:
        raise Refusal("no_sample")
    tags = f"SELECT tag_id FROM client_tag WHERE client_id IN ({_CLIENTS})"
    borne = connection.exec_driver_sql(f"{tags} GROUP BY tag_id").scalars().all()
    for table, rows in _BELONGING:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE {rows}")
    for tag in borne:
        connection.exec_driver_sql(
            "DELETE FROM tag WHERE id = ? AND id NOT IN (SELECT tag_id FROM client_tag)", (tag,)
        )
    _count_numbers_again(connection)
    uow.describe("remove_sample", count=count)
    return Made(0)


def _count_numbers_again(connection: Connection) -> None:
    """Set the counters of sales to the highest number that is left."""
    counters = connection.execute(
        select(FileSetting.id, FileSetting.key).where(FileSetting.key.startswith("counter.S-"))
    ).all()
    for row in counters:
        prefix = f"{row.key.removeprefix('counter.')}-"
        highest = connection.exec_driver_sql(
            "SELECT max(CAST(substr(number, ?) AS INTEGER)) FROM sale WHERE number GLOB ?",
            (len(prefix) + 1, f"{prefix}[0-9]*"),
        ).scalar()
        if highest is None:
            connection.exec_driver_sql("DELETE FROM setting WHERE id = ?", (row.id,))
        else:
            connection.exec_driver_sql(
                "UPDATE setting SET value = ? WHERE id = ?", (str(highest), row.id)
            )
