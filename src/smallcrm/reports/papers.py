"""Every paper that the program makes, by kind and id: read, put into words, made into a PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.registry import Registry
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.system import LANGUAGES
from smallcrm.reports import CLIENT_REPORT, Notes, Stationery
from smallcrm.reports.files import safe_file_name
from smallcrm.reports.material import Material, Paper, PaperKind

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.queries.shapes import ClientCard, ClientDetails
    from smallcrm.reports.ledger_tables import OpenPart
    from smallcrm.services.commands import FixPaper

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper that was made: the PDF, in which language, and what a window says of it."""

    content: bytes
    language: str
    name: str
    client: str
    file_name: str
    out: bool


def fixing(paper: Paper) -> FixPaper | None:
    """Return what is to be noted before a paper leaves the program; None: nothing of this kind."""
    from smallcrm.services.commands import FixPaper

    if paper.kind is PaperKind.INVOICE:
        return FixPaper(invoice=paper.id)
    if paper.kind is PaperKind.QUOTE:
        return FixPaper(quote=paper.id)
    return None


def make(
    queries: Queries,
    paper: Paper,
    stationery: Stationery,
    *,
    language: str | None = None,
    notes: Notes = "all",
) -> MadePaper:
    """Read and make a paper; any thread.

    In `language`, else the client's where the program speaks it, else the stationery's. Refuses
    what is not there (`no_such_invoice`, ...), and `no_receipt`.
    """
    reader = READERS.get(paper.kind)
    if reader is None:
        raise Refusal("not_built", what=f"report {paper.kind}")
    material = reader(queries, paper)
    tr = stationery.tr
    wanted = language or spoken(material.language) or tr.language
    if wanted != tr.language:
        tr = I18n.load(wanted, stationery.resources, clock=stationery.clock)
    return MadePaper(
        content=material.content(replace(stationery, tr=tr), notes),
        language=tr.language,
        name=material.name(tr),
        client=material.client,
        file_name=material.file_name(tr),
        out=material.out,
    )


def spoken(language: str | None) -> str | None:
    """Return the program's language for a client's (`zh`, `en-IE`); None where there is none."""
    if not language:
        return None
    if language in LANGUAGES:
        return language
    own = language.lower().replace("-", "_").partition("_")[0]
    return next((known for known in LANGUAGES if known.partition("_")[0] == own), None)


def _client(queries: Queries, paper: Paper) -> Material:
    card = _card(queries, paper.id, full=True)
    rewards = queries.rewards_of(paper.id)

    def content(stationery: Stationery, notes: Notes) -> bytes:
        from smallcrm.reports import client_report

        return client_report.make(card, stationery, notes=notes, rewards=rewards)

    return Material(
        client=card.details.ref.name,
        language=None,
        out=True,
        name=lambda tr: tr.gettext("Client report"),
        file_name=lambda tr: CLIENT_REPORT.suggested_file_name(card, tr),
        content=content,
    )


