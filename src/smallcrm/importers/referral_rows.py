"""Rows of referrals: who was sent by whom, or to whom, when and what for."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from smallcrm.domain.enums import ReferralDirection, ReferralOutcome
from smallcrm.domain.errors import Refusal
from smallcrm.domain.records import Record, ReferralRecord
from smallcrm.importers.heading_text import normalised
from smallcrm.importers.row_reading import Cells, row_currency
from smallcrm.importers.table import Row

_SHOWN: Final = 80
_OUTCOMES: Final[Mapping[str, ReferralOutcome]] = {
    word: outcome
    for outcome, words in (
        (ReferralOutcome.WON, "won | yes | success | successful | 成交 | 已成交 | 成功 | 是"),
        (ReferralOutcome.LOST, "lost | no | failed | 未成交 | 没有成交 | 失败 | 流失 | 否"),
        (ReferralOutcome.PENDING, "pending | open | waiting | 待定 | 未定 | 进行中 | 跟进中"),
    )
    for word in map(normalised, words.split("|"))
}
_DIRECTIONS: Final[Mapping[str, ReferralDirection]] = {
    word: direction
    for direction, words in (
        (ReferralDirection.IN, "in | received | sent to us | 介绍给我们 | 收到 | 转入 | 入"),
        (ReferralDirection.OUT, "out | given | sent by us | 我们介绍出去 | 介绍出去 | 转出 | 出"),
    )
    for word in map(normalised, words.split("|"))
}
_Choice = TypeVar("_Choice", bound=StrEnum)


class ReferralRows:
    """Makes one ReferralRecord of each row."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._amounts = cells.amounts()
        self._records: list[Record] = []

    def take(self, row: Row) -> None:
        """Read a row; raises Refusal `no_client`, `no_referrer`, or what is wrong with a cell."""
        values = self._cells.of(row)
        if not values.keys() & {"client_code", "client_name"}:
            raise Refusal("no_client", field="client_name")
        if not values.keys() & {"referrer_code", "referrer_name"}:
            raise Refusal("no_referrer", field="referrer_name")
        commission = None
        if "commission" in values:
            usual = row_currency(values, self._cells.default_currency)
            commission = self._cells.money(self._amounts, "commission", values["commission"], usual)
        direction = _one_of(_DIRECTIONS, values, "direction")
        self._records.append(
            ReferralRecord(
                row=row.number,
                client_code=values.get("client_code"),
                client_name=values.get("client_name"),
                referrer_code=values.get("referrer_code"),
                referrer_name=values.get("referrer_name"),
                direction=direction or ReferralDirection.IN,
                on=self._cells.day("date", values.get("date")),
                what_for=values.get("what_for"),
                outcome=_one_of(_OUTCOMES, values, "outcome"),
                commission=commission,
            )
        )

    def spoil(self, row: Row) -> None:
        """No referral depends on another's row."""

    def finish(self) -> tuple[tuple[Record, ...], tuple[Row, ...]]:
        """Return the referrals in the order of the file."""
        return tuple(self._records), ()


def _one_of(known: Mapping[str, _Choice], values: Mapping[str, str], name: str) -> _Choice | None:
    """Take a word of a closed list, by any of its names."""
    if name not in values:
        return None
    found = known.get(normalised(values[name]))
    if found is None:
        choices = tuple(dict.fromkeys(choice.value for choice in known.values()))
        raise Refusal("not_a_choice", field=name, text=values[name][:_SHOWN], choices=choices)
    return found
