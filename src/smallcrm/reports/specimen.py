"""Facts for a paper that is only looked at: the newest real one, else one that is made up.

The windows of letterhead and texts show a page while the owner types. `newest_papers` says what
the file has to show it on, `Specimens` answers as the read side does: real papers as they are, but
with the seller of today's settings on every invoice, and made-up ones under the id 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from smallcrm.domain.enums import (
    BillingStatus,
    InvoiceKind,
    Level,
    PaymentKind,
    PaymentStatus,
    QuoteState,
    ReferralDirection,
    ReferralOutcome,
    SaleStatus,
    VatCategory,
)
from smallcrm.domain.money import Money, exponent
from smallcrm.i18n.sentences import method_name
from smallcrm.queries.order import Order
from smallcrm.queries.receivable_shapes import Account, AccountEntry, EntryKind
from smallcrm.queries.referral_shapes import ReferralDetail, ReferralShape, ReferralSummary
from smallcrm.queries.report_shapes import ReminderDetail, ReminderLine
from smallcrm.queries.shapes import (
    Address,
    ClientRef,
    PaymentShape,
    SaleDetail,
    SaleShape,
    SettledPart,
)
from smallcrm.queries.statement_shapes import Receiver, StatementShape
from smallcrm.queries.trade_shapes import (
    DeliveryEntry,
    DeliveryShape,
    DocumentTotals,
    InvoiceDetail,
    InvoiceShape,
    Place,
    QuoteDetail,
    QuoteShape,
    SaleBilling,
    TaxRow,
    TradeLine,
)
from smallcrm.reports.letterhead import letterhead_of
from smallcrm.reports.material import PaperKind

if TYPE_CHECKING:
    from datetime import date

    from smallcrm.domain.settings import FileSettings
    from smallcrm.i18n.catalog import I18n
    from smallcrm.queries.api import Queries
    from smallcrm.queries.shapes import ClientCard
    from smallcrm.reports import Stationery
    from smallcrm.reports.material import Paper

# The id of what is made up; no row of the file has it.
MADE_UP: Final = 0
# A credit note that is made up, and reminders by their step.
MADE_UP_CREDIT: Final = -1
_LOOKED_AT: Final = 25
# What can be made up, so that even an empty file shows a page of it.
INVENTED: Final = frozenset(
    {
        PaperKind.QUOTE,
        PaperKind.INVOICE,
        PaperKind.RECEIPT,
        PaperKind.STATEMENT,
        PaperKind.REMINDER,
        PaperKind.DELIVERY,
        PaperKind.THANKS,
    }
)


@dataclass(frozen=True, slots=True)
class _Card:
    """What the letter of thanks asks a card for."""

    details: Receiver
    referral_summary: ReferralSummary


def newest_papers(queries: Queries) -> Mapping[str, int]:
    """Return the newest paper of each kind by its name in the texts (`invoice`, `reminder_2`).

    What the file has none of is left out; only the latest rows are looked at.
    """
    found: dict[str, int] = {}

    def rows(tab: str, sort: str) -> tuple[Any, ...]:
        order = Order(sort, descending=True)
        return queries.first_rows(tab, order, limit=_LOOKED_AT, slot="specimen")

    for quote in rows("quotes", "on")[:1]:
        found["quote"] = quote.id
    for invoice in rows("invoices", "on"):
        found.setdefault(str(invoice.kind), invoice.id)
    for payment in rows("payments", "on"):
        if payment.kind is PaymentKind.PAYMENT and not payment.void:
            found.setdefault("receipt", payment.id)
    for referral in rows("referrals", "on"):
        if referral.direction is ReferralDirection.IN:
            found.setdefault("thanks", referral.id)
    found.update(_of_sales(queries, rows("sales", "on")))
    return found


def _of_sales(queries: Queries, sales: tuple[Any, ...]) -> dict[str, int]:
    """Return the newest papers that hang on sales: statement, delivery note, reminders."""
    found: dict[str, int] = {}
    for sale in sales:
        found.setdefault("statement", sale.client.id)
        found.setdefault("record", sale.client.id)
        detail = None if "delivery" in found else queries.sale(sale.id)
        if detail is not None and detail.billing.deliveries:
            found["delivery"] = detail.billing.deliveries[0].id
    for client_id in dict.fromkeys(sale.client.id for sale in sales):
        for reminder in queries.reminders(client_id):
            found.setdefault(f"reminder_{reminder.step}", reminder.id)
    return found


class Specimens:
    """The read side, with what is made up under the id 0, and invoices of today's seller."""

    def __init__(self, queries: Queries, settings: FileSettings, tr: I18n, today: date) -> None:
        self._queries = queries
        self._settings = settings
        self._tr = tr
        self._today = today

    def __getattr__(self, name: str) -> Any:
        """Ask the read side for everything else."""
        return getattr(self._queries, name)

    def invoice(self, invoice_id: int) -> InvoiceDetail | None:
        """Return an invoice as it would look if it were made now."""
        if invoice_id in {MADE_UP, MADE_UP_CREDIT}:
            return self._invoice(credit=invoice_id == MADE_UP_CREDIT)
        detail = self._queries.invoice(invoice_id)
        return None if detail is None else self._of_today(detail)

    def quote(self, quote_id: int) -> QuoteDetail | None:
        """Return a quote."""
        return self._queries.quote(quote_id) if quote_id else self._quote()

    def payment(self, payment_id: int) -> PaymentShape | None:
        """Return a payment."""
        return self._queries.payment(payment_id) if payment_id else self._payment()

    def receiver(self, client_id: int) -> Receiver | None:
        """Return for whom a paper is."""
        return self._queries.receiver(client_id) if client_id else self._receiver()

    def statement(self, client_id: int) -> StatementShape | None:
        """Return what a statement is made of."""
        return self._queries.statement(client_id) if client_id else self._statement()

    def reminder(self, reminder_id: int) -> ReminderDetail | None:
        """Return a reminder; the made-up ones have the negative step for an id."""
        if reminder_id > 0:
            return self._queries.reminder(reminder_id)
        return self._reminder(-reminder_id or 1)

    def delivery(self, delivery_id: int) -> DeliveryEntry | None:
        """Return a delivery."""
        if delivery_id:
            return self._queries.delivery(delivery_id)
        return DeliveryEntry(MADE_UP, "D-0001", self._today, MADE_UP, "S-0001", self._title)

    def sale(self, sale_id: int) -> SaleDetail | None:
        """Return a sale."""
        return self._queries.sale(sale_id) if sale_id else self._sold()

    def referral(self, referral_id: int) -> ReferralDetail | None:
        """Return a referral."""
        return self._queries.referral(referral_id) if referral_id else self._referral()

    def card(self, client_id: int, *, slot: str) -> ClientCard | _Card | None:
        """Return a card; of who is made up only what a letter of thanks asks for."""
        if client_id:
            return self._queries.card(client_id, slot=slot)
        return _Card(self._receiver(), ReferralSummary(sent=1, won=1))

    def _of_today(self, detail: InvoiceDetail) -> InvoiceDetail:
        settings = self._settings
        return replace(
            detail,
            seller_name=settings.owner_name,
            seller_address=settings.owner_address or None,
            seller_tax_number=settings.owner_tax_number or None,
        )

    # What is made up.

    def _money(self, major: str) -> Money:
        return _money(self._settings, major)

    @property
    def _client(self) -> ClientRef:
        return ClientRef(MADE_UP, self._tr.gettext("Ann Example"), None, Level.STANDARD)

    def _receiver(self) -> Receiver:
        tr = self._tr
        address = Address(
            id=MADE_UP,
            label=None,
            street=tr.gettext("1 Sample Street"),
            locality=tr.gettext("Sampletown"),
            region=None,
            postal_code=None,
            country=None,
            text=None,
        )
        return Receiver(self._client, "K-0001", None, None, (), (address,))

    @property
    def _title(self) -> str:
        return self._tr.gettext("What was agreed")

    def _lines(self) -> tuple[TradeLine, ...]:
        tr = self._tr
        texts = (tr.gettext("First item"), tr.gettext("Second item, with a longer description"))
        prices = ("240.00", "40.00")
        return tuple(
            TradeLine(
                id=number,
                position=number,
                description=text,
                quantity=Decimal(number),
                unit=None,
                unit_price=Decimal(price),
                discount_percent=Decimal(0),
                tax_category=VatCategory.ZERO,
                tax_percent=Decimal(0),
                tax_reason=None,
                net=self._money(str(Decimal(price) * number)),
                tax=self._money("0"),
            )
            for number, (text, price) in enumerate(zip(texts, prices, strict=True), 1)
        )

    def _totals(self) -> DocumentTotals:
        net, nothing = self._money("320.00"), self._money("0")
        taxes = (TaxRow(VatCategory.ZERO, Decimal(0), net, nothing),)
        return DocumentTotals(
            net, nothing, net, nothing, taxes, prices_include_tax=False, tax_per_line=False
        )

    def _quote(self) -> QuoteDetail:
        total = self._money("320.00")
        shape = QuoteShape(
            id=MADE_UP,
            client=self._client,
            number="Q-0001",
            revision=1,
            is_latest=True,
            title=self._title,
            on=self._today,
            valid_until=self._today + timedelta(days=30),
            state=QuoteState.OPEN,
            total=total,
            net=total,
        )
        terms = self._settings.value("quotes.terms") or None
        return QuoteDetail(shape, self._lines(), self._totals(), terms, None, (shape,))

    def _invoice(self, *, credit: bool) -> InvoiceDetail:
        total = self._money("320.00")
        shape = InvoiceShape(
            id=MADE_UP,
            kind=InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE,
            client=self._client,
            number="C-0001" if credit else "I-0001",
            external=False,
            on=self._today,
            due=None if credit else self._today + timedelta(days=30),
            total=total,
            payable=total,
            open=self._money("0") if credit else total,
            credited=self._money("0"),
            fixed=True,
            credits_id=MADE_UP if credit else None,
            credits_number="I-0001" if credit else None,
        )
        receiver = self._receiver()
        street, town = receiver.addresses[0].street, receiver.addresses[0].locality
        detail = InvoiceDetail(
            invoice=shape,
            lines=self._lines(),
            totals=self._totals(),
            rounding=self._money("0"),
            buyer_name=self._client.name,
            buyer_organisation=None,
            buyer_tax_number=None,
            buyer_address=f"{street}\n{town}",
            seller_name="",
            seller_address=None,
            seller_tax_number=None,
            note=None,
            sales=((MADE_UP, "S-0001", total),),
            buyer_place=Place(street, None, town, None, None),
        )
        return self._of_today(detail)

    def _payment(self) -> PaymentShape:
        total = self._money("320.00")
        part = SettledPart(MADE_UP, MADE_UP, "S-0001", self._title, total, self._today)
        return PaymentShape(
            id=MADE_UP,
            client=self._client,
            kind=PaymentKind.PAYMENT,
            amount=total,
            free=self._money("0"),
            on=self._today,
            method="transfer",
            reference=None,
            void=False,
            reason=None,
            settled=(part,),
        )

    def _statement(self) -> StatementShape:
        total, sold = self._money("320.00"), self._today - timedelta(days=45)
        due = sold + timedelta(days=30)
        entry = AccountEntry(
            EntryKind.SALE, MADE_UP, "S-0001", self._title, sold, total, total, due=due
        )
        account = Account(
            client=self._client,
            currency=total.currency,
            entries=(entry,),
            owed=total,
            credit=self._money("0"),
            balance=total,
            currencies=(total.currency,),
        )
        return StatementShape(
            self._receiver(), (account,), (self._sale(sold, due),), ((due, total),)
        )

    def _sale(self, sold: date, due: date) -> SaleShape:
        total = self._money("320.00")
        return SaleShape(
            id=MADE_UP,
            client=self._client,
            number="S-0001",
            external_number=None,
            title=self._title,
            on=sold,
            due=due,
            status=SaleStatus.DELIVERED,
            total=total,
            open=total,
            payment_status=PaymentStatus.OVERDUE,
            days=(self._today - due).days,
            overdue=total,
        )

    def _sold(self) -> SaleDetail:
        lines = self._lines()
        gone = tuple((line.id, line.quantity) for line in lines)
        delivery = DeliveryShape(MADE_UP, "D-0001", self._today, None, gone)
        return SaleDetail(
            sale=self._sale(self._today, self._today + timedelta(days=30)),
            lines=(),
            prices_include_tax=False,
            note=None,
            totals=self._totals(),
            billing=SaleBilling(BillingStatus.UNBILLED, self._money("0"), (), (delivery,)),
            trade_lines=lines,
        )

    def _referral(self) -> ReferralDetail:
        sent = replace(self._client, name=self._tr.gettext("Bob Sample"))
        shape = ReferralShape(
            id=MADE_UP,
            direction=ReferralDirection.IN,
            client=sent,
            counterpart=self._client,
            on=self._today,
            outcome=ReferralOutcome.WON,
            paid_value=(self._money("320.00"),),
        )
        return ReferralDetail(shape, (), (), (), ())

    def _reminder(self, step: int) -> ReminderDetail:
        days = 15 * step
        line = ReminderLine(
            MADE_UP,
            "S-0001",
            self._title,
            self._today - timedelta(days=days),
            days,
            self._money("320.00"),
            ("I-0001",),
        )
        fee = self._settings.decimal(f"reminders.fee_{step}") or Decimal(0)
        return ReminderDetail(
            id=-step,
            client=self._client,
            on=self._today,
            step=step,
            lines=(line,),
            open=line.open,
            fee=self._money(str(fee)),
            interest=self._money("0"),
        )


