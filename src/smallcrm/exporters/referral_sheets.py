"""The league of referrers and the sources of clients as sheets for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from smallcrm.domain.money import Money
from smallcrm.exporters import json_referrals
from smallcrm.exporters.sheet import Column, Kind, Row, Sheet, columns
from smallcrm.queries.referral_shapes import LeagueRow, SourceRow

_LEAGUE: Final = columns(
    *("Referrer", "Organisation", "Sent", "Won", "Lost", "Pending", "Won percent"),
    Sent=Kind.NUMBER,
    Won=Kind.NUMBER,
    Lost=Kind.NUMBER,
    Pending=Kind.NUMBER,
    Won_percent=Kind.NUMBER,
)
_SOURCES: Final = columns(
    *("Source", "Referred", "Clients", "Won", "Won percent"),
    Clients=Kind.NUMBER,
    Won=Kind.NUMBER,
    Won_percent=Kind.NUMBER,
)


def league_sheet(rows: Sequence[LeagueRow]) -> Sheet:
    """Return the league; each currency has columns of its own, since none are added."""
    worth = _currencies(row.worth for row in rows)
    reward = _currencies(row.reward for row in rows)
    heading = (
        *_LEAGUE,
        *(Column(f"Worth {code}", Kind.AMOUNT) for code in worth),
        *(Column(f"Reward {code}", Kind.AMOUNT) for code in reward),
        Column("Last sent on", Kind.DAY),
    )
    return Sheet(
        heading,
        (
            Row(
                (
                    row.referrer.name,
                    row.referrer.organisation or "",
                    str(row.sent),
                    str(row.won),
                    str(row.lost),
                    str(row.pending),
                    json_referrals.won_percent(row.won, row.sent) or "",
                    *_in(row.worth, worth),
                    *_in(row.reward, reward),
                    row.last_on.isoformat(),
                ),
                json_referrals.league_row(row),
            )
            for row in rows
        ),
    )


def source_sheet(rows: Sequence[SourceRow]) -> Sheet:
    """Return the sources; each currency has a column of its own."""
    worth = _currencies(row.worth for row in rows)
    return Sheet(
        (*_SOURCES, *(Column(f"Worth {code}", Kind.AMOUNT) for code in worth)),
        (
            Row(
                (
                    row.source or "",
                    "yes" if row.referred else "no",
                    str(row.clients),
                    str(row.won),
                    json_referrals.won_percent(row.won, row.clients) or "",
                    *_in(row.worth, worth),
                ),
                json_referrals.source_row(row),
            )
            for row in rows
        ),
    )


def _currencies(amounts: Iterable[Sequence[Money]]) -> list[str]:
    return sorted({amount.currency for row in amounts for amount in row})


def _in(amounts: Sequence[Money], currencies: Sequence[str]) -> list[str]:
    by_code = {amount.currency: str(amount) for amount in amounts}
    return [by_code.get(code, "") for code in currencies]
