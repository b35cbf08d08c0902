"""Every paper that the program makes, by kind and id: read, put into words, made into a PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import Refusal
from smallcrm.domain.registry import Registry
from smallcrm.domain.watch import Cancelled, Watch
from smallcrm.i18n.catalog import I18n
from smallcrm.i18n.system import LANGUAGES
from smallcrm.reports import (
    Notes,
    Stationery,
    reading_clients,
    reading_lists,
    reading_receivables,
    reading_referrals,
    reading_trade,
)
from smallcrm.reports.files import another_name
from smallcrm.reports.material import Addressee, Material, Paper, PaperKind

if TYPE_CHECKING:
    from smallcrm.queries.api import Queries
    from smallcrm.reports.document import Document
    from smallcrm.services.commands import FixPaper


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper that was made: the PDF, in which language, and what a window says of it.

    `remarks` are what the owner is to know of it, as refusals say things though nothing was
    refused: labels for clients without an address, why an invoice is no e-invoice.
    """

    content: bytes
    language: str
    name: str
    client: str
    file_name: str
    out: bool
    remarks: tuple[Refusal, ...] = ()
    addressee: Addressee | None = None


@dataclass(frozen=True, slots=True)
class NotMade:
    """A paper that a run left out, and why; `client` is empty where that was not known yet."""

    paper: Paper
    client: str
    why: Refusal


