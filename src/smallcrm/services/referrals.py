"""Who sent whom: no self-referral, no circle, one referrer per client."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, text

from smallcrm.db.models import Client, Referral, Sale
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys
from smallcrm.domain.enums import (
    ClientKind,
    Level,
    Lifecycle,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
)
from smallcrm.domain.errors import Refusal
from smallcrm.domain.text import optional_line, required_line
from smallcrm.services.commands import UNSET, AddReferral, AddReferralOut, EditReferral
from smallcrm.services.result import Made


def add(uow: UnitOfWork, command: AddReferral) -> Made:
    """Record that a client was sent to us by another."""
    on = command.on or uow.clock.today()
    row = record_in(uow, command.referrer, command.client, on, command.what_for)
    uow.describe(
        "add_referral",
        client=_client(uow, command.client, "to").name,
        referrer=_client(uow, command.referrer, "from").name,
    )
    return Made(row.id)


def record_in(
    uow: UnitOfWork, referrer_id: int, client_id: int, on: date, what_for: str | None = None
) -> Referral:
    """Add a referral to us, within whatever action is in progress.

    Refuses `self_referral`, `has_referrer` (there is one already) and `referral_circle`.
    """
    referrer = _client(uow, referrer_id, "from")
    client = _client(uow, client_id, "to")
    if referrer.id == client.id:
        raise Refusal("self_referral", field="from", client=client.name)
    present = _referral_in(uow, client.id)
    if present is not None:
        other = _client(uow, present.counterpart_id, "from")
        raise Refusal("has_referrer", field="to", client=client.name, referrer=other.name)
    if client.id in _chain(uow, referrer.id):
        raise Refusal("referral_circle", field="from", client=client.name, referrer=referrer.name)
    row = Referral(
        direction=ReferralDirection.IN.value,
        client_id=client.id,
        counterpart_id=referrer.id,
        referred_on=on,
        outcome=ReferralOutcome.PENDING.value,
        outcome_by_hand=False,
        what_for=optional_line(what_for, field="what_for"),
    )
    uow.session.add(row)
    uow.session.flush()
    follow(uow, client.id)
    return row


def set_referrer(uow: UnitOfWork, client_id: int, referrer_id: int | None) -> None:
    """Make `referrer_id` the one who sent a client (None: nobody), within the action."""
    present = _referral_in(uow, client_id)
    if present is not None:
        if present.counterpart_id == referrer_id:
            return
        uow.session.delete(present)
        uow.session.flush()
    if referrer_id is not None:
        on = present.referred_on if present is not None else uow.clock.today()
        record_in(uow, referrer_id, client_id, on)


def add_out(uow: UnitOfWork, command: AddReferralOut) -> Made:
    """Record that we sent a client to a partner, who is made a client of kind partner if new."""
    client = _client(uow, command.client, "client")
    partner = _partner(uow, command)
    if partner.id == client.id:
        raise Refusal("self_referral", field="partner", client=client.name)
    row = Referral(
        direction=ReferralDirection.OUT.value,
        client_id=client.id,
        counterpart_id=partner.id,
        referred_on=command.on or uow.clock.today(),
        outcome=ReferralOutcome.PENDING.value,
        outcome_by_hand=False,
        what_for=optional_line(command.what_for, field="what_for"),
    )
    uow.session.add(row)
    uow.session.flush()
    uow.describe("add_referral_out", client=client.name, partner=partner.name)
    return Made(row.id)


def edit(uow: UnitOfWork, command: EditReferral) -> Made:
    """Change a referral; an outcome set by hand is no longer changed by sales."""
    row = uow.session.get(Referral, command.referral)
    if row is None:
        raise Refusal("no_such_referral", field="referral", id=command.referral)
    if command.outcome is not UNSET:
        row.outcome_by_hand = command.outcome is not None
        row.outcome = (command.outcome or ReferralOutcome.PENDING).value
    if command.on is not UNSET:
        row.referred_on = command.on
    if command.what_for is not UNSET:
        row.what_for = optional_line(command.what_for, field="what_for")
    uow.describe("edit_referral", client=_client(uow, row.client_id, "client").name)
    return Made(row.id)


def follow(uow: UnitOfWork, client_id: int) -> None:
    """Let the outcome of the referral that brought a client follow from the client's sales."""
    row = _referral_in(uow, client_id)
    if row is None or row.outcome_by_hand:
        return
    uow.session.flush()
    sold = uow.session.scalars(
        select(Sale.id)
        .where(Sale.client_id == client_id, Sale.status != SaleStatus.CANCELLED.value)
        .limit(1)
    ).first()
    outcome = ReferralOutcome.PENDING if sold is None else ReferralOutcome.WON
    if row.outcome != outcome:
        row.outcome = outcome.value
        uow.session.flush()


def _partner(uow: UnitOfWork, command: AddReferralOut) -> Client:
    if command.partner is not None:
        return _client(uow, command.partner, "partner")
    name = required_line(command.partner_name or "", field="partner", code="no_partner")
    known = uow.session.scalars(
        select(Client)
        .where(Client.name_sort == keys.sort_key(name), Client.name == name)
        .order_by(Client.kind != ClientKind.PARTNER.value, Client.id)
        .limit(1)
    ).first()
    if known is not None:
        return known
    partner = Client(
        kind=ClientKind.PARTNER.value,
        name=name,
        name_sort=keys.sort_key(name),
        level=Level.STANDARD.value,
        lifecycle=Lifecycle.ACTIVE.value,
        created_at=uow.clock.now(),
        is_sample=False,
    )
    uow.session.add(partner)
    uow.session.flush()
    return partner


def _client(uow: UnitOfWork, client_id: int, field: str) -> Client:
    client = uow.session.get(Client, client_id)
    if client is None:
        raise Refusal("no_such_client", field=field, id=client_id)
    return client


def _referral_in(uow: UnitOfWork, client_id: int) -> Referral | None:
    return uow.session.scalars(
        select(Referral).where(Referral.client_id == client_id, text("direction = 'in'"))
    ).first()


def _chain(uow: UnitOfWork, client_id: int) -> set[int]:
    """Return a client, who sent them, who sent those, and so on."""
    rows = uow.connection.execute(
        text(
            "WITH RECURSIVE chain(id) AS (VALUES (:client) UNION"
            " SELECT counterpart_id FROM referral JOIN chain ON referral.client_id = chain.id"
            " WHERE direction = 'in') SELECT id FROM chain"
        ),
        {"client": client_id},
    )
    return {row[0] for row in rows}
