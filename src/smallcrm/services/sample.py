"""Filling an empty data file with made-up data, and taking it out again."""

from __future__ import annotations

from random import Random
from typing import Final

from sqlalchemy import func, select

from smallcrm.db import search_index
from smallcrm.db.models import BankLine, Client, ExchangeRate
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.errors import Refusal
from smallcrm.services import numbers, rewards
from smallcrm.services.commands import FillSample, RemoveSample
from smallcrm.services.result import Made

MOST_CLIENTS: Final = 2_000_000
_CLIENTS: Final = "SELECT id FROM client WHERE is_sample"


def _of(parent: str, reference: str) -> str:
    return f"{reference} IN (SELECT id FROM {parent} WHERE client_id IN ({_CLIENTS}))"


_SALES: Final = _of("sale", "sale_id")
_REFERRALS: Final = (
    f"SELECT id FROM referral WHERE client_id IN ({_CLIENTS}) OR counterpart_id IN ({_CLIENTS})"
)
# What belongs to the made-up clients, children first: a table and which of its rows.
_BELONGING: Final = (
    ("document", f"client_id IN ({_CLIENTS})"),
    ("payment_allocation", _SALES),
    ("reminder_sale", _of("reminder", "reminder_id")),
    ("reminder", f"client_id IN ({_CLIENTS})"),
    ("follow_up", f"client_id IN ({_CLIENTS}) OR referral_id IN ({_REFERRALS})"),
    ("payment_promise", f"client_id IN ({_CLIENTS})"),
    ("payment", f"client_id IN ({_CLIENTS})"),
    ("reward_override", f"referral_id IN ({_REFERRALS})"),
    ("invoice_sale", _of("invoice", "invoice_id")),
    ("invoice_line", _of("invoice", "invoice_id")),
    ("invoice", f"client_id IN ({_CLIENTS})"),
    ("delivery_line", _of("delivery", "delivery_id")),
    ("delivery", f"client_id IN ({_CLIENTS})"),
    ("instalment", _SALES),
    ("sale_line", _SALES),
    ("sale", f"client_id IN ({_CLIENTS})"),
    ("quote_line", _of("quote", "quote_id")),
    ("quote", f"client_id IN ({_CLIENTS})"),
    ("referral", f"id IN ({_REFERRALS})"),
    ("not_duplicate", f"client_id IN ({_CLIENTS}) OR other_id IN ({_CLIENTS})"),
    *(
        (table, f"client_id IN ({_CLIENTS})")
        for table in (
            "own_value",
            "client_merge",
            "contract",
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
    ("unknown_call", "is_sample"),
)
# A made-up product that the owner put on a document of their own stays with it.
_PRODUCTS: Final = (
    "SELECT id FROM product WHERE is_sample"
    " AND id NOT IN (SELECT product_id FROM quote_line WHERE product_id IS NOT NULL)"
    " AND id NOT IN (SELECT product_id FROM sale_line WHERE product_id IS NOT NULL)"
)


# Rows of real clients that name what is about to go.
_OF_REAL: Final = f"client_id NOT IN ({_CLIENTS})"
_EARNED_BY_REAL: Final = (
    "SELECT DISTINCT referral_id FROM payment"
    f" WHERE referral_id IN ({_REFERRALS}) AND {_OF_REAL} ORDER BY referral_id"
)
_UNLINKED: Final = (
    f"""UPDATE payment SET referral_id = NULL, reward_rule_id = NULL, reward_sale_id = NULL
        WHERE referral_id IN ({_REFERRALS}) AND {_OF_REAL}""",
    f"""UPDATE payment SET reward_sale_id = NULL WHERE {_OF_REAL}
        AND reward_sale_id IN (SELECT id FROM sale WHERE client_id IN ({_CLIENTS}))""",
    f"""UPDATE follow_up SET referral_id = NULL
        WHERE referral_id IN ({_REFERRALS}) AND {_OF_REAL} AND amount_minor IS NOT NULL""",
)
# A made-up rule by which a real referral earned something stays, and is the owner's.
_RULES: Final = (
    """DELETE FROM reward_rule WHERE is_sample AND id NOT IN
        (SELECT reward_rule_id FROM payment WHERE reward_rule_id IS NOT NULL)""",
    "UPDATE reward_rule SET is_sample = 0 WHERE is_sample",
)
# A made-up field in which a real client has something stays, and is the owner's; so does a rule by
# which a real client has their level.
_FIELDS_AND_LEVELS: Final = (
    """DELETE FROM own_field WHERE is_sample
        AND id NOT IN (SELECT own_field_id FROM own_value)""",
    "UPDATE own_field SET is_sample = 0 WHERE is_sample",
    """DELETE FROM level_rule WHERE is_sample AND id NOT IN
        (SELECT level_rule_id FROM client WHERE level_rule_id IS NOT NULL)""",
    "UPDATE level_rule SET is_sample = 0 WHERE is_sample",
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

    What the owner added to them goes too, and so do referrals between them and real clients: what
    these earned a real client is taken back.
    Tags that nobody bears any more and products on no document go with them, and numbers of
    documents begin anew.
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
    _remove_bookings_and_rates(uow)
    for referral_id in connection.exec_driver_sql(_EARNED_BY_REAL).scalars().all():
        rewards.take_back_referral(uow, referral_id)
    uow.session.flush()
    for sql in _UNLINKED:
        connection.exec_driver_sql(sql)
    # A booking of the bank stands by itself: what settled it is gone, so it is open again.
    connection.exec_driver_sql(
        "UPDATE bank_line SET payment_id = NULL, status = 'open' WHERE payment_id IN"
        f" (SELECT id FROM payment WHERE client_id IN ({_CLIENTS}))"
    )
    # Credit notes name what they take back, refunds their payments: judged when all are gone.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table, rows in _BELONGING:
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE {rows}")
    for sql in (*_RULES, *_FIELDS_AND_LEVELS):
        connection.exec_driver_sql(sql)
    unused = connection.exec_driver_sql(_PRODUCTS).scalars().all()
    for product in unused:
        connection.exec_driver_sql("DELETE FROM product_price WHERE product_id = ?", (product,))
        connection.exec_driver_sql("DELETE FROM product WHERE id = ?", (product,))
    for tag in borne:
        connection.exec_driver_sql(
            "DELETE FROM tag WHERE id = ? AND id NOT IN (SELECT tag_id FROM client_tag)", (tag,)
        )
    numbers.count_again(uow)
    uow.describe("remove_sample", count=count)
    return Made(0)


def _remove_bookings_and_rates(uow: UnitOfWork) -> None:
    """Remove the made-up bookings, known by their account, and the rates that are as made up."""
    from smallcrm.services.sample_acting import ACCOUNT
    from smallcrm.services.sample_catalogue import rates_in

    base = uow.settings.currency
    session = uow.session
    for line in session.scalars(select(BankLine).where(BankLine.account == ACCOUNT)):
        session.delete(line)
    made_up = rates_in(base)
    for row in session.scalars(select(ExchangeRate).where(ExchangeRate.base_currency == base)):
        if row.rate in made_up.get(row.currency, ()):
            session.delete(row)
    session.flush()