def _money(settings: FileSettings, major: str) -> Money:
    currency = settings.currency
    return Money(int(Decimal(major).scaleb(exponent(currency))), currency)


def mail_values(queries: Queries, paper: Paper, stationery: Stationery) -> Mapping[str, str]:
    """Return what the texts of the e-mail with a paper are told; nothing where there is none."""
    from smallcrm.reports.papers import READERS

    reader = READERS.get(paper.kind)
    addressee = reader(queries, paper).addressee if reader is not None else None
    if addressee is None or addressee.values is None:
        return {}
    return addressee.values(stationery)


def sample_values(settings: FileSettings, tr: I18n, today: date) -> dict[str, str]:
    """Return a value for every placeholder of the owner's texts, to look at them with."""
    formats = tr.formats
    client = tr.gettext("Ann Example")
    nothing = formats.money(Money(0, settings.currency))
    total = formats.money(_money(settings, "320.00"))
    later = formats.date_long(today + timedelta(days=14))
    return {
        "client": client,
        "owner": letterhead_of(settings, tr.language).name,
        "date": formats.date_long(today),
        "number": "I-0001",
        "title": tr.gettext("What was agreed"),
        "total": total,
        "until": later,
        "due": later,
        "sale": "S-0001",
        "invoice": "I-0001",
        "method": method_name(tr, "transfer"),
        "since": formats.date_long(today - timedelta(days=90)),
        "overdue": total,
        "interest": nothing,
        "fee": nothing,
        "days": formats.number(15),
        "referred": tr.gettext("Bob Sample"),
    }