def _quote(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import quote

    detail = queries.quote(paper.id)
    if detail is None:
        raise Refusal("no_such_quote", field="quote", id=paper.id)
    client = _card(queries, detail.quote.client.id).details
    return _of(
        client,
        lambda tr: quote.title(tr, detail),
        lambda stationery, _: quote.make(detail, client, stationery),
        out=detail.quote.sent_at is not None,
    )


def _invoice(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import invoice

    detail = queries.invoice(paper.id)
    if detail is None:
        raise Refusal("no_such_invoice", field="invoice", id=paper.id)
    client = _card(queries, detail.invoice.client.id).details
    return _of(
        client,
        lambda tr: invoice.title(tr, detail),
        lambda stationery, _: invoice.make(detail, stationery),
        out=detail.invoice.fixed,
        receiver=detail.buyer_organisation or detail.buyer_name,
    )


def _receipt(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import receipt

    payment = queries.payment(paper.id)
    if payment is None:
        raise Refusal("no_such_payment", field="payment", id=paper.id)
    receipt.check(payment)
    client = _card(queries, payment.client.id).details
    return _of(
        client,
        lambda tr: receipt.title(tr, payment),
        lambda stationery, _: receipt.make(payment, client, stationery),
    )


def _delivery(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import delivery_note

    delivery = queries.delivery(paper.id)
    sale = queries.sale(delivery.sale_id) if delivery is not None else None
    if delivery is None or sale is None:
        raise Refusal("no_such_delivery", field="delivery", id=paper.id)
    client = _card(queries, sale.sale.client.id).details
    return _of(
        client,
        lambda tr: delivery_note.title(tr, delivery.number),
        lambda stationery, _: delivery_note.make(sale, paper.id, client, stationery),
    )


def _statement(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import statement

    client_id = paper.id
    card = _card(queries, client_id, full=True)
    known = queries.account(client_id, card.details.currency or "EUR")
    codes = known.currencies if known is not None else ()
    accounts = [queries.account(client_id, code) for code in codes]
    facts = statement.StatementFacts(
        tuple(account for account in accounts if account is not None),
        card.open_sales,
        _open_parts(queries, card),
        paper.since,
    )
    client = card.details

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file
        stem = tr.gettext("{client}, statement of account, {date}").format(
            client=client.ref.name[:_LONGEST_NAME],
            date=tr.formats.clock.today().isoformat(),
        )
        return safe_file_name(stem)

    return replace(
        _of(
            client, statement.title, lambda stationery, _: statement.make(facts, client, stationery)
        ),
        file_name=file_name,
    )


def _league(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import league

    facts = league.LeagueFacts(
        queries.league(paper.since, paper.until),
        queries.sources(paper.since, paper.until),
        paper.since,
        paper.until,
    )

    def file_name(tr: I18n) -> str:
        until = paper.until or tr.formats.clock.today()
        # Translators: the name of a file: what is in it, and until which day
        stem = tr.gettext("{paper}, {date}").format(paper=league.title(tr), date=until.isoformat())
        return safe_file_name(stem)

    return Material(
        client="",
        language=None,
        out=True,
        name=league.title,
        file_name=file_name,
        content=lambda stationery, _: league.make(facts, stationery),
    )


def _thanks(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import thanks

    detail = queries.referral(paper.id)
    if detail is None:
        raise Refusal("no_such_referral", field="referral", id=paper.id)
    thanks.check(detail.referral)
    card = _card(queries, detail.referral.counterpart.id)
    facts = thanks.facts_of(detail, card.referral_summary)
    referrer = card.details
    return _of(
        referrer, thanks.title, lambda stationery, _: thanks.make(facts, referrer, stationery)
    )


def _record(queries: Queries, paper: Paper) -> Material:
    from smallcrm.reports import record

    found = queries.client_record(paper.id)
    if found is None:
        raise Refusal("no_such_client", field="client", id=paper.id)
    client = found.client.name or ""

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file
        stem = tr.gettext("{client}, all that is stored, {date}").format(
            client=client[:_LONGEST_NAME], date=tr.formats.clock.today().isoformat()
        )
        return safe_file_name(stem)

    return Material(
        client=client,
        language=found.language,
        out=True,
        name=record.title,
        file_name=file_name,
        content=lambda stationery, _: record.make(found, stationery),
    )


def _open_parts(queries: Queries, card: ClientCard) -> tuple[OpenPart, ...]:
    """Return what is open by its day: of a sale in instalments each of them."""
    parts: list[OpenPart] = []
    for sale in card.open_sales:
        detail = queries.sale(sale.id) if sale.has_plan else None
        if detail is None or not detail.instalments:
            parts.append((sale.due, sale.open))
        else:
            parts += [(one.due, one.open) for one in detail.instalments if one.open.minor]
    return tuple(parts)


def _of(
    client: ClientDetails,
    name: Callable[[I18n], str],
    content: Callable[[Stationery, Notes], bytes],
    *,
    out: bool = True,
    receiver: str = "",
) -> Material:
    """Put together what is made for a client, in the client's language."""
    shown = receiver or client.ref.name

    def file_name(tr: I18n) -> str:
        # Translators: the name of a file: "Invoice I-2026-0012, Ann Lee"
        stem = tr.gettext("{paper}, {client}").format(paper=name(tr), client=shown[:_LONGEST_NAME])
        return safe_file_name(stem)

    return Material(shown, client.language, out, name, file_name, content)


def _card(queries: Queries, client_id: int, *, full: bool = False) -> ClientCard:
    if full:
        card = queries.client_history(client_id, full=True)
    else:
        card = queries.card(client_id, slot="report")
    if card is None:
        raise Refusal("no_such_client", field="client", id=client_id)
    return card


Reader = Callable[["Queries", Paper], Material]


def _built() -> Registry[Reader]:
    readers: Registry[Reader] = Registry()
    for kind, reader in (
        (PaperKind.CLIENT, _client),
        (PaperKind.QUOTE, _quote),
        (PaperKind.INVOICE, _invoice),
        (PaperKind.RECEIPT, _receipt),
        (PaperKind.DELIVERY, _delivery),
        (PaperKind.STATEMENT, _statement),
        (PaperKind.LEAGUE, _league),
        (PaperKind.THANKS, _thanks),
        (PaperKind.RECORD, _record),
    ):
        readers.add(kind, reader)
    return readers


READERS: Final = _built()
