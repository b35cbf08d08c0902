"""What statements are read from: the accounts in all currencies, who is sent one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.factories import TODAY, client, do, payment, sale

from smallcrm.app import Backend
from smallcrm.domain.money import Money
from smallcrm.services import commands


def _names(backend: Backend, since: date | None = None) -> list[str]:
    return [one.name for one in backend.queries.statement_clients(since)]


def _same_as_the_accounts(backend: Backend) -> None:
    """Hold a statement against the accounts as the window reads them, and the card."""
    queries = backend.queries
    for row in queries.resolve("a") or ():
        client_id = row.client.id
        found = queries.statement(client_id)
        assert found is not None
        card = queries.client_history(client_id, full=True)
        assert card is not None
        for account in found.accounts:
            other = queries.account(client_id, account.currency)
            assert other is not None
            assert account.entries == other.entries
            assert (account.owed, account.credit) == (other.owed, other.credit)
            assert account.balance == other.balance
            assert account.currencies == other.currencies
        assert [one.currency for one in found.accounts] == sorted(
            {entry.currency for entry in found.accounts}
        )
        assert found.open_sales == card.open_sales
        assert found.receiver.ref == card.details.ref
        assert found.receiver.addresses == card.details.addresses[:1]
        assert found.receiver.emails == card.details.emails
        for sale_shape in found.open_sales:
            currency = sale_shape.open.currency
            parts = [money.minor for _, money in found.open_parts if money.currency == currency]
            owed = [one.open.minor for one in found.open_sales if one.open.currency == currency]
            assert sum(parts) == sum(owed)


def test_a_statement_is_what_the_accounts_say(backend: Backend) -> None:
    ann = client(
        backend,
        "Ann",
        emails=(commands.EmailInput(address="ann@example.org", label="home"),),
        addresses=(commands.AddressInput(text="Cork"), commands.AddressInput(text="Kerry")),
    )
    sale(backend, ann, "100", on=date(2026, 1, 1), due=date(2026, 2, 1))
    paid = payment(backend, ann, "120", on=date(2026, 2, 1))
    do(backend, commands.Refund(payment=paid, amount=Decimal(5), on=date(2026, 3, 1)))
    sale(backend, ann, "9", currency="USD")
    gone = sale(backend, ann, "30", on=date(2026, 1, 2))
    do(backend, commands.CancelSale(sale=gone, reason="moved away"))
    planned = sale(backend, ann, "90", on=date(2026, 4, 1))
    do(
        backend,
        commands.SetPlan(
            sale=planned,
            parts=(
                commands.PlanPart(amount=Decimal(40), due=date(2026, 5, 1)),
                commands.PlanPart(amount=Decimal(50), due=date(2026, 8, 1)),
            ),
        ),
    )
    client(backend, "Aoife")
    _same_as_the_accounts(backend)
    found = backend.queries.statement(ann)
    assert found is not None
    assert [account.currency for account in found.accounts] == ["EUR", "USD"]
    assert (date(2026, 8, 1), Money(5000, "EUR")) in found.open_parts


def test_a_client_who_is_not_there_has_no_statement(backend: Backend) -> None:
    assert backend.queries.statement(99) is None
    assert backend.queries.receiver(99) is None


def test_who_is_sent_a_statement(backend: Backend) -> None:
    owing, paid, credit, nothing = (
        client(backend, name) for name in ("Owen", "Petra", "Carl", "Nina")
    )
    del nothing
    sale(backend, owing, "10", on=TODAY - timedelta(days=90))
    sale(backend, paid, "20", on=TODAY - timedelta(days=40))
    payment(backend, paid, "20", on=TODAY - timedelta(days=30))
    payment(backend, credit, "5", on=TODAY - timedelta(days=60))
    assert _names(backend) == ["Carl", "Owen"]
    # Who moved money since a day gets one too, that day included.
    assert _names(backend, TODAY - timedelta(days=30)) == ["Carl", "Owen", "Petra"]
    assert _names(backend, TODAY - timedelta(days=29)) == ["Carl", "Owen"]
    assert _names(backend, date.min) == ["Carl", "Owen", "Petra"]
    assert _names(backend, date.max) == ["Carl", "Owen"]
