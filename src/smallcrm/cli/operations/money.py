"""Operations of `apply` about sales and payments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smallcrm.cli import line_fields
from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import CONTRACT, PAYMENT, SALE
from smallcrm.domain.enums import SaleStatus, WriteOffReason
from smallcrm.services import commands
from smallcrm.services.commands import Command


def _add_sale(line: Fields) -> Command:
    references = line.references
    client = required(line.row("client"), "client")
    currency, on = line.text("currency"), line.day("date")
    return commands.AddSale(
        client=client,
        title=line.text("title"),
        amount=line.decimal("amount"),
        lines=line_fields.lines(line, lambda: currency or references.currency_for(client)),
        prices_include_tax=line.flag("prices_include_tax"),
        tax_per_line=line_fields.maybe(line, "tax_per_line"),
        currency=currency,
        on=on,
        due=line.day("due"),
        status=line.choice("status", SaleStatus) or SaleStatus.DELIVERED,
        external_number=line.text("external_number"),
        note=line.text("note"),
        discount_percent=line.decimal("discount_percent"),
        discount_amount=line.decimal("discount_amount"),
        contract=line.row("contract", CONTRACT),
        service_from=line.day("service_from"),
        service_until=line.day("service_until"),
        plan=line_fields.plan(line, lambda: on or references.today()),
        request_id=line.text("request_id"),
    )


def _edit_sale(line: Fields) -> Command:
    references = line.references
    sale = required(line.row("sale"), "sale")
    return commands.EditSale(
        sale=sale,
        title=line.edit("title", line.must(line.text)),
        amount=line.edit("amount", line.must(line.decimal)),
        lines=line.edit(
            "lines",
            lambda _name: line_fields.lines(
                line,
                lambda: references.currency_of(SALE, sale),
                ids=line_fields.positions(line, SALE, sale),
            ),
        ),
        prices_include_tax=line.edit("prices_include_tax", line.flag),
        tax_per_line=line.edit("tax_per_line", line.flag),
        on=line.edit("date", line.must(line.day)),
        due=line.edit("due", line.day),
        status=line.edit("status", line.must(lambda name: line.choice(name, SaleStatus))),
        external_number=line.edit("external_number", line.text),
        note=line.edit("note", line.text),
        discount_percent=line.edit("discount_percent", line.decimal),
        discount_amount=line.edit("discount_amount", line.decimal),
        contract=line.edit("contract", lambda name: line.row(name, CONTRACT)),
        service_from=line.edit("service_from", line.day),
        service_until=line.edit("service_until", line.day),
        request_id=line.text("request_id"),
    )


def _cancel_sale(line: Fields) -> Command:
    return commands.CancelSale(
        sale=required(line.row("sale"), "sale"),
        reason=line.text("reason"),
        request_id=line.text("request_id"),
    )


def _set_plan(line: Fields) -> Command:
    """Take `instalments`, or none (and a `due` day) for a sale that is due at once again."""
    references = line.references
    sale = required(line.row("sale"), "sale")
    return commands.SetPlan(
        sale=sale,
        parts=line_fields.plan(line, lambda: references.sold_on(sale) or references.today()),
        due=line.day("due"),
        request_id=line.text("request_id"),
    )


def _add_opening_balance(line: Fields) -> Command:
    return commands.AddOpeningBalance(
        client=required(line.row("client"), "client"),
        amount=required(line.decimal("amount"), "amount"),
        currency=line.text("currency"),
        on=line.day("date"),
        due=line.day("due"),
        title=line.text("title") or line.references.opening_title(),
        request_id=line.text("request_id"),
    )


def _add_payment(line: Fields) -> Command:
    sales = None if line.has("allocations") else line.rows("sales", SALE)
    # A list of sales, each of which takes what it can, or how much of each is settled.
    settled = None if sales is None else dict.fromkeys(sales)
    return commands.TakePayment(
        client=required(line.row("client"), "client"),
        amount=required(line.decimal("amount"), "amount"),
        currency=line.text("currency"),
        on=line.day("date"),
        method=line.text("method"),
        reference=line.text("reference"),
        allocations=line_fields.shares(line, "allocations") if line.has("allocations") else settled,
        credit=line_fields.shares(line, "credit"),
        settle=line_fields.settle(line),
        request_id=line.text("request_id"),
    )


def _allocate(line: Fields) -> Command:
    return commands.Allocate(
        payment=required(line.row("payment"), "payment"),
        sale=required(line.row("sale"), "sale"),
        amount=required(line.decimal("amount"), "amount"),
        request_id=line.text("request_id"),
    )


def _set_allocations(line: Fields) -> Command:
    return commands.SetAllocations(
        payment=required(line.row("payment"), "payment"),
        allocations=line_fields.shares(line, "allocations"),
        request_id=line.text("request_id"),
    )


def _use_credit(line: Fields) -> Command:
    return commands.UseCredit(
        sale=required(line.row("sale"), "sale"),
        amount=line.decimal("amount"),
        request_id=line.text("request_id"),
    )


def _pay_out(line: Fields) -> Command:
    return commands.PayOut(
        client=required(line.row("client"), "client"),
        amount=line.decimal("amount"),
        currency=line.text("currency"),
        on=line.day("date"),
        method=line.text("method"),
        reason=line.text("reason"),
        request_id=line.text("request_id"),
    )


def _refund(line: Fields) -> Command:
    return commands.Refund(
        payment=required(line.row("payment"), "payment"),
        amount=required(line.decimal("amount"), "amount"),
        on=line.day("date"),
        reason=line.text("reason"),
        request_id=line.text("request_id"),
    )


def _reverse_payment(line: Fields) -> Command:
    return commands.ReversePayment(
        payment=required(line.row("payment"), "payment"),
        reason=line.text("reason"),
        request_id=line.text("request_id"),
    )


def _write_off(line: Fields) -> Command:
    return commands.WriteOff(
        sale=required(line.row("sale"), "sale"),
        amount=line.decimal("amount"),
        reason=line.choice("reason", WriteOffReason) or WriteOffReason.BAD_DEBT,
        text=line.text("text"),
        on=line.day("date"),
        request_id=line.text("request_id"),
    )


MONEY: Final[Mapping[str, Operation]] = {
    "add_sale": Operation(_add_sale, SALE),
    "edit_sale": Operation(_edit_sale, SALE),
    "cancel_sale": Operation(_cancel_sale, SALE),
    "set_plan": Operation(_set_plan, SALE),
    # What was owed is a sale, what was to their credit is a payment, which has no number.
    "add_opening_balance": Operation(_add_opening_balance, SALE, without_number=PAYMENT),
    "add_payment": Operation(_add_payment, PAYMENT),
    "allocate": Operation(_allocate, PAYMENT),
    "set_allocations": Operation(_set_allocations, PAYMENT),
    "use_credit": Operation(_use_credit, SALE),
    "pay_out": Operation(_pay_out, PAYMENT),
    "refund": Operation(_refund, PAYMENT),
    "reverse_payment": Operation(_reverse_payment, PAYMENT),
    "write_off": Operation(_write_off, PAYMENT),
}
