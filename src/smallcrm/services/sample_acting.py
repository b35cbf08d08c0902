"""Carrying out what the stories tell, by the services themselves, the oldest first."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import singledispatchmethod
from typing import Final

from sqlalchemy import select

from smallcrm.db.models import (
    BankLine,
    Client,
    ExchangeRate,
    Invoice,
    Payment,
    Quote,
    QuoteLine,
    Sale,
    SaleLine,
)
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain.enums import BankLineStatus, PaymentKind
from smallcrm.domain.money import Money
from smallcrm.domain.statements import Statement, StatementLine, fingerprints
from smallcrm.services import (
    billing,
    contracts,
    credit_notes,
    deliveries,
    ledger,
    opening_balances,
    payments,
    plans,
    promises,
    quotes,
    reminders,
)
from smallcrm.services import commands as ask
from smallcrm.services import sample_acts as told
from smallcrm.services.numbers import Numbering
from smallcrm.services.sample_catalogue import rates_in
from smallcrm.services.sample_plan import Numbers
from smallcrm.services.sample_rows import Scene
from smallcrm.services.sample_story import Story

# An account that no bank has: by it the bookings are known when the sample is removed.
ACCOUNT: Final = "XX00 0000 0000 0000 0001"
_FILE: Final = "statement.csv"
_NOON: Final = 200
_QUARTER: Final = 91


class Acting:
    """Carries out the acts of the stories that are in the file."""

    def __init__(
        self,
        uow: UnitOfWork,
        scene: Scene,
        numbers: Mapping[Numbering, Numbers],
        clients: Mapping[str, tuple[int, Story]],
    ) -> None:
        self._uow = uow
        self._scene = scene
        self._numbers = numbers
        self._clients = clients
        self._id = 0
        self._currency = scene.currency
        self._own = False
        self._lines: list[tuple[StatementLine, told.Booked, int]] = []

    def carry_out(self, acts: Iterable[told.Act]) -> None:
        """Do all of them in the order of their days; those about clients who are not here fall."""
        for act in sorted(acts, key=lambda act: -act.days):
            if act.client in self._clients:
                self._id, story = self._clients[act.client]
                self._currency = story.currency or self._scene.currency
                self._own = story.currency is not None
                self._do(act)
        self._write_bookings()
        self._write_rates()
        self._uow.session.flush()

    @singledispatchmethod
    def _do(self, act: told.Act) -> None:
        raise NotImplementedError(act)

    @_do.register
    def _offer(self, act: told.Offer) -> None:
        made = quotes.add(
            self._uow,
            ask.AddQuote(
                client=self._id,
                title=act.title,
                lines=self._inputs(act.lines),
                currency=self._currency,
                on=self._day(act.days),
                valid_until=self._valid(act, act.days) if act.later else self._valid(act),
                prices_include_tax=True,
                discount_percent=None if act.discount is None else Decimal(act.discount),
                note=act.note,
            ),
        )
        quote = self._uow.session.get_one(Quote, made.id)
        quote.number = self._numbers[Numbering.QUOTE].take(act.days)
        quote.sent_at = self._scene.days.at(act.days, _NOON)
        for later in act.later:
            last = later is act.later[-1]
            made = quotes.revise(
                self._uow,
                ask.ReviseQuote(
                    quote=quote.id,
                    lines=self._inputs(later.lines),
                    on=self._day(later.days),
                    valid_until=self._valid(act) if last else self._valid(act, later.days),
                ),
            )
            quote = self._uow.session.get_one(Quote, made.id)
            quote.sent_at = self._scene.days.at(later.days, _NOON)
        if act.taken is not None:
            self._take(act, quote, act.taken)
        if act.declined is not None:
            days, reason = act.declined
            decline = ask.DeclineQuote(quote=quote.id, reason=reason, on=self._day(days))
            quotes.decline(self._uow, decline)

    def _take(self, act: told.Offer, quote: Quote, taken: int) -> None:
        lines = None
        if act.part is not None:
            rows = self._uow.session.scalars(
                select(QuoteLine).where(QuoteLine.quote_id == quote.id)
            )
            ids = {row.description: row.id for row in rows}
            lines = {ids[text]: Decimal(quantity) for text, quantity in act.part.items()}
        made = quotes.accept(
            self._uow,
            ask.AcceptQuote(
                quote=quote.id,
                lines=lines,
                on=self._day(taken),
                due=None if act.due is None else self._day(act.due),
                status=act.status,
            ),
        )
        sale = self._uow.session.get_one(Sale, made.id)
        sale.number = self._numbers[Numbering.SALE].take(taken)

    @_do.register
    def _bill(self, act: told.Billed) -> None:
        amount = None if act.amount is None else self._amount(act.amount)
        made = billing.bill(
            self._uow,
            ask.Bill(
                parts=tuple(
                    ask.BillPart(sale=self._sale(title, unbilled=True).id, amount=amount)
                    for title in act.titles
                ),
                on=self._day(act.days),
                number=act.external,
            ),
        )
        paper = self._uow.session.get_one(Invoice, made.id)
        if act.external is None:
            counted = self._numbers[Numbering.INVOICE].take_counted(act.days)
            paper.number, paper.period, paper.sequence = counted
        if act.out:
            paper.fixed_at = self._scene.days.at(act.days, _NOON)

    @_do.register
    def _credit(self, act: told.Credited) -> None:
        last = (
            select(Invoice.id)
            .where(Invoice.client_id == self._id, Invoice.kind == "invoice")
            .order_by(Invoice.id.desc())
            .limit(1)
        )
        made = credit_notes.add(
            self._uow,
            ask.AddCreditNote(
                invoice=self._uow.session.scalars(last).one(),
                amount=None if act.amount is None else self._amount(act.amount),
                reason=act.reason,
                on=self._day(act.days),
                rebill=act.rebill,
            ),
        )
        note = self._uow.session.get_one(Invoice, made.id)
        note.fixed_at = self._scene.days.at(act.days, _NOON)

    @_do.register
    def _deliver(self, act: told.Delivered) -> None:
        sale = self._sale(act.title)
        rows = self._uow.session.scalars(select(SaleLine).where(SaleLine.sale_id == sale.id))
        ids = {row.description: row.id for row in rows}
        deliveries.deliver(
            self._uow,
            ask.Deliver(
                sale=sale.id,
                lines={ids[text]: Decimal(quantity) for text, quantity in act.lines.items()},
                on=self._day(act.days),
                note=act.note,
            ),
        )

    @_do.register
    def _plan(self, act: told.Planned) -> None:
        parts = tuple(ask.PlanPart(due=self._day(days)) for days in act.due)
        plans.set_by_hand(self._uow, ask.SetPlan(sale=self._sale(act.title).id, parts=parts))

    @_do.register
    def _promise(self, act: told.Promised) -> None:
        promises.add(
            self._uow,
            ask.AddPromise(
                client=self._id,
                on=self._day(act.days),
                until=self._day(act.until),
                sale=None if act.title is None else self._sale(act.title).id,
                amount=None if act.amount is None else self._amount(act.amount),
                currency=self._currency,
                note=act.note,
            ),
        )

    @_do.register
    def _remind(self, act: told.Reminded) -> None:
        reminders.remind(
            self._uow,
            ask.Remind(
                client=self._id,
                currency=self._currency,
                on=self._day(act.days),
                fee=Decimal(0),
                interest=False,
                method=act.method,
                note=act.note,
            ),
        )

    @_do.register
    def _bring(self, act: told.Brought) -> None:
        negative = act.amount.startswith("-")
        amount = self._amount(act.amount.lstrip("-"))
        made = opening_balances.add(
            self._uow,
            ask.AddOpeningBalance(
                client=self._id,
                amount=-amount if negative else amount,
                currency=self._currency,
                on=self._day(act.days),
                title=act.title,
            ),
        )
        if not negative:
            sale = self._uow.session.get_one(Sale, made.id)
            sale.number = self._numbers[Numbering.SALE].take(act.days)

    @_do.register
    def _agree(self, act: told.Agreed) -> None:
        start, end = self._day(act.days), self._day(act.until)
        made = contracts.add(
            self._uow,
            ask.AddContract(
                client=self._id,
                title=act.title,
                signed_on=start,
                starts_on=start,
                ends_on=end,
                currency=self._currency,
                amount=self._amount(act.amount),
            ),
        )
        if act.covers is not None:
            sale = self._sale(act.covers)
            ledger.edit_sale(
                self._uow,
                ask.EditSale(sale=sale.id, contract=made.id, service_from=start, service_until=end),
            )

    @_do.register
    def _pay(self, act: told.Paid) -> None:
        sale = self._sale(act.title)
        left = Money(sale.total_minor - sale.paid_minor, sale.currency).major
        amount = left if act.amount is None else min(self._amount(act.amount), left)
        payments.take(
            self._uow,
            ask.TakePayment(
                client=self._id,
                amount=amount,
                currency=self._currency,
                on=self._day(act.days),
                method=act.method,
                allocations={sale.id: None},
            ),
        )

    @_do.register
    def _give_up(self, act: told.GivenUp) -> None:
        payments.write_off(
            self._uow,
            ask.WriteOff(
                sale=self._sale(act.title).id,
                amount=self._amount(act.amount),
                reason=act.reason,
                text=act.text,
                on=self._day(act.days),
            ),
        )

    @_do.register
    def _trust(self, act: told.Trusted) -> None:
        client = self._uow.session.get_one(Client, self._id)
        if act.limit is not None:
            limit = self._amount(act.limit)
            client.credit_limit_minor = Money.of(limit, self._currency).minor
        client.on_hold, client.hold_reason = act.hold is not None, act.hold

    @_do.register
    def _book(self, act: told.Booked) -> None:
        number = "" if act.title is None else self._sale(act.title).number
        amount = self._amount(act.amount.lstrip("-"))
        minor = Money.of(amount, self._currency).minor
        line = StatementLine(
            booked_on=self._day(act.days),
            amount_minor=-minor if act.amount.startswith("-") else minor,
            currency=self._currency,
            name=act.name or None,
            reference=act.text.format(number=number),
        )
        self._lines.append((line, act, self._id))

    def _write_bookings(self) -> None:
        """Add the bookings as if a statement had come in."""
        lines = tuple(line for line, _, _ in self._lines)
        statement = Statement(ACCOUNT, self._scene.currency, lines=lines)
        for (line, act, client_id), mark in zip(
            self._lines, fingerprints([statement])[0], strict=True
        ):
            settled = act.status is BankLineStatus.SETTLED
            self._uow.session.add(
                BankLine(
                    account=ACCOUNT,
                    booked_on=line.booked_on,
                    currency=line.currency,
                    amount_minor=line.amount_minor,
                    name=line.name,
                    reference=line.reference,
                    fingerprint=mark,
                    status=act.status.value,
                    payment_id=self._last_payment(client_id) if settled else None,
                    file_name=_FILE,
                )
            )

    def _last_payment(self, client_id: int) -> int:
        last = (
            select(Payment.id)
            .where(Payment.client_id == client_id, Payment.kind == PaymentKind.PAYMENT.value)
            .order_by(Payment.received_on.desc(), Payment.id.desc())
            .limit(1)
        )
        return self._uow.session.scalars(last).one()

    def _write_rates(self) -> None:
        """Add what other currencies are worth, anew each quarter."""
        base = self._scene.currency
        for currency, rates in rates_in(base).items():
            typed = set(
                self._uow.session.scalars(
                    select(ExchangeRate.valid_from_on).where(
                        ExchangeRate.currency == currency, ExchangeRate.base_currency == base
                    )
                )
            )
            for quarters, rate in enumerate(rates):
                since = self._day(quarters * _QUARTER)
                if since not in typed:  # what the owner typed is theirs
                    self._uow.session.add(
                        ExchangeRate(
                            currency=currency, base_currency=base, valid_from_on=since, rate=rate
                        )
                    )

    def _inputs(self, lines: Iterable[told.Told]) -> tuple[ask.LineInput, ...]:
        catalogue = self._scene.catalogue
        return tuple(
            ask.LineInput(
                description=text,
                quantity=Decimal(quantity),
                unit=unit or None,
                unit_price=self._amount(price),
                tax_percent=catalogue.tax,
                product=catalogue.product(text),
            )
            for text, quantity, unit, price in lines
        )

    def _amount(self, text: str) -> Decimal:
        return self._scene.catalogue.price(Decimal(text), self._currency, own=self._own)

    def _day(self, days: int) -> date:
        return self._scene.days.day(days)

    def _valid(self, act: told.Offer, quoted: int | None = None) -> date:
        """Return until when an offer is good; an earlier revision was for the usual days."""
        if quoted is not None:
            return self._day(quoted - self._scene.valid_days)
        if act.valid is not None:
            return self._day(-act.valid)
        today = self._scene.days.today
        return today.replace(day=monthrange(today.year, today.month)[1])

    def _sale(self, title: str, *, unbilled: bool = False) -> Sale:
        """Return a client's sale by its title.

        The last where there are several; with `unbilled` the first that was not billed yet.
        """
        wanted = select(Sale).where(Sale.client_id == self._id, Sale.title == title).limit(1)
        if unbilled:
            wanted = wanted.where(Sale.billed_minor == 0).order_by(Sale.id)
        else:
            wanted = wanted.order_by(Sale.id.desc())
        return self._uow.session.scalars(wanted).one()