@dataclass(frozen=True, slots=True)
class MadeRun:
    """What a run made: all in one PDF, or none where each was handed out; what it could not.

    `remarks` are those of all papers in one PDF; of others each paper has its own.
    """

    content: bytes | None
    made: int
    left_out: tuple[NotMade, ...]
    remarks: tuple[Refusal, ...] = ()


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
    what is not there (`no_such_invoice`, ...), `no_receipt`, and a kind that nobody reads yet
    (`not_built`).
    """
    return made(_read(queries, paper), stationery, language=language, notes=notes)


def made(
    material: Material,
    stationery: Stationery,
    *,
    language: str | None = None,
    notes: Notes = "all",
) -> MadePaper:
    """Make a paper of what was read, in a language chosen as `make` does."""
    stationery = _speaking(stationery, language or spoken(material.language))
    tr = stationery.tr
    name = material.name(tr)
    document = _document(stationery, _titled(tr, name, material.client))
    document.begin(tr.language)
    material.draw(document, stationery, notes)
    if material.carry is not None:
        material.carry(document, stationery)
    return MadePaper(
        content=document.save(),
        language=tr.language,
        name=name,
        client=material.client,
        file_name=material.file_name(tr),
        out=material.out,
        remarks=tuple(document.remarks),
        addressee=material.addressee,
    )


def run(
    queries: Queries,
    papers: Sequence[Paper],
    stationery: Stationery,
    *,
    language: str | None = None,
    notes: Notes = "all",
    watch: Watch | None = None,
    each: Callable[[MadePaper], None] | None = None,
    fix: Callable[[FixPaper], object] | None = None,
) -> MadeRun:
    """Make many papers: in one PDF with a bookmark each, or each handed to `each` when made.

    `fix` is asked to fix what is to be fixed before it leaves, an invoice or a quote, which is
    then read anew. A paper that cannot be made is left out, and said with why (what is refused by
    `make`). Names of files are told apart. `watch` hears of every paper; raises Cancelled where it
    is to stop: nothing is kept of one PDF, and what `each` was handed is the caller's. What `each`
    refuses ends the run.
    """
    watch = watch or Watch()
    shared: Document | None = None
    speaking: dict[str | None, Stationery] = {}
    names: set[str] = set()
    left_out: list[NotMade] = []
    remarks: list[Refusal] = []
    count = 0
    watch.step(0, len(papers))
    for done, paper in enumerate(papers, 1):
        if watch.cancelled:
            raise Cancelled
        client = ""
        try:
            material = _read(queries, paper)
            client = material.client
            noted = fixing(paper) if fix is not None and not material.out else None
            if fix is not None and noted is not None:
                fix(noted)
                material = _read(queries, paper)
            wanted = language or spoken(material.language)
            if wanted not in speaking:
                speaking[wanted] = _speaking(stationery, wanted)
            own = speaking[wanted]
            one: MadePaper | None = None
            if each is not None:
                one = made(material, own, language=own.tr.language, notes=notes)
            else:
                shared = shared or _document(stationery, material.name(stationery.tr))
                shared.begin(own.tr.language, _bookmarked(own.tr, material))
                material.draw(shared, own, notes)
                remarks += shared.remarks
        except Refusal as refusal:
            left_out.append(NotMade(paper, client, refusal))
        else:
            count += 1
            if each is not None and one is not None:
                each(replace(one, file_name=another_name(one.file_name, names)))
        watch.step(done, len(papers))
    content = shared.save() if shared is not None and count else None
    return MadeRun(content, count, tuple(left_out), tuple(remarks))


def spoken(language: str | None) -> str | None:
    """Return the program's language for a client's (`zh`, `en-IE`); None where there is none."""
    if not language:
        return None
    if language in LANGUAGES:
        return language
    own = language.lower().replace("-", "_").partition("_")[0]
    return next((known for known in LANGUAGES if known.partition("_")[0] == own), None)


def _read(queries: Queries, paper: Paper) -> Material:
    reader = READERS.get(paper.kind)
    if reader is None:
        raise Refusal("not_built", what=f"report {paper.kind}")
    return reader(queries, paper)


def _speaking(stationery: Stationery, language: str | None) -> Stationery:
    """Return the stationery in a language; None: as it is."""
    if language is None or language == stationery.tr.language:
        return stationery
    tr = I18n.load(language, stationery.resources, clock=stationery.clock)
    return replace(stationery, tr=tr)


def _document(stationery: Stationery, title: str) -> Document:
    from smallcrm.reports.document import Document
    from smallcrm.reports.fonts import typefaces
    from smallcrm.reports.letterhead import family_of
    from smallcrm.reports.style import sheet_of

    return Document(
        sheet=sheet_of(stationery),
        faces=typefaces(stationery.resources, family_of(stationery.settings)),
        title=title,
        author=stationery.settings.owner_name,
        language=stationery.tr.language,
        made_at=stationery.clock.now(),
    )


def _titled(tr: I18n, name: str, client: str) -> str:
    if not client:
        return name
    # Translators: a paper and whom it is for: "Invoice I-2026-0012: Ann Lee"
    return tr.gettext("{report}: {client}").format(report=name, client=client)


def _bookmarked(tr: I18n, material: Material) -> str:
    """Name a paper among many: by the client first, since all may be of one kind."""
    name = material.name(tr)
    if not material.client:
        return name
    # Translators: a bookmark: "Ann Lee: Statement of account"
    return tr.gettext("{client}: {report}").format(client=material.client, report=name)


Reader = Callable[["Queries", Paper], Material]


def _built() -> Registry[Reader]:
    readers: Registry[Reader] = Registry()
    readers.add(PaperKind.CLIENT, reading_clients.client)
    readers.add(PaperKind.QUOTE, reading_trade.quote)
    readers.add(PaperKind.INVOICE, reading_trade.invoice)
    readers.add(PaperKind.RECEIPT, reading_trade.receipt)
    readers.add(PaperKind.DELIVERY, reading_trade.delivery)
    readers.add(PaperKind.STATEMENT, reading_clients.statement)
    readers.add(PaperKind.RECORD, reading_clients.record)
    readers.add(PaperKind.REMINDER, reading_receivables.reminder)
    readers.add(PaperKind.OVERDUE, reading_receivables.overdue)
    readers.add(PaperKind.SALES, reading_receivables.sales)
    readers.add(PaperKind.LEAGUE, reading_referrals.league)
    readers.add(PaperKind.THANKS, reading_referrals.thanks)
    readers.add(PaperKind.PHONES, reading_lists.phones)
    readers.add(PaperKind.LABELS, reading_lists.labels)
    readers.add(PaperKind.ENVELOPE, reading_lists.envelope)
    readers.add(PaperKind.CALLS, reading_lists.calls)
    return readers


READERS: Final = _built()
