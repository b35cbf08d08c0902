"""A client's plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from smallcrm.db import level_basis
from smallcrm.domain.enums import ClientKind, Lifecycle
from smallcrm.domain.money import Money
from smallcrm.domain.settings import FileSettings
from smallcrm.queries import levels, own_fields, stale_details
from smallcrm.queries.detail_shapes import LevelReason
from smallcrm.queries.rows import REF, day, instant, reference
from smallcrm.queries.shapes import (
    Address,
    ClientDetails,
    ContactPersonShape,
    Email,
    HandleShape,
    Phone,
)
from smallcrm.queries.statements import statement

_CLIENT = f"""
    SELECT {REF}, client.*, rule.paid_minor AS rule_paid_minor, rule.currency AS rule_currency,
           rule.within_months, rule.referrals_won
    FROM client LEFT JOIN level_rule AS rule ON rule.id = client.level_rule_id
    WHERE client.id = :id
"""


def client_exists(connection: Connection, client_id: int) -> bool:
    """Tell whether there is such a client."""
    sql = statement("SELECT 1 FROM client WHERE id = :id")
    return connection.execute(sql, {"id": client_id}).first() is not None


def details(
    connection: Connection, client_id: int, *, settings: FileSettings, today: date
) -> ClientDetails | None:
    """Read a client's own facts in eight statements, or None where there is no such client.

    One more says why a level follows from a rule. A credit limit is in the client's currency,
    else in the file's.
    """
    where = {"id": client_id}
    row = connection.execute(
        statement(_CLIENT),
        where,
    ).first()
    if row is None:
        return None
    people = {
        person.id: ContactPersonShape(person.id, person.name, person.role)
        for person in connection.execute(
            statement(
                "SELECT id, name, role FROM contact_person WHERE client_id = :id ORDER BY id"
            ),
            where,
        )
    }
    phones = connection.execute(
        statement("SELECT * FROM phone_number WHERE client_id = :id ORDER BY id"), where
    )
    emails = connection.execute(
        statement("SELECT * FROM email_address WHERE client_id = :id ORDER BY id"), where
    )
    addresses = connection.execute(
        statement("SELECT * FROM postal_address WHERE client_id = :id ORDER BY id"), where
    )
    handles = connection.execute(
        statement("SELECT id, kind, value FROM handle WHERE client_id = :id ORDER BY id"), where
    )
    tags = connection.execute(
        statement(
            "SELECT tag.name FROM client_tag JOIN tag ON tag.id = client_tag.tag_id"
            " WHERE client_tag.client_id = :id ORDER BY tag.name"
        ),
        where,
    )
    created = instant(row.created_at)
    assert isinstance(created, datetime)
    limit = row.credit_limit_minor
    found = ClientDetails(
        ref=reference(row),
        kind=ClientKind(row.kind),
        code=row.code,
        lifecycle=Lifecycle(row.lifecycle),
        currency=row.currency,
        source=row.source,
        language=row.language,
        payment_term_days=row.payment_term_days,
        tax_number=row.tax_number,
        birthday=day(row.birthday_on),
        credit_limit=None if limit is None else Money(limit, row.currency or settings.currency),
        rating=row.rating,
        details_confirmed_on=day(row.details_confirmed_on),
        tags=tuple(tag.name for tag in tags),
        created_at=created,
        is_sample=bool(row.is_sample),
        phones=tuple(_phone(phone, people) for phone in phones),
        emails=tuple(
            Email(
                email.id,
                email.address,
                email.label,
                people[email.contact_person_id].name if email.contact_person_id else None,
                day(email.confirmed_on),
            )
            for email in emails
        ),
        addresses=tuple(map(address, addresses)),
        handles=tuple(HandleShape(handle.id, handle.kind, handle.value) for handle in handles),
        contact_people=tuple(people.values()),
        discount_percent=None if row.discount_percent is None else Decimal(row.discount_percent),
        on_hold=bool(row.on_hold),
        hold_reason=row.hold_reason,
        own=own_fields.values_of(connection, [client_id]).get(client_id, ()),
        level_by_hand=bool(row.level_by_hand),
        level_reason=_level_reason(connection, row, today),
    )
    months = settings.whole(stale_details.SETTING) or 0
    return replace(found, stale=stale_details.stale_of(found, months=months, today=today))


def address(row: Any) -> Address:
    """Make a postal address of a row of its table."""
    return Address(
        row.id,
        row.label,
        row.street,
        row.locality,
        row.region,
        row.postal_code,
        row.country,
        row.text,
        day(row.confirmed_on),
    )


def _level_reason(connection: Connection, row: Any, today: date) -> LevelReason | None:
    if row.level_rule_id is None:
        return None
    rule = level_basis.LevelRow(
        row.level_rule_id,
        row.level,
        row.rule_paid_minor,
        row.rule_currency,
        row.within_months,
        row.referrals_won,
    )
    return levels.level_reason(connection, row.client_id, rule, today=today)


def _phone(row: Any, people: dict[int, ContactPersonShape]) -> Phone:
    person = people.get(row.contact_person_id)
    return Phone(
        id=row.id,
        number=row.number,
        e164=row.e164,
        extension=row.extension,
        label=row.label,
        of=person.name if person else None,
        of_role=person.role if person else None,
        confirmed_on=day(row.confirmed_on),
    )
