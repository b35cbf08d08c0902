"""Which papers there are, what each may be told, and what one is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from smallcrm.i18n.catalog import I18n

if TYPE_CHECKING:
    from smallcrm.reports import Notes, Stationery
    from smallcrm.reports.document import Document


class PaperKind(StrEnum):
    """The kinds of paper, as the command line calls them."""

    CLIENT = "client"
    QUOTE = "quote"
    INVOICE = "invoice"
    RECEIPT = "receipt"
    DELIVERY = "delivery"
    STATEMENT = "statement"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    SALES = "sales"
    LEAGUE = "referrals"
    THANKS = "thanks"
    PHONES = "phones"
    LABELS = "labels"
    ENVELOPE = "envelope"
    CALLS = "calls"
    RECORD = "record"


class SalesBy(StrEnum):
    """What the rows of the sales report are, beside its periods."""

    CLIENT = "client"
    PRODUCT = "product"


class Step(StrEnum):
    """How long the periods of the sales report are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class EnvelopeSize(StrEnum):
    """Envelopes of ISO 269; printed along their long side."""

    DL = "DL"
    C5 = "C5"
    C6 = "C6"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientOptions:
    """Of the client report: the ids of the notes that go on it; None: as `notes` says."""

    notes: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesOptions:
    """Of the sales report: which tables and charts; `currency` None: each that there is."""

    step: Step = Step.MONTH
    by: tuple[SalesBy, ...] = (SalesBy.CLIENT, SalesBy.PRODUCT)
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions:
    """Of the phone list and the overdue list: whom; None: everybody (who owes)."""

    clients: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelOptions:
    """Of mailing labels: the sheet by its name, from which label on (1 is the first), whom.

    `sheet` is a known one (`L7160`) or one that the owner measured; `clients` None: everybody
    with an address. `borders` draws the labels' edges, to try a sheet on plain paper.
    """

    sheet: str
    first: int = 1
    clients: tuple[int, ...] | None = None
    copies: int = 1
    borders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeOptions:
    """Of an envelope: its size, and whether the owner's address stands on it."""

    size: EnvelopeSize = EnvelopeSize.DL
    sender: bool = True


Options = ClientOptions | SalesOptions | ListOptions | LabelOptions | EnvelopeOptions


@dataclass(frozen=True, slots=True)
class Paper:
    """Which paper: `id` is of the quote's revision, invoice or credit note, payment, delivery.

    Of a client for the client's report, the record of all that is stored, the envelope and the
    statement, whose rows before `since` are carried forward as a balance; of a reminder for its
    letter, of a referral for the letter of thanks. The league, the sales report, the lists and
    the labels have no id (0). `since` and `until` both count, and None is open; the call sheet is
    of the day `until` (None: today).
    """

    kind: PaperKind
    id: int = 0
    since: date | None = None
    until: date | None = None
    options: Options | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """The client that a paper can be sent to, with the first e-mail address; empty: none known.

    `text` is what the owner's texts of e-mails call the paper (`invoice`), `values` what they can
    be told of it, in the language of a stationery.
    """

    id: int
    email: str = ""
    text: str = ""
    values: Callable[[Stationery], Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What a paper is made of, read from the file once, in no language yet.

    `language` is the client's, None where the paper is for the owner or no language is known.
    `out`: it was printed, saved or sent before, or is of a kind that nothing is noted of. `draw`
    puts it on a document that is begun in the language of the stationery. `carry` puts its data
    into a document that it has for itself. `addressee` is None where the paper is for the owner.
    """

    client: str
    language: str | None
    out: bool
    name: Callable[[I18n], str]
    file_name: Callable[[I18n], str]
    draw: Callable[[Document, Stationery, Notes], None]
    carry: Callable[[Document, Stationery], None] | None = None
    addressee: Addressee | None = None
