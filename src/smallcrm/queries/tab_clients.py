"""The Clients tab and the Referrals tab."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, text

from smallcrm.domain.enums import Lifecycle
from smallcrm.queries import balances, own_fields, referrals, rows, stale_details
from smallcrm.queries.referral_shapes import ReferralShape
from smallcrm.queries.shapes import ClientRow
from smallcrm.queries.statements import statement
from smallcrm.queries.tab import CLIENT_KEYS, CLIENT_TEXTS, Tab

_LEVELS = "CASE client.level WHEN 'vip' THEN 0 WHEN 'preferred' THEN 1 ELSE 2 END"
_OWED_JOIN = f"""
    LEFT JOIN (SELECT client_id, sum(total_minor - paid_minor) AS owed, min(due_on) AS oldest,
                      min(CASE WHEN due_on < :today THEN due_on END) AS late
               FROM sale INDEXED BY ix_sale_open WHERE {balances.IS_OPEN}
                 AND currency = :currency GROUP BY client_id) AS account
    ON account.client_id = client.id
"""
_OLDEST_JOIN = f"""
    LEFT JOIN (SELECT client_id, min(due_on) AS oldest FROM sale INDEXED BY ix_sale_open
               WHERE {balances.IS_OPEN} GROUP BY client_id) AS due ON due.client_id = client.id
"""
_CREDIT_JOIN = f"""
    LEFT JOIN (SELECT client_id, sum(amount_minor - allocated_minor - refunded_minor) AS credit
               FROM payment INDEXED BY ix_payment_free WHERE {balances.IS_CREDIT}
                 AND currency = :currency
               GROUP BY client_id) AS spare ON spare.client_id = client.id
"""
_CONTACT = "(SELECT max(start_at) FROM interaction WHERE client_id = client.id)"
_PHONE = "(SELECT number FROM phone_number WHERE client_id = client.id ORDER BY id LIMIT 1)"
_EMAIL = "(SELECT address FROM email_address WHERE client_id = client.id ORDER BY id LIMIT 1)"
_OWING = (
    f"client.id IN (SELECT client_id FROM sale INDEXED BY ix_sale_open WHERE {balances.IS_OPEN})"
)
_LATE = (
    "client.id IN (SELECT client_id FROM sale INDEXED BY ix_sale_open"
    f" WHERE {balances.IS_OPEN} AND due_on < :today)"
)
_CREDITED = (
    "client.id IN (SELECT client_id FROM payment INDEXED BY ix_payment_free"
    f" WHERE {balances.IS_CREDIT})"
)


_TAGS = """
    (SELECT group_concat(name, ', ') FROM (
        SELECT lower(tag.name) AS name FROM client_tag JOIN tag ON tag.id = client_tag.tag_id
        WHERE client_tag.client_id = client.id ORDER BY 1))
