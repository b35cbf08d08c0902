"""Adding and changing clients and all that says how to reach them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from smallcrm.db import search_index
from smallcrm.db.models import (
    Base,
    Client,
    ClientTag,
    ContactPerson,
    EmailAddress,
    Handle,
    Interaction,
    Note,
    PhoneNumber,
    PostalAddress,
    Tag,
)
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys, phone
from smallcrm.domain.enums import HandleKind, Level
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, exponent, known_currency, round_half_up
from smallcrm.domain.text import clean_text, optional_line, required_line
from smallcrm.services import own_fields, referrals
from smallcrm.services.commands import (
    UNSET,
    AddClient,
    AddressInput,
    ContactPersonInput,
    EditClient,
    EmailInput,
    HandleInput,
    PhoneInput,
)
from smallcrm.services.result import Made

_LONGEST_TERM_DAYS = 730
_HUNDRED = 100
_MOST_DECIMALS = 6
Row = TypeVar("Row", bound=Base)


def get(session: Session, client_id: int, *, field: str = "client") -> Client:
    """Return a client, or refuse (`no_such_client`)."""
    client = session.get(Client, client_id)
    if client is None:
        raise Refusal("no_such_client", field=field, id=client_id)
    return client


def add(uow: UnitOfWork, command: AddClient) -> Made:
    """Add a client with everything that came along, its first note and who sent it."""
    name = required_line(command.name, field="name", code="no_name")
    client = Client(
        kind=command.kind.value,
        name=name,
        name_sort=keys.sort_key(name),
        organisation=optional_line(command.organisation, field="organisation"),
        code=_code(uow, command.code, None),
        level=command.level.value,
        lifecycle=command.lifecycle.value,
        source=optional_line(command.source, field="source"),
        language=optional_line(command.language, field="language"),
        currency=known_currency(command.currency) if command.currency else None,
        payment_term_days=checked_term(command.payment_term_days),
        discount_percent=percent(command.discount_percent),
        on_hold=False,
        tax_number=optional_line(command.tax_number, field="tax_number"),
        birthday_on=_birthday(uow, command.birthday),
        created_at=uow.clock.now(),
        level_by_hand=command.level is not Level.STANDARD,
    )
    client.credit_limit_minor = _limit(uow, client, command.credit_limit)
    uow.session.add(client)
    uow.session.flush()
    _replace_phones(uow, client.id, None, command.phones)
    _replace_emails(uow, client.id, None, command.emails)
    _replace_addresses(uow, client.id, command.addresses)
    _replace_handles(uow, client.id, command.handles)
    _replace_contact_people(uow, client.id, command.contact_people)
    _replace_tags(uow, client.id, command.tags)
    own_fields.set_values(uow, client.id, command.own)
    note = clean_text(command.note, field="note") if command.note else ""
    if note:
        uow.session.add(Note(client_id=client.id, text=note, created_at=uow.clock.now()))
    referrer_id = command.referred_by
    if referrer_id is None and (command.referred_by_name or "").strip():
        referrer_id = referrals.partner_named(uow, command.referred_by_name or "").id
    if referrer_id is not None:
        referrals.record_in(uow, referrer_id, client.id, uow.clock.today())
    uow.session.flush()
    search_index.touch(uow.connection, client.id, uow.clock.now())
    uow.describe("add_client", client=name)
    return Made(client.id)


def edit(uow: UnitOfWork, command: EditClient) -> Made:
    """Change the given fields of a client."""
    client = get(uow.session, command.client)
    if command.name is not UNSET:
        client.name = required_line(command.name, field="name", code="no_name")
        client.name_sort = keys.sort_key(client.name)
    if command.code is not UNSET:
        client.code = _code(uow, command.code, client.id)
    for field in ("kind", "level", "lifecycle"):
        value = getattr(command, field)
        if value is not UNSET:
            setattr(client, field, value.value)
    if command.level_by_hand is not UNSET or command.level is not UNSET:
        by_hand = command.level_by_hand is UNSET or command.level_by_hand
        _set_by_hand(client, by_hand=by_hand)
    for field in ("organisation", "source", "language", "tax_number"):
        value = getattr(command, field)
        if value is not UNSET:
            setattr(client, field, optional_line(value, field=field))
    _edit_terms(uow, client, command)
    if command.payment_term_days is not UNSET:
        client.payment_term_days = checked_term(command.payment_term_days)
    if command.birthday is not UNSET:
        client.birthday_on = _birthday(uow, command.birthday)
    _edit_lists(uow, client.id, command)
    if command.referred_by is not UNSET:
        referrals.set_referrer(uow, client.id, command.referred_by)
    only_level = command == EditClient(
        client=command.client,
        level=command.level,
        level_by_hand=command.level_by_hand,
        request_id=command.request_id,
    )
    label = "edit_client"
    if only_level:
        label = "set_level" if client.level_by_hand else "follow_level"
    uow.describe(label, client=client.name, level=client.level)
    return Made(client.id)


def _set_by_hand(client: Client, *, by_hand: bool) -> None:
    """Let a level be the owner's word; or follow from the rules again, at the end of the action.

    Where there is no rule, nobody is more than standard but by the owner's word.
    """
    if client.level_by_hand and not by_hand:
        client.level = Level.STANDARD.value
    client.level_by_hand = by_hand
    if by_hand:
        client.level_rule_id = None


def _edit_terms(uow: UnitOfWork, client: Client, command: EditClient) -> None:
    """Change currency, credit limit, discount and hold.

    The limit's figure stays when only its currency changes: an amount is never converted.
    """
    if command.currency is not UNSET:
        before = _limit_currency(uow, client)
        client.currency = known_currency(command.currency) if command.currency else None
        if client.credit_limit_minor is not None:
            client.credit_limit_minor = same_figure(
                client.credit_limit_minor, before, _limit_currency(uow, client)
            )
    if command.credit_limit is not UNSET:
        client.credit_limit_minor = _limit(uow, client, command.credit_limit)
    if command.discount_percent is not UNSET:
        client.discount_percent = percent(command.discount_percent)
    if command.hold_reason is not UNSET:
        client.hold_reason = optional_line(command.hold_reason, field="hold_reason")
    if command.on_hold is not UNSET:
        client.on_hold = command.on_hold
        if not command.on_hold:
            client.hold_reason = None


def same_figure(minor: int, before: str, after: str) -> int:
    """Return a limit in another currency by the same figure: an amount is never converted."""
    decimals = exponent(after)
    figure = Decimal(round_half_up(Money(minor, before).major.scaleb(decimals))).scaleb(-decimals)
    return Money.of(figure, after, field="credit_limit").minor


def _limit_currency(uow: UnitOfWork, client: Client) -> str:
    return client.currency or uow.settings.currency


def _limit(uow: UnitOfWork, client: Client, limit: Decimal | None) -> int | None:
    if limit is None:
        return None
    amount = Money.of(limit, _limit_currency(uow, client), field="credit_limit")
    if amount.minor < 0:
        raise Refusal("negative_amount", field="credit_limit", text=str(limit))
    return amount.minor


def percent(said: Decimal | None) -> Decimal | None:
    """Check a discount in percent; refuses `not_a_percentage`."""
    if said is None:
        return None
    power = said.as_tuple().exponent
    if not isinstance(power, int) or -power > _MOST_DECIMALS or not 0 <= said <= _HUNDRED:
        raise Refusal("not_a_percentage", field="discount_percent", text=str(said)[:80])
    return said


def _edit_lists(uow: UnitOfWork, client_id: int, command: EditClient) -> None:
    if command.phones is not UNSET:
        _replace_phones(uow, client_id, None, command.phones)
    if command.emails is not UNSET:
        _replace_emails(uow, client_id, None, command.emails)
    if command.addresses is not UNSET:
        _replace_addresses(uow, client_id, command.addresses)
    if command.handles is not UNSET:
        _replace_handles(uow, client_id, command.handles)
    if command.contact_people is not UNSET:
        _replace_contact_people(uow, client_id, command.contact_people)
    if command.tags is not UNSET:
        _replace_tags(uow, client_id, command.tags)
    if command.own is not UNSET:
        own_fields.set_values(uow, client_id, command.own)


def _code(uow: UnitOfWork, code: str | None, own_id: int | None) -> str | None:
    cleaned = optional_line(code, field="code", longest=100)
    if cleaned is None:
        return None
    other = uow.session.scalars(select(Client).where(Client.code == cleaned)).first()
    if other is not None and other.id != own_id:
        raise Refusal("code_taken", field="code", text=cleaned, client=other.name)
    return cleaned


def checked_term(days: int | None) -> int | None:
    """Take days to pay, or refuse (`not_in_range`)."""
    if days is not None and not 0 <= days <= _LONGEST_TERM_DAYS:
        raise Refusal(
            "not_in_range",
            field="payment_term_days",
            text=str(days),
            low=0,
            high=_LONGEST_TERM_DAYS,
        )
    return days


def _birthday(uow: UnitOfWork, birthday: date | None) -> date | None:
    if birthday is not None and birthday > uow.clock.today():
        raise Refusal("birthday_in_future", field="birthday", date=birthday)
    return birthday


def _replace(
    session: Session,
    kept: Iterable[Row],
    wanted: Sequence[Any],
    fill: Callable[[Row, Any], None],
    make: Callable[[], Row],
) -> list[Row]:
    """Make the rows what is wanted: change those with an id, add others, remove the rest."""
    by_id = {row.id: row for row in kept}  # type: ignore[attr-defined]
    rows: list[Row] = []
    for item in wanted:
        row = by_id.pop(item.id, None) if item.id is not None else None
        if row is None:
            row = make()
            fill(row, item)
            session.add(row)
        else:
            fill(row, item)
        rows.append(row)
    for row in by_id.values():
        session.delete(row)
    session.flush()
    return rows


def _replace_phones(
    uow: UnitOfWork, client_id: int, person_id: int | None, wanted: Sequence[PhoneInput]
) -> None:
    country = uow.settings.country

    def fill(row: PhoneNumber, item: PhoneInput) -> None:
        parsed = phone.parse(required_line(item.number, field="phones", code="no_number"), country)
        if row.number != parsed.number:
            row.confirmed_on = uow.clock.today()
        row.number, row.e164, row.extension = parsed.number, parsed.e164, parsed.extension
        row.typed_key, row.e164_key = parsed.typed_key, parsed.e164_key
        row.label = optional_line(item.label, field="phones")

    _replace(
        uow.session,
        uow.session.scalars(
            select(PhoneNumber)
            .where(PhoneNumber.client_id == client_id)
            .where(PhoneNumber.contact_person_id.is_not_distinct_from(person_id))
        ),
        [item for item in wanted if item.number.strip()],
        fill,
        lambda: PhoneNumber(client_id=client_id, contact_person_id=person_id),
    )


def _replace_emails(
    uow: UnitOfWork, client_id: int, person_id: int | None, wanted: Sequence[EmailInput]
) -> None:
    def fill(row: EmailAddress, item: EmailInput) -> None:
        address = required_line(item.address, field="emails", code="no_email")
        if row.address != address:
            row.confirmed_on = uow.clock.today()
        row.address = address
        row.address_key = keys.fold(row.address)
        row.label = optional_line(item.label, field="emails")

    _replace(
        uow.session,
        uow.session.scalars(
            select(EmailAddress)
            .where(EmailAddress.client_id == client_id)
            .where(EmailAddress.contact_person_id.is_not_distinct_from(person_id))
        ),
        [item for item in wanted if item.address.strip()],
        fill,
        lambda: EmailAddress(client_id=client_id, contact_person_id=person_id),
    )


def _replace_addresses(uow: UnitOfWork, client_id: int, wanted: Sequence[AddressInput]) -> None:
    fields = ("label", "street", "locality", "region", "postal_code", "country", "text")

    def fill(row: PostalAddress, item: AddressInput) -> None:
        before = [getattr(row, field) for field in fields[1:]]
        for field in fields:
            value = getattr(item, field)
            if field == "text" and value is not None:
                row.text = clean_text(value, field="addresses", longest=2000) or None
            else:
                setattr(row, field, optional_line(value, field="addresses"))
        if before != [getattr(row, field) for field in fields[1:]]:
            row.confirmed_on = uow.clock.today()

    _replace(
        uow.session,
        uow.session.scalars(select(PostalAddress).where(PostalAddress.client_id == client_id)),
        [item for item in wanted if any(getattr(item, field) for field in fields[1:])],
        fill,
        lambda: PostalAddress(client_id=client_id),
    )


def _replace_handles(uow: UnitOfWork, client_id: int, wanted: Sequence[HandleInput]) -> None:
    def fill(row: Handle, item: HandleInput) -> None:
        row.kind = item.kind if item.kind in set(HandleKind) else HandleKind.OTHER.value
        row.value = required_line(item.value, field="handles", code="no_handle")

    _replace(
        uow.session,
        uow.session.scalars(select(Handle).where(Handle.client_id == client_id)),
        [item for item in wanted if item.value.strip()],
        fill,
        lambda: Handle(client_id=client_id),
    )


def _replace_contact_people(
    uow: UnitOfWork, client_id: int, wanted: Sequence[ContactPersonInput]
) -> None:
    def fill(row: ContactPerson, item: ContactPersonInput) -> None:
        row.name = required_line(item.name, field="contact_people", code="no_name")
        row.role = optional_line(item.role, field="contact_people")

    kept = list(
        uow.session.scalars(select(ContactPerson).where(ContactPerson.client_id == client_id))
    )
    staying = {item.id for item in wanted}
    for person in kept:
        if person.id not in staying:
            _replace_phones(uow, client_id, person.id, ())
            _replace_emails(uow, client_id, person.id, ())
            talks = select(Interaction).where(Interaction.contact_person_id == person.id)
            notes = select(Note).where(Note.contact_person_id == person.id)
            for said in (*uow.session.scalars(talks), *uow.session.scalars(notes)):
                said.contact_person_id = None
    uow.session.flush()
    rows = _replace(uow.session, kept, wanted, fill, lambda: ContactPerson(client_id=client_id))
    for row, item in zip(rows, wanted, strict=True):
        _replace_phones(uow, client_id, row.id, item.phones)
        _replace_emails(uow, client_id, row.id, item.emails)


def _replace_tags(uow: UnitOfWork, client_id: int, wanted: Sequence[str]) -> None:
    names = dict.fromkeys(
        filter(None, (optional_line(tag, field="tags", longest=60) for tag in wanted))
    )
    known = {tag.name: tag for tag in uow.session.scalars(select(Tag).where(Tag.name.in_(names)))}
    for name in names:
        if name not in known:
            known[name] = Tag(name=name)
            uow.session.add(known[name])
    uow.session.flush()
    ids = {known[name].id for name in names}
    borne = set(
        uow.session.scalars(select(ClientTag.tag_id).where(ClientTag.client_id == client_id))
    )
    if borne - ids:
        uow.session.execute(
            delete(ClientTag)
            .where(ClientTag.client_id == client_id)
            .where(ClientTag.tag_id.in_(borne - ids))
        )
    uow.session.add_all(ClientTag(client_id=client_id, tag_id=tag) for tag in sorted(ids - borne))
    uow.session.flush()
