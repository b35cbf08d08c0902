"""The hits of a search as the list shows them: four statements for any number of clients."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from smallcrm.db import search_document
from smallcrm.domain.enums import Level
from smallcrm.domain.money import Money
from smallcrm.queries import balances, rows, search_match, search_spelling, search_terms
from smallcrm.queries.search_match import Field
from smallcrm.queries.search_terms import Query, Term
from smallcrm.queries.shapes import ClientHit, ClientRef, Match, MatchKind, Phone

_CLIENTS = """
    SELECT client.id, client.name, client.organisation, client.level, client.code,
        (SELECT max(start_at) FROM interaction WHERE client_id = client.id),
        (SELECT received_on FROM payment INDEXED BY ix_payment_client_id_received_on
            WHERE client_id = client.id AND kind = 'payment' AND voided_at IS NULL
            ORDER BY received_on DESC LIMIT 1),
        EXISTS (SELECT 1 FROM sale WHERE client_id = client.id AND status <> 'cancelled')
    FROM client WHERE client.id IN (SELECT value FROM json_each(?))
"""
_TEXTS = """
    WITH wanted(id) AS MATERIALIZED (SELECT value FROM json_each(?))
    SELECT phone_number.client_id, 'phone', number, phone_number.id, e164, extension, label,
        contact_person.name, contact_person.role
    FROM phone_number LEFT JOIN contact_person ON contact_person.id = contact_person_id
    WHERE phone_number.client_id IN wanted
    UNION ALL
    SELECT client_id, 'contact_person', name, 0, 0, 0, 0, 0, 0
    FROM contact_person WHERE client_id IN wanted
    UNION ALL
    SELECT client_id, 'email', address, 0, 0, 0, 0, 0, 0
    FROM email_address WHERE client_id IN wanted
    UNION ALL
    SELECT client_id, 'handle', value, 0, 0, 0, 0, 0, 0 FROM handle WHERE client_id IN wanted
    UNION ALL
    SELECT client_tag.client_id, 'tag', tag.name, 0, 0, 0, 0, 0, 0
    FROM client_tag JOIN tag ON tag.id = client_tag.tag_id WHERE client_tag.client_id IN wanted
    UNION ALL
    SELECT client_id, 'address', concat_ws(', ', street, locality, region, postal_code, text),
        0, 0, 0, 0, 0, 0
    FROM postal_address WHERE client_id IN wanted
    UNION ALL
    SELECT client_id, 'own_field', concat_ws(' ', value, currency), 0, 0, 0, own_field.name, 0, 0
    FROM own_value JOIN own_field ON own_field.id = own_field_id WHERE client_id IN wanted
    UNION ALL
    SELECT referral.client_id, 'referrer', concat_ws(', ', client.name, client.organisation),
        0, 0, 0, 0, 0, 0
    FROM referral JOIN client ON client.id = referral.counterpart_id
    WHERE referral.direction = 'in' AND referral.client_id IN wanted
"""
# As many as the documents are made from; each client's own latest, then all that they say.
_LONG_TEXTS = """
    WITH wanted(id) AS MATERIALIZED (SELECT value FROM json_each(?)),
    sold(client_id, id, title, currency, total) AS MATERIALIZED (
        SELECT wanted.id, sale.id, sale.title, sale.currency, sale.total_minor
        FROM wanted JOIN sale ON sale.id IN (
            SELECT id FROM sale AS one WHERE one.client_id = wanted.id
            ORDER BY one.sold_on DESC, one.id DESC LIMIT 300)),
    offered(client_id, id, title, currency, total) AS MATERIALIZED (
        SELECT wanted.id, quote.id, quote.title, quote.currency, quote.total_minor
        FROM wanted JOIN quote ON quote.id IN (
            SELECT id FROM quote AS one WHERE one.client_id = wanted.id AND one.is_latest = 1
            ORDER BY one.quoted_on DESC, one.id DESC LIMIT 50))
    SELECT client_id, 'purchase', title, NULL FROM sold
    UNION
    SELECT sold.client_id, 'purchase', sale_line.description, NULL
    FROM sold JOIN sale_line ON sale_line.sale_id = sold.id
    UNION ALL
    SELECT client_id, 'quoted', title, NULL FROM offered
    UNION
    SELECT offered.client_id, 'quoted', quote_line.description, NULL
    FROM offered JOIN quote_line ON quote_line.quote_id = offered.id
    UNION ALL
    SELECT client_id, 'sent_for', what_for, NULL FROM referral
    WHERE what_for IS NOT NULL AND client_id IN wanted
    UNION ALL
    SELECT client_id, 'amount', currency, total FROM sold
    UNION
    SELECT client_id, 'amount', currency, total FROM offered
    UNION ALL
    SELECT wanted.id, 'document', document.name, NULL FROM wanted
    JOIN document ON document.id IN (
        SELECT id FROM document AS one WHERE one.client_id = wanted.id
        ORDER BY one.added_at DESC, one.id DESC LIMIT 200)
    UNION ALL
    SELECT wanted.id, 'note', note.text, NULL FROM wanted JOIN note ON note.id IN (
        SELECT id FROM note AS one WHERE one.client_id = wanted.id AND one.draft = 0
        ORDER BY one.created_at DESC, one.id DESC LIMIT 200)
