"""How a tab is described: what it can be sorted and narrowed by, and how its rows are made."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection

from smallcrm.domain import keys
from smallcrm.domain.money import currencies_with
from smallcrm.queries.typed import amounts, decimals_meant, escaped, spellings

JOIN_CLIENT: Final = "JOIN client ON client.id = {0}.client_id"
CLIENT_TEXTS: Final = ("client.name", "client.organisation")
CLIENT_KEYS: Final = ("client.name_sort",)
_DECIMALS: Final = (0, 2, 3)
_NONE: Final = ",".join(f"'{code}'" for code in currencies_with(0))
_THREE: Final = ",".join(f"'{code}'" for code in currencies_with(3))


@dataclass(frozen=True, slots=True)
class Tab:
    """How a tab is read.

    A sort is an SQL expression and the join that it needs; a filter is a condition, and `base`
    one that every row meets. What is typed is looked for in the columns `texts`, folded in the
    columns `keys`, in other tables by the subqueries `inside` (`{like}` stands for the condition
    on `description`), and as an amount in `amounts`: expressions of minor units in the currency
    `currency`. `prices` are conditions for `{value}`, an amount in major units. Sorts and filters
    that depend on what the owner defined are looked up by `sort_of` and `filter_of`.
    """

    table: str
    sorts: Mapping[str, tuple[str, str]]
    filters: Mapping[str, str]
    rows: Callable[[Connection, Sequence[int], date], Mapping[int, object]]
    texts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    currency: str = ""
    prices: str = ""
    base_join: str = ""
    base: str = "1"
    sort_of: Callable[[str], tuple[str, str] | None] = lambda _name: None
    filter_of: Callable[[str], str | None] = lambda _name: None


def typed_condition(tab: Tab, typed: str) -> tuple[str, dict[str, object]]:
    """Write the condition that a row has what was typed somewhere, and its parameters."""
    values: dict[str, object] = {}
    likes = []
    for index, spelling in enumerate(spellings(typed)):
        values[f"text{index}"] = f"%{escaped(spelling)}%"
        likes.append(f"{{0}} LIKE :text{index} ESCAPE '\\'")
    like = " OR ".join(likes)
    parts = [like.format(column) for column in tab.texts]
    if tab.keys:
        values["folded"] = f"%{escaped(keys.fold(typed))}%"
        parts += [f"{column} LIKE :folded ESCAPE '\\'" for column in tab.keys]
    parts += [one.format(like=f"({like.format('description')})") for one in tab.inside]
    if tab.amounts and (meant := amounts(typed)):
        for decimals in _DECIMALS:
            values[f"minors{decimals}"] = json.dumps(meant.get(decimals, ()))
        parts += [_amount(expression, tab.currency) for expression in tab.amounts]
    if tab.prices:
        for index, value in enumerate(decimals_meant(typed)):
            values[f"price{index}"] = str(value)
            parts.append(tab.prices.format(value=f":price{index}"))
    return " OR ".join(parts), values


def _amount(expression: str, currency: str) -> str:
    """Write that an amount is one of those that were meant, in its currency's minor units."""

    def among(decimals: int) -> str:
        return f"{expression} IN (SELECT value FROM json_each(:minors{decimals}))"

    return (
        f"CASE WHEN {currency} IN ({_NONE}) THEN {among(0)}"
        f" WHEN {currency} IN ({_THREE}) THEN {among(3)} ELSE {among(2)} END"
    )
