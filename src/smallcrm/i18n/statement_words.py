"""The words of refusals about bank statements and their bookings."""

from __future__ import annotations

from collections.abc import Mapping

from smallcrm.i18n.filling import Wording
from smallcrm.i18n.messages import mark

# Code of a refusal -> wordings, the most telling first (`filling.fill`).
STATEMENTS: Mapping[str, Wording] = {
    "not_a_statement": (
        mark("“{file}” is not a bank statement. Export it as CAMT, MT940, OFX or CSV."),
        mark("This file is not a bank statement. Export it as CAMT, MT940, OFX or CSV."),
    ),
    "statement_damaged": (
        mark("The statement is damaged in line {line} ({part}). Get it from the bank again."),
        mark("The statement is damaged. Get it from the bank again."),
    ),
    "statement_incomplete": (
        mark("The statement breaks off in line {line}. Get it from the bank again."),
        mark("The statement breaks off. Get it from the bank again."),
    ),
    "statement_unsafe": (
        mark("Line {line} holds what no bank writes: the file was not opened further."),
        mark("The file holds what no bank writes: it was not opened further."),
    ),
    # Bookings that were not taken, and what a statement is warned of.
    "line_damaged": mark("This booking is damaged: “{text}”."),
    "line_not_booked": mark("This is not booked yet, or not any more."),
    "line_without_amount": mark("This booking has no amount."),
    "line_without_date": mark("This booking has no date."),
    "line_without_direction": mark("This does not say whether money came in or went out."),
    "line_in_and_out": mark("This booking has an amount in and an amount out."),
    # What became of a booking: the day, the amount and the payer say which.
    "no_such_bank_line": mark("This booking is not there any more."),
    "bank_line_settled": (
        mark("The booking of {came} on {booked} ({payer}) is entered as a payment already."),
        mark("This booking is entered as a payment already."),
    ),
    "bank_line_out": (
        mark("The booking of {came} on {booked} ({payer}) is money that went out."),
        mark("This is money that went out."),
    ),
    "bank_payment_differs": (
        mark("The booking is of {came}, but the payment is of {amount}."),
        mark("The booking and the payment are not of the same amount."),
    ),
    "bank_payment_taken": mark("This payment belongs to a booking of {date} already."),
    "other_client_payment": mark("This payment is not from {client}."),
    "balance_differs": mark(
        "The bookings come to {expected}, but the statement closes with {stated}."
    ),
}
