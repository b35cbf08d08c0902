"""Operations of `apply` about getting money in: promises, reminders, bookings, rates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smallcrm.cli import line_fields
from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import PAYMENT, PROMISE, SALE
from smallcrm.services import commands
from smallcrm.services.commands import Command


def _add_promise(line: Fields) -> Command:
    return commands.AddPromise(
        client=required(line.row("client"), "client"),
        until=required(line.day("until"), "until"),
        sale=line.row("sale"),
        amount=line.decimal("amount"),
        currency=line.text("currency"),
        on=line.day("date"),
        note=line.text("note"),
        request_id=line.text("request_id"),
    )


def _withdraw_promise(line: Fields) -> Command:
    return commands.WithdrawPromise(
        promise=required(line.row("promise"), "promise"), request_id=line.text("request_id")
    )


def _remind(line: Fields) -> Command:
    return commands.Remind(
        client=required(line.row("client"), "client"),
        currency=line.text("currency"),
        step=line.whole("step"),
        sales=line.rows("sales", SALE),
        on=line.day("date"),
        fee=line.decimal("fee"),
        interest=line_fields.maybe(line, "interest"),
        method=line.text("method"),
        note=line.text("note"),
        charge_title=line.references.charge_title(),
        request_id=line.text("request_id"),
    )


def _confirm_bank_line(line: Fields) -> Command:
    sales = line.rows("sales", SALE)
    return commands.ConfirmBankLines(
        matches=(
            commands.BankMatch(
                line=required(line.row("line"), "line"),
                client=required(line.row("client"), "client"),
                allocations=None if sales is None else dict.fromkeys(sales),
                settle=line_fields.settle(line),
                payment=line.row("payment"),
            ),
        ),
        request_id=line.text("request_id"),
    )


def _set_rate(line: Fields) -> Command:
    return commands.SetRate(
        currency=required(line.text("currency"), "currency"),
        rate=required(line.decimal("rate"), "rate"),
        valid_from=line.day("valid_from"),
        request_id=line.text("request_id"),
    )


RECEIVABLE: Final[Mapping[str, Operation]] = {
    "add_promise": Operation(_add_promise, PROMISE),
    "withdraw_promise": Operation(_withdraw_promise, PROMISE),
    "remind": Operation(_remind),
    "confirm_bank_line": Operation(_confirm_bank_line, PAYMENT),
    "set_rate": Operation(_set_rate),
}
