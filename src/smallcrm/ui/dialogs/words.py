"""What dialogs alone have to say: refusals of theirs, keys, and names of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from smallcrm.domain.errors import DataFileError, Refusal
from smallcrm.i18n import sentences
from smallcrm.i18n.filling import fill
from smallcrm.i18n.messages import mark

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

_REFUSALS: Final[Mapping[str, str]] = {
    "choose_client": mark("Choose somebody from the list: type a part of the name."),
    "not_a_tax": mark(
        "“{text}” is not a tax. Write a rate such as 19, or 0, or a category: E, AE, K, G, O."
    ),
    "printer_silent": mark("The printer does not answer. Is it switched on, and has it paper?"),
    "nothing_to_print": mark("There is no such page. Choose pages that the paper has."),
    "too_much_allocated": mark(
        "{allocated} is put to sales, but the payment is {amount}. Lower one of them."
    ),
}


def say(tr: I18n, refused: Refusal) -> str:
    """Say why a request was not carried out: what dialogs refuse themselves, and all else."""
    own = _REFUSALS.get(refused.code)
    text = fill(tr, own, refused.parameters) if own is not None else None
    return text if text is not None else sentences.refusal(tr, refused)


def say_error(tr: I18n, error: Exception) -> str:
    """Say why something did not go through, whatever the reason."""
    if isinstance(error, Refusal):
        return say(tr, error)
    if isinstance(error, DataFileError):
        return sentences.trouble(tr, error)
    return tr.gettext("This went wrong, and nothing was changed. Try it again.")


def enter_key(tr: I18n) -> str:
    """Name the key that saves."""
    return tr.pgettext("key", "Enter")


def escape_key(tr: I18n) -> str:
    """Name the key that leaves."""
    return tr.pgettext("key", "Esc")
