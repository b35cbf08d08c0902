"""The read side's shapes as the JSON of the contract: its keys are stable, adding is fine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum

from smallcrm.domain.clock import to_text
from smallcrm.domain.money import Money
from smallcrm.domain.records import RejectedRow
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.follow_ups import follow_up_text
from smallcrm.queries import (
    contact_shapes,
    detail_shapes,
    receivable_shapes,
    referral_shapes,
    shapes,
    trade_shapes,
)

Json = dict[str, object]


def money(amount: Money) -> Json:
    """Write an amount: a string in major units, with its currency."""
    return {"amount": str(amount), "currency": amount.currency}


def monies(amounts: Iterable[Money]) -> list[Json]:
    """Write amounts, one for each currency that is not zero, sorted by currency."""
    return [money(amount) for amount in sorted(amounts, key=lambda one: one.currency) if amount]


def owed(entries: Iterable[shapes.Owed]) -> list[Json]:
    """Write what is open on sales, split into overdue, not yet due and not yet billed."""
    return [
        {
            **money(entry.amount),
            "overdue": str(entry.overdue),
            "not_due": str(entry.not_due),
            "unbilled": str(entry.unbilled),
        }
        for entry in sorted(entries, key=lambda one: one.amount.currency)
        if entry.amount
    ]


def instant(value: datetime | None) -> str | None:
    """Write an instant in UTC."""
    return to_text(value) if value is not None else None


def day(value: date | None) -> str | None:
    """Write a day."""
    return value.isoformat() if value is not None else None


def plain(value: object) -> object:
    """Write a parameter of a refusal, an action or a problem, whatever it is."""
    match value:
        case Money():
            written: object = money(value)
        case datetime():
            written = to_text(value)
        case date():
            written = value.isoformat()
        case StrEnum():
            written = value.value
        case Mapping():
            written = {str(key): plain(one) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            written = [plain(one) for one in value]
        case None | str() | int():
            written = value
        case _:
            written = str(value)
    return written


def client(ref: shapes.ClientRef) -> Json:
    """Write a client as any list names it."""
    return {
        "id": ref.id,
        "name": ref.name,
        "organisation": ref.organisation,
        "level": ref.level.value,
    }


def phone(number: shapes.Phone) -> Json:
    """Write a phone number; `of` is the contact person it belongs to."""
    return {
        "number": number.number,
        "e164": number.e164,
        "extension": number.extension,
        "label": number.label,
        "of": number.of,
    }


def hit(found: shapes.ClientHit) -> Json:
    """Write a row of the search."""
    return {
        **client(found.client),
        "phones": [phone(number) for number in found.phones],
        "matched_on": [
            {
                "kind": match.kind.value,
                "text": match.text,
                **({"field": match.name} if match.name else {}),
            }
            for match in found.matched_on
        ],
        "owed": owed(found.owed),
        "oldest_due": day(found.oldest_due),
        "last_contact_at": instant(found.last_contact_at),
    }


def note(shape: contact_shapes.NoteShape) -> Json:
    """Write a note."""
    return {
        "id": shape.id,
        "text": shape.text,
        "at": instant(shape.at),
        "pinned": shape.pinned,
        "until": day(shape.expires),
        "said_by": person(shape.said_by) if shape.said_by else None,
        "interaction": shape.interaction_id,
    }


def person(shape: shapes.ContactPersonShape) -> Json:
    """Write a contact person."""
    return {"id": shape.id, "name": shape.name, "role": shape.role}


def interaction(shape: contact_shapes.InteractionShape) -> Json:
    """Write a call, a meeting, a letter."""
    return {
        "id": shape.id,
        "kind": shape.kind.value,
        "direction": shape.direction.value if shape.direction else None,
        "at": instant(shape.at),
        "minutes": shape.minutes,
        "summary": shape.summary,
        "number": shape.number,
        "answered": shape.answered,
        "seconds": shape.seconds,
        "satisfaction": shape.satisfaction,
        "contact_person": person(shape.contact_person) if shape.contact_person else None,
        "documents": shape.documents,
    }


def sale(shape: shapes.SaleShape) -> Json:
    """Write a sale without its client."""
    return {
        "id": shape.id,
        "number": shape.number,
        "external_number": shape.external_number,
        "title": shape.title,
        "on": day(shape.on),
        "due": day(shape.due),
        "status": shape.status.value,
        "total": money(shape.total),
        "net": money(shape.net) if shape.net is not None else None,
        "tax": money(shape.tax) if shape.tax is not None else None,
        "open": money(shape.open),
        "billed": money(shape.billed) if shape.billed is not None else None,
        "payment_status": shape.payment_status.value,
        "days": shape.days,
    }


def sale_row(shape: shapes.SaleShape) -> Json:
    """Write a sale with its client."""
    return {**sale(shape), "client": client(shape.client)}


def settled(parts: Iterable[shapes.SettledPart]) -> list[Json]:
    """Write which sales a payment settles."""
    return [
        {
            "sale": part.sale_id,
            "number": part.sale_number,
            "title": part.sale_title,
            "amount": money(part.amount),
        }
        for part in parts
    ]


def payment_row(shape: shapes.PaymentShape) -> Json:
    """Write a payment with its client; `free` is what settles no sale and was not given back."""
    return {
        "id": shape.id,
        "client": client(shape.client),
        "kind": shape.kind.value,
        "amount": money(shape.amount),
        "free": money(shape.free),
        "on": day(shape.on),
        "method": shape.method,
        "reference": shape.reference,
        "void": shape.void,
        "reason": shape.reason,
        "settled": settled(shape.settled),
    }


def referral_row(shape: referral_shapes.ReferralShape) -> Json:
    """Write a referral: `client` was sent, by `counterpart` (in) or to `counterpart` (out)."""
    return {
        "id": shape.id,
        "direction": shape.direction.value,
        "client": client(shape.client),
        "counterpart": client(shape.counterpart),
        "on": day(shape.on),
        "outcome": shape.outcome.value,
        "paid_value": monies(shape.paid_value),
        "what_for": shape.what_for,
        "reward": monies(shape.reward),
        "commission": money(shape.commission) if shape.commission is not None else None,
        "reason": shape.reason,
        "outcome_by_hand": shape.outcome_by_hand,
    }


def follow_up_row(tr: I18n, shape: contact_shapes.FollowUpShape) -> Json:
    """Write something to do for a client; what the program asks has a `code`, and is said too."""
    return {
        "id": shape.id,
        "client": client(shape.client),
        "text": follow_up_text(tr, shape),
        "code": shape.code.value if shape.code is not None else None,
        "referral": shape.referral_id,
        "referred": client(shape.referred) if shape.referred is not None else None,
        "amount": money(shape.amount) if shape.amount is not None else None,
        "due": day(shape.due),
        "time": shape.due_time,
        "repeat": shape.repeat_rule,
        "snoozed_until": instant(shape.snoozed_until),
        "interaction": shape.interaction_id,
        "done_at": instant(shape.done_at),
    }


def client_row(shape: shapes.ClientRow) -> Json:
    """Write a row of the Clients tab."""
    return {
        **client(shape.client),
        "code": shape.code,
        "lifecycle": shape.lifecycle.value,
        "phone": shape.phone,
        "email": shape.email,
        "last_contact_at": instant(shape.last_contact_at),
        "owed": owed(shape.owed),
        "credit": monies(shape.credit),
        "oldest_due": day(shape.oldest_due),
        "tags": list(shape.tags),
        "own": own_values(shape.own),
    }


def own_values(values: Iterable[detail_shapes.OwnValueShape]) -> list[Json]:
    """Write what a client has in own fields: canonical text, an amount with its currency."""
    return [
        {
            "field": value.field_id,
            "name": value.name,
            "kind": value.kind.value,
            "value": value.value,
            "currency": value.currency,
        }
        for value in values
    ]


def quote(shape: trade_shapes.QuoteShape) -> Json:
    """Write a revision of a quote."""
    return {
        "id": shape.id,
        "number": shape.number,
        "revision": shape.revision,
        "title": shape.title,
        "on": day(shape.on),
        "valid_until": day(shape.valid_until),
        "state": shape.state.value,
        "total": money(shape.total),
        "net": money(shape.net),
    }


def promise(shape: receivable_shapes.PromiseShape) -> Json:
    """Write a promise to pay; `came` is the money that came in its currency since."""
    return {
        "id": shape.id,
        "sale": shape.sale_number,
        "on": day(shape.on),
        "until": day(shape.until),
        "amount": money(shape.amount),
        "came": money(shape.came),
        "state": shape.state.value,
        "note": shape.note,
    }


def reminder(shape: receivable_shapes.ReminderShape) -> Json:
    """Write a reminder that went out."""
    return {
        "id": shape.id,
        "on": day(shape.on),
        "step": shape.step,
        "open": money(shape.open),
        "fee": money(shape.fee),
        "interest": money(shape.interest),
        "method": shape.method,
        "note": shape.note,
        "sales": [number for _, number in shape.sales],
    }


def standing(shape: receivable_shapes.Standing) -> Json:
    """Write what a new sale should warn of."""
    return {
        "on_hold": shape.on_hold,
        "hold_reason": shape.hold_reason,
        "credit_limit": money(shape.credit_limit) if shape.credit_limit is not None else None,
        "limit_left": money(shape.limit_left) if shape.limit_left is not None else None,
        "discount_percent": shape.discount_percent,
        "payment_term_days": shape.term_days,
        "written_off": [
            {**money(amount), "reason": reason, "on": day(on)}
            for amount, reason, on in shape.written_off
        ],
    }


def card(tr: I18n, shape: shapes.ClientCard) -> Json:
    """Write the card; what is not built yet is `[]`."""
    details = shape.details
    return {
        "client": {
            **client(details.ref),
            "kind": details.kind.value,
            "code": details.code,
            "lifecycle": details.lifecycle.value,
            "currency": details.currency,
            "source": details.source,
            "tags": list(details.tags),
            "language": details.language,
            "payment_term_days": details.payment_term_days,
            "discount_percent": f"{details.discount_percent.normalize():f}"
            if details.discount_percent is not None
            else None,
            "tax_number": details.tax_number,
            "birthday": day(details.birthday),
        },
        "phones": [phone(number) for number in details.phones],
        "emails": [
            {"address": email.address, "label": email.label, "of": email.of}
            for email in details.emails
        ],
        "addresses": [_address(address) for address in details.addresses],
        "handles": [{"kind": handle.kind, "value": handle.value} for handle in details.handles],
        "owed": owed(shape.balance.owed),
        "credit": monies(shape.balance.credit),
        "overdue": [
            {
                "number": one.number,
                "external_number": one.external_number,
                "title": one.title,
                "due": day(one.due),
                "open": money(one.open),
                "overdue": money(one.overdue if one.overdue is not None else one.open),
                "days": one.days,
            }
            for one in shape.overdue
        ],
        "pinned_notes": [note(one) for one in shape.pinned_notes],
        "recent_notes": [note(one) for one in shape.recent_notes],
        "last_interactions": [interaction(one) for one in shape.last_interactions],
        "last_sales": [sale(one) for one in shape.last_sales],
        "referred_by": client(shape.referred_by.counterpart) if shape.referred_by else None,
        "referred_by_referral": shape.referred_by.id if shape.referred_by else None,
        "referred": [_referred(one, one.client) for one in shape.referred],
        "sent_out": [_referred(one, one.counterpart) for one in shape.sent_out],
        "contact_people": [person(one) for one in details.contact_people],
        "follow_ups": [follow_up_row(tr, one) for one in shape.follow_ups],
        "last_quote": quote(shape.last_quote) if shape.last_quote else None,
        "open_quotes": [quote(one) for one in shape.open_quotes],
        "promises": [promise(one) for one in shape.promises],
        "reminders": [reminder(one) for one in shape.reminders],
        "habit": {
            "sales": shape.habit.sales,
            "days_to_pay": shape.habit.days_to_pay,
            "days_late": shape.habit.days_late,
        }
        if shape.habit
        else None,
        "standing": standing(shape.standing) if shape.standing else None,
        "tickets": [],
    }


def _referred(shape: referral_shapes.ReferralShape, who: shapes.ClientRef) -> Json:
    return {
        "client": client(who),
        "referral": shape.id,
        "outcome": shape.outcome.value,
        "on": day(shape.on),
        "paid_value": monies(shape.paid_value),
        "what_for": shape.what_for,
        "reward": monies(shape.reward),
        "commission": money(shape.commission) if shape.commission is not None else None,
    }


def _address(address: shapes.Address) -> Json:
    return {
        "label": address.label,
        "street": address.street,
        "locality": address.locality,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
        "text": address.text,
    }


def skipped(row: RejectedRow, message: str) -> Json:
    """Write a row that was not imported: the code of why, and the same in words."""
    return {"row": row.row, "why": row.why, "text": row.text, "message": message}
