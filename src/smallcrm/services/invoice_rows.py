"""What invoices and credit notes have in common: rows, numbers, and who they are between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from smallcrm.db.models import (
    Client,
    Invoice,
    InvoiceLine,
    InvoiceSale,
    PostalAddress,
    Sale,
    SaleLine,
)
from smallcrm.db.unit_of_work import UnitOfWork
from smallcrm.domain import documents, partial
from smallcrm.domain.enums import InvoiceKind, VatCategory
from smallcrm.domain.errors import Refusal
from smallcrm.domain.money import Money
from smallcrm.domain.partial import Piece, Rate, Whole
from smallcrm.domain.text import optional_line
from smallcrm.i18n.reached import address_lines
from smallcrm.services import numbers


@dataclass(frozen=True, slots=True)
class Share:
    """What of a sale a paper bills or takes back: `minor` of its total, by `pieces`.

    `sources` are the rows of the lines that the pieces are of; an amount of a rate is titled
    `title`.
    """

    sale: Sale
    whole: Whole
    pieces: tuple[Piece, ...]
    minor: int
    sources: Mapping[int, SaleLine | InvoiceLine]
    title: str


def share(  # what a share is made of
    sale: Sale,
    whole: Whole,
    pieces: tuple[Piece, ...],
    sources: Mapping[int, SaleLine | InvoiceLine],
    *,
    is_rest: bool,
    title: str,
) -> Share | None:
    """Say what pieces take of what is left; None where they take more than that.

    The rest takes exactly what is left: what was rounded before is made good by it. Refuses
    `negative_amount` for pieces, goods taken back say, that come to less than nothing.
    """
    minor = whole.left_minor if is_rest else partial.totals(whole, pieces).total_minor
    if minor < 0:
        raise Refusal("negative_amount", field="lines", text=str(Money(minor, sale.currency)))
    if minor > whole.left_minor:
        return None
    return Share(sale, whole, pieces, minor, sources, title)


def taken_amount(line: InvoiceLine, paper: Invoice) -> int:
    """Return the amount of a line as its prices say: with tax where they include it."""
    return line.net_minor + (line.tax_minor if paper.prices_include_tax else 0)


def rate_of(line: SaleLine | InvoiceLine) -> Rate:
    """Return the category and rate of a line."""
    return VatCategory(line.tax_category), line.tax_percent


def write(
    uow: UnitOfWork, paper: Invoice, shares: Sequence[Share], number: str | None
) -> dict[int, int]:
    """Give a paper its number, its lines and its figures; return what it takes of each sale.

    `number` None: the next of the owner's pattern. Refuses `invoice_number_taken`, and
    `negative_amount` where the lines come to less than nothing.
    """
    totals = documents.totals_of_parts(
        [
            documents.Part(*piece.rate, piece.minor + piece.discount_minor, piece.discount_minor)
            for one in shares
            for piece in one.pieces
        ],
        prices_include_tax=paper.prices_include_tax,
        tax_per_line=paper.tax_per_line,
    )
    if totals.total_minor < 0:
        raise Refusal("negative_amount", field="lines", text=str(totals.total_minor))
    _number(uow, paper, number)
    paper.net_minor, paper.tax_minor = totals.net_minor, totals.tax_minor
    paper.total_minor, paper.discount_minor = totals.total_minor, totals.discount_minor
    by_sale = {one.sale.id: one.minor for one in shares}
    paper.rounding_minor = sum(by_sale.values()) - totals.total_minor
    uow.session.add(paper)
    uow.session.flush()
    drawn = [(one, piece) for one in shares for piece in one.pieces]
    figures = zip(totals.line_nets, totals.line_discounts, totals.line_taxes, strict=True)
    for position, ((one, piece), (net, discount, tax)) in enumerate(
        zip(drawn, figures, strict=True), start=1
    ):
        uow.session.add(
            InvoiceLine(
                invoice_id=paper.id,
                position=position,
                sale_id=one.sale.id,
                quantity=piece.quantity,
                net_minor=net - discount,
                discount_minor=discount,
                tax_minor=tax,
                **_printed(one, piece),
            )
        )
    for sale_id, minor in by_sale.items():
        uow.session.add(InvoiceSale(invoice_id=paper.id, sale_id=sale_id, amount_minor=minor))
    uow.session.flush()
    return by_sale


def _printed(one: Share, piece: Piece) -> dict[str, Any]:
    """Say what a line prints of itself: what the line does that it is a part of, or an amount."""
    category, percent = piece.rate
    source = None if piece.item is None else one.sources[piece.item]
    of_invoice = source if isinstance(source, InvoiceLine) else None
    if of_invoice is not None:
        sale_line_id = of_invoice.sale_line_id
    else:
        sale_line_id = None if source is None else source.id
    found: dict[str, Any] = {
        "sale_line_id": sale_line_id,
        "credits_line_id": None if of_invoice is None else of_invoice.id,
        "tax_category": category.value,
        "tax_percent": percent,
    }
    if source is not None:
        for name in ("description", "unit", "unit_price", "discount_percent", "tax_reason"):
            found[name] = getattr(source, name)
        return found
    same = [line.tax_reason for line in one.sources.values() if rate_of(line) == piece.rate]
    return found | {
        "description": one.title,
        "unit": None,
        "unit_price": Money(abs(piece.minor), one.sale.currency).major,
        "discount_percent": Decimal(0),
        "tax_reason": next(iter(same), None),
    }


def _number(uow: UnitOfWork, paper: Invoice, number: str | None) -> None:
    given = optional_line(number, field="number", longest=100)
    if given is None:
        kind = numbers.Numbering(paper.kind)
        paper.number, paper.period, paper.sequence = numbers.next_in_sequence(
            uow, kind, paper.issued_on
        )
        return
    taken = uow.session.scalars(select(Invoice.id).where(Invoice.number == given)).first()
    if taken is not None:
        raise Refusal("invoice_number_taken", field="number", number=given)
    paper.number, paper.external = given, True


def new_paper(uow: UnitOfWork, kind: InvoiceKind, client: Client, first: Sale, on: date) -> Invoice:
    """Begin a paper between the owner and a client, both as they are now."""
    settings = uow.settings
    place = _address(uow, client)
    return Invoice(
        client_id=client.id,
        kind=kind.value,
        external=False,
        rebill=False,
        issued_on=on,
        currency=first.currency,
        prices_include_tax=first.prices_include_tax,
        tax_per_line=first.tax_per_line,
        buyer_name=client.name,
        buyer_organisation=client.organisation,
        buyer_tax_number=client.tax_number,
        buyer_address=_printed_address(uow, place),
        buyer_street=place.street if place is not None else None,
        buyer_postal_code=place.postal_code if place is not None else None,
        buyer_locality=place.locality if place is not None else None,
        buyer_region=place.region if place is not None else None,
        buyer_country=(place.country if place is not None else None) or settings.country,
        seller_name=settings.owner_name,
        seller_address=settings.owner_address or None,
        seller_tax_number=settings.owner_tax_number or None,
        seller_country=settings.country,
    )


def _address(uow: UnitOfWork, client: Client) -> PostalAddress | None:
    return uow.session.scalars(
        select(PostalAddress)
        .where(PostalAddress.client_id == client.id)
        .order_by(PostalAddress.id)
        .limit(1)
    ).first()


def _printed_address(uow: UnitOfWork, place: PostalAddress | None) -> str | None:
    return None if place is None else address_lines(place, uow.settings.country) or None
