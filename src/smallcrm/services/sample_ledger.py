"""Made-up sales and payments that keep the rules of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from smallcrm.db.models import Instalment, Payment, PaymentAllocation, Sale, SaleLine
from smallcrm.domain.enums import PaymentKind, SaleStatus, WriteOffReason
from smallcrm.domain.money import exponent
from smallcrm.services.sample_catalogue import TRADES, Basket
from smallcrm.services.sample_deals import Deal, Receipt
from smallcrm.services.sample_papers import Papers
from smallcrm.services.sample_people import Person
from smallcrm.services.sample_plan import Numbers
from smallcrm.services.sample_quotes import Quotes
from smallcrm.services.sample_rows import Scene

# Of all sales, how many end otherwise than paid in one go and more or less in time.
_CANCELLED_OF_UNBILLED: Final = 0.3
_PARTLY: Final = 0.008
_NEVER: Final = 0.007
_DEPOSIT: Final = 0.06
_WRITTEN_OFF: Final = 0.006
_TOO_MUCH: Final = 0.008
_BOUNCED: Final = 0.003
_TOGETHER: Final = 0.5
_LATE: Final = 0.25
# In days: an open sale that is older is given up; a paid one is closed.
_OLDEST_DEBT: Final = 730
_CLOSED_AFTER: Final = 21
_STILL_ORDERED: Final = 10
_PLANNED: Final = 0.012
_PARTS: Final = 3


class Ledger:
    """Makes one client's sales and payments after another, and the paper about them."""

    def __init__(self, scene: Scene, numbers: Numbers, quotes: Quotes, papers: Papers) -> None:
        self._scene = scene
        self._numbers = numbers
        self._quotes = quotes
        self._papers = papers
        self._externals = 0
        self._deals: list[Deal] = []
        self._receipts: list[Receipt] = []

    def invent(
        self,
        person: Person,
        sold: Sequence[int],
        billed: Sequence[int | None],
        quoted: tuple[int, int | None] | None,
    ) -> bool:
        """Make sales of these days, their payments and papers; tell whether any sale stands."""
        scene = self._scene
        self._deals, self._receipts = [], []
        trade: str = scene.pick(TRADES)
        for day, issued in zip(sold, billed, strict=True):
            basket = self._basket(person, trade)
            self._deals.append(self._deal(basket, person, day, issued))
            self._settle(len(self._deals) - 1)
        if quoted is not None:
            self._offer(person, trade, *quoted)
        if self._deals:
            self._papers.cover(person.id, self._deals)
        ids = self.write(person.id, self._deals, self._receipts)
        for deal, (sale_id, line_ids) in zip(self._deals, ids, strict=True):
            self._papers.follow(person, deal, sale_id, line_ids)
        return any(deal.status is not SaleStatus.CANCELLED for deal in self._deals)

    def write(
        self, client_id: int, deals: Sequence[Deal], receipts: Sequence[Receipt]
    ) -> list[tuple[int, list[int]]]:
        """Add the rows of a client's sales and payments; return ids of sales and their lines."""
        written = [self._write_deal(client_id, deal) for deal in deals]
        ids = [sale_id for sale_id, _ in written]
        for receipt in receipts:
            self._write_receipt(client_id, receipt, ids)
        return written

    def _basket(self, person: Person, trade: str) -> Basket:
        scene = self._scene
        wanted = trade if scene.chance(0.8) else scene.pick(TRADES)
        gross = not person.business
        return scene.catalogue.basket(scene.rng, wanted, person.currency, gross=gross)

    def _offer(self, person: Person, trade: str, day: int, taken: int | None) -> None:
        """Write an offer, and let the sale that came of it say so."""
        deal = None if taken is None else self._deals[taken]
        if deal is None or deal.status is SaleStatus.CANCELLED:
            self._quotes.invent(person.id, person.currency, self._basket(person, trade), day)
        else:
            deal.quote = self._quotes.accepted(
                person.id, person.currency, deal.basket, day, deal.sold
            )

    def _deal(self, basket: Basket, person: Person, day: int, issued: int | None) -> Deal:
        scene = self._scene
        random = scene.rng.random
        deal = Deal(basket, person.currency, day, None, SaleStatus.DELIVERED, billed=issued)
        if scene.chance(0.08):
            self._externals += 1
            deal.external_number = f"RE-{40_000 + self._externals}"
        if issued is None and random() < _CANCELLED_OF_UNBILLED:
            deal.status = SaleStatus.CANCELLED
            deal.cancelled = max(0, day - int(random() * 14))
            deal.reason = scene.pick(scene.texts.cancelled)
            return deal
        delivered = day - int(random() * 9) if issued is None else issued
        if delivered < 0 or (day < _STILL_ORDERED and scene.chance(0.3)):
            deal.status = SaleStatus.ORDERED
            # What is billed is due, even before it is delivered.
            deal.due = None if issued is None else issued - person.term
            return deal
        deal.delivered = delivered
        deal.due = delivered - person.term
        return deal

    def _settle(self, index: int) -> None:
        """Let the client pay a sale, or not, or not quite."""
        deal = self._deals[index]
        random = self._scene.rng.random
        if deal.due is None:
            if deal.status is SaleStatus.ORDERED and random() < _DEPOSIT:
                self._pay(index, int(deal.sold * random()), deal.open // 3)
            return
        if random() < _PLANNED:
            self._pay_by_plan(index, deal.due)
            return
        fate = random()
        if fate < _NEVER and deal.due < _OLDEST_DEBT:
            return
        if fate < _NEVER + _PARTLY:
            self._pay_partly(index, deal.due)
            return
        if random() < _DEPOSIT:
            self._pay(index, deal.sold, deal.open * 3 // 10)
        if random() < _LATE:
            day = deal.due - int(random() ** 2 * 28)
        else:
            day = deal.due + int(random() * (deal.sold - deal.due))
        if day < 0:
            return
        if random() < _WRITTEN_OFF:
            self._pay(index, day, deal.open - self._remainder(deal))
            self._write_off(index, self._remainder_reason(), day)
        elif not self._join(index, day):
            self._pay(index, day, deal.open)
        self._close(deal, day)

    def _pay_by_plan(self, index: int, due: int) -> None:
        """Let a client pay in monthly instalments, each when it is due; the last year's late."""
        deal = self._deals[index]
        each = deal.open // _PARTS
        if not each:
            return
        amounts = [each] * (_PARTS - 1)
        amounts.append(deal.open - sum(amounts))
        deal.parts = tuple((due - 30 * place, minor) for place, minor in enumerate(amounts))
        for day, minor in deal.parts:
            self._pay(index, day, minor)
        left = [day for day, _ in deal.parts if day < 0]
        deal.due = left[0] if left else deal.parts[-1][0]

    def _pay_partly(self, index: int, due: int) -> None:
        """Let a client pay a part; what is still open after years is given up."""
        deal = self._deals[index]
        random = self._scene.rng.random
        part = deal.open * (30 + int(random() * 40)) // 100
        part -= part % 10 ** exponent(deal.currency)
        self._pay(index, due - int(random() * 30), part)
        if due > _OLDEST_DEBT:
            self._write_off(index, WriteOffReason.BAD_DEBT, due - 300)

    def _remainder(self, deal: Deal) -> int:
        unit = 10 ** exponent(deal.currency)
        return deal.open % unit or min(deal.open // 50, 9 * unit) or 1

    def _remainder_reason(self) -> WriteOffReason:
        reasons = (WriteOffReason.ROUNDING, WriteOffReason.CASH_DISCOUNT, WriteOffReason.BANK_FEE)
        chosen: WriteOffReason = self._scene.pick(reasons)
        return chosen

    def _join(self, index: int, day: int) -> bool:
        """Let the payment before settle this sale as well, where it was made after the sale."""
        deal = self._deals[index]
        last = self._receipts[-1] if self._receipts else None
        if (
            last is None
            or last.void
            or last.kind is not PaymentKind.PAYMENT
            or last.refunded
            or not day <= last.day <= deal.sold
            or any(part[0] == index for part in last.parts)
            or not self._scene.chance(_TOGETHER)
        ):
            return False
        last.parts.append((index, deal.open))
        last.amount += deal.open
        deal.paid += deal.open
        return True

    def _pay(self, index: int, day: int, minor: int) -> None:
        """Take money for a sale; rarely it bounces first, or is too much."""
        deal = self._deals[index]
        scene = self._scene
        random = scene.rng.random
        if minor <= 0 or day < 0:
            return
        method: str = scene.pick(scene.texts.methods)
        if method == "transfer" and random() < _BOUNCED:
            returned = Receipt(deal.currency, min(day + 6, deal.sold), minor, method, void=True)
            returned.reason = scene.texts.bounced
            self._receipts.append(returned)
        receipt = Receipt(deal.currency, day, minor, method, parts=[(index, minor)])
        if method in {"transfer", "card"} and scene.chance(0.7):
            receipt.reference = f"{method[0].upper()}-{100_000 + int(random() * 900_000)}"
        deal.paid += minor
        self._receipts.append(receipt)
        if deal.open == 0 and random() < _TOO_MUCH:
            unit = 10 ** exponent(deal.currency)
            step = 50 * unit if minor > 100 * unit else 10 * unit
            receipt.amount = (minor // step + 1) * step
            if scene.chance(0.3) and day > 0:
                receipt.refunded = receipt.amount - minor
                receipt.reason = scene.texts.refunded

    def _write_off(self, index: int, reason: WriteOffReason, day: int) -> None:
        deal = self._deals[index]
        if deal.open > 0:
            self._receipts.append(
                Receipt(
                    deal.currency,
                    max(0, day),
                    deal.open,
                    kind=PaymentKind.WRITE_OFF,
                    parts=[(index, deal.open)],
                    reason=self._scene.texts.written_off[reason.value],
                    reason_code=reason.value,
                )
            )
            deal.paid += deal.open

    def _close(self, deal: Deal, day: int) -> None:
        if deal.open == 0 and day > _CLOSED_AFTER and deal.delivered is not None:
            deal.status = SaleStatus.CLOSED
            deal.closed = min(day, deal.delivered)

    def _write_deal(self, client_id: int, deal: Deal) -> tuple[int, list[int]]:
        rows, day = self._scene.rows, self._scene.days.day
        basket = deal.basket
        sale_id = rows.add(
            Sale,
            client_id=client_id,
            number=self._numbers.take(deal.sold),
            external_number=deal.external_number,
            title=deal.title or basket.title,
            currency=deal.currency,
            sold_on=day(deal.sold),
            due_on=None if deal.due is None else day(deal.due),
            status=deal.status.value,
            delivered_on=None if deal.delivered is None else day(deal.delivered),
            closed_on=None if deal.closed is None else day(deal.closed),
            cancelled_on=None if deal.cancelled is None else day(deal.cancelled),
            cancel_reason=deal.reason,
            paid_minor=deal.paid,
            billed_minor=0 if deal.billed is None else basket.total_minor,
            has_plan=bool(deal.parts),
            quote_id=deal.quote and deal.quote.id,
            contract_id=deal.contract,
            service_from_on=deal.serves and day(deal.serves[0]),
            service_until_on=deal.serves and day(deal.serves[1]),
            **basket.figures,
        )
        line_ids = [rows.add(SaleLine, sale_id=sale_id, **line) for line in self._lines(deal)]
        for position, (due, minor) in enumerate(deal.parts, start=1):
            rows.add(
                Instalment,
                sale_id=sale_id,
                position=position,
                due_on=day(due),
                amount_minor=minor,
            )
        return sale_id, line_ids

    def _lines(self, deal: Deal) -> Iterable[Mapping[str, Any]]:
        """Return the lines of a sale; one that came of a quote names what it was offered as."""
        if deal.quote is None:
            return deal.basket.lines
        pairs = zip(deal.basket.lines, deal.quote.lines, strict=True)
        return [{**line, "quote_line_id": line_id} for line, line_id in pairs]

    def _write_receipt(self, client_id: int, receipt: Receipt, sale_ids: Sequence[int]) -> None:
        rows, days = self._scene.rows, self._scene.days
        payment_id = rows.add(
            Payment,
            client_id=client_id,
            kind=receipt.kind.value,
            currency=receipt.currency,
            amount_minor=receipt.amount,
            allocated_minor=sum(minor for _, minor in receipt.parts),
            refunded_minor=receipt.refunded,
            received_on=days.day(receipt.day),
            method=receipt.method,
            reference=receipt.reference,
            reason_code=receipt.reason_code,
            reason=None if receipt.refunded else receipt.reason,
            voided_at=days.at(receipt.day, 0) if receipt.void else None,
        )
        for index, minor in receipt.parts:
            rows.add(
                PaymentAllocation,
                payment_id=payment_id,
                sale_id=sale_ids[index],
                amount_minor=minor,
            )
        if receipt.refunded:
            rows.add(
                Payment,
                client_id=client_id,
                kind=PaymentKind.REFUND.value,
                currency=receipt.currency,
                amount_minor=receipt.refunded,
                received_on=days.day(max(0, receipt.day - 5)),
                method=receipt.method,
                refund_of_id=payment_id,
                reason=receipt.reason,
            )
