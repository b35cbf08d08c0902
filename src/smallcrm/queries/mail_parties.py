"""Whose e-mail it is: by the addresses that it bears."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from smallcrm.domain import keys
from smallcrm.domain.enums import Direction
from smallcrm.queries import rows
from smallcrm.queries.contact_shapes import MailParties, MailParty
from smallcrm.queries.settings import file_settings
from smallcrm.queries.shapes import ContactPersonShape
from smallcrm.queries.statements import statement

_OWN: Final = "letterhead.email"
_MOST: Final = 500
_BY_ADDRESS: Final = f"""
    SELECT email_address.address_key, email_address.address, {rows.REF},
        person.id AS person_id, person.name AS person_name, person.role AS person_role
    FROM email_address JOIN client ON client.id = email_address.client_id
    LEFT JOIN contact_person AS person ON person.id = email_address.contact_person_id
    WHERE email_address.address_key IN (SELECT value FROM json_each(:keys))
    ORDER BY email_address.id
"""


def mail_parties(
    connection: Connection,
    sender: str | None,
    receivers: Sequence[str],
    *,
    client_id: int | None = None,
) -> MailParties:
    """Tell which way an e-mail went, and which clients it can belong to, each once.

    From a client's address it came in. From the owner's own (that of the letterhead), or to a
    client from somebody who is nobody's, it went out. With `client_id` only that client counts.
    """
    own = keys.fold(file_settings(connection).value(_OWN))
    by_sender = _known(connection, [sender] if sender else [], client_id)
    from_owner = bool(sender) and bool(own) and keys.fold(sender or "") == own
    if by_sender and not from_owner:
        return MailParties(Direction.IN, by_sender)
    by_receiver = _known(connection, receivers, client_id)
    to_owner = own in {keys.fold(one) for one in receivers} if own else False
    out = from_owner or (bool(by_receiver) and not to_owner)
    return MailParties(
        Direction.OUT if out else Direction.IN, by_receiver if out else by_sender or by_receiver
    )


def _known(
    connection: Connection, addresses: Sequence[str], client_id: int | None
) -> tuple[MailParty, ...]:
    wanted = [keys.fold(one) for one in addresses[:_MOST] if one]
    if not wanted:
        return ()
    order = {key: place for place, key in reversed(list(enumerate(wanted)))}
    found = connection.execute(statement(_BY_ADDRESS), {"keys": json.dumps(wanted)}).all()
    parties: dict[int, MailParty] = {}
    for row in sorted(found, key=lambda row: order[row.address_key]):
        person = None
        if row.person_id is not None:
            person = ContactPersonShape(row.person_id, row.person_name, row.person_role)
        if client_id in (None, row.client_id):
            party = MailParty(rows.reference(row), row.address, person)
            parties.setdefault(row.client_id, party)
    return tuple(parties.values())
