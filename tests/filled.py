"""A file with a row in every table that the owner types into, made by the owner's own commands."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from tests.factories import TODAY, client, do, outcome, payment, rows, sale

from smallcrm.app import Backend
from smallcrm.db import journal
from smallcrm.db.models import (
    ClientMerge,
    Document,
    DocumentContent,
    ImportMapping,
    Interaction,
    NotDuplicate,
    Note,
    UnknownCall,
)
from smallcrm.db.unit_of_work import unit_of_work
from smallcrm.domain.enums import (
    ActionKind,
    Level,
    OwnFieldKind,
    SaleStatus,
    Source,
    VatCategory,
)
from smallcrm.domain.label_sheets import LabelSheet
from smallcrm.domain.statements import Statement, StatementLine
from smallcrm.services import commands

D = Decimal
LINES = (
    commands.LineInput(
        description="Grand piano", unit_price=D("8400.50"), tax_percent=D(19), quantity=D(2)
    ),
    commands.LineInput(
        description="Lessons",
        unit_price=D("33.333333"),
        quantity=D("10.5"),
        unit="h",
        discount_percent=D("7.5"),
        tax_category=VatCategory.EXEMPT,
        tax_reason="Education",
    ),
)


def fill(backend: Backend) -> int:
    """Fill every table; return the id of the client that nearly all of it belongs to."""
    ann = client(
        backend,
        code="C-1",
        note="Likes tea",
        phones=(commands.PhoneInput(number="086 123 4567"),),
        emails=(commands.EmailInput(address="ann@example.org"),),
        addresses=(commands.AddressInput(text="Cork"),),
        handles=(commands.HandleInput(kind="wechat", value="ann"),),
        contact_people=(commands.ContactPersonInput(name="Judith"),),
        tags=("tea",),
    )
    do(backend, commands.AddInteraction(client=ann))
    do(backend, commands.AddFollowUp(client=ann, text="Call", due=TODAY))
    do(
        backend,
        commands.AddReferralOut(
            client=ann, partner_name="Lex", commission=D("12.5"), currency="USD"
        ),
    )
    trade(backend, ann)
    receivables(backend, ann)
    rewarded(backend, ann)
    cared(backend, ann)
    measured(backend)
    called(backend, ann)
    return ann


def trade(backend: Backend, ann: int) -> None:
    """A product, a contract, a quote revised and accepted, delivered, billed and credited."""
    product = do(
        backend,
        commands.AddProduct(
            name="Ölung",
            code="OIL",
            unit="h",
            prices={"EUR": D("60.5"), "JPY": D(9000), "USD": D("0.000001")},
            tax_percent=D(19),
        ),
    ).id
    contract = do(
        backend,
        commands.AddContract(
            client=ann, title="Care", ends_on=date(2027, 5, 1), amount=D("1200.50"), note="signed"
        ),
    ).id
    quote = do(
        backend,
        commands.AddQuote(
            client=ann,
            title="Two pianos",
            lines=(*LINES, commands.LineInput(description="Oil", product=product)),
            discount_amount=D("100.01"),
            note="by phone",
            terms="30 days",
        ),
    ).id
    quote = do(backend, commands.ReviseQuote(quote=quote, discount_percent=D("2.5"))).id
    do(backend, commands.FixPaper(quote=quote))
    sold = do(backend, commands.AcceptQuote(quote=quote)).id
    first = rows(backend, "SELECT min(id) FROM sale_line WHERE sale_id = ?", sold)[0][0]
    do(backend, commands.Deliver(sale=sold, lines={first: D("0.5")}, note="van"))
    do(
        backend,
        commands.EditSale(
            sale=sold, contract=contract, service_from=TODAY, service_until=TODAY + timedelta(300)
        ),
    )
    part = commands.BillPart(sale=sold, lines={first: D(1)})
    bill = do(backend, commands.Bill(parts=(part,), note="first part")).id
    do(backend, commands.FixPaper(invoice=bill))
    do(backend, commands.AddCreditNote(invoice=bill, amount=D(100), reason="scratch"))


def receivables(backend: Backend, ann: int) -> None:
    """Sales paid, partly paid, in instalments, written off, promised, reminded of; a bank line."""
    old = TODAY - timedelta(days=90)
    sale(backend, ann, "100", on=old)
    plan = (
        commands.PlanPart(due=old, percent=D(30)),
        commands.PlanPart(due=TODAY + timedelta(30)),
    )
    planned = sale(backend, ann, "200.05", on=old, status=SaleStatus.ORDERED, plan=plan)
    paid = payment(backend, ann, "60", method="cash", reference="R-1")
    do(backend, commands.WriteOff(sale=planned, amount=D(5)))
    do(backend, commands.Refund(payment=paid, amount=D(10)))
    sale(backend, ann, "1200", currency="JPY", discount_percent=D(10), tax_per_line=True)
    do(backend, commands.AddPromise(client=ann, until=TODAY + timedelta(7), amount=D(20)))
    do(backend, commands.Remind(client=ann, currency="EUR", fee=D("2.5")))
    do(backend, commands.SetRate(currency="JPY", rate=D("0.0061")))
    line = StatementLine(TODAY, 4000, "EUR", name="Ann Lee", reference="S-2026-0002")
    statement = Statement(account="DE02120300000000202051", currency="EUR", lines=(line,))
    outcome(backend, commands.ImportStatement(statements=(statement,), file_name="bank.xml"))
    booked = rows(backend, "SELECT id FROM bank_line")[0][0]
    do(backend, commands.ConfirmBankLines(matches=(commands.BankMatch(line=booked, client=ann),)))


def measured(backend: Backend) -> None:
    """A sheet of labels that the owner measured."""
    sheet = LabelSheet(
        name="Own labels",
        page_width=210_000,
        page_height=297_000,
        across=3,
        down=8,
        left=0,
        top=500,
        label_width=70_000,
        label_height=37_000,
        step_x=70_000,
        step_y=37_000,
    )
    do(backend, commands.AddLabelSheet(sheet=sheet))


def called(backend: Backend, ann: int) -> None:
    """A missed call, a call of nobody's, a note taken during a call, and a document."""
    content = b"Signed and dated"
    kept = DocumentContent(
        sha256=sha256(content).hexdigest(), size=len(content), content=content, text="Signed"
    )
    missed = Interaction(
        client_id=ann,
        kind="call",
        direction="in",
        start_at=backend.clock.now(),
        number="+49 30 1234567",
        answered=False,
        seconds=0,
        source="ncid",
        source_key="20260512T0930 +49301234567",
    )
    stranger = UnknownCall(
        number="+49 30 7654321",
        e164="+49307654321",
        direction="in",
        start_at=backend.clock.now(),
        answered=True,
        seconds=61,
        source="fritzbox",
        source_key="20260512T0931 3",
        note="wants a price",
    )
    with unit_of_work(
        backend.database, backend.clock, source=Source.SCREEN, kind=ActionKind.AUTO
    ) as uow:
        uow.session.add_all([kept, missed, stranger])
        uow.session.flush()
        said = Note(
            client_id=ann,
            text="asks for a date",
            created_at=backend.clock.now(),
            interaction_id=missed.id,
            expires_on=TODAY + timedelta(days=30),
        )
        paper = Document(
            client_id=ann,
            interaction_id=missed.id,
            content_sha256=kept.sha256,
            name="Contract.txt",
            media_type="text/plain",
            added_at=backend.clock.now(),
        )
        uow.session.add_all([said, paper])
        uow.describe("add_interaction", client="Ann", kind="call")


