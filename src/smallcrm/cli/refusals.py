"""The command line's own refusals, and what it words otherwise than the window."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.i18n import sentences
from smallcrm.i18n.filling import Wording, fill
from smallcrm.i18n.messages import mark
from smallcrm.queries.shapes import ClientHit

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2
STATUS_OF: Final[Mapping[FileTrouble, int]] = {
    FileTrouble.NEWER: 3,
    FileTrouble.UNWRITABLE: 4,
    FileTrouble.LOCKED: 5,
    FileTrouble.DAMAGED: 6,
    FileTrouble.WRONG_PASSPHRASE: 7,
}

# A script writes amounts and dates in one way everywhere, so these examples are the same in every
# language; the rest of the sentences are shared with the window.
_WORDINGS: Final[Mapping[str, Wording]] = {
    "not_an_amount": (
        mark("“{text}” is not an amount. Write it with a point, such as 1250.50."),
        mark("Write an amount, with a point, such as 1250.50."),
    ),
    "not_a_date": (
        mark("“{text}” is not a date. Write it as year-month-day: {iso_date}."),
        mark("Write a date as year-month-day: {iso_date}."),
    ),
    "not_an_instant": (
        mark("“{text}” is not an instant. Write it in ISO 8601: {iso_date}T09:30Z."),
        mark("Write an instant in ISO 8601: {iso_date}T09:30Z."),
    ),
    "not_text": mark("This is not text that can be kept (it has bytes of another encoding)."),
    "not_found": (
        mark("No client matches “{query}”."),
        mark("Say which client: by a name, a number or an id, such as id:7."),
    ),
    "no_client_of_id": mark("There is no client with the id {id}."),
    "ambiguous": mark("“{query}” means several clients: {names}. Use an id, such as id:{first}."),
    "no_sale_of_number": (
        mark("This client has no sale with the number {number}."),
        mark("Say which sale: by its number."),
    ),
    "ambiguous_sale": mark("Several sales have the number {number}. Use a sale's own number."),
    "no_quote_of_number": mark("There is no quote with the number {number}."),
    "no_invoice_of_number": mark("There is no invoice or credit note with the number {number}."),
    "no_delivery_of_number": mark("There is no delivery with the number {number}."),
    "no_payment_of_id": mark("There is no payment with the id {id}."),
    "no_reminder_of_id": mark("There is no reminder with the id {id}."),
    "never_reminded": mark("This client was never reminded."),
    "no_statements": mark("Nobody owes anything or has credit: there is no statement to make."),
    "not_built": mark("“{what}” is not built yet; it comes with a later version."),
    "unknown_ending": (
        mark("“{text}” is not an ending that can be written. There are: {known}."),
        mark("The file's name must end in one of: {known}."),
    ),
    "file_not_empty": mark(
        "An export of everything comes into an empty data file only. Choose one by --data-dir."
    ),
    "kind_not_recognised": mark(
        "The headings do not tell what the rows are. "
        "Say so: --as clients, products, sales, payments or referrals."
    ),
    "no_display": mark("There is no display here, so no window. See: smallcrm --help"),
    # Lines of `apply`.
    "not_json": mark("The line is not one JSON object."),
    "unknown_op": mark("There is no operation “{text}”."),
    "unknown_ref": (
        mark(
            "No line before this one that was done has the ref “{ref}”, "
            "and nothing ({kind}) has the number “{number}”."
        ),
        mark("No line before this one that was done has the ref “{ref}”."),
    ),
    "ambiguous_number": mark("Several ({kind}) are called “{number}”. Use an id."),
    "other_ref": mark("The ref “{ref}” is not of what is asked for here ({kind})."),
    "ref_taken": mark("The ref “{ref}” names the result of an earlier line already."),
    "no_line_of_position": mark("There is no line {position} there; they count from 1 to {count}."),
    "line_twice": mark("Line {position} is named twice."),
    "sale_named_twice": mark("A sale is named twice (id {id})."),
    "no_price": mark("“{product}” has no price in {currency}. Give its unit_price."),
    "sent_nobody": mark("This client has not sent anybody to us."),
    "not_sent_by": mark("The one client did not send the other to us."),
    "period_ends_first": mark("The period ends on {until}, before it begins on {start}."),
    "two_currencies": mark("It names two currencies, {currency} and {other}, where one is meant."),
    "field_missing": mark("The field “{text}” is missing."),
    "field_unknown": mark("The field “{text}” does not belong to this operation."),
    "field_wrong": mark("The field “{text}” holds something else than it takes ({kind})."),
}


class SeveralClients(Refusal):
    """A QUERY that means several clients; `candidates` are listed."""

    def __init__(self, query: str, candidates: tuple[ClientHit, ...]) -> None:
        names = tuple(f"{hit.client.name} (id:{hit.client.id})" for hit in candidates)
        super().__init__(
            "ambiguous", field="client", query=query, names=names, first=candidates[0].client.id
        )
        self.candidates = candidates


class OneOfSeveral(Refusal):
    """One of several files cannot be taken, so none is; `file` is its name."""

    def __init__(self, file: str, refused: Refusal) -> None:
        super().__init__(refused.code, field=refused.field, **refused.parameters)
        self.file = file


def sentence(tr: I18n, refused: Refusal) -> str:
    """Say why something was refused, in one line."""
    if isinstance(refused, OneOfSeveral):
        # Translators: the name of a file, and why it cannot be taken
        text = tr.gettext("{file}: {why} None of the files was brought in.")
        return text.format(file=refused.file, why=why(tr, refused.code, refused.parameters))
    return why(tr, refused.code, refused.parameters)


def why(tr: I18n, code: str, parameters: Mapping[str, object]) -> str:
    """Say what a code means, in one line."""
    own = _WORDINGS.get(code)
    today: date = tr.formats.clock.today()
    values = {**parameters, "iso_date": today.isoformat()}
    for name in ("id", "first"):
        if isinstance(number := values.get(name), int):
            values[name] = str(number)  # an id is no quantity: not grouped
    text = fill(tr, own, values) if own is not None else None
    return text if text is not None else sentences.why(tr, code, parameters)


def trouble(tr: I18n, error: DataFileError) -> str:
    """Say what is the matter with the data file, and what to do."""
    return sentences.trouble(tr, error)
