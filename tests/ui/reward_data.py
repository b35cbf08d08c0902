"""Referrals with sales of all kinds, for tests and pictures of the reward rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from smallcrm.app import Backend
from smallcrm.domain.enums import Source
from smallcrm.services import commands


def perform(backend: Backend, command: commands.Command) -> int:
    """Have a command performed at once; return the id it made."""
    return backend.services.perform(command, source=Source.SCREEN).result.id


def fill_referrals(backend: Backend, *, chinese: bool = False) -> dict[str, int]:
    """Make two referrers, whom they sent and what these bought; return the clients by name.

    Ann sent three: two paid their first sales of 400 (March) and 900 (a year ago), one has not
    paid. Bea sent one who paid 250 last October and 100 in April.
    """
    currency = "CNY" if chinese else "EUR"
    names = ("陈安", "林贝", "周氏贸易", "王磊", "赵敏", "孙洁") if chinese else _NAMES
    ann, bea, choir, dan, eve, finn = (
        perform(backend, commands.AddClient(name=name, currency=currency)) for name in names
    )
    for referrer, client, on in (
        (ann, choir, date(2025, 4, 2)),
        (ann, dan, date(2026, 2, 20)),
        (ann, eve, date(2026, 4, 1)),
        (bea, finn, date(2025, 9, 30)),
    ):
        perform(backend, commands.AddReferral(referrer=referrer, client=client, on=on))
    title = "钢琴调律" if chinese else "Piano tuning"
    for client, on, amount, paid in (
        (choir, date(2025, 5, 14), "900", True),
        (dan, date(2026, 3, 3), "400", True),
        (eve, date(2026, 4, 9), "150", False),
        (finn, date(2025, 10, 6), "250", True),
        (finn, date(2026, 4, 20), "100", True),
    ):
        sale = perform(
            backend,
            commands.AddSale(
                client=client, title=title, amount=Decimal(amount), on=on, currency=currency
            ),
        )
        if paid:
            perform(
                backend,
                commands.TakePayment(
                    client=client,
                    amount=Decimal(amount),
                    currency=currency,
                    on=on,
                    allocations={sale: Decimal(amount)},
                ),
            )
    return {"ann": ann, "bea": bea, "choir": choir, "dan": dan, "eve": eve, "finn": finn}


_NAMES = (
    "Ann Lee",
    "Beatriz Gonçalves",
    "Cork Community Choir",
    "Dan Murphy",
    "Eve Byrne",
    "Finn Walsh",
)