"""
# What is typed may be the value of an own field, or a tag.
_OWN_INSIDE = (
    "client.id IN (SELECT client_id FROM (SELECT client_id, concat_ws(' ', value, currency)"
    " AS description FROM own_value) WHERE {like})"
)
_TAG_INSIDE = (
    "client.id IN (SELECT client_id FROM client_tag WHERE tag_id IN"
    " (SELECT id FROM (SELECT id, name AS description FROM tag) WHERE {like}))"
)
_OWN_SORT = re.compile(r"own:(\d{1,15})", re.ASCII)
_BY_TAG = re.compile(r"tag:(\d{1,15})", re.ASCII)


def _own_sort(name: str) -> tuple[str, str] | None:
    """Sort by what clients have in an own field: `own:ID`."""
    found = _OWN_SORT.fullmatch(name)
    if found is None:
        return None
    join = "LEFT JOIN own_value AS own ON own.client_id = client.id AND own.own_field_id = {}"
    return "own.sort_key", join.format(int(found[1]))


def _by_tag(name: str) -> str | None:
    """Show who bears a tag: `tag:ID`."""
    found = _BY_TAG.fullmatch(name)
    if found is None:
        return None
    return f"client.id IN (SELECT client_id FROM client_tag WHERE tag_id = {int(found[1])})"


def _tags_of(connection: Connection, wanted: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    sql = statement(
        "SELECT client_id, tag.name FROM client_tag JOIN tag ON tag.id = tag_id"
        " WHERE client_id IN (SELECT value FROM json_each(:ids)) ORDER BY tag.name"
    )
    for client_id, name in connection.execute(sql, {"ids": rows.ids(wanted)}):
        found.setdefault(client_id, []).append(name)
    return {client_id: tuple(names) for client_id, names in found.items()}


def _client_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, ClientRow]:
    found = connection.execute(
        text(
            f"SELECT {rows.REF}, client.code, client.lifecycle, {_PHONE} AS phone,"
            f" {_EMAIL} AS email, {_CONTACT} AS contact FROM client"
            " WHERE id IN (SELECT value FROM json_each(:ids))"
        ),
        {"ids": rows.ids(wanted)},
    ).all()
    accounts = balances.accounts(connection, wanted, today)
    credit = balances.credit_for(connection, wanted, today)
    tags = _tags_of(connection, wanted)
    own = own_fields.values_of(connection, wanted)
    return {
        row.client_id: ClientRow(
            client=rows.reference(row),
            code=row.code,
            lifecycle=Lifecycle(row.lifecycle),
            phone=row.phone,
            email=row.email,
            last_contact_at=rows.instant(row.contact),
            owed=accounts.get(row.client_id, balances.NOTHING).owed,
            credit=credit.get(row.client_id, ()),
            oldest_due=accounts.get(row.client_id, balances.NOTHING).oldest_due,
            tags=tags.get(row.client_id, ()),
            own=own.get(row.client_id, ()),
        )
        for row in found
    }


def _referral_rows(
    connection: Connection, wanted: Sequence[int], today: date
) -> Mapping[int, ReferralShape]:
    del today
    found = connection.execute(
        text(referrals.BASE + " WHERE referral.id IN (SELECT value FROM json_each(:ids))"),
        {"ids": rows.ids(wanted)},
    ).all()
    return {item.id: item for item in referrals.made(connection, found)}


_WORTH = (
    "(SELECT coalesce(sum({0}), 0) FROM client_worth"
    " WHERE client_worth.client_id = referral.client_id)"
)
# What a client paid or earned came of who sent them to us, not of where we sent them.
_OF_IN = "(CASE referral.direction WHEN 'in' THEN {0} ELSE 0 END)"
_PAID = _OF_IN.format(_WORTH.format("paid_minor"))
_REWARD = _OF_IN.format(_WORTH.format("reward_minor"))
_EARNED = (
    "EXISTS (SELECT 1 FROM client_worth"
    " WHERE client_worth.client_id = referral.client_id AND client_worth.reward_minor > 0)"
)
_JOIN_ONE = "JOIN client ON client.id = referral.client_id"
_JOIN_OTHER = "JOIN client AS other ON other.id = referral.counterpart_id"
CLIENTS = Tab(
    table="client",
    sorts={
        "name": ("client.name_sort", ""),
        "organisation": ("lower(client.organisation)", ""),
        "level": (_LEVELS, ""),
        "lifecycle": ("client.lifecycle", ""),
        "code": ("client.code", ""),
        "phone": (_PHONE, ""),
        "email": (_EMAIL, ""),
        "last_contact": (_CONTACT, ""),
        "owed": ("coalesce(account.owed, 0)", _OWED_JOIN),
        "credit": ("coalesce(spare.credit, 0)", _CREDIT_JOIN),
        "oldest_due": ("due.oldest", _OLDEST_JOIN),
        "tags": (_TAGS, ""),
    },
    filters={
        "all": "1",
        "owes": _OWING,
        "overdue": _LATE,
        "vip": "client.level = 'vip'",
        "preferred": "client.level = 'preferred'",
        "credit": _CREDITED,
        "archived": "client.lifecycle = 'archived'",
        "stale": stale_details.IS_STALE,
    },
    sort_of=_own_sort,
    filter_of=_by_tag,
    inside=(_OWN_INSIDE, _TAG_INSIDE),
    texts=(*CLIENT_TEXTS, "client.code"),
    keys=CLIENT_KEYS,
    rows=_client_rows,
)
REFERRALS = Tab(
    table="referral",
    sorts={
        "on": ("referral.referred_on", ""),
        "direction": ("referral.direction", ""),
        "client": ("client.name_sort", _JOIN_ONE),
        "counterpart": ("other.name_sort", _JOIN_OTHER),
        "outcome": ("referral.outcome", ""),
        "paid_value": (_PAID, ""),
        "reward": (_REWARD, ""),
        "commission": ("referral.commission_minor", ""),
        "what_for": ("lower(referral.what_for)", ""),
    },
    filters={
        "all": "1",
        "in": "referral.direction = 'in'",
        "out": "referral.direction = 'out'",
        "won": "referral.outcome = 'won'",
        "pending": "referral.outcome = 'pending'",
        "lost": "referral.outcome = 'lost'",
        "rewarded": f"referral.direction = 'in' AND {_EARNED}",
        # Who may still hope: nothing was earned yet, and it is not lost.
        "unrewarded": f"referral.direction = 'in' AND referral.outcome <> 'lost' AND NOT {_EARNED}",
    },
    texts=(*CLIENT_TEXTS, "other.name", "other.organisation", "referral.what_for"),
    keys=(*CLIENT_KEYS, "other.name_sort"),
    rows=_referral_rows,
    base_join=f"{_JOIN_ONE} {_JOIN_OTHER}",
)
