"""Rows of lists as the JSON of the contract: quotes, invoices, products, money to come in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from smallcrm.domain.enums import Direction
from smallcrm.domain.label_sheets import LabelSheet, millimetres
from smallcrm.domain.money import Money, exponent
from smallcrm.exporters import json_out
from smallcrm.exporters.json_out import Json, client, day, instant, money, monies
from smallcrm.queries import (
    call_shapes,
    contact_shapes,
    receivable_shapes,
    shapes,
    today_shapes,
    trade_shapes,
)


def price(amount: Decimal, currency: str) -> Json:
    """Write a unit price, which may have more decimals than its currency."""
    digits, _, decimals = f"{amount:f}".partition(".")
    decimals = decimals.rstrip("0").ljust(exponent(currency), "0")
    return {"amount": f"{digits}.{decimals}" if decimals else digits, "currency": currency}


def percent(value: Decimal) -> str:
    """Write a percentage without zeros at its end."""
    return f"{value.normalize():f}"


def call_row(shape: call_shapes.CallShape) -> Json:
    """Write a call of a client, which has an `interaction`, or of nobody, which has a `call`."""
    known = shape.contact_person
    return {
        "interaction": shape.interaction_id,
        "call": shape.unknown_call_id,
        "client": client(shape.client) if shape.client else None,
        "contact_person": json_out.person(known) if known else None,
        "number": shape.number,
        "region": shape.region,
        "name": shape.name,
        "direction": (Direction.OUT if shape.outgoing else Direction.IN).value,
        "at": instant(shape.at),
        "answered": shape.answered,
        "seconds": shape.seconds,
        "missed": shape.missed,
        "said": shape.said,
        "satisfaction": shape.satisfaction,
    }


def quote_row(shape: trade_shapes.QuoteShape) -> Json:
    """Write the latest revision of a quote with its client."""
    return {
        **json_out.quote(shape),
        "client": client(shape.client),
        "decided_on": day(shape.decided_on),
        "decline_reason": shape.decline_reason,
        "sent_at": instant(shape.sent_at),
    }


def invoice_row(shape: trade_shapes.InvoiceShape) -> Json:
    """Write an invoice or credit note; `credits` is the invoice that a credit note takes back."""
    return {
        "id": shape.id,
        "kind": shape.kind.value,
        "client": client(shape.client),
        "number": shape.number,
        "external": shape.external,
        "on": day(shape.on),
        "due": day(shape.due),
        "total": money(shape.total),
        "payable": money(shape.payable),
        "open": money(shape.open),
        "credited": money(shape.credited),
        "days": shape.days,
        "fixed": shape.fixed,
        "credits": shape.credits_number,
        "rebill": shape.rebill,
        "reason": shape.reason,
    }


def product_row(shape: trade_shapes.ProductShape) -> Json:
    """Write a product with its price in each currency."""
    return {
        "id": shape.id,
        "code": shape.code,
        "name": shape.name,
        "unit": shape.unit,
        "prices": [price(amount, currency) for currency, amount in sorted(shape.prices)],
        "tax_percent": percent(shape.tax_percent),
        "tax_category": shape.tax_category.value,
        "tax_reason": shape.tax_reason,
        "active": shape.active,
        "note": shape.note,
    }


def contract_row(shape: trade_shapes.ContractShape) -> Json:
    """Write a contract; `days_left` is below zero once it is over."""
    return {
        "id": shape.id,
        "client": client(shape.client),
        "number": shape.number,
        "title": shape.title,
        "signed": day(shape.signed_on),
        "starts": day(shape.starts_on),
        "ends": day(shape.ends_on),
        "ended": day(shape.ended_on),
        "days_left": shape.days_left,
        "amount": money(shape.amount) if shape.amount is not None else None,
        "currency": shape.currency,
        "sold": monies(shape.sold),
        "note": shape.note,
    }


def promise_row(shape: receivable_shapes.PromiseShape) -> Json:
    """Write a promise to pay with its client."""
    return {**json_out.promise(shape), "client": client(shape.client)}


def reminder_row(shape: receivable_shapes.ReminderDue) -> Json:
    """Write who is to be reminded: with which step, of what, and what that would cost them."""
    return {
        "client": client(shape.client),
        "step": shape.step,
        "overdue": money(shape.overdue),
        "oldest_due": day(shape.oldest_due),
        "days": shape.days,
        "last_on": day(shape.last_on),
        "fee": money(shape.fee),
        "interest": money(shape.interest),
        "sales": [number for _, number in shape.sales],
    }


def rate_row(shape: receivable_shapes.RateShape) -> Json:
    """Write a rate: from a day on one unit of `currency` is so many of `base`."""
    return {
        "id": shape.id,
        "currency": shape.currency,
        "base": shape.base,
        "valid_from": day(shape.valid_from),
        "rate": shape.rate,
    }


def overdue_row(
    shape: today_shapes.OverdueClient, ages: Iterable[today_shapes.Ageing] = ()
) -> Json:
    """Write a client with overdue money; `owed` is the overdue part, with its `ageing`."""
    by_currency = {age.currency: age for age in ages}
    parts = [
        shapes.Owed(part, part, Money(0, part.currency), Money(0, part.currency))
        for part in shape.owed
    ]
    owed = json_out.owed(parts)
    for entry in owed:
        age = by_currency.get(str(entry["currency"]))
        if age is not None:
            entry["ageing"] = {
                "1_30": str(age.days_1_30),
                "31_60": str(age.days_31_60),
                "61_90": str(age.days_61_90),
                "over_90": str(age.over_90),
            }
    return {
        "client": client(shape.client),
        "owed": owed,
        "oldest_due": day(shape.oldest_due),
        "oldest_title": shape.oldest_title,
        "days": shape.days,
        "phone": shape.phone,
        "reminders": shape.reminders,
        "reminded_on": day(shape.reminded_on),
        "promise": json_out.promise(shape.promise) if shape.promise else None,
    }


def bank_row(shape: receivable_shapes.BankSuggestion) -> Json:
    """Write a booking of the bank that waits, and whose it may be."""
    line = shape.line
    return {
        "id": line.id,
        "on": day(line.on),
        "amount": money(line.amount),
        "name": line.name,
        "text": line.reference,
        "account": line.account or None,
        "counter_account": line.counter_account,
        "client": client(shape.client) if shape.client else None,
        "sales": [
            {"id": sale_id, "number": number, "amount": money(part)}
            for sale_id, number, part in shape.sales
        ],
        "payment": shape.payment_id,
        "why": [reason.value for reason in shape.why],
        "sure": shape.sure,
        "others": [client(other) for other in shape.others],
    }


def label_sheet_row(sheet_id: int | None, sheet: LabelSheet) -> Json:
    """Write a sheet of labels, its lengths in millimetres; a known one has no id."""
    lengths = (
        *("page_width", "page_height", "left", "top"),
        *("label_width", "label_height", "step_x", "step_y"),
    )
    return {
        "id": sheet_id,
        "name": sheet.name,
        "across": sheet.across,
        "down": sheet.down,
        **{name: f"{millimetres(getattr(sheet, name)):f}" for name in lengths},
    }


def document_row(shape: contact_shapes.DocumentShape) -> Json:
    """Write a kept file, without what is in it."""
    return {
        "id": shape.id,
        "client": client(shape.client),
        "name": shape.name,
        "media_type": shape.media_type,
        "size": shape.size,
        "added_at": instant(shape.added_at),
        "sale": shape.sale_id,
        "quote": shape.quote_id,
        "contract": shape.contract_id,
        "interaction": shape.interaction_id,
        "about": shape.about,
    }
