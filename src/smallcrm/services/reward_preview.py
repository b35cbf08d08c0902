"""What a reward rule would do on the data that is there, before it is switched on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, text

from smallcrm.db import reward_basis
from smallcrm.db.database import Database
from smallcrm.db.settings import read_settings
from smallcrm.domain.enums import EarnedWhen, Level, RewardRecipients
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money, sum_by_currency
from smallcrm.domain.rewards import Key, Rule
from smallcrm.queries.referral_shapes import PreviewRow, RulePreview
from smallcrm.queries.rows import ids
from smallcrm.queries.shapes import ClientRef
from smallcrm.services import reward_rules, rewards
from smallcrm.services.commands import AddRewardRule, EditRewardRule

_ROWS: Final = 200
# Stands for a rule that is not there yet.
_NEW: Final = 0
_SALES: Final = (
    "SELECT id, number, sold_on FROM sale WHERE id IN (SELECT value FROM json_each(:ids))"
)
_NEWEST: Final = f"{_SALES} ORDER BY sold_on DESC, id DESC LIMIT :limit"
_CLIENTS: Final = (
    "SELECT id, name, organisation, level FROM client"
    " WHERE id IN (SELECT value FROM json_each(:ids))"
)
_TOUCHED: Final = (
    "SELECT id FROM referral WHERE direction = 'in' AND client_id IN"
    " (SELECT client_id FROM sale WHERE sold_on BETWEEN :first AND :last)"
)
_REFERRED: Final = (
    "SELECT id, client_id FROM referral WHERE id IN (SELECT value FROM json_each(:ids))"
)


def preview(database: Database, command: AddRewardRule | EditRewardRule) -> RulePreview:
    """Say what a rule, new or changed, would post and take back at once; nothing is written.

    Refuses what the command itself is refused for.
    """
    with database.read("preview_rule") as connection:
        rule = _rule(connection, command)
        posted: Mapping[Key, int] = {}
        if rule.id != _NEW:
            posted = reward_basis.posted(connection, None, rule_ids=[rule.id])
        basis = reward_basis.load(connection, _touched(connection, rule), by_rules=(rule,))
        wanted = rewards.by_rules(basis)
        changes = rewards.differences(wanted, posted)
        return RulePreview(
            count=len(changes),
            referrals=len({key.referral_id for key in changes}),
            posted=_sum((key, minor) for key, minor in changes.items() if minor > 0),
            taken_back=_sum((key, -minor) for key, minor in changes.items() if minor < 0),
            rows=_rows(connection, changes, wanted, posted),
        )


def _touched(connection: Connection, rule: Rule) -> list[int] | None:
    """Return the referrals with a sale while the rule is valid, None (all) without a bound.

    The others earn nothing by it: a rule that begins today need not look at the past.
    """
    first, last = rule.valid_from, rule.valid_until
    if first is None and last is None:
        return None
    bounds = {"first": first or date.min, "last": last or date.max}
    found = connection.execute(text(_TOUCHED), {name: str(day) for name, day in bounds.items()})
    return list(found.scalars())


def _rule(connection: Connection, command: AddRewardRule | EditRewardRule) -> Rule:
    rule_id, wanted = _NEW, command
    if isinstance(command, EditRewardRule):
        rule_id = command.rule
        row = connection.execute(reward_rules.SELECT_RULE, {"id": rule_id}).first()
        if row is None:
            raise Refusal("no_such_reward_rule", field="rule", id=rule_id)
        wanted = reward_rules.edited(row, command)
    assert isinstance(wanted, AddRewardRule)
    values: dict[str, Any] = reward_rules.checked(read_settings(connection), wanted)
    return Rule(
        id=rule_id,
        recipients=RewardRecipients(values["recipients"]),
        earned_when=EarnedWhen(values["earned_when"]),
        percent=values["percent"],
        amount_minor=values["amount_minor"],
        currency=values["currency"],
        first_sales=values["first_sales"],
        within_months=values["within_months"],
        without_tax=values["without_tax"],
        minimum_minor=values["minimum_minor"],
        cap_minor=values["cap_minor"],
        year_cap_minor=values["year_cap_minor"],
        valid_from=values["valid_from_on"],
        valid_until=values["valid_until_on"],
    )


def _sum(changes: Iterable[tuple[Key, int]]) -> tuple[Money, ...]:
    return sum_by_currency(Money(minor, key.currency) for key, minor in changes)


def _rows(
    connection: Connection,
    changes: Mapping[Key, int],
    wanted: Mapping[Key, int],
    posted: Mapping[Key, int],
) -> tuple[PreviewRow, ...]:
    """Return the changes of the newest sales, as many as are looked at."""
    sale_ids = {key.sale_id for key in changes if key.sale_id is not None}
    newest = connection.execute(text(_NEWEST), {"ids": ids(sale_ids), "limit": _ROWS})
    sales = {row.id: (row.number, date.fromisoformat(row.sold_on)) for row in newest}
    places = {sale_id: place for place, sale_id in enumerate(sales)}
    shown = sorted(
        (key for key in changes if key.sale_id in places),
        key=lambda key: (places[key.sale_id or 0], key.referral_id, key.client_id),
    )[:_ROWS]
    referral_ids = ids({key.referral_id for key in shown})
    referred = {
        row.id: row.client_id for row in connection.execute(text(_REFERRED), {"ids": referral_ids})
    }
    clients = _clients(connection, {key.client_id for key in shown} | set(referred.values()))
    rows: list[PreviewRow] = []
    for key in shown:
        assert key.sale_id is not None
        number, on = sales[key.sale_id]
        rows.append(
            PreviewRow(
                recipient=clients[key.client_id],
                referred=clients[referred[key.referral_id]],
                referral_id=key.referral_id,
                sale=(key.sale_id, number),
                on=on,
                now=Money(posted.get(key, 0), key.currency),
                then=Money(wanted.get(key, 0), key.currency),
            )
        )
    return tuple(rows)


def _clients(connection: Connection, client_ids: Iterable[int]) -> dict[int, ClientRef]:
    found = connection.execute(text(_CLIENTS), {"ids": ids(client_ids)})
    return {
        row.id: ClientRef(row.id, row.name, row.organisation, Level(row.level)) for row in found
    }