def rewarded(backend: Backend, ann: int) -> None:
    """Two clients who were sent: a credit earned, spent in part and taken back; one by hand."""
    do(
        backend,
        commands.AddRewardRule(
            name="Ten percent",
            percent=D("7.5"),
            minimum=D(10),
            cap=D(50),
            year_cap=D(100),
            first_sales=3,
            within_months=12,
            without_tax=True,
            valid_from=TODAY - timedelta(30),
            valid_until=TODAY + timedelta(300),
            expires_after_days=90,
            note="for a start",
        ),
    )
    bob = client(backend, "Bob Tan", referred_by=ann)
    sold = sale(backend, bob, "200", due=TODAY)
    sale(backend, bob, "40", due=TODAY)
    paid = payment(backend, bob, "240")
    spent = sale(backend, ann, "30", on=TODAY)
    do(backend, commands.UseCredit(sale=spent))
    do(backend, commands.Allocate(payment=paid, sale=sold, amount=D(-1)))
    cem = client(backend, "Cem Oz", referred_by=ann)
    sent = rows(backend, "SELECT id FROM referral WHERE client_id = ?", cem)[0][0]
    do(backend, commands.SetReward(referral=sent, amount=D("12.34"), reason="so agreed"))


def cared(backend: Backend, ann: int) -> None:
    """Fields of one's own with values, a level rule, two who are two, a merge, a known list."""
    field = do(
        backend,
        commands.AddOwnField(
            name="Piano", kind=OwnFieldKind.CHOICE, choices=("Grand", "Upright"), on_card=False
        ),
    ).id
    fee = do(backend, commands.AddOwnField(name="Fee", kind=OwnFieldKind.AMOUNT)).id
    values = (
        commands.OwnValueInput(own_field=field, value="upright"),
        commands.OwnValueInput(own_field=fee, value="12.5", currency="USD"),
    )
    do(backend, commands.EditClient(client=ann, own=values))
    rule = commands.AddLevelRule(level=Level.VIP, paid=D("49.5"), within_months=24, referrals_won=1)
    do(backend, rule)
    do(backend, commands.ConfirmDetails(client=ann))
    do(backend, commands.RemindOfDetails(client=ann, due=TODAY + timedelta(400)))
    other = client(backend, "Ann Li")
    with unit_of_work(
        backend.database, backend.clock, source=Source.SCREEN, kind=ActionKind.AUTO
    ) as uow:
        uow.session.add(NotDuplicate(client_id=ann, other_id=other))
        uow.session.add(
            ClientMerge(
                client_id=ann,
                merged_id=999_999,
                merged_name="A. Lee",
                merged_at=backend.clock.now(),
                record="{}",
            )
        )
        uow.session.add(ImportMapping(shape="s", kind="clients", file_name="old.csv", choices="{}"))
        uow.describe("refresh_levels")


def empty_tables(backend: Backend) -> list[str]:
    """Name the journalled tables that hold nothing."""
    return [
        name
        for name in journal.JOURNALLED
        if not rows(backend, f"SELECT EXISTS (SELECT 1 FROM {name})")[0][0]
    ]
