"""Why something was not done, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.i18n.filling import Wording, fill
from smallcrm.i18n.messages import mark

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

# Code of a refusal -> wordings, the most telling first (`filling.fill`); what the owner typed is
# repeated, and what is expected instead is shown.
REFUSALS: Mapping[str, Wording] = {
    # What was typed.
    "not_an_amount": (
        mark("“{text}” is not an amount. Write digits, such as {example_amount}."),
        mark("Write an amount, such as {example_amount}."),
    ),
    "ambiguous_amount": mark(
        "“{text}” can be read in two ways. Decimals come after “{decimal}”: {example_amount}."
    ),
    "other_currency": mark("“{text}” is in another currency. Write an amount in {currency}."),
    "amount_too_large": (
        mark("{text} is more than can be recorded."),
        mark("This is more than can be recorded."),
    ),
    "too_many_decimals": (
        mark("{text} has too many decimals: in {currency} there are {decimals}."),
        mark("This amount has more decimals than its currency."),
    ),
    "not_a_number": (
        mark("“{text}” is not a number."),
        mark("Write a number."),
    ),
    "not_a_date": (
        mark("“{text}” is not a date. Write it like this: {example_date}."),
        mark("Write a date, such as {example_date}."),
    ),
    "ambiguous_date": mark("“{text}” may be {first} or {second}. Write the month as a word."),
    "unknown_currency": (
        mark("“{text}” is not a currency. Write its code of three letters, such as EUR."),
        mark("Write the currency's code of three letters, such as EUR."),
    ),
    "unknown_country": (
        mark("“{text}” is not a country. Write its code of two letters, such as IE."),
        mark("Write the country's code of two letters, such as IE."),
    ),
    "not_in_range": mark("Write a whole number from {low} to {high}."),
    "not_a_choice": (
        mark("“{text}” is not one of the choices: {choices}."),
        mark("Choose one of these: {choices}."),
    ),
    "too_long": (
        mark("This is too long: at most {longest} characters."),
        mark("This is too long."),
    ),
    "unknown_setting": mark("There is no setting called “{text}”."),
    # Undo.
    "changed_since": mark("This was changed again since, so it cannot be taken back on its own."),
    # Files to import.
    "file_not_found": mark("There is no file “{file}”."),
    "file_unreadable": mark("The file “{file}” cannot be read. Is it open in another program?"),
    "file_too_large": (
        mark("The file “{file}” is too large: at most {limit_megabytes} MB can be imported."),
        mark("The file is too large to be imported."),
    ),
    "empty_file": (mark("The file “{file}” is empty."), mark("The file is empty.")),
    "not_a_table": (
        mark("“{file}” is not a table. Save it as CSV and import that."),
        mark("This file is not a table. Save it as CSV and import that."),
    ),
    "no_rows": mark("The file has headings, or nothing at all, but no rows below them."),
    "too_many_rows": mark("The file has more than {limit} rows. Divide it and import the parts."),
    "too_many_columns": mark("The file has more than {limit} columns."),
    "cell_too_large": mark("A cell of the file has more than {limit} characters."),
    "unknown_separator": mark("“{text}” cannot be what separates the columns."),
    "unknown_encoding": mark("There is no text encoding called “{text}”."),
    "wrong_encoding": mark("The file is not written in the encoding {text}. Choose another one."),
    "kind_not_recognised": mark(
        "The headings do not tell whether the rows are clients, sales or payments. Choose which."
    ),
    "missing_column": mark("A column for this is missing: {fields}. Choose which column has it."),
    "unknown_column": mark("The file has no column “{text}”. It has: {known}."),
    "unknown_field": mark("There is nothing called “{text}” to import into. There are: {known}."),
}

_TROUBLES: Mapping[FileTrouble, str] = {
    FileTrouble.NEWER: mark(
        "The data file was written by a newer version of Small CRM. Install that version to open "
        "it. The file was not touched."
    ),
    FileTrouble.UNWRITABLE: mark(
        "The data file cannot be written. Is the disk full, or the folder protected? Nothing that "
        "was saved before is lost."
    ),
    FileTrouble.LOCKED: mark(
        "The data file is in use by another program. Close that program and try again."
    ),
    FileTrouble.DAMAGED: mark(
        "The data file is damaged. It was left as it is; the last good copies are in the backups "
        "folder, and can be put back with “Restore”."
    ),
    FileTrouble.WRONG_PASSPHRASE: mark(
        "The passphrase is missing or not the right one. The data file was not touched."
    ),
}


def refusal(tr: I18n, refused: Refusal) -> str:
    """Say why a request was not carried out; honest about a reason that has no words yet."""
    return why(tr, refused.code, refused.parameters)


def why(tr: I18n, code: str, parameters: Mapping[str, object]) -> str:
    """Say what a code means, of a refusal or of a row that was not imported."""
    text = fill(tr, REFUSALS.get(code, ()), parameters)
    if text is not None:
        return text
    return tr.gettext("This was refused, and nothing was changed (reason: {code}).").format(
        code=code
    )


def trouble(tr: I18n, error: DataFileError) -> str:
    """Say why the data file cannot be used, and what to do."""
    return tr.gettext(_TROUBLES[error.trouble])
