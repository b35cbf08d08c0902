"""The operations of `apply`: from one line's fields to a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from smallcrm.cli.fields import Fields, required
from smallcrm.domain.enums import (
    ClientKind,
    Direction,
    InteractionKind,
    Level,
    Lifecycle,
    SaleStatus,
    WriteOffReason,
)
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import Command

CLIENT: Final = "client"
SALE: Final = "sale"
PAYMENT: Final = "payment"
OTHER: Final = "other"
# Of the contract, and of capabilities that come later.
NOT_BUILT: Final = frozenset(
    {
        "accept_quote",
        "add_product",
        "add_quote",
        "add_reward_rule",
        "bill",
        "credit_note",
        "deliver",
        "revise_quote",
    },
)


@dataclass(frozen=True, slots=True)
class Operation:
    """What a line asks for: how its command is made, and what a `ref` to its result is one of."""

    make: Callable[[Fields], Command]
    kind: str = OTHER
    has_id: bool = True


def of_name(name: object) -> Operation:
    """Return the operation of that name; refuse one that does not exist, or not yet."""
    if not isinstance(name, str):
        raise Refusal("field_missing", field="op", text="op")
    if name in NOT_BUILT:
        raise Refusal("not_built", field="op", what=name)
    found = OPERATIONS.get(name)
    if found is None:
        raise Refusal("unknown_op", field="op", text=name[:80])
    return found


def _add_client(line: Fields) -> Command:
    return commands.AddClient(
        name=required(line.text("name"), "name"),
        organisation=line.text("organisation"),
        kind=line.choice("kind", ClientKind) or ClientKind.PERSON,
        code=line.text("code"),
        level=line.choice("level", Level) or Level.STANDARD,
        lifecycle=line.choice("lifecycle", Lifecycle) or Lifecycle.ACTIVE,
        source=line.text("source"),
        language=line.text("language"),
        currency=line.text("currency"),
        payment_term_days=line.whole("payment_term_days"),
        tax_number=line.text("tax_number"),
        birthday=line.day("birthday"),
        phones=line.phones(),
        emails=line.emails(),
        tags=line.texts("tags"),
        note=line.text("note"),
        referred_by=line.row("referred_by", CLIENT),
        request_id=line.text("request_id"),
    )


def _edit_client(line: Fields) -> Command:
    return commands.EditClient(
        client=required(line.row("client"), "client"),
        name=line.edit("name", line.must(line.text)),
        kind=line.edit("kind", line.must(lambda name: line.choice(name, ClientKind))),
        organisation=line.edit("organisation", line.text),
        code=line.edit("code", line.text),
        level=line.edit("level", line.must(lambda name: line.choice(name, Level))),
        lifecycle=line.edit("lifecycle", line.must(lambda name: line.choice(name, Lifecycle))),
        source=line.edit("source", line.text),
        language=line.edit("language", line.text),
        currency=line.edit("currency", line.text),
        payment_term_days=line.edit("payment_term_days", line.whole),
        tax_number=line.edit("tax_number", line.text),
        birthday=line.edit("birthday", line.day),
        phones=line.edit("phones", line.phones),
        emails=line.edit("emails", line.emails),
        tags=line.edit("tags", line.texts),
        referred_by=line.edit("referred_by", lambda name: line.row(name, CLIENT)),
        request_id=line.text("request_id"),
    )


def _add_note(line: Fields) -> Command:
    return commands.AddNote(
        client=required(line.row("client"), "client"),
        text=required(line.text("text"), "text"),
        pinned=line.flag("pinned"),
        request_id=line.text("request_id"),
    )


def _add_interaction(line: Fields) -> Command:
    return commands.AddInteraction(
        client=required(line.row("client"), "client"),
        kind=line.choice("kind", InteractionKind) or InteractionKind.CALL,
        direction=line.choice("direction", Direction),
        at=line.moment("at"),
        minutes=line.whole("minutes"),
        summary=line.text("summary"),
        request_id=line.text("request_id"),
    )


def _add_follow_up(line: Fields) -> Command:
    return commands.AddFollowUp(
        client=required(line.row("client"), "client"),
        text=required(line.text("text"), "text"),
        due=required(line.day("due"), "due"),
        request_id=line.text("request_id"),
    )


def _add_sale(line: Fields) -> Command:
    return commands.AddSale(
        client=required(line.row("client"), "client"),
        title=line.text("title"),
        amount=line.decimal("amount"),
        lines=line.lines(),
        prices_include_tax=line.flag("prices_include_tax"),
        currency=line.text("currency"),
        on=line.day("date"),
        due=line.day("due"),
        status=line.choice("status", SaleStatus) or SaleStatus.DELIVERED,
        external_number=line.text("external_number"),
        note=line.text("note"),
        request_id=line.text("request_id"),
    )


def _edit_sale(line: Fields) -> Command:
    return commands.EditSale(
        sale=required(line.row("sale"), "sale"),
        title=line.edit("title", line.must(line.text)),
        amount=line.edit("amount", line.must(line.decimal)),
        lines=line.edit("lines", line.lines),
        prices_include_tax=line.edit("prices_include_tax", line.flag),
        on=line.edit("date", line.must(line.day)),
        due=line.edit("due", line.day),
        status=line.edit("status", line.must(lambda name: line.choice(name, SaleStatus))),
        external_number=line.edit("external_number", line.text),
        note=line.edit("note", line.text),
        request_id=line.text("request_id"),
    )


def _add_payment(line: Fields) -> Command:
    sales = line.rows("sales", SALE)
    return commands.TakePayment(
        client=required(line.row("client"), "client"),
        amount=required(line.decimal("amount"), "amount"),
        currency=line.text("currency"),
        on=line.day("date"),
        method=line.text("method"),
        reference=line.text("reference"),
        allocations=None if sales is None else dict.fromkeys(sales),
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
                payment=line.row("payment"),
            ),
        ),
        request_id=line.text("request_id"),
    )


def _allocate(line: Fields) -> Command:
    return commands.Allocate(
        payment=required(line.row("payment"), "payment"),
        sale=required(line.row("sale"), "sale"),
        amount=required(line.decimal("amount"), "amount"),
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


def _cancel_sale(line: Fields) -> Command:
    return commands.CancelSale(
        sale=required(line.row("sale"), "sale"),
        reason=line.text("reason"),
        request_id=line.text("request_id"),
    )


def _add_referral(line: Fields) -> Command:
    """Take `from` and `to`, or `client` and `partner` for one that we gave."""
    if line.has("client") or line.has("partner"):
        client = required(line.row("client"), "client")
        by_id, name = line.row_or_text("partner", CLIENT)
        return commands.AddReferralOut(
            client=client,
            partner=by_id,
            partner_name=name,
            on=line.day("date"),
            what_for=line.text("what_for"),
            request_id=line.text("request_id"),
        )
    return commands.AddReferral(
        referrer=required(line.row("from", CLIENT), "from"),
        client=required(line.row("to", CLIENT), "to"),
        on=line.day("date"),
        what_for=line.text("what_for"),
        request_id=line.text("request_id"),
    )


def _undo(_line: Fields) -> Command:
    return commands.Undo()


def _redo(_line: Fields) -> Command:
    return commands.Redo()


OPERATIONS: Final[Mapping[str, Operation]] = {
    "add_client": Operation(_add_client, CLIENT),
    "edit_client": Operation(_edit_client, CLIENT),
    "add_note": Operation(_add_note),
    "add_interaction": Operation(_add_interaction),
    "add_follow_up": Operation(_add_follow_up),
    "add_sale": Operation(_add_sale, SALE),
    "edit_sale": Operation(_edit_sale, SALE),
    "add_payment": Operation(_add_payment, PAYMENT),
    "allocate": Operation(_allocate, PAYMENT),
    "confirm_bank_line": Operation(_confirm_bank_line, PAYMENT),
    "refund": Operation(_refund, PAYMENT),
    "reverse_payment": Operation(_reverse_payment, PAYMENT),
    "write_off": Operation(_write_off, PAYMENT),
    "cancel_sale": Operation(_cancel_sale, SALE),
    "add_referral": Operation(_add_referral),
    "undo": Operation(_undo, has_id=False),
    "redo": Operation(_redo, has_id=False),
}
