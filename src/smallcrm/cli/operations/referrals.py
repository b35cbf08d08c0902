"""Operations of `apply` about referrals: who sent whom, and what that earns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smallcrm.cli import line_fields
from smallcrm.cli.fields import Fields, required
from smallcrm.cli.operations.operation import Operation
from smallcrm.cli.references import CLIENT, PAYMENT, REFERRAL, REWARD_RULE
from smallcrm.domain.enums import EarnedWhen, ReferralOutcome, RewardRecipients
from smallcrm.domain.errors import Refusal
from smallcrm.services import commands
from smallcrm.services.commands import UNSET, Command, Unset

_AMOUNTS: Final = ("amount", "minimum", "cap", "year_cap")
# How a rule says that it looks at all sales of a client.
_ALL: Final = "all"


def _add_referral(line: Fields) -> Command:
    """Take `from` and `to`, or `client` and `partner` for one that we gave."""
    if line.has("client") or line.has("partner"):
        client = required(line.row("client"), "client")
        by_id, name = line.row_or_text("partner", CLIENT)
        commission, currency = line_fields.money(line, "commission")
        return commands.AddReferralOut(
            client=client,
            partner=by_id,
            partner_name=name,
            on=line.day("date"),
            what_for=line.text("what_for"),
            commission=commission,
            currency=line_fields.one_currency("commission", currency, line.text("currency")),
            request_id=line.text("request_id"),
        )
    return commands.AddReferral(
        referrer=required(line.row("from", CLIENT), "from"),
        client=required(line.row("to", CLIENT), "to"),
        on=line.day("date"),
        what_for=line.text("what_for"),
        request_id=line.text("request_id"),
    )


def _edit_referral(line: Fields) -> Command:
    """Take what changes; `from` or `partner` (another referrer or partner) needs a `reason`."""
    name = "partner" if line.has("partner") else "from"
    has_commission = line.has("commission")
    commission, of_it = line_fields.money(line, "commission")
    currency = line_fields.one_currency("commission", of_it, line.text("currency"))
    return commands.EditReferral(
        referral=required(line.row("referral", REFERRAL), "referral"),
        counterpart=line.edit(name, line.must(lambda field: line.row(field, CLIENT))),
        outcome=line.edit("outcome", lambda field: line.choice(field, ReferralOutcome)),
        on=line.edit("date", line.must(line.day)),
        what_for=line.edit("what_for", line.text),
        commission=commission if has_commission else UNSET,
        currency=currency if currency is not None else UNSET,
        reason=line.edit("reason", line.text),
        request_id=line.text("request_id"),
    )


def _remove_referral(line: Fields) -> Command:
    return commands.RemoveReferral(
        referral=required(line.row("referral", REFERRAL), "referral"),
        request_id=line.text("request_id"),
    )


def _set_reward(line: Fields) -> Command:
    """Take what a referral earns a client of it; `amount` null: by the rules again."""
    if not line.has("amount"):
        raise Refusal("field_missing", field="amount", text="amount")
    amount, currency = line_fields.money(line, "amount")
    return commands.SetReward(
        referral=required(line.row("referral", REFERRAL), "referral"),
        amount=amount,
        client=line.row("client", CLIENT),
        currency=line_fields.one_currency("amount", currency, line.text("currency")),
        reason=line.text("reason"),
        request_id=line.text("request_id"),
    )


def _set_credit_expiry(line: Fields) -> Command:
    """Take the last good day of a credit; null: it is good without end."""
    if not line.has("expires_on"):
        raise Refusal("field_missing", field="expires_on", text="expires_on")
    return commands.SetCreditExpiry(
        payment=required(line.row("payment", PAYMENT), "payment"),
        expires_on=line.day("expires_on"),
        reason=line.text("reason"),
        request_id=line.text("request_id"),
    )


def _add_reward_rule(line: Fields) -> Command:
    amounts, currency = _rule_amounts(line)
    return commands.AddRewardRule(
        name=required(line.text("name"), "name"),
        percent=line.decimal("percent"),
        amount=amounts.get("amount"),
        minimum=amounts.get("minimum"),
        cap=amounts.get("cap"),
        year_cap=amounts.get("year_cap"),
        currency=currency,
        recipients=line.choice("for", RewardRecipients) or RewardRecipients.REFERRER,
        earned_when=line.choice("earned_when", EarnedWhen) or EarnedWhen.PAID,
        first_sales=_first_sales(line) if line.has("first_sales") else 1,
        within_months=line.whole("within_months"),
        without_tax=line.flag("without_tax"),
        valid_from=line.day("valid_from"),
        valid_until=line.day("valid_until"),
        expires_after_days=line.whole("expires_after_days"),
        note=line.text("note"),
        request_id=line.text("request_id"),
    )


def _edit_reward_rule(line: Fields) -> Command:
    """Take what changes; one of `percent` and `amount` takes the place of the other."""
    amounts, currency = _rule_amounts(line)
    percent: Decimal | Unset | None = line.edit("percent", line.decimal)
    amount: Decimal | Unset | None = amounts.get("amount", UNSET)
    if isinstance(percent, Decimal) and isinstance(amount, Unset):
        amount = None
    elif isinstance(amount, Decimal) and isinstance(percent, Unset):
        percent = None
    return commands.EditRewardRule(
        rule=required(line.row("rule", REWARD_RULE), "rule"),
        name=line.edit("name", line.must(line.text)),
        percent=percent,
        amount=amount,
        minimum=amounts.get("minimum", UNSET),
        cap=amounts.get("cap", UNSET),
        year_cap=amounts.get("year_cap", UNSET),
        currency=currency if currency is not None else UNSET,
        recipients=line.edit("for", line.must(lambda name: line.choice(name, RewardRecipients))),
        earned_when=line.edit("earned_when", line.must(lambda name: line.choice(name, EarnedWhen))),
        first_sales=line.edit("first_sales", lambda _name: _first_sales(line)),
        within_months=line.edit("within_months", line.whole),
        without_tax=line.edit("without_tax", line.flag),
        valid_from=line.edit("valid_from", line.day),
        valid_until=line.edit("valid_until", line.day),
        expires_after_days=line.edit("expires_after_days", line.whole),
        note=line.edit("note", line.text),
        request_id=line.text("request_id"),
    )


def _remove_reward_rule(line: Fields) -> Command:
    return commands.RemoveRewardRule(
        rule=required(line.row("rule", REWARD_RULE), "rule"), request_id=line.text("request_id")
    )


def _rule_amounts(line: Fields) -> tuple[dict[str, Decimal | None], str | None]:
    """Take the amounts of a rule that are given, and the one currency that all of them have."""
    found: dict[str, Decimal | None] = {}
    currency = line.text("currency")
    for name in _AMOUNTS:
        if not line.has(name):
            continue
        found[name], of_it = line_fields.money(line, name)
        currency = line_fields.one_currency(name, currency, of_it)
    return found, currency


def _first_sales(line: Fields) -> int | None:
    """Take how many sales count; null, 0 and "all" are all of them."""
    value = line.peek("first_sales")
    if isinstance(value, str) and value.strip().casefold() == _ALL:
        line.any("first_sales")
        return None
    return line.whole("first_sales") or None


REFERRALS: Final[Mapping[str, Operation]] = {
    "add_referral": Operation(_add_referral, REFERRAL),
    "edit_referral": Operation(_edit_referral, REFERRAL),
    "remove_referral": Operation(_remove_referral, REFERRAL),
    "set_reward": Operation(_set_reward, REFERRAL),
    "set_credit_expiry": Operation(_set_credit_expiry, PAYMENT),
    "add_reward_rule": Operation(_add_reward_rule, REWARD_RULE),
    "edit_reward_rule": Operation(_edit_reward_rule, REWARD_RULE),
    "remove_reward_rule": Operation(_remove_reward_rule, REWARD_RULE),
}
