"""What `smallcrm check` found, said for the owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smallcrm.i18n.filling import Wording, fill
from smallcrm.i18n.messages import mark

if TYPE_CHECKING:
    from smallcrm.domain.checks import Problem
    from smallcrm.i18n.catalog import I18n

PROBLEMS: Mapping[str, Wording] = {
    "client_level": mark("Client {id}: the level is not the one that follows from the rules."),
    "own_value": mark("Value {id} of an own field is not one that the field can hold."),
    "damaged_page": mark("Part of the file cannot be read ({detail})."),
    "trigger_differs": mark("The journal's rule {name} is missing or was changed."),
    "foreign_key": mark("Row {id} of {table} belongs to a row of {parent} that is gone."),
    "action_left_open": mark("An action was begun and never ended."),
    "row_changed_behind_the_journal": mark("Row {id} of {table} was changed by another program."),
    "sale_paid": mark("Sale {id}: what is paid is not the sum of its payments."),
    "sale_overpaid": mark("Sale {id}: more is paid than it comes to."),
    "sale_cancelled_but_paid": mark("Sale {id} is cancelled, but payments are put to it."),
    "sale_total": mark("Sale {id}: net and tax do not come to the total."),
    "sale_net": mark("Sale {id}: its lines do not come to its net amount."),
    "sale_lines": mark("Sale {id}: its lines do not come to its totals."),
    "quote_total": mark("Quote {id}: net and tax do not come to the total."),
    "quote_net": mark("Quote {id}: its lines do not come to its net amount."),
    "quote_lines": mark("Quote {id}: its lines do not come to its totals."),
    "quote_latest": mark(
        "Quote {id}: it is not the latest revision of its number, or not the only one."
    ),
    "quote_status": mark("Quote {id}: what sales took of it is not what its status says."),
    "bank_line_payment": mark("Bank booking {id} and its payment do not belong together."),
    "quote_of_other_client": mark(
        "Sale {id} is made of a quote of another client, or in another currency."
    ),
    "contract_of_other_client": mark("Sale {id} is covered by a contract of another client."),
    "delivery_mismatch": mark("Delivery {id} belongs to another sale than its lines or client."),
    "over_delivered": mark("Sale line {id}: more of it is delivered than was sold."),
    "payment_allocated": mark("Payment {id}: what it settles is not the sum of its parts."),
    "payment_refunded": mark("Payment {id}: what was given back is not the sum of its refunds."),
    "payment_overused": mark("Payment {id}: more of it is used than there is."),
    "sale_billed": mark("Sale {id}: what is billed is not the sum of its invoices."),
    "sale_overbilled": mark("Sale {id}: more is billed than it comes to."),
    "plan_total": mark("Sale {id}: its instalments do not come to its total."),
    "plan_due": mark("Sale {id}: it is not due with its first open instalment."),
    "invoice_lines": mark("Invoice {id}: its lines do not come to its totals."),
    "invoice_shares": mark(
        "Invoice {id}: the shares of its sales do not come to what is to be paid."
    ),
    "invoice_overcredited": mark("Invoice {id}: more was taken back of it than it comes to."),
    "invoice_gap": mark("Invoices are numbered with gaps ({kind}, {period})."),
    "credit_note_payment": mark(
        "Credit note {id}: what it took off its sales is not what it comes to."
    ),
    "allocation_mismatch": mark(
        "Allocation {id} joins a payment and a sale of different clients or currencies."
    ),
    "reward_missing": mark(
        "Referral {id}: less credit was given for it than it earned ({client})."
    ),
    "reward_too_much": mark("Referral {id}: more credit stands for it than it earned ({client})."),
    "reward_negative": mark("Referral {id}: more credit was taken back than was given ({client})."),
    "reward_row": mark("Payment {id} is for a referral, but is no credit of it."),
    "reward_rule": mark("Reward rule {id}: its amounts and its currency do not fit together."),
    "reward_override": mark("The reward set by hand for referral {id} is another client's."),
    "referral_totals": mark(
        "Client {id}: the totals of referrals are not what the rows come to ({name})."
    ),
    "document_content": mark("The content {id} of a file is not what was kept."),
    "document_missing": mark("File {id}: its content is missing."),
    "document_elsewhere": mark("File {id} is kept with papers of another client."),
    "contact_figures": mark("Contact {id}: how long it was, or the satisfaction, cannot be so."),
    "contact_of_other_client": mark("Contact {id} was with a contact person of another client."),
    "note_of_other_client": mark("Note {id} names a contact person or a call of another client."),
    "follow_up_of_other_client": mark("Follow-up {id} came of a call of another client."),
    "call_twice": mark("Contact {id} is kept as a call of nobody's as well."),
    "call_number": mark("Call {id} of nobody's is not found by its number."),
    "search_index": mark("The search does not agree with the clients ({detail})."),
}


def problem(tr: I18n, found: Problem) -> str:
    """Say one finding; a code without words is shown as it is."""
    # An id is no quantity: its digits are not grouped.
    parameters = {
        name: str(value) if isinstance(value, int) else value
        for name, value in found.parameters.items()
    }
    return fill(tr, PROBLEMS.get(found.code, ()), parameters) or found.code
