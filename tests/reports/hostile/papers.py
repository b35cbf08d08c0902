"""Real papers that carry texts in every field which people type."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from typing import TYPE_CHECKING

from tests.reports import factory
from tests.reports.trading import irish_owner, school, trade

from smallcrm.queries.contact_shapes import NoteShape
from smallcrm.queries.list_shapes import ListedPerson, ListedPhone, PhoneEntry, PhoneList
from smallcrm.queries.shapes import ClientCard
from smallcrm.queries.statement_shapes import StatementShape
from smallcrm.queries.trade_shapes import InvoiceDetail
from smallcrm.reports import Stationery
from smallcrm.reports import invoice as invoice_report
from smallcrm.reports import phones as phone_report
from smallcrm.reports import statement as statement_report
from smallcrm.reports.material import Material
from smallcrm.reports.papers import made
from smallcrm.reports.reading_clients import client_report

if TYPE_CHECKING:
    from smallcrm.app import Backend
    from smallcrm.reports.document import Document


@dataclass(frozen=True)
class Press:
    """Prints texts on a client report, an invoice, a statement and a phone list."""

    invoice: InvoiceDetail
    statement: StatementShape

    @classmethod
    def of(cls, backend: Backend) -> Press:
        """Take from a data file an invoice and a statement to put the texts on."""
        irish_owner(backend)
        client = school(backend)
        found = backend.queries.invoice(trade(backend, client).invoice)
        statement = backend.queries.statement(client)
        assert found is not None
        assert statement is not None
        return cls(found, statement)

    def papers(self, texts: Sequence[str], *, chinese: bool) -> Iterator[tuple[str, bytes]]:
        """Print texts on each kind of paper."""
        settings = factory.SETTINGS_ZH if chinese else factory.SETTINGS
        clock = factory.CLOCK_ZH if chinese else factory.CLOCK
        tr = factory.chinese() if chinese else factory.english()
        owner = next(iter(texts), "")[:200]
        stationery = Stationery(
            replace(settings, owner_name=owner, owner_line=owner), tr, factory.RESOURCES, clock
        )
        yield "client report", made(client_report(_card(texts)), stationery).content
        for name, draw in self._drawn(texts).items():
            yield name, made(_material(draw), stationery).content

    def _drawn(self, texts: Sequence[str]) -> dict[str, Callable[[Document, Stationery], None]]:
        invoice, statement = self._invoice(texts), self._statement(texts)
        facts = statement_report.StatementFacts(
            statement.accounts, statement.open_sales, statement.open_parts
        )
        phones = _phones(texts)
        return {
            "invoice": lambda document, stationery: invoice_report.draw(
                document, invoice, stationery
            ),
            "statement": lambda document, stationery: statement_report.draw(
                document, facts, statement.receiver, stationery
            ),
            "phone list": lambda document, stationery: phone_report.draw(
                document, phones, stationery
            ),
        }

    def _invoice(self, texts: Sequence[str]) -> InvoiceDetail:
        line = self.invoice.lines[0]
        return replace(
            self.invoice,
            buyer_name=texts[0],
            buyer_organisation=texts[-1],
            buyer_address="\n".join(texts[:3]),
            seller_name=texts[0],
            note=texts[-1],
            lines=tuple(
                replace(line, id=number, position=number, description=text, unit=text[:12])
                for number, text in enumerate(texts)
            ),
        )

    def _statement(self, texts: Sequence[str]) -> StatementShape:
        account = self.statement.accounts[0]
        receiver = self.statement.receiver
        return replace(
            self.statement,
            receiver=replace(receiver, ref=factory.ref(texts[0], texts[-1])),
            accounts=(
                replace(
                    account,
                    entries=tuple(
                        replace(account.entries[0], title=text, number=None, reference=text)
                        for text in texts
                    ),
                ),
            ),
        )


def _material(draw: Callable[[Document, Stationery], None]) -> Material:
    return Material(
        client="",
        language=None,
        out=True,
        name=lambda _: "paper",
        file_name=lambda _: "paper.pdf",
        draw=lambda document, stationery, _: draw(document, stationery),
    )


def _phones(texts: Sequence[str]) -> PhoneList:
    return PhoneList(
        tuple(
            PhoneEntry(
                factory.ref(text, id_=number),
                text,
                (ListedPhone("+353 1 555 0142", text[:20]),),
                (ListedPerson(text, text, (ListedPhone("+353 1 555 0143", None),)),),
            )
            for number, text in enumerate(texts)
        ),
        silent=0,
    )


def _card(texts: Sequence[str]) -> ClientCard:
    card = factory.beatriz()
    some = cycle(texts)
    details = replace(
        card.details,
        ref=replace(card.details.ref, name=next(some), organisation=next(some)),
        source=next(some),
        tags=(next(some), next(some)),
        phones=tuple(replace(phone, label=next(some)) for phone in card.details.phones),
        addresses=tuple(
            replace(address, street=next(some), text=None) for address in card.details.addresses
        ),
        contact_people=tuple(
            replace(one, name=next(some), role=next(some)) for one in card.details.contact_people
        ),
    )
    sales = tuple(replace(sale, title=next(some)) for sale in card.last_sales)
    on = factory.at("2026-04-21")
    return replace(
        card,
        details=details,
        balance=replace(card.balance, oldest_title=next(some)),
        open_sales=tuple(sale for sale in sales if sale.open),
        last_sales=sales,
        pinned_notes=tuple(
            NoteShape(number, text, on, pinned=True) for number, text in enumerate(texts)
        ),
        recent_notes=(),
        referred=tuple(
            replace(card.referred[0], id=number, client=factory.ref(text), what_for=next(some))
            for number, text in enumerate(texts)
        ),
    )
