"""Why something was not done, and what to do instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from smallcrm.domain.errors import DataFileError, FileTrouble, Refusal
from smallcrm.i18n.filling import fill
from smallcrm.i18n.messages import mark
from smallcrm.i18n.refusal_words import REFUSALS

if TYPE_CHECKING:
    from smallcrm.i18n.catalog import I18n

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
    """Say what a code means, of a refusal or of a row that was not imported.

    Where one refusal is the reason of another (`why`, with its `parameters`), it is `reason`.
    """
    inner = parameters.get("parameters")
    if isinstance(inner, Mapping):
        reason = why(tr, str(parameters.get("why", "")), inner)
        parameters = {**parameters, "reason": reason}
    text = fill(tr, REFUSALS.get(code, ()), parameters)
    if text is not None:
        return text
    return tr.gettext("This was refused, and nothing was changed (reason: {code}).").format(
        code=code
    )


def trouble(tr: I18n, error: DataFileError) -> str:
    """Say why the data file cannot be used, and what to do."""
    return tr.gettext(_TROUBLES[error.trouble])