"""
_WEIGHT = {
    kind: weight
    for weight, kind in enumerate(
        (
            MatchKind.NAME,
            MatchKind.PHONE,
            MatchKind.ORGANISATION,
            MatchKind.CONTACT_PERSON,
            MatchKind.EMAIL,
            MatchKind.CODE,
            MatchKind.HANDLE,
            MatchKind.TAG,
            MatchKind.OWN_FIELD,
            MatchKind.ADDRESS,
            MatchKind.REFERRER,
            MatchKind.SENT_FOR,
            MatchKind.PURCHASE,
            MatchKind.QUOTED,
            MatchKind.DOCUMENT,
            MatchKind.NOTE,
        )
    )
}


@dataclass(slots=True)
class _Found:
    """A hit in the making."""

    client: ClientRef
    last_contact: str | None
    last_paid: str | None
    bought: bool
    fields: list[Field]
    phones: list[Phone] = field(default_factory=list)
    matches: list[Match] = field(default_factory=list)
    left: list[Term] = field(default_factory=list)


def hits(
    connection: Connection,
    query: Query,
    client_ids: Sequence[int],
    *,
    today: date,
    numbers: Mapping[int, tuple[MatchKind, str]] | None = None,
) -> tuple[ClientHit, ...]:
    """Make the hits of these clients in this order.

    `numbers` are the numbers of papers or the codes by which clients were found outright.
    """
    if not client_ids:
        return ()
    wanted = (json.dumps(list(client_ids)),)
    found = _read(connection, wanted)
    for client_id, (kind, number) in (numbers or {}).items():
        if client_id in found:
            found[client_id].matches.append(_number_match(query, kind, number))
    for one in found.values():
        if not one.matches and query.terms:
            one.fields.sort(key=lambda field: _WEIGHT[field.kind])
            one.matches, one.left = search_match.explain(query, one.fields)
    _explain_the_rest(connection, query, found)
    accounts = balances.accounts(connection, client_ids, today)
    return tuple(
        _hit(shown, accounts.get(client_id, balances.NOTHING))
        for client_id in client_ids
        if (shown := found.get(client_id)) is not None
    )


def _read(connection: Connection, wanted: tuple[str]) -> dict[int, _Found]:
    found: dict[int, _Found] = {}
    for row in connection.exec_driver_sql(_CLIENTS, wanted).all():
        client_id, name, organisation, level, code, contact, paid, bought = row
        fields = [Field(MatchKind.NAME, name)]
        if organisation:
            fields.append(Field(MatchKind.ORGANISATION, organisation))
        if code:
            fields.append(Field(MatchKind.CODE, code))
        client = ClientRef(client_id, name, organisation, Level(level))
        found[client_id] = _Found(client, contact, paid, bool(bought), fields)
    for row in connection.exec_driver_sql(_TEXTS, wanted).all():
        client_id, kind, text, row_id, *columns = row
        one = found[client_id]
        if kind == "phone":
            e164, extension, label, of, role = columns
            one.phones.append(Phone(row_id, text, e164, extension, label, of, role))
            one.fields.append(Field(MatchKind.PHONE, text, e164, extension))
        elif text:
            name = columns[2] or None  # of an own field; of anything else there is none
            one.fields.append(Field(MatchKind(kind), text, name=name))
    for one in found.values():
        one.phones.sort(key=lambda phone: phone.id)
    return found


def _explain_the_rest(connection: Connection, query: Query, found: Mapping[int, _Found]) -> None:
    """Look into purchases and notes, for those clients of whom a word is still unexplained."""
    unexplained = [client_id for client_id, one in found.items() if one.left]
    if not unexplained:
        return
    longer: dict[int, list[Field]] = {}
    amounts: dict[int, dict[str, Money]] = {}
    wanted = (json.dumps(unexplained),)
    for client_id, kind, text, minor in connection.exec_driver_sql(_LONG_TEXTS, wanted).all():
        if minor is None:
            longer.setdefault(client_id, []).append(Field(MatchKind(kind), text))
        else:
            money = Money(minor, text)
            amounts.setdefault(client_id, {})[search_document.amount_word(money.major)] = money
    for client_id in unexplained:
        one = found[client_id]
        _explain_amounts(query, one, amounts.get(client_id, {}))
        if not one.left:
            continue
        rest = Query(query.text, tuple(one.left), None)
        matches, left = search_match.explain(rest, longer.get(client_id, ()))
        one.matches += matches
        if left:
            one.matches += _misspelt(left, one.client.name)


def _explain_amounts(query: Query, one: _Found, came_to: Mapping[str, Money]) -> None:
    """Explain all that was typed, or else single words of it, by what sales and quotes came to."""
    for word in search_terms.amount_words(query.text):
        if word in came_to:
            one.left.clear()
            one.matches.append(_amount_match(came_to[word]))
            return
    if len(query.terms) == 1:
        return
    for term in list(one.left):
        for word in search_terms.amount_words(term.word):
            if word in came_to:
                one.left.remove(term)
                one.matches.append(_amount_match(came_to[word]))
                break


def _amount_match(money: Money) -> Match:
    return Match(MatchKind.AMOUNT, f"{money} {money.currency}", amount=money)


def _misspelt(left: Collection[Term], name: str) -> list[Match]:
    """Show which word of the name the typing error was taken for."""
    spans = [
        span for term in left if (span := search_spelling.nearest_span(term.word, name)) is not None
    ]
    return [Match(MatchKind.SPELLING, name, tuple(sorted(set(spans))))] if spans else []


def _number_match(query: Query, kind: MatchKind, number: str) -> Match:
    at = number.casefold().find(query.text.casefold())
    return Match(kind, number, ((at, len(query.text)),) if at >= 0 else ())


def _hit(one: _Found, account: balances.Account) -> ClientHit:
    return ClientHit(
        client=one.client,
        phones=tuple(one.phones),
        matched_on=tuple(one.matches),
        owed=account.owed,
        oldest_due=account.oldest_due,
        last_contact_at=rows.instant(one.last_contact),
        last_paid_on=rows.day(one.last_paid),
        ever_bought=one.bought,
    )
