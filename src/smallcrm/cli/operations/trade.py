"""Operations of `apply` about products, quotes, deliveries, contracts and invoices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smallcrm.cli import line_fields
from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import CONTRACT, INVOICE, PRODUCT, QUOTE, SALE
from smallcrm.domain.enums import SaleStatus, VatCategory
from smallcrm.services import commands
from smallcrm.services.commands import UNSET, Command


def _add_product(line: Fields) -> Command:
    return commands.AddProduct(
        name=required(line.text("name"), "name"),
        code=line.text("code"),
        unit=line.text("unit"),
        prices=line_fields.prices(line),
        tax_percent=line.decimal("tax_percent") or Decimal(0),
        tax_category=line.choice("tax_category", VatCategory),
        tax_reason=line.text("tax_reason"),
        active=line_fields.maybe(line, "active") is not False,
        note=line.text("note"),
        request_id=line.text("request_id"),
    )


def _edit_product(line: Fields) -> Command:
    return commands.EditProduct(
        product=required(line.row("product"), "product"),
        name=line.edit("name", line.must(line.text)),
        code=line.edit("code", line.text),
        unit=line.edit("unit", line.text),
        prices=line_fields.prices(line) if line.has("prices") or line.has("price") else UNSET,
        tax_percent=line.edit("tax_percent", line.must(line.decimal)),
        tax_category=line.edit("tax_category", lambda name: line.choice(name, VatCategory)),
        tax_reason=line.edit("tax_reason", line.text),
        active=line.edit("active", line.flag),
        note=line.edit("note", line.text),
        request_id=line.text("request_id"),
    )


def _add_quote(line: Fields) -> Command:
    references = line.references
    client = required(line.row("client"), "client")
    currency = line.text("currency")
    return commands.AddQuote(
        client=client,
        title=line.text("title"),
        amount=line.decimal("amount"),
        lines=line_fields.lines(line, lambda: currency or references.currency_for(client)),
        currency=currency,
        on=line.day("date"),
        valid_until=line.day("valid_until"),
        terms=line.text("terms"),
        note=line.text("note"),
        prices_include_tax=line.flag("prices_include_tax"),
        tax_per_line=line_fields.maybe(line, "tax_per_line"),
        discount_percent=line.decimal("discount_percent"),
        discount_amount=line.decimal("discount_amount"),
        request_id=line.text("request_id"),
    )


def _revise_quote(line: Fields) -> Command:
    references = line.references
    quote = required(line.row("quote"), "quote")
    return commands.ReviseQuote(
        quote=quote,
        title=line.edit("title", line.must(line.text)),
        amount=line.edit("amount", line.must(line.decimal)),
        lines=line.edit(
            "lines",
            lambda _name: line_fields.lines(line, lambda: references.currency_of(QUOTE, quote)),
        ),
        on=line.edit("date", line.must(line.day)),
        valid_until=line.edit("valid_until", line.day),
        terms=line.edit("terms", line.text),
        note=line.edit("note", line.text),
        prices_include_tax=line.edit("prices_include_tax", line.flag),
        tax_per_line=line.edit("tax_per_line", line.flag),
        discount_percent=line.edit("discount_percent", line.decimal),
        discount_amount=line.edit("discount_amount", line.decimal),
        request_id=line.text("request_id"),
    )


def _accept_quote(line: Fields) -> Command:
    quote = required(line.row("quote"), "quote")
    return commands.AcceptQuote(
        quote=quote,
        lines=line_fields.parts(line, QUOTE, quote, line_fields.not_done),
        on=line.day("date"),
        due=line.day("due"),
        status=line.choice("status", SaleStatus) or SaleStatus.ORDERED,
        title=line.text("title"),
        request_id=line.text("request_id"),
    )


def _decline_quote(line: Fields) -> Command:
    return commands.DeclineQuote(
        quote=required(line.row("quote"), "quote"),
        reason=line.text("reason"),
        on=line.day("date"),
        request_id=line.text("request_id"),
    )


def _reopen_quote(line: Fields) -> Command:
    return commands.ReopenQuote(
        quote=required(line.row("quote"), "quote"), request_id=line.text("request_id")
    )


def _deliver(line: Fields) -> Command:
    sale = required(line.row("sale"), "sale")
    return commands.Deliver(
        sale=sale,
        lines=line_fields.parts(line, SALE, sale, line_fields.not_done),
        on=line.day("date"),
        note=line.text("note"),
        request_id=line.text("request_id"),
    )


def _bill(line: Fields) -> Command:
    return commands.Bill(
        parts=line_fields.bill_parts(line),
        on=line.day("date"),
        due=line.day("due"),
        number=line.text("number"),
        note=line.text("note"),
        request_id=line.text("request_id"),
    )


def _credit_note(line: Fields) -> Command:
    invoice = required(line.row("invoice"), "invoice")
    return commands.AddCreditNote(
        invoice=invoice,
        lines=line_fields.parts(line, INVOICE, invoice, line_fields.not_done),
        amount=line.decimal("amount"),
        reason=line.text("reason"),
        on=line.day("date"),
        number=line.text("number"),
        rebill=line.flag("rebill"),
        request_id=line.text("request_id"),
    )


def _add_contract(line: Fields) -> Command:
    return commands.AddContract(
        client=required(line.row("client"), "client"),
        title=required(line.text("title"), "title"),
        number=line.text("number"),
        signed_on=line.day("signed"),
        starts_on=line.day("starts"),
        ends_on=line.day("ends"),
        currency=line.text("currency"),
        amount=line.decimal("amount"),
        note=line.text("note"),
        request_id=line.text("request_id"),
    )


def _edit_contract(line: Fields) -> Command:
    return commands.EditContract(
        contract=required(line.row("contract"), "contract"),
        title=line.edit("title", line.must(line.text)),
        number=line.edit("number", line.must(line.text)),
        signed_on=line.edit("signed", line.day),
        starts_on=line.edit("starts", line.day),
        ends_on=line.edit("ends", line.day),
        ended_on=line.edit("ended", line.day),
        amount=line.edit("amount", line.decimal),
        note=line.edit("note", line.text),
        request_id=line.text("request_id"),
    )


TRADE: Final[Mapping[str, Operation]] = {
    "add_product": Operation(_add_product, PRODUCT),
    "edit_product": Operation(_edit_product, PRODUCT),
    "add_quote": Operation(_add_quote, QUOTE),
    "revise_quote": Operation(_revise_quote, QUOTE),
    "accept_quote": Operation(_accept_quote, SALE),
    "decline_quote": Operation(_decline_quote, QUOTE),
    "reopen_quote": Operation(_reopen_quote, QUOTE),
    "deliver": Operation(_deliver),
    "bill": Operation(_bill, INVOICE),
    "credit_note": Operation(_credit_note, INVOICE),
    "add_contract": Operation(_add_contract, CONTRACT),
    "edit_contract": Operation(_edit_contract, CONTRACT),
}
