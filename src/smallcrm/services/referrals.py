"""Who sent whom: no self-referral, no circle, one referrer per client."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select, text

from smallcrm.db.models import Client, FollowUp, Payment, Referral, RewardOverride
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import keys
from smallcrm.domain.enums import (
    ClientKind,
    FollowUpCode,
    Level,
    Lifecycle,
    ReferralDirection,
    ReferralOutcome,
)
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, known_currency
from smallcrm.domain.text import optional_line, required_line
from smallcrm.services import rewards
from smallcrm.services.commands import (
    UNSET,
    AddReferral,
    AddReferralOut,
    EditReferral,
    RemoveReferral,
)
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
        raise Refusal(
            "has_referrer",
            field="to",
            client=client.name,
            referrer=other.name,
            referral=present.id,
        )
    _require_no_circle(uow, client, referrer)
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
    return row


def set_referrer(uow: UnitOfWork, client_id: int, referrer_id: int | None) -> None:
    """Make `referrer_id` the one who sent a client (None: nobody), within the action.

    The referral stays with all that is known of it; the credit of the one goes to the other.
    """
    present = _referral_in(uow, client_id)
    if present is None:
        if referrer_id is not None:
            record_in(uow, referrer_id, client_id, uow.clock.today())
    elif referrer_id is None:
        remove_row(uow, present)
    elif present.counterpart_id != referrer_id:
        _replace_counterpart(uow, present, referrer_id, "from")


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
    if command.commission is not None:
        currency = known_currency(command.currency or uow.settings.currency)
        _set_commission(row, command.commission, currency)
    uow.session.add(row)
    uow.session.flush()
    uow.describe("add_referral_out", client=client.name, partner=partner.name)
    return Made(row.id)


def edit(uow: UnitOfWork, command: EditReferral) -> Made:
    """Change a referral; an outcome set by hand is no longer changed by sales.

    Refuses beside what a new counterpart may be refused for `no_reason`, and `commission_only_out`
    for one that was sent to us.
    """
    row = _get(uow, command.referral)
    if command.outcome is not UNSET:
        row.outcome_by_hand = command.outcome is not None
        row.outcome = (command.outcome or ReferralOutcome.PENDING).value
    if command.on is not UNSET:
        row.referred_on = command.on
    if command.what_for is not UNSET:
        row.what_for = optional_line(command.what_for, field="what_for")
    if command.reason is not UNSET:
        row.reason = optional_line(command.reason, field="reason")
    if command.counterpart is not UNSET and command.counterpart != row.counterpart_id:
        if command.reason is UNSET or row.reason is None:
            raise Refusal("no_reason", field="reason")
        _replace_counterpart(uow, row, command.counterpart, "counterpart")
    _edit_commission(uow, row, command)
    uow.session.flush()
    uow.describe("edit_referral", client=_client(uow, row.client_id, "client").name)
    return Made(row.id)


def _edit_commission(uow: UnitOfWork, row: Referral, command: EditReferral) -> None:
    """Change what a partner gives us; the figure stays when only its currency changes."""
    if command.commission is UNSET and command.currency is UNSET:
        return
    present = None
    if row.commission_minor is not None and row.currency is not None:
        present = Money(row.commission_minor, row.currency).major
    wanted = present if command.commission is UNSET else command.commission
    if wanted is None:
        row.commission_minor = row.currency = None
        return
    if row.direction != ReferralDirection.OUT:
        raise Refusal("commission_only_out", field="commission")
    said = row.currency if command.currency is UNSET else command.currency
    _set_commission(row, wanted, known_currency(said or uow.settings.currency))


def _set_commission(row: Referral, value: Decimal, currency: str) -> None:
    amount = Money.of(value, currency, field="commission")
    if amount.minor <= 0:
        raise Refusal("not_positive", field="commission", text=str(value))
    row.currency, row.commission_minor = currency, amount.minor


def _replace_counterpart(uow: UnitOfWork, row: Referral, wanted: int, field: str) -> None:
    """Let a referral be another's; what the owner said of the one's reward holds of the other's."""
    client = _client(uow, row.client_id, "client")
    other = _client(uow, wanted, field)
    if other.id == client.id:
        raise Refusal("self_referral", field=field, client=client.name)
    before = row.counterpart_id
    if row.direction == ReferralDirection.IN:
        _require_no_circle(uow, client, other, field)
    row.counterpart_id = other.id
    of_before = select(RewardOverride).where(
        RewardOverride.referral_id == row.id, RewardOverride.client_id == before
    )
    for override in uow.session.scalars(of_before):
        override.client_id = other.id
    thanks = select(FollowUp).where(
        FollowUp.referral_id == row.id,
        FollowUp.code == FollowUpCode.THANKS.value,
        FollowUp.done_at.is_(None),
    )
    for follow_up in uow.session.scalars(thanks):
        follow_up.client_id = other.id
    uow.session.flush()


def remove(uow: UnitOfWork, command: RemoveReferral) -> Made:
    """Remove a referral that was recorded by mistake; what it earned is taken back."""
    row = _get(uow, command.referral)
    client = _client(uow, row.client_id, "client")
    remove_row(uow, row)
    uow.describe("remove_referral", client=client.name)
    return Made(row.id)


def remove_row(uow: UnitOfWork, row: Referral) -> None:
    """Take back all that a referral earned and remove it, within the action.

    Money that went out stays out: its credit, and what says so, stand without the referral.
    """
    uow.session.flush()
    rewards.take_back_referral(uow, row.id)
    for override in uow.session.scalars(
        select(RewardOverride).where(RewardOverride.referral_id == row.id)
    ):
        uow.session.delete(override)
    for payment in uow.session.scalars(select(Payment).where(Payment.referral_id == row.id)):
        payment.referral_id = None
    for follow_up in uow.session.scalars(select(FollowUp).where(FollowUp.referral_id == row.id)):
        if follow_up.code == FollowUpCode.THANKS and follow_up.done_at is None:
            uow.session.delete(follow_up)
        else:
            follow_up.referral_id = None
    uow.session.flush()
    uow.session.delete(row)
    uow.session.flush()


def _get(uow: UnitOfWork, referral_id: int) -> Referral:
    row = uow.session.get(Referral, referral_id)
    if row is None:
        raise Refusal("no_such_referral", field="referral", id=referral_id)
    return row


def _require_no_circle(
    uow: UnitOfWork, client: Client, referrer: Client, field: str = "from"
) -> None:
    if client.id in _chain(uow, referrer.id):
        raise Refusal("referral_circle", field=field, client=client.name, referrer=referrer.name)


def _partner(uow: UnitOfWork, command: AddReferralOut) -> Client:
    if command.partner is not None:
        return _client(uow, command.partner, "partner")
    return partner_named(uow, command.partner_name or "")


def partner_named(uow: UnitOfWork, typed: str) -> Client:
    """Return the client of exactly that name, or add a partner; refuses `no_partner` for none."""
    name = required_line(typed, field="partner", code="no_partner")
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
