"""What each client owes by age adds up to what all owe by age."""

from datetime import date, timedelta
from decimal import Decimal

from smallcrm.app import Backend
from smallcrm.domain.enums import Source
from smallcrm.domain.money import Money
from smallcrm.services.commands import AddClient, AddSale, PlanPart, TakePayment


def test_parts_of_plans_are_as_old_as_their_own_days(backend: Backend) -> None:
    today = backend.queries.today().ageing
    assert today == ()

    def do(command: object) -> int:
        return backend.services.perform(command, source=Source.SCREEN).result.id  # type: ignore[arg-type]

    clients = [do(AddClient(name=name, currency="EUR")) for name in ("Ann", "Bob")]
    now = backend.clock.today()

    def ago(days: int) -> date:
        return now - timedelta(days=days)

    for client in clients:
        for days in (-5, 0, 1, 30, 31, 60, 61, 90, 91):
            do(
                AddSale(
                    client=client,
                    title="x",
                    amount=Decimal(10 + days),
                    on=ago(200),
                    due=ago(days),
                )
            )
    planned = do(
        AddSale(
            client=clients[0],
            title="parts",
            amount=Decimal(100),
            on=ago(200),
            plan=tuple(
                PlanPart(due=due, percent=Decimal(25)) for due in (ago(95), ago(62), ago(2), None)
            ),
        )
    )
    before = backend.queries.ageing_of(clients)[clients[0]][0]
    do(
        TakePayment(
            client=clients[0],
            amount=Decimal(60),
            allocations={planned: None},
        )
    )
    found = backend.queries.ageing_of(clients)
    (after,) = found[clients[0]]
    # The part without a day is due after the term, as the oldest; two are paid, and a bit.
    assert before.over_90 - after.over_90 == Money(5000, "EUR")
    assert before.days_61_90 - after.days_61_90 == Money(1000, "EUR")
    assert (before.days_1_30, before.not_due) == (after.days_1_30, after.not_due)
    (whole,) = backend.queries.today().ageing
    for name in ("not_due", "days_1_30", "days_31_60", "days_61_90", "over_90"):
        parts = [getattr(ages, name) for (ages,) in found.values()]
        assert sum(parts[1:], parts[0]) == getattr(whole, name)
    assert backend.queries.ageing_of([999]) == {}
