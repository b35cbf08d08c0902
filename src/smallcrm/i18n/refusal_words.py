"""The words of every refusal: what is wrong, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping

from smallcrm.i18n.call_words import CALLING
from smallcrm.i18n.care_words import CARING
from smallcrm.i18n.document_words import KEEPING
from smallcrm.i18n.einvoice_words import EINVOICES
from smallcrm.i18n.filling import Wording
from smallcrm.i18n.follow_up_words import FOLLOWING_UP
from smallcrm.i18n.label_words import LABELLING
from smallcrm.i18n.merge_words import MERGING
from smallcrm.i18n.messages import mark
from smallcrm.i18n.paper_words import PAPERS
from smallcrm.i18n.statement_words import STATEMENTS
from smallcrm.i18n.telephony_words import TELEPHONY

# Code of a refusal -> wordings, the most telling first (`filling.fill`). What was typed is
# repeated, and what is expected instead is shown.
_TYPED: Mapping[str, Wording] = {
    "not_an_amount": (
        mark("“{text}” is not an amount. Write digits, such as {example_amount}."),
        mark("Write an amount, such as {example_amount}."),
    ),
    "ambiguous_amount": mark(
        "“{text}” can be read in two ways. Decimals come after “{decimal}”: {example_amount}."
    ),
    "other_currency": (
        mark("“{text}” is in another currency. Write an amount in {currency}."),
        mark("The payment is in {currency}, but sale {number} is in {sale_currency}."),
    ),
    "amount_too_large": (
        mark("{text} is more than can be recorded."),
        mark("This is more than can be recorded."),
    ),
    "too_many_decimals": (
        mark("{text} has too many decimals: in {currency} there are {decimals}."),
        mark("This amount has more decimals than its currency."),
    ),
    "too_many_price_decimals": mark("{text} has too many decimals: a price has six at most."),
    "no_amount": mark("Write an amount, such as {example_amount}."),
    "not_positive": mark("Write an amount above zero."),
    "negative_amount": mark("An amount below zero cannot be recorded here."),
    "not_a_percentage": (
        mark("{text} is not a percentage from 0 to 100."),
        mark("Write a percentage from 0 to 100."),
    ),
    "tax_in_untaxed_category": (
        mark(
            "There is no tax in this tax category ({category}), so its rate is 0, not {percent} %."
        ),
        mark("There is no tax in this tax category, so its rate is 0."),
    ),
    "discount_too_large": (
        mark("A discount of {discount} is more than all lines together: {lines}."),
        mark("The discount is more than all lines together."),
    ),
    "bad_number_pattern": (
        mark("“{text}” cannot number documents: {why}. A pattern looks like this: {example}."),
        mark("Write a pattern for the numbers, such as {example}."),
        mark("Write a pattern for the numbers."),
    ),
    "bad_plan": (
        mark("“{text}” is no plan of instalments: {why}. Write percent/days, such as {example}."),
        mark("Write each instalment as percent/days, such as {example}."),
        mark("Write each instalment as percent/days."),
    ),
    "shares_not_whole": (
        mark("The percentages come to {sum}, not to 100."),
        mark("The percentages do not come to 100."),
    ),
    "instalments_not_total": (
        mark("The instalments come to {sum}, not to {total}."),
        mark("The instalments do not come to the total."),
    ),
    "instalment_of_nothing": mark("Each instalment is above zero. Choose fewer, or larger ones."),
    "no_instalments": mark("Say how the total is divided, one instalment at least."),
    "too_many_instalments": (
        mark("There can be at most {most} instalments."),
        mark("There are too many instalments."),
    ),
    "not_a_number": (
        mark("“{text}” is not a number."),
        mark("Write a number."),
    ),
    "not_a_date": (
        mark("“{text}” is not a date. Write it like this: {example_date}."),
        mark("Write a date, such as {example_date}."),
    ),
    "ambiguous_date": mark("“{text}” may be {first} or {second}. Write the month as a word."),
    "in_future": mark("This day is still to come: {date}."),
    "promise_ends_first": mark("{date} is before the day of the promise, {promised}."),
    "bad_rate": (
        mark(
            "“{text}” is no exchange rate. Write one above zero, with {decimals} decimals at most."
        ),
        mark("Write an exchange rate above zero."),
    ),
    "rate_of_own_currency": mark("{currency} is the currency of this file: it needs no rate."),
    "birthday_in_future": mark("A birthday cannot be in the future: {date}."),
    "due_before_sale": mark("The due date {date} is before the day of the sale, {sold}."),
    "unknown_currency": (
        mark("“{text}” is not a currency. Write its code of three letters, such as EUR."),
        mark("Write the currency's code of three letters, such as EUR."),
    ),
    "no_currency": (
        mark("It is not known in which currency “{text}” is. Choose the currency."),
        mark("The currency is not known. Choose it."),
    ),
    "currencies_differ": mark("{first} and {second} cannot be mixed in one sale."),
    "unknown_country": (
        mark("“{text}” is not a country. Write its code of two letters, such as IE."),
        mark("Write the country's code of two letters, such as IE."),
    ),
    "not_in_range": mark("Write a whole number from {low} to {high}."),
    "number_not_in_range": mark("Write a number from {low} to {high}, with four decimals at most."),
    "not_a_choice": (
        mark("“{text}” is not one of the choices: {choices}."),
        mark("Choose one of these: {choices}."),
    ),
    "too_long": (
        mark("This is too long: at most {longest} characters."),
        mark("This is too long."),
    ),
    "negative_minutes": mark("A length of time cannot be below zero."),
    "no_name": mark("Write a name."),
    "no_text": mark("Write something first."),
    "no_title": mark("Say in a few words what was sold."),
    "no_description": mark("Describe each line in a few words."),
    "no_number": mark("Write a phone number."),
    "no_email": mark("Write an e-mail address."),
    "no_handle": mark("Write the name or address that is used there."),
    "no_partner": mark("Write the partner's name."),
    "unknown_sort": mark("It cannot be sorted by “{text}”."),
    "unknown_filter": mark("There is no filter “{text}”."),
    "cannot_start": (
        mark("The window cannot be started ({reason})."),
        mark("The window cannot be started."),
    ),
    "unknown_setting": mark("There is no setting called “{text}”."),
    "setting_of_machine": mark("“{text}” is a setting of this computer, not of the data file."),
}
_RECORDS: Mapping[str, Wording] = {
    "no_such_client": mark("This client is not there any more."),
    "no_such_sale": mark("This sale is not there any more."),
    "no_such_payment": mark("This payment is not there any more."),
    "no_such_referral": mark("This referral is not there any more."),
    "no_such_promise": mark("This promise is not there any more."),
    "no_such_reminder": mark("This reminder is not there any more."),
    "no_such_rate": mark("This exchange rate is not there any more."),
    "no_such_mapping": mark("It is not remembered any more how such files are read."),
    "code_taken": (
        mark("The code {text} belongs to {client} already."),
        mark("This code belongs to another client already."),
    ),
    "number_taken": (
        mark("There is a sale with the number {number} already."),
        mark("There is a sale with this number already."),
    ),
    "amount_and_lines": mark("Give either one amount or lines, not both."),
    "sale_cancelled": (
        mark("Sale {number} is cancelled."),
        mark("This sale is cancelled."),
    ),
    "cancel_with_reason": mark("Cancel the sale with “Cancel sale”, so that its money is freed."),
    "total_below_paid": mark("{paid} is paid already, so the total cannot be {total}."),
    "nothing_open": (
        mark("Nothing is open on sale {number}."),
        mark("Nothing is open on this sale."),
    ),
    "nothing_owed": (
        mark("{client} owes nothing in {currency}."),
        mark("Nothing is owed in this currency."),
    ),
    "nothing_overdue": (
        mark("{client} has nothing overdue in {currency}."),
        mark("Nothing is overdue in this currency."),
    ),
    "sale_not_overdue": (
        mark("Sale {number} is not overdue."),
        mark("This sale is not overdue."),
    ),
    "promise_in_other_currency": mark("Sale {number} is in {sale_currency}: promise that."),
    "promise_withdrawn": mark("This promise is withdrawn already."),
    "other_client": (
        mark("Sale {number} belongs to another client."),
        mark("This sale belongs to another client."),
    ),
    "over_payment": mark("Only {free} of this payment is free."),
    "over_sale": mark("Only {open} is open on sale {number}."),
    "over_allocation": mark("Only {allocated} of this payment went to sale {number}."),
    "payment_void": mark("This payment is void."),
    "credit_note_stands": mark(
        "This is what a credit note took off. It stands as long as the credit note does."
    ),
    "no_credit": (
        mark("{client} has no credit in {currency}."),
        mark("There is no credit to use."),
    ),
    "over_credit": mark("Only {credit} of credit is there."),
    "difference_too_large": (
        mark(
            "{amount} of sale {number} is more than a small difference ({limit} at most). "
            "Write it off on its own."
        ),
        mark("This is more than a small difference. Write it off on its own."),
    ),
    "amount_and_percent": mark("An instalment is either a percentage or an amount, not both."),
    "plan_too_small": (
        mark(
            "{total} is too little for the {count} instalments of sale {number}. "
            "Change its instalments first."
        ),
        mark("This is too little for the sale's instalments. Change them first."),
    ),
    "no_such_invoice": mark("This invoice is not there any more."),
    "no_such_line": mark("This line is not there any more."),
    "nothing_to_bill": (
        mark("Nothing is left to bill of sale {number}."),
        mark("Choose what is billed."),
    ),
    "sale_twice": mark("Sale {number} is on this invoice already."),
    "over_bill": (
        mark("Only {left} of sale {number} is left to bill."),
        mark("This is more than is left to bill."),
    ),
    "over_quantity": (
        mark("Only {left} of “{line}” is left."),
        mark("This is more than is left of this line."),
    ),
    "one_invoice_one_client": (
        mark("Sale {number} belongs to another client, and needs an invoice of its own."),
        mark("An invoice is for one client."),
    ),
    "one_invoice_one_currency": (
        mark("Sale {number} is in {sale_currency}, the others are in {currency}."),
        mark("An invoice is in one currency."),
    ),
    "one_invoice_one_way_of_tax": (
        mark(
            "The tax of sale {number} is worked out in another way. Bill it on an invoice of "
            "its own."
        ),
        mark("The tax of these sales is worked out in different ways. Bill them apart."),
    ),
    "invoice_number_taken": (
        mark("There is an invoice or credit note with the number {number} already."),
        mark("There is an invoice or credit note with this number already."),
    ),
    "due_before_invoice": mark("The due date {date} is before the day of the invoice, {issued}."),
    "invoice_fixed": (
        mark("{number} was printed, saved or sent, so it stands. Take it back with a credit note."),
        mark("This was printed, saved or sent, so it stands. Make a credit note."),
    ),
    "not_an_invoice": (
        mark("{number} is a credit note itself. Choose the invoice that is taken back."),
        mark("Choose the invoice that is taken back."),
    ),
    "nothing_to_credit": (
        mark("Nothing is left of invoice {number} to take back."),
        mark("Choose what is taken back."),
    ),
    "over_credit_note": (
        mark("Only {left} is left of invoice {number}."),
        mark("This is more than is left of the invoice."),
    ),
    "payment_refunded": mark("{refunded} of this payment was given back, so it stands."),
    "write_off_stands": mark("What was written off cannot be put to another sale."),
    "no_money_to_refund": mark("No money came in with this, so none can be given back."),
    "over_refund": mark("Only {left} of this payment can be given back."),
    "self_referral": mark("Nobody can refer themselves: {client}."),
    "has_referrer": mark("{client} was sent by {referrer} already."),
    "no_reason": mark("Say in a few words why."),
    "no_such_reward_rule": mark("This reward rule is not there any more."),
    "reward_follows": mark(
        "This credit follows from its referral. Say what the referral earns instead."
    ),
    "credit_expired": (
        mark("This credit was good until {date}."),
        mark("This credit is no longer good."),
    ),
    "rule_percent_or_amount": mark("A rule earns either a percentage or an amount."),
    "bad_percent": (
        mark("{text} is not a percentage above 0 and up to 100."),
        mark("Write a percentage above 0 and up to 100."),
    ),
    "valid_ends_first": (
        mark("The rule ends on {until}, before it begins on {start}."),
        mark("The rule ends before it begins."),
    ),
    "rule_earned": (
        mark("“{name}” has earned somebody something. End it instead of removing it."),
        mark("This rule has earned somebody something. End it instead of removing it."),
    ),
    "not_referral_of": mark("{client} is not part of this referral."),
    "referral_out_earns_nothing": mark("Whom we sent to a partner earns nobody a credit."),
    "commission_only_out": mark("Only a referral to a partner has a commission."),
    "not_a_referral_credit": mark("Only a referral credit has a last day."),
    "expires_before_given": mark("The credit was given on {date} only."),
    "referral_circle": mark("{referrer} was sent by {client}, so it cannot be the other way too."),
    "not_empty": mark("The data file holds clients already. Made-up ones are for an empty one."),
    "export_damaged": (
        mark("The file is not a whole export of everything (see {table}: {column})."),
        mark("The file is not a whole export of everything (see {table})."),
        mark("The file is not a whole export of everything."),
    ),
    "export_unsound": mark("What is in the file does not agree with itself (rule: {rule})."),
    "export_newer": mark("“{file}” was written by a newer version of Small CRM."),
    "file_not_empty": mark(
        "An export of everything only goes into an empty file, and yours holds something already. "
        "Start with an empty one, or import lists of clients instead."
    ),
    "no_sample": mark("There is no sample data to remove."),
    "nothing_to_undo": mark("There is nothing to undo."),
    "nothing_to_redo": mark("There is nothing to redo."),
    "changed_since": mark("This was changed again since, so it cannot be taken back on its own."),
    "older_program": mark("This was done with an older version and cannot be taken back."),
    "conflict": mark("Something that must be unique is there already. Nothing was changed."),
}
_TRADE: Mapping[str, Wording] = {
    "no_such_product": mark("This product is not there any more."),
    "no_product_name": mark("Write the product's name."),
    "product_code_taken": (
        mark("The code {text} belongs to {product} already."),
        mark("This code belongs to another product already."),
    ),
    "currency_twice": mark("There can be one price in {currency}."),
    "two_discounts": mark("A discount is either a percentage or an amount, not both."),
    "no_tax_reason": mark(
        "Say why there is no tax: the tax category ({category}) asks for a reason."
    ),
    "no_such_quote": mark("This quote is not there any more."),
    "quote_replaced": mark("Quote {number} was revised: go on with revision {revision}."),
    "quote_accepted": mark("All of quote {number} is accepted. Make a new quote."),
    "quote_declined": mark("Quote {number} was declined. Open it again, or revise it."),
    "quote_not_declined": mark("Quote {number} was not declined."),
    "valid_before_quote": mark("The quote would be valid until {date}, before its own day, {on}."),
    "nothing_chosen": mark("Choose one line at least."),
    "no_sale_chosen": mark("Choose one sale at least."),
    "no_quantity": mark("Write how many, above zero."),
    "over_quote": mark("Only {left} of this line is left of the quote."),
    "no_such_delivery": mark("This delivery is not there any more."),
    "no_receipt": mark(
        "There is a receipt only for money that came in or was given back, and was not reversed."
    ),
    "over_delivery": mark("Only {left} of this line is left to deliver."),
    "below_delivered": (
        mark("{delivered} of “{line}” is delivered already, so there cannot be less of it."),
        mark("More than that is delivered already."),
    ),
    "line_delivered": mark("“{line}” is delivered, wholly or in part, so the line stays."),
    "nothing_to_deliver": mark("Nothing is left to deliver of sale {number}."),
    "sale_billed": mark(
        "Sale {number} is billed, so its lines and prices stand. "
        "Make a credit note to take it back."
    ),
    "due_by_plan": mark("Sale {number} is due in instalments. Change those."),
    "service_ends_first": mark("The service would end on {until}, before it begins on {start}."),
    "no_such_contract": mark("This contract is not there any more."),
    "no_contract_title": mark("Say in a few words what the contract is about."),
    "no_contract_number": mark("Write the contract's number."),
    "contract_number_taken": mark("There is a contract with the number {number} already."),
    "contract_ends_first": mark("The contract would end on {end}, before it begins on {start}."),
    "contract_of_other_client": mark("Contract {number} belongs to another client."),
}
_FILES: Mapping[str, Wording] = {
    "file_not_found": mark("There is no file “{file}”."),
    "file_exists": mark("There is a file “{file}” already. Give another name."),
    "no_such_file": mark("There is no file “{path}”."),
    "file_unreadable": mark("The file “{file}” cannot be read. Is it open in another program?"),
    "cannot_write_file": mark(
        "The file “{file}” cannot be written. Is it open in another program?"
    ),
    "file_too_large": (
        mark("The file “{file}” is too large: at most {limit_megabytes} MB can be imported."),
        mark("The file is too large to be imported."),
    ),
    "empty_file": (mark("The file “{file}” is empty."), mark("The file is empty.")),
    "not_a_table": (
        mark("“{file}” is not a table. Save it as XLSX or CSV and import that."),
        mark("This file is not a table. Save it as XLSX or CSV and import that."),
    ),
    "web_page": mark(
        "This file is a web page, though it may be called a spreadsheet. Open it in a spreadsheet "
        "program, save it as XLSX or CSV, and import that."
    ),
    "old_workbook": mark(
        "This is a kind of workbook that Small CRM does not read. Open it in the program that made "
        "it, save it as XLSX or CSV, and import that."
    ),
    "workbook_encrypted": mark(
        "This workbook is protected by a password. Open it in a spreadsheet program, save a copy "
        "without the password, and import that."
    ),
    "workbook_damaged": mark(
        "This workbook is damaged or cut off. Fetch or save it once more, and import that."
    ),
    "workbook_too_large": mark(
        "Unpacked, this workbook is larger than any that Small CRM reads. Save the sheet as CSV, "
        "or divide it, and import that."
    ),
    "unknown_sheet": (
        mark("The workbook has no sheet called “{text}”."),
        mark("The workbook has no sheet of that name."),
    ),
    "error_in_cell": (
        mark("The cell below “{column}” holds the error {text} instead of a value."),
        mark("A cell of this row holds an error instead of a value."),
    ),
    "no_rows": mark("The file has no rows below its headings."),
    "too_many_rows": mark("The file has more than {limit} rows. Divide it and import the parts."),
    "too_many_columns": mark("The file has more than {limit} columns."),
    "cell_too_large": (
        mark("A cell of the file has more than {limit} characters."),
        mark("Something here is longer than anything that is kept."),
    ),
    "unknown_separator": (
        mark("“{text}” cannot be what separates the columns."),
        mark("This cannot be what separates the columns."),
    ),
    "unknown_encoding": (
        mark("There is no text encoding called “{text}”."),
        mark("There is no text encoding of that name."),
    ),
    "wrong_encoding": (
        mark(
            "The file is not written in the encoding {text} (line {line} is not). Choose another "
            "one."
        ),
        mark("The file is not written in the encoding {text}. Choose another one."),
    ),
    "unknown_kind": mark("“{text}” cannot be imported. Choose clients, sales or payments."),
    "unknown_date_order": mark("“{text}” is not an order of day, month and year."),
    "unknown_decimal_sign": mark("“{text}” cannot begin the decimals: choose a point or a comma."),
    "kind_not_recognised": mark(
        "The headings do not tell whether the rows are clients, products, sales or payments. "
        "Choose which."
    ),
    "missing_column": mark("A column for this is missing: {fields}. Choose which column has it."),
    "unknown_column": (
        mark("The file has no column “{text}”. It has: {known}."),
        mark("The file has no column of that name."),
    ),
    "unknown_field": (
        mark("There is nothing called “{text}” to import into. There are: {known}."),
        mark("There is no such field to import into."),
    ),
    # Rows that were not imported.
    "unclosed_quote": mark("A quotation mark is opened in this row and never closed."),
    "too_many_cells": mark("This row has more cells than the file has headings."),
    "no_client": mark("This row does not say whose it is."),
    "not_a_sale": mark("“{text}” is no sale: bring payments and credits in as what they are."),
    "iif_file": mark(
        "This is an IIF file of QuickBooks. Export the list as Excel or CSV there, and import that."
    ),
    "ldif_file": mark(
        "This is an LDIF file. Export the address book as vCard or CSV, and import that."
    ),
    "pst_file": mark(
        "This is a data file of Outlook. Export the contacts as CSV there, and import that."
    ),
    "pdf_file": mark("A PDF is a printed page. Export the list as Excel or CSV, and import that."),
    "only_goes_out": mark(
        "Lists of quotes, invoices and contracts can be exported, but not imported."
    ),
    "thanks_only_in": mark("A letter of thanks is for somebody who sent us a client."),
    "cards_are_clients": mark("A file of contacts (vCard) holds clients and nothing else."),
    "card_cut_off": mark("This contact is cut off: the file ends before it does."),
    "no_referrer": mark("This row does not say who sent them."),
    "unknown_client": mark("There is no client “{text}”. Import or add the client first."),
    "product_twice": mark("The same product stands in row {first} already."),
    "ambiguous_product": mark(
        "There are {count} products called “{text}”. Give the product's code."
    ),
    "ambiguous_client": mark("There are {count} clients called “{text}”. Give the client's code."),
    "incomplete_sale": mark("Another row of the same sale could not be read."),
    "no_sale_number": mark("This row does not say of which sale it is a line."),
    "sale_has_lines": mark("Sale {number} has lines of its own already."),
    "lines_of_another_total": mark("The lines come to {lines}, but sale {number} to {total}."),
    "number_of_another_sale": mark("Sale {number} is another client's in a row above."),
}

REFUSALS: Mapping[str, Wording] = {
    **_TYPED,
    **_RECORDS,
    **_TRADE,
    **_FILES,
    **STATEMENTS,
    **MERGING,
    **CALLING,
    **CARING,
    **EINVOICES,
    **FOLLOWING_UP,
    **KEEPING,
    **LABELLING,
    **PAPERS,
    **TELEPHONY,
}
